"""The VBA that we ship: generated from the registry and the ribbon, plain, and nothing left out."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from cashbuoy.ledger.schema import TABLES
from cashbuoy_addin import ribbon
from cashbuoy_addin.formulas.catalogue import formulas
from cashbuoy_addin.macro_names import MACROS
from cashbuoy_addin.vba.literals import literal
from cashbuoy_addin.vba.modules import (
    EXCEL_ONLY,
    RIBBON,
    Carried,
    modules,
    project_bytes,
    xlwings_source,
)
from cashbuoy_addin.vba.wrappers import argument_names
from cashbuoy_workbook.modules import sheet_key

HOLDERS = ("book", "addin", "libreoffice")
SHEETS = ("Cockpit", "InReceivables")
PROCEDURE = re.compile(r"^(?:Public |Private )?(?:Sub|Function) (\w+)", re.MULTILINE)
NS = {"ui": ribbon.NAMESPACE}


def built(holder):
    return {m.name: m for m in modules(Carried(holder, SHEETS, "zh"))}


def code_of(holder):
    """Everything but xlwings' own module."""
    return {
        name: m.source.decode("ascii") for name, m in built(holder).items() if name != "xlwings"
    }


def elements():
    return list(ET.fromstring(ribbon.ribbon_xml()).iter())  # noqa: S314  # our own


def controls():
    return [element for element in elements() if "id" in element.attrib]


@pytest.mark.parametrize("holder", HOLDERS)
class TestEveryProject:
    def test_every_formula_has_a_function_and_an_alias(self, holder) -> None:
        found = code_of(holder)
        assert PROCEDURE.findall(found["CashbuoyFormulas"]) == list(formulas())
        aliases = [formula.alias for formula in formulas().values()]
        assert PROCEDURE.findall(found["CashbuoyAliases"]) == aliases

    def test_workbook_and_sheets_have_document_modules(self, holder) -> None:
        kinds = {name: m.kind for name, m in built(holder).items()}
        assert kinds["ThisWorkbook"] == "workbook"
        assert {name for name, kind in kinds.items() if kind == "sheet"} == set(SHEETS)

    def test_lines_fit_and_are_ascii(self, holder) -> None:
        for name, text in code_of(holder).items():
            assert text.isascii()
            lines = text.split("\r\n")
            assert max(map(len, lines)) < 1000, name
            assert "\n" not in "".join(lines)
            # VBA takes 24 continuations of one statement.
            runs = re.findall(r"(?:[^\n]* _\r\n)+", text)
            assert all(run.count("\r\n") < 20 for run in runs), name

    def test_no_name_is_used_twice(self, holder) -> None:
        names = list(built(holder))
        public = [
            name
            for text in code_of(holder).values()
            for name in re.findall(r"^Public (?:Sub|Function) (\w+)", text, re.MULTILINE)
        ]
        sheets = {sheet_key(table) for table in TABLES}
        everything = [n.lower() for n in (*names, *public, *(sheets - set(names)))]
        assert len(everything) == len(set(everything))

    def test_nothing_reaches_outside_but_by_xlwings(self, holder) -> None:
        for name, text in code_of(holder).items():
            assert not re.search(
                r"\b(Declare|Shell|CreateObject|Environ|Kill)\b", text, re.IGNORECASE
            ), name

    def test_the_same_bytes_every_time(self, holder) -> None:
        carried = Carried(holder, SHEETS, "en")
        assert project_bytes(carried) == project_bytes(carried)

    def test_every_procedure_ends(self, holder) -> None:
        for name, text in code_of(holder).items():
            started = len(PROCEDURE.findall(text))
            assert len(re.findall(r"^End (?:Sub|Function)", text, re.MULTILINE)) == started, name


class TestWrappers:
    @pytest.mark.parametrize("formula", formulas().values(), ids=lambda f: f.name)
    def test_arguments_are_passed_in_order_as_values(self, formula) -> None:
        text = code_of("book")["CashbuoyFormulas"]
        body = re.search(
            rf"Function {formula.name}\((.*?)\) As Variant\r\n(.*?)End", text, re.DOTALL
        )
        assert body
        declared = body[1].split(", ")
        assert [d.startswith("Optional ") for d in declared] == [
            a.optional for a in formula.arguments
        ]
        passed = ", ".join(f"CashbuoyValue({name})" for name in argument_names(formula))
        assert f'CashbuoyCall("{formula.name}", Array({passed}))' in body[2]

    def test_words_of_vba_are_no_argument_names(self) -> None:
        names = argument_names(formulas()["LATE_FEE"])
        assert names == ["principal", "from", "to_", "annual_rate", "day_basis", "buyer"]
        assert argument_names(formulas()["WORKDAY_CN"])[0] == "date_"

    def test_no_argument_is_called_like_its_function(self) -> None:
        for formula in formulas().values():
            assert formula.name.lower() not in argument_names(formula)


class TestRibbon:
    def test_every_macro_has_one_button(self) -> None:
        assert sorted(b.macro for b in ribbon.buttons()) == sorted(MACROS)

    @pytest.mark.parametrize("holder", ["book", "addin"])
    def test_every_callback_of_the_xml_is_in_vba(self, holder) -> None:
        asked = {
            value
            for element in elements()
            for key, value in element.attrib.items()
            if key.startswith(("get", "on"))
        }
        public = re.findall(r"^Public Sub (\w+)", code_of(holder)["CashbuoyRibbon"], re.MULTILINE)
        assert asked == set(public)

    def test_a_button_runs_its_macro(self) -> None:
        text = code_of("book")["CashbuoyRibbon"]
        for button in ribbon.buttons():
            assert (
                f"Public Sub {button.callback}(control As IRibbonControl)\r\n"
                f'    RunMacro "{button.macro}"\r\nEnd Sub' in text
            )

    def test_keytips_differ_and_icons_are_there(self) -> None:
        keytips = [button.keytip for button in ribbon.buttons()]
        assert len(set(keytips)) == len(keytips)
        assert all(1 <= len(k) <= 3 and k.isalnum() and k.isupper() for k in keytips)
        assert all(button.image for button in ribbon.buttons())

    def test_every_control_has_its_words_in_both_languages(self) -> None:
        words = ribbon.words()
        for control in controls():
            parts = ["label"] + (["tip"] if "getSupertip" in control.attrib else [])
            for part in parts:
                text = words[control.attrib["id"], part]
                assert text.en
                assert text.zh
                assert len(text.en) < 1024


class TestTexts:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Plain", '"Plain"'),
            ('say "x"', '"say ""x"""'),
            ("中", '"\\u4E2D"'),
            ("a\\b", '"a\\u005Cb"'),
            ("😀", '"\\uD83D\\uDE00"'),
            ("", '""'),
            ("x" * 401, '"' + "x" * 400 + '" & _\n        "x"'),
        ],
    )
    def test_literals(self, text, expected) -> None:
        assert literal(text) == expected

    def test_help_of_every_formula_and_argument_is_registered(self) -> None:
        text = code_of("book")["CashbuoyHelp"]
        for formula in formulas().values():
            assert f"    Describe_{formula.name}\r\n" in text
            assert f"Dim arguments(1 To {len(formula.arguments)}) As String" in text

    def test_no_help_is_cut_off(self) -> None:
        for formula in formulas().values():
            for words in (formula.help, *(a.help for a in formula.arguments)):
                assert max(len(words.en), len(words.zh)) <= 255, formula.name


class TestXlwings:
    def test_the_notice_stays_and_the_project_is_ours(self) -> None:
        for holder in ("book", "addin"):
            text = xlwings_source(holder)
            assert "xlwings is distributed under a BSD 3-clause license." in text
            assert 'Public Const PROJECT_NAME As String = "cashbuoy"' in text
            assert not text.startswith("Attribute")

    def test_what_only_excel_can_use_is_listed(self) -> None:
        ours = set(built("book")) - set(EXCEL_ONLY) | {"CashbuoyLibreOffice", RIBBON}
        assert ours == set(built("libreoffice"))

    def test_libreoffice_gets_none_of_it(self) -> None:
        assert set(built("libreoffice")) == {
            "ThisWorkbook", *SHEETS, "CashbuoyFormulas", "CashbuoyAliases", "CashbuoyCalls",
            "CashbuoyLibreOffice", "CashbuoyRibbon",
        }  # fmt: skip
