"""Formulas of cells in LibreOffice through xlwings: Excel's notation, there and back."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("=SUM(A1:B1,10)", 13.0),
        ("=Sheet1!A1*2", 2.0),
        ("='Sheet1'!$A$1&\"; a,b!c[d]\"", "1; a,b!c[d]"),
        ("=SUM({1,2;3,4})", 10.0),
        ("=AND(TRUE,A1=1)", True),
        ("=IFERROR(A1/0,-1)", -1.0),
        ('=SUMIFS(A1:B1,A1:B1,">1")', 2.0),
        ("=STDEV.S(1,2,4)", pytest.approx(1.5275252316519465)),
        ("=5%", 0.05),
        ("=SUM(tblBank[bal ance],tblBank[day])", 33.0),
        ("=ROWS(tblBank)", 2.0),
        ("=ROWS(tblBank[#All])", 3.0),
        ("=ROWS(tblBank[[#All],[bal ance]])", 3.0),
        ('=INDEX(tblBank[#Headers],1,2)&"tblBank"', "bal ancetblBank"),
        ("=as_of+1", 2.0),
    ],
)
def test_formulas_are_written_and_read_in_excels_notation(sheet, written, value):
    sheet["A1:B1"].value = [[1, 2]]
    sheet["F1"].value = [["day", "bal ance"], [1, 10], [2, 20]]
    sheet.tables.add(sheet["F1:G3"], name="tblBank")
    sheet.book.names.add("as_of", "=Sheet1!$A$1")
    sheet["D4"].formula = written
    assert sheet["D4"].formula == written.replace("'Sheet1'", "Sheet1")
    assert sheet["D4"].value == value
    sheet["A1"].value = 5
    assert sheet["D4"].formula == written.replace("'Sheet1'", "Sheet1")


def test_a_formula_takes_its_own_row_of_a_table(sheet):
    sheet["F1"].value = [["day", "bal ance", "sum"], [1, 10, None], [2, 20, None]]
    sheet.tables.add(sheet["F1:H3"], name="tblBank")
    sheet["H3"].formula = "=tblBank[@day]+tblBank[@[bal ance]]"
    assert sheet["H3"].value == 22.0
    assert sheet["H3"].formula == "=tblBank[@day]+tblBank[@[bal ance]]"


def test_one_formula_fills_cells_and_moves_along(sheet):
    sheet["A1"].value = [[1], [2], [3]]
    sheet["B1:B3"].formula = "=A1*10"
    assert sheet["B1:B3"].value == [10.0, 20.0, 30.0]
    assert sheet["A1:B2"].formula == (("1", "=A1*10"), ("2", "=A2*10"))
    sheet["C1:C3"].formula_array = "=A1:A3*2"
    assert sheet["C1:C3"].value == [2.0, 4.0, 6.0]
    assert sheet["C2"].formula == "=A1:A3*2"
    assert sheet["C1:C3"].formula_array == "=A1:A3*2"
