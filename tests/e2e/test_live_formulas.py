"""Our formulas alive in LibreOffice: typed into cells, calculated in Python, following their inputs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import ModuleType

import pytest

from cashbuoy_addin.hosts.macro_file import for_libreoffice
from cashbuoy_addin.new_books import create_template
from e2e import system_parts

EPOCH = dt.datetime(1899, 12, 30)


@pytest.fixture(scope="module", autouse=True)
def _script_provider() -> None:
    if system_parts.find_script_provider() is None:
        pytest.skip("LibreOffice cannot call Python; `python tasks.py test` says how to mend it")


@pytest.fixture(scope="module")
def calc_book(xlwings_on_libreoffice: ModuleType, tmp_path_factory: pytest.TempPathFactory):
    """The empty template, as a user of LibreOffice opens it."""
    folder: Path = tmp_path_factory.mktemp("live")
    create_template(folder / "excel.xlsm", "basic", "en")
    for_libreoffice(folder / "excel.xlsm", folder / "calc.xlsm")
    book = xlwings_on_libreoffice.Book(folder / "calc.xlsm")
    yield book
    book.close()


@pytest.fixture
def sheet(calc_book):
    """An empty sheet of it."""
    sheet = calc_book.sheets.add()
    yield sheet
    sheet.delete()


def shown(sheet, formula: str) -> object:
    """What a cell shows for a formula; errors by name."""
    cell = sheet.range("H1")
    cell.formula = formula
    return cell.options(err_to_str=True).value


class TestNumbers:
    @pytest.mark.parametrize(
        ("formula", "expected"),
        [
            ("=DSO(100,1000)", 36.5),
            ("=CB_DSO(100,1000,365)", 36.5),
            ("=CCC(10,20,5)", 25.0),
            ("=DSO(100,1000)+1", 37.5),
            ("=WORKDAY_CN(DATE(2026,3,2),1)-DATE(2026,3,2)", 1.0),
            ("=SUM(INDEX(INSTALMENTS(1000,3,0),0,3))", 1000.0),
            ('=IF(DSO(100,1000)>30,"late","fine")', "late"),
            # Arguments left out between others, which LibreOffice passes as 0.
            ("=ROUND(SHORTFALL_RISK(100,20,0,,80),4)", 0.1587),
            ("=ROUND(TERMS_COST(0.02,10,30,,TRUE),4)", 0.4459),
            ("=LATE_FEE(1000000,DATE(2026,3,1),DATE(2026,3,31),,360)", "#VALUE!"),
            ("=LATE_FEE(1000000,DATE(2026,3,1),DATE(2026,3,31),Z9,360)", 15000.0),
        ],
    )
    def test_a_formula_in_a_cell(self, sheet, formula, expected) -> None:
        assert shown(sheet, formula) == pytest.approx(expected)

    def test_a_range_and_a_change_of_its_cells(self, sheet) -> None:
        sheet.range("A1").value = [[100], [300]]
        assert shown(sheet, "=DSO(A1:A2,1000)") == pytest.approx(73.0)
        sheet.range("A2").value = 100
        assert sheet.range("H1").value == pytest.approx(36.5)

    def test_a_table_with_chinese_titles_and_dates(self, sheet) -> None:
        sheet.range("A1").value = [
            ["月份", "营业收入", "应收账款"],
            [dt.datetime(2026, 1, 1), 3100, 1000],
            [dt.datetime(2026, 2, 1), 2800, 2000],
        ]
        # The closing balance of 2,000 over sales of 5,900 in 59 days.
        assert shown(sheet, "=DSO(A1:C3)") == pytest.approx(2000 / 5900 * 59)

    def test_a_block_spills_over_its_cells(self, sheet) -> None:
        began = "DATE(2026,1,31)"
        sheet.range(
            "A1:F4"
        ).formula_array = f'=INSTALMENTS(1000,3,0,{began},"monthly","equal_principal",0,{began})'
        rows = sheet.range("A2:C4").value
        assert [row[0] for row in rows] == [1.0, 2.0, 3.0]
        assert [row[2] for row in rows] == [333.34, 333.33, 333.33]
        due = [v if isinstance(v, dt.datetime) else EPOCH + dt.timedelta(v) for _, v, _ in rows]
        assert due == [dt.datetime(2026, month, day) for month, day in ((2, 28), (3, 31), (4, 30))]


class TestErrors:
    @pytest.mark.parametrize(
        ("formula", "expected"),
        [
            ("=DSO(100,0)", "#DIV/0!"),
            ('=DSO("words",1)', "#VALUE!"),
            ("=IFERROR(DSO(100,0),-1)", -1.0),
            ("=ERROR.TYPE(DSO(100,0))", 2.0),
            ("=ISNUMBER(DSO(100,0))", False),
            ("=DSO(100,0)>60", "#DIV/0!"),
            ("=SUM(DSO(100,0),1)", "#DIV/0!"),
        ],
    )
    def test_they_are_calcs_own(self, sheet, formula, expected) -> None:
        assert shown(sheet, formula) == expected

    @pytest.mark.parametrize(
        ("cause", "expected"), [("=NA()", "#N/A"), ("=1/0", "#DIV/0!"), ("=1E+308*10", "#NUM!")]
    )
    @pytest.mark.parametrize("formula", ["=DSO(A1:A3,1000)", "=DSO(A2,1000)"])
    def test_an_error_in_an_argument_comes_back(self, sheet, cause, formula, expected) -> None:
        sheet.range("A1").value = 300
        sheet.range("A2").formula = cause
        assert shown(sheet, formula) == expected

    def test_empty_cells_are_no_errors(self, sheet) -> None:
        sheet.range("A1").value = [[100], [None], [300]]
        assert shown(sheet, "=DSO(A1:A3,1000)") == pytest.approx(73.0)


def test_a_workbook_made_for_excel_comes_alive_too(
    xlwings_on_libreoffice: ModuleType, tmp_path: Path
) -> None:
    create_template(tmp_path / "excel.xlsm", "basic", "zh")
    before = (tmp_path / "excel.xlsm").read_bytes()
    book = xlwings_on_libreoffice.Book(tmp_path / "excel.xlsm")
    try:
        sheet = book.sheets.add("Try")
        assert shown(sheet, "=DSO(100,1000)") == pytest.approx(36.5)
        assert shown(sheet, "=DSO(100,0)") == "#DIV/0!"
        assert (tmp_path / "excel.xlsm").read_bytes() == before
        sheet.range("H2").formula = "=CCC(10,20,5)"
        book.save(tmp_path / "saved.xlsm")
    finally:
        book.close()
    again = xlwings_on_libreoffice.Book(tmp_path / "saved.xlsm")
    try:
        sheet = again.sheets["Try"]
        assert sheet.range("H2").value == 25.0
        assert shown(sheet, "=CCC(10,20,10)") == 20.0
    finally:
        again.close()
