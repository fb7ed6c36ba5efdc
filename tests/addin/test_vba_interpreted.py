"""Our VBA runs: from a cell through the wrapper, the bridge and Python, and back into the cell."""

from __future__ import annotations

import ast
import datetime as dt

import pytest
from pyopenvba.interpreter import NOTHING, parse_module

from addin.vba_host import COM_ERROR, Excel, VBADate, VBAErrorValue
from cashbuoy_addin import bridge, ribbon
from cashbuoy_addin.formulas.catalogue import formulas
from cashbuoy_addin.vba.modules import Carried, modules


@pytest.fixture
def excel():
    return Excel()


@pytest.fixture
def cells(excel):
    with excel.formulas_in_cells():
        yield excel


class TestFromVba:
    def test_a_range_is_passed_as_its_values_in_one_go(self, excel) -> None:
        excel["A1"], excel["A2"] = 100.0, 300.0
        assert excel.vba("DSO", excel.range("A1:A2"), 1000.0) == 73.0
        assert excel.server.asked == [
            ("DSO", (((100.0,), (300.0,)), 1000.0, None, None, None), "Book1")
        ]

    def test_of_whole_columns_the_used_part_is_passed(self, excel) -> None:
        excel["A1"], excel["A2"], excel["B5"] = 100.0, 300.0, 1.0
        assert excel.vba("DSO", excel.range("A:A"), 1000.0) == 73.0
        passed = excel.server.asked[0][1][0]
        assert passed == ((100.0,), (300.0,), (None,), (None,), (None,))

    def test_a_column_without_cells_counts_as_left_out(self, excel) -> None:
        assert excel.vba("DSO", excel.range("A:A"), 1000.0) == VBAErrorValue(2015)

    def test_arguments_left_out_are_empty(self, excel) -> None:
        excel.vba("DSO", 100.0, 1000.0)
        assert excel.server.asked[0][1] == (100.0, 1000.0, None, None, None)

    def test_the_alias_calls_the_same_formula(self, excel) -> None:
        assert excel.vba("CB_DSO", 100.0, 1000.0) == 36.5
        assert excel.server.asked[0][0] == "DSO"

    def test_a_refusal_is_a_real_error(self, excel) -> None:
        assert excel.vba("DSO", 100.0, 0.0) == VBAErrorValue(2007)
        assert excel.vba("DSO", "words", 1.0) == VBAErrorValue(2015)

    def test_an_error_among_the_arguments_comes_back(self, excel) -> None:
        assert excel.vba("DSO", VBAErrorValue(2042), 1.0) == VBAErrorValue(2042)
        assert excel.server.asked[0][1][0] == COM_ERROR + 2042

    def test_a_date_is_a_date(self, excel) -> None:
        found = excel.vba("WORKDAY_CN", VBADate.from_datetime(dt.datetime(2026, 3, 2)), 1.0)
        assert isinstance(found, VBADate)
        assert found == VBADate.from_datetime(dt.datetime(2026, 3, 3))

    def test_errors_in_a_block_are_real_element_by_element(self, excel, monkeypatch) -> None:
        tag = bridge.TAG
        rows = [[f"{tag}E2042", "text"], [f"{tag}D46084", f"{tag}T{tag}E1"], [1.5, True]]
        monkeypatch.setattr(bridge, "call", lambda *_sent: rows)
        block = excel.vba("AGEING", 1.0)
        assert [block.get([0, 0]), block.get([0, 1])] == [VBAErrorValue(2042), "text"]
        assert block.get([1, 0]) == VBADate.from_datetime(dt.datetime(2026, 3, 3))
        assert block.get([1, 1]) == f"{tag}E1"
        assert [block.get([2, 0]), block.get([2, 1])] == [1.5, True]

    @pytest.mark.parametrize("formula", formulas().values(), ids=lambda f: f.name)
    def test_every_formula_and_alias_reaches_python(self, excel, formula) -> None:
        needed = [a for a in formula.arguments if not a.optional]
        for name in (formula.name, formula.alias):
            excel.vba(name, *[1.0] * len(needed))
        given = (*[1.0] * len(needed), *[None] * (len(formula.arguments) - len(needed)))
        assert excel.server.asked == [(formula.name, given, "Book1")] * 2


class TestTheServer:
    def test_it_is_fetched_once_and_kept(self, excel) -> None:
        for _ in range(5):
            excel.vba("CCC", 3.0, 2.0, 1.0)
        assert excel.server.fetched == 1

    def test_after_a_failure_it_is_fetched_once_again(self, excel) -> None:
        excel.vba("CCC", 3.0, 2.0, 1.0)
        excel.server.fails = 1
        assert excel.vba("CCC", 3.0, 2.0, 1.0) == 4.0
        assert excel.server.fetched == 2

    def test_when_it_stays_away_the_cell_says_so(self, excel) -> None:
        excel.server.fails = 2
        assert excel.vba("CCC", 3.0, 2.0, 1.0) == VBAErrorValue(2042)
        assert excel.vba("CCC", 3.0, 2.0, 1.0) == 4.0


class TestOnMac:
    def test_formulas_are_not_available_and_python_is_not_asked(self) -> None:
        """xlwings' open-source parts start a Python for macros only there."""
        mac = Excel(on_mac=True)
        mac["A1"] = 100.0
        for name in ("DSO", "CB_DSO"):
            assert mac.vba(name, mac.range("A1:A1"), 1000.0) == VBAErrorValue(2042)
        assert mac.server.fetched == 0

    def test_cells_around_them_can_tell(self) -> None:
        mac = Excel(on_mac=True)
        with mac.formulas_in_cells():
            mac["B1"] = "=IFERROR(DSO(100,1000),-1)"
            assert mac["B1"] == -1.0


class TestInCells:
    def test_a_formula_calculates_and_follows_its_inputs(self, cells) -> None:
        cells["A1"], cells["A2"] = 100.0, 300.0
        cells["B1"] = "=DSO(A1:A2,1000)"
        assert cells["B1"] == 73.0
        cells["A2"] = 100.0
        assert cells["B1"] == 36.5

    @pytest.mark.parametrize(
        ("formula", "expected"),
        [
            ("=IFERROR(DSO(A1,0),-1)", -1.0),
            ("=ERROR.TYPE(DSO(A1,0))", 2.0),
            ('=ERROR.TYPE(DSO("words",1))', 3.0),
            ("=ISNUMBER(DSO(A1,0))", False),
            ("=IF(ISERROR(DSO(A1,0)>60),1,2)", 1.0),
            ("=ISNA(DSO(NA(),1))", True),
            ("=DSO(A1,1000,365)+1", 37.5),
            ("=CB_CCC(10,20,5)", 25.0),
            ("=SUM(INDEX(INSTALMENTS(1000,3,0),0,3))", 1000.0),
        ],
    )
    def test_errors_are_errors_and_numbers_are_numbers(self, cells, formula, expected) -> None:
        cells["A1"] = 100.0
        cells["B1"] = formula
        assert cells["B1"] == expected


class TestButtons:
    @pytest.mark.parametrize("button", list(ribbon.buttons()), ids=lambda b: b.macro)
    def test_a_button_runs_its_macro_on_the_workbook_in_front(self, excel, button) -> None:
        excel.picked = r"C:\books\ledger's.csv"
        excel.vba(button.callback, NOTHING)
        file = [excel.picked] if button.macro == "import_data" else []
        assert excel.server.done == [
            ("set", "xlwings._xlwindows", "BOOK_CALLER", "Workbook"),
            ("call", "cashbuoy_addin.macros", button.macro, *file),
        ]

    def test_no_file_is_no_import(self, excel) -> None:
        excel.vba("CashbuoyImportData", NOTHING)
        assert excel.server.done == []

    def test_a_file_as_python_writes_it(self, excel) -> None:
        for text in (r"C:\books\a's \'b\'.csv", "/Users/anna/ledger.csv"):
            assert ast.literal_eval(excel.vba("Quoted", text)) == text
        assert excel.vba("Quoted", "") == ""

    def test_the_language_of_the_ribbon_goes_there_and_back(self, excel) -> None:
        shown = []
        for _ in range(3):
            shown.append(excel.vba("CashbuoyText", "explain", "label"))
            excel.vba("CashbuoySwitchLanguage", NOTHING)
        assert shown == ["说明", "Explain", "说明"]

    def test_a_macro_that_fails_says_so(self, excel) -> None:
        excel.server.fails = 1
        excel.app.answer_dialogs(1)
        excel.vba("CashbuoyAbout", NOTHING)
        (dialog,) = excel.app.dialogs
        assert any(ribbon.MESSAGES["failed"].zh in str(part) for part in dialog)


@pytest.mark.parametrize("holder", ["book", "addin", "libreoffice"])
def test_every_module_of_ours_parses(holder) -> None:
    for module in (m for m in modules(Carried(holder, ("Cockpit",), "zh")) if m.name != "xlwings"):
        assert parse_module(module.source.decode("ascii"))


class TestWords:
    @pytest.mark.parametrize(
        ("text", "expected"), [("plain", "plain"), (r"\u4E2D\u6587, ok", "中文, ok"), ("", "")]
    )
    def test_decoding(self, excel, text, expected) -> None:
        assert excel.vba("CashbuoyDecoded", text) == expected

    def test_every_text_of_the_ribbon_comes_out_as_it_went_in(self, excel) -> None:
        for (control, part), words in ribbon.words().items():
            assert excel.vba("CashbuoyText", control, part) == words.zh
