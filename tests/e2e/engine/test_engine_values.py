"""Ordinary xlwings code against a real LibreOffice: values come back as from Excel."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

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
