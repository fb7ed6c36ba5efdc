"""Workbooks, sheets, names and tables of LibreOffice through xlwings."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pandas as pd
import pytest


def test_names_of_the_workbook_and_of_a_sheet(book, sheet):
    book.names.add("as_of", "=Sheet1!$B$2")
    sheet.names.add("local", "=Sheet1!$A$1:$A$3")
    sheet["C3:D4"].name = "block"
    assert sheet["as_of"].address == "$B$2"
    assert sheet["block"].address == "$C$3:$D$4"
    assert book.names["AS_OF"].refers_to == "=Sheet1!$B$2"
    assert book.names["as_of"].refers_to_range == sheet["B2"]
    assert {name.name for name in book.names} == {"as_of", "block", "Sheet1!local"}
    assert [name.name for name in sheet.names] == ["Sheet1!local"]
    assert sheet["C3:D4"].name.name == "block"
    book.names["as_of"].refers_to = "=Sheet1!$E$5"
    assert sheet["as_of"].address == "$E$5"
    book.names["as_of"].delete()
    assert "as_of" not in book.names
    book.names.add("stamp", '="2026-03-01; a,b"')
    assert book.names["stamp"].refers_to == '="2026-03-01; a,b"'


def test_tables(sheet):
    sheet["B2"].value = [["day", "cash"], [1, 10], [2, 20]]
    table = sheet.tables.add(sheet["B2:C4"], name="tblBank")
    assert "tblBank" in sheet.tables
    assert [found.name for found in sheet.tables] == ["tblBank"]
    assert sheet.tables["tblbank"].range.address == "$B$2:$C$4"
    assert table.header_row_range.value == ["day", "cash"]
    assert table.data_body_range.value == [[1.0, 10.0], [2.0, 20.0]]
    assert sheet["tblBank[cash]"].value == [10.0, 20.0]
    assert sheet["tblBank[#All]"] == table.range
    assert sheet["C3"].table == table
    assert sheet["D3"].table is None
    table.update(pd.DataFrame({"day": [1, 2, 3], "cash": [7, 8, 9]}), index=False)
    assert table.range.address == "$B$2:$C$5"
    assert sheet["tblBank[cash]"].value == [7.0, 8.0, 9.0]
    table.resize(sheet["B2:C3"])
    assert table.data_body_range.value == [1.0, 7.0]
    table.name = "tblCash"
    assert [found.name for found in sheet.tables] == ["tblCash"]


def test_sheets_are_added_renamed_moved_copied_and_removed(book, sheet):
    second = book.sheets.add("预测", after=sheet)
    cell = second["A1"]
    cell.value = "kept"
    second.name = "Forecast 12"
    assert cell.value == "kept"
    assert [found.name for found in book.sheets] == ["Sheet1", "Forecast 12"]
    copied = second.copy(before=sheet, name="Copy")
    assert copied["A1"].value == "kept"
    assert [found.name for found in book.sheets] == ["Copy", "Sheet1", "Forecast 12"]
    copied.delete()
    sheet.visible = False
    assert sheet.visible is False
    with pytest.raises(ValueError, match="'Sheet1' already"):
        book.sheets.add("Sheet1")
    assert "Sheet1" in book.sheets
    with pytest.raises(KeyError, match="zz"):
        book.sheets["zz"]


def test_cells_move_when_others_are_inserted_or_deleted(sheet):
    sheet["A1"].value = [[1], [2], [3]]
    sheet["A2"].insert("down")
    assert sheet["A1:A4"].value == [1.0, None, 2.0, 3.0]
    sheet["2:2"].delete()
    assert sheet["A1:A3"].value == [1.0, 2.0, 3.0]
    sheet["A1:A3"].copy(sheet["C1"])
    assert sheet["C1:C3"].value == [1.0, 2.0, 3.0]
    sheet["A1:B1"].merge()
    assert sheet["B1"].merge_area.address == "$A$1:$B$1"
    sheet["A1:B1"].unmerge()
    assert sheet["A1"].merge_cells is False


def test_a_sheet_may_change_the_case_of_its_name_but_not_take_another(book, sheet):
    other = book.sheets.add("Other")
    other.name = "OTHER"
    assert [found.name for found in book.sheets if found.name != sheet.name] == ["OTHER"]
    with pytest.raises(ValueError, match="already"):
        other.name = sheet.name


def test_areas_of_several_sheets_are_refused(book, sheet):
    book.sheets.add("Other sheet")
    sheet["A1"].value, book.sheets["Other sheet"]["A1"].value = 1, 2
    assert sheet.range("A1,C3").impl.areas == ((0, 0, 1, 1), (2, 2, 1, 1))
    assert sheet.range("'Other sheet'!A1,'Other sheet'!C3").sheet.name == "Other sheet"
    with pytest.raises(KeyError):
        sheet.range(f"{sheet.name}!A1,'Other sheet'!A1")


def test_finding_the_way_in_a_sheet(sheet):
    sheet["B2"].value = [["t", "u"], [1, 2], [3, 4]]
    sheet["B9"].value = "far"
    assert sheet["B2"].expand().address == "$B$2:$C$4"
    assert sheet["B2"].current_region.address == "$B$2:$C$4"
    assert sheet["B2"].end("down").address == "$B$4"
    assert sheet["B4"].end("down").address == "$B$9"
    assert sheet["B9"].end("down").address == "$B$1048576"
    assert sheet["B9"].end("up").address == "$B$4"
    assert sheet["C2"].end("left").address == "$B$2"
    assert sheet.used_range.address == "$B$2:$C$9"
    assert sheet["B2:C4"].last_cell.address == "$C$4"
    assert sheet["B2:C4"][1, 0].value == 1.0


def test_several_books_keep_apart(xlwings_on_libreoffice, book, sheet):
    other = xlwings_on_libreoffice.Book()
    try:
        assert book.name != other.name
        sheet["A1"].value, other.sheets[0]["A1"].value = "one", "two"
        assert (sheet["A1"].value, other.sheets[0]["A1"].value) == ("one", "two")
        assert {book.name, other.name} <= {found.name for found in xlwings_on_libreoffice.books}
        assert xlwings_on_libreoffice.books[other.name] == other
        assert xlwings_on_libreoffice.books.active == other
    finally:
        other.close()
    assert book in list(xlwings_on_libreoffice.books)
    with pytest.raises(KeyError, match="no longer open"):
        other.sheets[0]


def test_state_of_the_application(book):
    app = book.app
    with app.properties(
        calculation="manual",
        screen_updating=False,
        status_bar="Refreshing 1/3",
        enable_events=False,
    ):
        assert app.calculation == "manual"
        assert app.screen_updating is False
        assert app.status_bar == "Refreshing 1/3"
        book.sheets[0]["A1:B1"].value = [[1, "=A1+1"]]
        book.sheets[0]["A1"].value = 5
        app.calculate()
        assert book.sheets[0]["B1"].value == 6.0
    assert app.calculation == "automatic"
    assert app.screen_updating is True
    assert app.status_bar is False
    assert app.enable_events is True
    assert app.alert("Done?", buttons="yes_no") == "yes"


def test_a_saved_workbook_holds_it_all(book, sheet, tmp_path):
    sheet["A1"].value = [["day", "cash", "ok"], [dt.datetime(2026, 3, 1), 12.5, True]]
    sheet["A3:B3"].value = [["'=1+1", "=SUM(B2,1)"]]
    sheet["B2"].color = (255, 199, 206)
    sheet["B2"].number_format = "#,##0.00"
    sheet["B2"].add_note("below the floor")
    sheet.tables.add(sheet["A1:C2"], name="tblBank")
    book.names.add("as_of", "=Sheet1!$A$2")
    path = tmp_path / "现金.xlsx"
    book.save(path)
    assert (book.name, Path(book.fullname)) == (path.name, path.resolve())
    saved = openpyxl.load_workbook(path)["Sheet1"]
    assert [cell.value for cell in saved[2]] == [dt.datetime(2026, 3, 1), 12.5, True]
    assert [cell.value for cell in saved[3]][:2] == ["=1+1", "=SUM(B2,1)"]
    assert saved["A3"].data_type == "s"
    assert saved["B2"].fill.fgColor.rgb == "FFFFC7CE"
    assert saved["B2"].number_format == "#,##0.00"
    assert saved["B2"].comment.text.endswith("below the floor")
    assert saved.tables["tblBank"].ref == "A1:C2"
    assert "as_of" in saved.parent.defined_names
    assert openpyxl.load_workbook(path, data_only=True)["Sheet1"]["B3"].value == 13.5


def test_a_file_is_opened_once_and_calculated(xlwings_on_libreoffice, tmp_path):
    path = tmp_path / "opened.xlsx"
    made = openpyxl.Workbook()
    made.active["A1"], made.active["B1"] = 20, "=A1*2"
    made.save(path)
    book = xlwings_on_libreoffice.Book(path)
    try:
        assert book.sheets[0]["B1"].value == 40.0
        assert xlwings_on_libreoffice.Book(path) == book
    finally:
        book.close()
    with pytest.raises(FileNotFoundError):
        xlwings_on_libreoffice.Book(tmp_path / "missing.xlsx")
