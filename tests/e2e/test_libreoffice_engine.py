"""Ordinary xlwings code against a real LibreOffice: everything comes back as from Excel."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import numpy as np
import openpyxl
import pandas as pd
import pytest

from cashbuoy_addin.libreoffice.app import App
from cashbuoy_addin.libreoffice.opening import open_book
from cashbuoy_addin.libreoffice.session import LibreOfficeError, Session


@pytest.fixture
def book(xlwings_on_libreoffice: ModuleType):
    """A new workbook, closed after the test."""
    book = xlwings_on_libreoffice.Book()
    yield book
    book.close()


@pytest.fixture
def sheet(book):
    return book.sheets[0]


MOMENT = dt.datetime(2026, 3, 1, 12, 30, 15)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (1, 1.0),
        (-0.1, -0.1),
        (1e300, 1e300),
        (True, True),
        (False, False),
        (None, None),
        (float("nan"), None),
        (pd.NaT, None),
        (np.int64(7), 7.0),
        (np.float64(0.5), 0.5),
        (np.bool_(True), True),
        ("Müller & 中文 🌊", "Müller & 中文 🌊"),
        ("two\nlines", "two\nlines"),
        ("", None),
        (" ", " "),
        (dt.datetime(2026, 3, 1), dt.datetime(2026, 3, 1)),
        (dt.date(2026, 3, 1), dt.datetime(2026, 3, 1)),
        (MOMENT, MOMENT),
        (pd.Timestamp(MOMENT), MOMENT),
        (np.datetime64("2026-03-01"), dt.datetime(2026, 3, 1)),
        (MOMENT.replace(tzinfo=dt.UTC), MOMENT),
        # As typed into a cell:
        ("=1+1", 2.0),
        ("12", 12.0),
        ("-1,234.5", -1234.5),
        ("12%", 0.12),
        ("1e3", 1000.0),
        ("true", True),
        ("2026-03-01", dt.datetime(2026, 3, 1)),
        ("2026/3/1 6:00", dt.datetime(2026, 3, 1, 6)),
        ("6:00", 0.25),
        ("=#N/A", None),
        # Texts that look like something else:
        ("'12", "12"),
        ("'=1+1", "=1+1"),
        ("'", None),
        ("2026-001", "2026-001"),
        ("2026-13-01", "2026-13-01"),
        ("3/1/2026", "3/1/2026"),
        ("1,23", "1,23"),
        (".", "."),
        ("-", "-"),
        ("Total", "Total"),
        ("#1", "#1"),
    ],
)
def test_a_value_comes_back_as_from_excel(sheet, written, read):
    sheet["B2"].value = written
    got = sheet["B2"].value
    assert got == read
    assert type(got) is type(read)


@pytest.mark.parametrize(
    ("formula", "error"),
    [
        ("=1/0", "#DIV/0!"),
        ("=NA()", "#N/A"),
        ("#N/A", "#N/A"),
        ('="x"*1', "#VALUE!"),
        ("=SQRT(-1)", "#NUM!"),
        ("=no_such_name", "#NAME?"),
        ("=NO_SUCH_FUNCTION(1)", "#NAME?"),
    ],
)
def test_error_cells_are_none_or_their_text(sheet, formula, error):
    sheet["A1:B1"].value = [[formula, 1]]
    assert sheet["A1:B1"].options(err_to_str=True).value == [error, 1.0]
    assert sheet["A1:B1"].value == [None, 1.0]
    assert isinstance(sheet["A1"].raw_value, int)


def test_a_reference_to_deleted_cells_is_a_ref_error(sheet):
    sheet["A1"].formula = "=B5"
    sheet["5:5"].delete()
    assert sheet["A1"].options(err_to_str=True).value == "#REF!"


def test_dates_and_booleans_are_told_by_the_cells_format(sheet):
    sheet["A1"].value = 46082
    assert sheet["A1"].value == 46082.0
    sheet["A1"].number_format = "yyyy-mm-dd"
    assert sheet["A1"].value == dt.datetime(2026, 3, 1)
    assert sheet["A1"].options(dates=dt.date).value == dt.date(2026, 3, 1)
    sheet["A1"].number_format = "#,##0.00"
    assert sheet["A1"].value == 46082.0
    sheet["A2:B2"].value = [["=TODAY()", "=1>0"]]
    today, yes = sheet["A2:B2"].value
    assert isinstance(today, dt.datetime)
    assert yes is True


def test_a_date_takes_the_format_of_its_cell_where_it_has_one(sheet):
    sheet["A1"].number_format = "yyyy-mm-dd"
    sheet["A1:B1"].value = [[MOMENT, MOMENT]]
    assert sheet["A1"].number_format == "yyyy-mm-dd"
    assert sheet["B1"].number_format == "m/d/yyyy h:mm"
    assert sheet["A1:B1"].value == [MOMENT, MOMENT]


def test_cells_formatted_as_text_keep_what_is_typed(sheet):
    sheet["A1:A3"].number_format = "@"
    sheet["A1:B3"].value = [["007", "007"], ["=1+1", "=1+1"], ["TRUE", "TRUE"]]
    assert sheet["A1:B3"].value == [["007", 7.0], ["=1+1", 2.0], ["TRUE", True]]
    assert sheet["A1"].number_format == "@"
    assert sheet["B1"].number_format == "General"


def test_writing_leaves_no_format_behind_on_texts_like_numbers(sheet):
    sheet["A1"].value = "'12"
    assert sheet["A1"].number_format == "General"
    sheet["A1"].value = "12"
    assert sheet["A1"].value == 12.0


def test_one_value_fills_a_range_and_none_empties_it(sheet):
    sheet["A1:B2"].value = "x"
    assert sheet["A1:B2"].value == [["x", "x"], ["x", "x"]]
    sheet["A1:B2"].value = None
    assert sheet["A1:B2"].value == [[None, None], [None, None]]


def test_shapes_of_what_is_read(sheet):
    sheet["A1"].value = [[1, 2], [3, 4]]
    assert sheet["A1:B1"].value == [1.0, 2.0]
    assert sheet["A1:A2"].value == [1.0, 3.0]
    assert sheet["A1:A2"].options(ndim=2).value == [[1.0], [3.0]]
    assert sheet["A1"].options(ndim=2).value == [[1.0]]
    assert sheet["A1:B2"].options(np.array).value.tolist() == [[1, 2], [3, 4]]
    assert sheet["D9:E9"].value == [None, None]
    assert sheet["A1:B2"].options(transpose=True).value == [[1.0, 3.0], [2.0, 4.0]]


def test_values_in_the_wrong_shape_are_refused(sheet):
    with pytest.raises(ValueError, match=r"\$A\$1:\$B\$1 has 1 rows of 2 cells"):
        sheet["A1:B1"].options("raw").value = [[1, 2, 3]]


def test_a_whole_column_is_read_as_a_million_rows(sheet):
    sheet["C3"].value = "here"
    column = sheet["C:C"].value
    assert len(column) == 1_048_576
    assert [row for row, value in enumerate(column, 1) if value is not None] == [3]


def frame(rows: int) -> pd.DataFrame:
    random = np.random.default_rng(7)
    return pd.DataFrame(
        {
            "invoice": [f"R-{number:05} 发票" for number in range(rows)],
            "date": pd.date_range("2024-01-01", periods=rows).astype("datetime64[us]"),
            "amount": random.normal(0, 1e6, rows).round(2),
            "rate": random.random(rows),
            "open": random.random(rows) > 0.5,
            "paid": [None if number % 3 else number / 7 for number in range(rows)],
        }
    )


def test_a_data_frame_goes_there_and_back_in_one_call_each(sheet):
    written = frame(1_000)
    requests = sheet.api.requests
    before = requests.copy()
    sheet["B2"].options(index=False).value = written
    assert (requests - before)["write"] == 1
    before = requests.copy()
    read = sheet["B2:G1002"].options(pd.DataFrame, index=False).value
    assert requests - before == {"read": 1}
    pd.testing.assert_frame_equal(read, written, check_exact=True, check_column_type=False)


def test_a_hundred_thousand_rows_are_one_call(sheet):
    numbers = np.arange(200_000.0).reshape(100_000, 2) / 3
    before = sheet.api.requests.copy()
    sheet["A1"].value = numbers
    assert (sheet.api.requests - before)["write"] == 1
    before = sheet.api.requests.copy()
    read = sheet["A1:B100000"].options(np.array).value
    assert sheet.api.requests - before == {"read": 1}
    assert np.array_equal(read, numbers)


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


def test_another_process_attaches_to_the_running_office(sheet):
    sheet["A1"].value = 41
    code = (
        "import sys; from cashbuoy_addin.libreoffice import engine\n"
        "app = engine.attach(sys.argv[1])\n"
        "cell = app.books[sys.argv[2]].sheets[0]['A1']\n"
        "cell.value = cell.value + 1\n"
    )
    subprocess.run(
        [sys.executable, "-c", code, sheet.api.pipe, sheet.book.name], check=True, timeout=120
    )
    assert sheet["A1"].value == 42.0


def test_nothing_of_it_runs_on_after_the_end(xlwings_on_libreoffice):
    app = xlwings_on_libreoffice.App(visible=False)
    session = app.api
    app.books[0].sheets[0]["A1"].value = "unsaved"
    app.quit()
    assert session.alive is False
    assert not session._profile.exists()
    with pytest.raises(LibreOfficeError, match="no longer running"):
        session.call("books")
    assert not in_group(session.pid)


@pytest.mark.skipif(os.name != "posix", reason="process groups are POSIX's")
def test_an_office_that_dies_is_named_and_forgotten(xlwings_on_libreoffice):
    app = xlwings_on_libreoffice.App(visible=False)
    os.killpg(app.pid, signal.SIGKILL)
    with pytest.raises(LibreOfficeError):
        [app.books.add() for _ in range(2)]
    app.api.close()
    assert app.pid not in xlwings_on_libreoffice.apps.keys()  # noqa: SIM118 - no mapping


@pytest.mark.usefixtures("xlwings_on_libreoffice")
def test_the_office_ends_when_its_owner_is_killed():
    code = (
        "import os; from cashbuoy_addin.libreoffice import engine\n"
        "session = engine.start().api\n"
        "print(session.pid, session._profile, flush=True); os._exit(1)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, timeout=120
    )
    pid, profile = ran.stdout.decode().strip().split(" ", 1)
    wait_until(lambda: not Path(profile).exists() and not in_group(int(pid)))


def wait_until(done) -> None:
    deadline = time.monotonic() + 30
    while not done():
        assert time.monotonic() < deadline, "it never came to pass"
        time.sleep(0.1)


def in_group(group: int) -> bool:
    """Whether any process of a group still runs."""
    if os.name != "posix":
        return False
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it would open windows")
def test_with_windows_it_belongs_to_the_user(xlwings_on_libreoffice, monkeypatch):
    monkeypatch.setenv("SAL_USE_VCLPLUGIN", "svp")  # windows without a screen
    session = Session.start(headless=False)
    app = xlwings_on_libreoffice.App(impl=App.of(session))
    try:
        sheet = app.books.add().sheets[0]
        sheet["A1"].value = "kept"
        assert app.visible is True
        app.visible = False
        assert app.visible is False
        sheet["A1:B2"].select()
        assert app.selection.address == "$A$1:$B$2"
        session.close()  # as when our process ends
        assert in_group(session.pid)
    finally:
        attached = xlwings_on_libreoffice.App(impl=App.of(Session.attach(session.pipe)))
        try:
            assert attached.books[0].sheets[0]["A1"].value == "kept"
        finally:
            attached.quit()
    wait_until(lambda: not in_group(session.pid))
    session.close()
    assert not session._profile.exists()


MACROS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
  xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
  xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0"
  xmlns:ooo="http://openoffice.org/2004/office" office:version="1.3"
  office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
 <office:scripts><office:script script:language="ooo:Basic"><ooo:libraries>
  <ooo:library-embedded ooo:name="Standard"><ooo:module ooo:name="Module1"><ooo:source-code>
Sub Mark(text)
  ThisComponent.Sheets(0).getCellByPosition(1, 1).String = text
End Sub
Public Function Twice(number)
  Twice = number * 2
End Function
  </ooo:source-code></ooo:module></ooo:library-embedded>
 </ooo:libraries></office:script></office:scripts>
 <office:body><office:spreadsheet><table:table table:name="Sheet1"><table:table-row>
  <table:table-cell/></table:table-row></table:table></office:spreadsheet></office:body>
</office:document>"""


def test_macros_of_a_workbook_are_run(xlwings_on_libreoffice, tmp_path):
    path = tmp_path / "macros.fods"
    path.write_text(MACROS, "utf-8")
    book = xlwings_on_libreoffice.Book(path)
    try:
        assert book.macro("Twice")(21) == 42.0
        book.macro("Module1.Mark")("marked")
        assert book.sheets[0]["B2"].value == "marked"
        with pytest.raises(KeyError, match="Missing"):
            book.macro("Missing")()
    finally:
        book.close()


def test_the_command_opens_a_workbook_and_other_programs_use_it(xlwings_on_libreoffice, tmp_path):
    path = tmp_path / "book.xlsx"
    openpyxl.Workbook().save(path)
    command = [sys.executable, "-c", "from cashbuoy_addin.cli import main; main()"]
    running = subprocess.Popen(
        [*command, "libreoffice", "--headless", str(path)], stdout=subprocess.PIPE, text=True
    )
    try:
        pipe = running.stdout.readline().rpartition(" ")[2].strip()
        app = xlwings_on_libreoffice.App(impl=App.of(Session.attach(pipe)))
        app.books["book.xlsx"].sheets[0]["A1"].value = "reached"
        assert app.books["book.xlsx"].sheets[0]["A1"].value == "reached"
        app.quit()
        assert running.wait(60) == 0
    finally:
        running.kill()
        running.stdout.close()


def test_a_missing_workbook_is_named(tmp_path):
    with pytest.raises(FileNotFoundError):
        open_book(tmp_path / "missing.xlsx", headless=True)


def test_a_lock_left_behind_is_named(xlwings_on_libreoffice, tmp_path):
    path, lock = tmp_path / "book.xlsx", tmp_path / ".~lock.book.xlsx#"
    openpyxl.Workbook().save(path)
    lock.write_text(",mei,pc7,23.11.2026 09:00,file:///home/mei;")
    with pytest.raises(ValueError, match=r"mei on pc7 .* 23\.11\.2026 09:00.* delete .*~lock"):
        xlwings_on_libreoffice.Book(path)
    lock.unlink()
    xlwings_on_libreoffice.Book(path).close()


def test_who_attaches_to_an_office_without_windows_opens_none(xlwings_on_libreoffice, capfd):
    book = xlwings_on_libreoffice.Book()
    attached = Session.attach(book.app.impl.session.pipe)
    try:
        assert attached.headless
        assert App(attached).alert("Done.", "Cashbuoy", "ok", None, None) == "ok"
        assert "Cashbuoy: Done." in capfd.readouterr().err
    finally:
        attached.close()
        book.close()
