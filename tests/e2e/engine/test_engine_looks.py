"""How cells look in LibreOffice through xlwings: formats, fills, fonts, sizes, notes."""

from __future__ import annotations

import datetime as dt

import pytest


@pytest.mark.parametrize(
    "code", ["General", "0.00%", "#,##0.00;[RED]-#,##0.00", "yyyy-mm-dd", "h:mm AM/PM", '0 "Days"']
)
def test_number_formats_come_back_as_they_were_written(sheet, code):
    sheet["A1:B2"].number_format = code
    assert sheet["B2"].number_format == code


def test_number_formats_that_differ_are_none(sheet):
    sheet["A1"].number_format = "0.00"
    assert sheet["A1:A2"].number_format is None


def test_fills_and_fonts(sheet):
    areas = sheet["A1:B2,D4"]
    areas.color = (255, 192, 0)
    assert sheet["B2"].color == sheet["D4"].color == (255, 192, 0)
    assert sheet["C3"].color is None
    sheet["D4"].color = None
    assert sheet["D4"].color is None
    sheet["D4"].color = "#0a0b0c"
    assert sheet["D4"].color == (10, 11, 12)
    sheet["A1:A2"].set_colors([[(1, 2, 3)], [...]])
    assert [cell.color for cell in sheet["A1:A2"]] == [(1, 2, 3), (255, 192, 0)]
    font = sheet["A1"].font
    font.bold, font.italic, font.size, font.color = True, True, 14, (0, 0, 255)
    assert (font.bold, font.italic, font.size, font.color) == (True, True, 14, (0, 0, 255))
    assert sheet["A1:A2"].font.bold is None


def test_alignment_and_sizes(sheet):
    cell = sheet["A1"]
    cell.horizontal_alignment, cell.vertical_alignment, cell.wrap_text = "center", "top", True
    assert (cell.horizontal_alignment, cell.vertical_alignment) == ("center", "top")
    assert cell.wrap_text is True
    cell.column_width, cell.row_height = 20, 30
    assert cell.column_width == pytest.approx(20, abs=0.1)
    assert cell.row_height == pytest.approx(30, abs=0.1)
    cell.row_hidden = True
    assert cell.row_hidden is True
    cell.value = "a long text that needs more room than there is"
    cell.wrap_text = False
    sheet["A:A"].autofit()
    assert cell.column_width > 25


def test_notes(sheet):
    note = sheet["B2"].add_note("Red: 现金 below the floor")
    assert sheet["B2"].note.text == "Red: 现金 below the floor"
    note.text = "Amber"
    assert [(found.location.address, found.text) for found in sheet.notes] == [("$B$2", "Amber")]
    with pytest.raises(ValueError, match="already has a note"):
        sheet["B2"].add_note("again")
    sheet["B2"].clear_contents()
    assert sheet["B2"].note is not None
    sheet["B2"].note.delete()
    assert sheet["B2"].note is None


def test_writing_cells_keeps_their_notes(sheet):
    for cell in ("B2", "D2", "C4"):
        sheet[cell].add_note(f"about {cell}")
    rows = [[row * 10.0 + column for column in range(4)] for row in range(5)]
    rows[1][1], rows[1][3], rows[3][2] = "text", None, "=B1*2"
    sheet["A1"].value = rows
    assert [note.text for note in sheet.notes] == ["about B2", "about D2", "about C4"]
    rows[3][2] = 2.0
    assert sheet["A1:D5"].value == rows
    sheet["B2"].value = dt.datetime(2026, 3, 1)
    assert (sheet["B2"].value, sheet["B2"].note.text) == (dt.datetime(2026, 3, 1), "about B2")


def test_clearing_contents_keeps_formats_and_clearing_takes_all(sheet):
    cells = sheet["A1:B2,D4"]
    sheet["A1"].value, sheet["D4"].value = 1, 2
    cells.color = (1, 2, 3)
    cells.clear_contents()
    assert (sheet["A1"].value, sheet["D4"].value) == (None, None)
    assert sheet["D4"].color == (1, 2, 3)
    cells.clear()
    assert sheet["D4"].color is None
