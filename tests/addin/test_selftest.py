"""The self-test covers every formula, passes here, and would notice a wrong answer."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from pathlib import Path

import pytest

from cashbuoy.errors import FormulaError
from cashbuoy_addin import selftest
from cashbuoy_addin.formulas.catalogue import formulas
from cashbuoy_addin.formulas.evaluate import call
from cashbuoy_addin.ribbon import buttons
from cashbuoy_addin.selftest import EXAMPLES, TITLES, Example, selftest_rows


def rows():
    """Rows by a clock that ticks a hundredth of a second at every look."""
    ticks = itertools.count()
    return selftest_rows(clock=lambda: next(ticks) / 100, seconds_each=0.02)


def test_every_formula_has_an_example() -> None:
    assert {example.formula for example in EXAMPLES} == set(formulas())


def test_every_formula_has_one_that_is_no_error() -> None:
    # A formula that refuses everything must not pass.
    answered = {e.formula for e in EXAMPLES if not str(e.expected).startswith("#")}
    assert answered == set(formulas())


def test_every_example_gives_what_was_worked_out() -> None:
    assert [(row.formula, row.expected, row.got) for row in rows() if not row.passed] == []
    assert len(rows()) == len(EXAMPLES)


def test_real_errors_are_among_them() -> None:
    assert {"#DIV/0!", "#VALUE!"} <= {row.got for row in rows()}


def test_calls_per_second() -> None:
    # Calls end at 0.01, 0.02 and 0.03 s; the third is the first after the time is up.
    assert [row.calls_per_second for row in rows()] == pytest.approx([100.0] * len(EXAMPLES))


def test_a_row_fits_its_titles() -> None:
    assert {len(row.cells) for row in rows()} == {len(TITLES)}


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (36.6, "36.6"),
        (36.5 + 1e-9, "36.500000001"),
        ("36.5", "36.5"),  # a text in a numeric cell
        (True, "True"),
        (None, ""),
        (FormulaError("#N/A", "because"), "#N/A"),
        ((("Title",), (36.5,)), "36.5"),
    ],
)
def test_a_wrong_answer_is_noticed(answer, shown, monkeypatch) -> None:
    monkeypatch.setattr(selftest, "call", lambda *_: answer)
    monkeypatch.setattr(selftest, "EXAMPLES", (Example("DSO", (100.0, 1000.0), 36.5),))
    (row,) = rows()
    assert (row.passed, row.got) == (False, shown)


@pytest.mark.parametrize(
    ("arguments", "typed"),
    [
        ((100.0, 0.25, 1e6), "100,0.25,1000000"),
        ((dt.date(2026, 3, 1), True, None, "a"), 'DATE(2026,3,1),TRUE,,"a"'),
        ((((1.0,), (2.0,)),), "{1;2}"),
        (((("Month", "Revenue"), ("2026-01", 1.0)),), '{"Month","Revenue";"2026-01",1}'),
    ],
)
def test_examples_as_typed_into_a_cell(arguments, typed) -> None:
    assert Example("DSO", arguments, 1.0).text == f"=DSO({typed})"


def test_printed_a_line_each(capsys) -> None:
    assert selftest.main() == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(EXAMPLES)
    assert lines[0].startswith("passed  =DSO(100,1000,365)  36.5  36.5  ")


class TestChecklist:
    """The page for the first person with Excel, in both languages."""

    PAGES = tuple(
        Path(__file__).parents[2] / "docs" / f"excel-checklist{language}.md"
        for language in ("", ".zh")
    )

    @pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
    def test_fifteen_steps(self, page) -> None:
        numbers = re.findall(r"^\| (\d+) \|", page.read_text("utf-8"), re.MULTILINE)
        assert [int(number) for number in numbers] == list(range(1, 16))

    @pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
    def test_its_formulas_exist_and_are_the_same_in_both(self, page) -> None:
        typed = re.findall(r"`(=[^`]+)`", page.read_text("utf-8"))
        assert set(re.findall(r"\b([A-Z_]{3,})\(", " ".join(typed))) - {"ISERROR", "DATE"} <= set(
            formulas()
        )
        assert typed == re.findall(r"`(=[^`]+)`", self.PAGES[0].read_text("utf-8"))

    @pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
    def test_its_buttons_are_on_the_ribbon(self, page) -> None:
        steps = [line for line in page.read_text("utf-8").splitlines() if line.startswith("|")]
        named = {name for line in steps for name in re.findall(r"\*\*([^*]+)\*\*", line)}
        labels = {label for button in buttons() for label in (button.label.en, button.label.zh)}
        assert len(named) >= 6
        assert named - {"Cashbuoy"} <= labels

    def test_what_it_promises_is_what_formulas_answer(self) -> None:
        assert call("DSO", (100.0, 1000.0, 365.0)) == 36.5
        assert call("DSO", (100.0, 0.0)).code == "#DIV/0!"
