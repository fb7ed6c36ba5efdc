"""Values between Python and cells, as Excel has them.

Reading: numbers are floats, cells shown as dates datetimes, TRUE and FALSE bools, empty cells None,
errors the integers that Excel sends (`ERRORS`), which xlwings turns into None or their text.

Writing: None, NaN and NaT empty the cell; datetimes get a date format where the cell has none. A
text is what typing it would give: `=A1` a formula, `12` a number, `2026-03-01` a date, `TRUE` a
boolean, after an apostrophe the text itself. Cells formatted as text (@) keep what was written.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

ERRORS = {
    "#NULL!": -2146826288,
    "#DIV/0!": -2146826281,
    "#VALUE!": -2146826273,
    "#REF!": -2146826265,
    "#NAME?": -2146826259,
    "#NUM!": -2146826252,
    "#N/A": -2146826246,
}
ERROR_TEXTS = {code: text for text, code in ERRORS.items()}
# LibreOffice's own codes; the others (Err:504 ...) are what Excel calls a wrong value.
OFFICE_ERRORS = {
    **dict.fromkeys((502, 503, 522, 523), "#NUM!"),
    **dict.fromkeys((501, 508, 509, 510, 525), "#NAME?"),
    521: "#NULL!",
    524: "#REF!",
    532: "#DIV/0!",
    32767: "#N/A",
}

DATE_FORMAT, MOMENT_FORMAT, TIME_FORMAT = "m/d/yyyy", "m/d/yyyy h:mm", "h:mm:ss"
PERCENT_FORMATS = {True: "0%", False: "0.00%"}
MILLISECONDS = 86_400_000

Cell = Any  # what a cell may hold: None, bool, float, str, datetime; int for an error
Rows = Sequence[Sequence[Cell]]

_NUMBER = re.compile(r"([+-]?)(\d+|\d{1,3}(?:,\d{3})+)?(\.\d*)?([eE][+-]?\d+)?(%?)")
_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}:\d{2}(?::\d{2})?))?")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


def decode(answer: dict[str, Any], rows: int, columns: int) -> tuple[tuple[Cell, ...], ...]:
    """What `office/cells.py` read, as rows of Python values, filled up to the size asked for."""
    day_zero = dt.datetime(*answer["null_date"])  # noqa: DTZ001 - cells know no time zones
    table = [[None if value == "" else value for value in row] for row in answer["rows"]]
    for top, left, height, width in answer["dates"]:
        for row in table[top : top + height]:
            for column in range(left, min(left + width, len(row))):
                row[column] = _as_moment(row[column], day_zero)
    for top, left, height, width in answer["booleans"]:
        for row in table[top : top + height]:
            for column in range(left, min(left + width, len(row))):
                if isinstance(row[column], float):
                    row[column] = bool(row[column])
    for row_number, column, code in answer["errors"]:
        table[row_number][column] = ERRORS[OFFICE_ERRORS.get(code, "#VALUE!")]
    missing = columns - len(table[0]) if table else columns
    filled = [(*row, *(None,) * missing) for row in table] if missing else map(tuple, table)
    empty = ((None,) * columns,) * (rows - len(table))
    return (*filled, *empty)


def _as_moment(value: Cell, day_zero: dt.datetime) -> Cell:
    if not isinstance(value, float):
        return value
    try:
        return day_zero + dt.timedelta(milliseconds=round(value * MILLISECONDS))
    except OverflowError:  # such as a wrong number under a date format: Excel shows ####
        return value


@dataclass
class Encoded:
    """Rows made ready for `office/cells.py`, which says what each part is."""

    rows: list[list[float | str]]
    shown: list[tuple[int, int, int, str]] = field(default_factory=list)
    booleans: list[tuple[int, int, int]] = field(default_factory=list)
    texts: list[tuple[int, int, str]] = field(default_factory=list)
    formulas: list[tuple[int, int, str]] = field(default_factory=list)

    def message(self) -> dict[str, Any]:
        """As it is sent."""
        return vars(self)


_BOOLEAN = "boolean"


def encode(values: Rows) -> Encoded:
    """Rows of Python values, made ready to be written."""
    encoded = Encoded([])
    marks: dict[int, list[tuple[int, str]]] = {}  # column -> its (row, format)
    for row_number, row in enumerate(values):
        cells: list[float | str] = []
        for column, value in enumerate(row):
            kind = type(value)
            if kind is float and math.isfinite(value):  # the common case
                cells.append(value)
                continue
            if kind is str and not _looks_special(value):
                cells.append(value)
                continue
            cell, mark = _encode_cell(value, row_number, column, encoded)
            cells.append(cell)
            if mark:
                marks.setdefault(column, []).append((row_number, mark))
        encoded.rows.append(cells)
    for column, found in marks.items():
        for first, count, mark in _runs(found):
            if mark == _BOOLEAN:
                encoded.booleans.append((column, first, count))
            else:
                encoded.shown.append((column, first, count, mark))
    return encoded


def _looks_special(text: str) -> bool:
    """Whether a text may be more than a text: a quick look before the long one."""
    return text[:1] in "=+-'.#0123456789" or text[:1].upper() in ("T", "F")


def _runs(marks: list[tuple[int, str]]) -> list[tuple[int, int, str]]:
    """Marks of single rows, joined: (first row, rows, mark)."""
    runs: list[tuple[int, int, str]] = []
    for row, mark in marks:
        if runs and runs[-1][2] == mark and sum(runs[-1][:2]) == row:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1, mark)
        else:
            runs.append((row, 1, mark))
    return runs


def _encode_cell(value: Cell, row: int, column: int, encoded: Encoded) -> tuple[float | str, str]:
    """The cell's number or text, and the format that makes it what it is ("" for none)."""
    if isinstance(value, str):
        return _encode_text(value, row, column, encoded)
    if value is None:
        return "", ""
    if isinstance(value, bool):
        return float(value), _BOOLEAN
    if isinstance(value, dt.datetime | dt.date):
        return _encode_date(value)
    number = float(value)
    if math.isnan(number):
        return "", ""
    if math.isinf(number):
        raise ValueError("infinity cannot be written to a cell")
    return number, ""


def _encode_date(value: dt.date) -> tuple[float | str, str]:
    if value != value:  # noqa: PLR0124 - pandas' NaT
        return "", ""
    moment = dt.datetime.combine(value, value.time()) if isinstance(value, dt.datetime) else value
    serial = serial_of(moment)
    return serial, DATE_FORMAT if serial.is_integer() else MOMENT_FORMAT


def serial_of(day: dt.date) -> float:
    """Days since 30 December 1899, the time of day as a part of one. A time zone is left out."""
    if not isinstance(day, dt.datetime):
        return float(day.toordinal() - dt.date(1899, 12, 30).toordinal())
    since = day.replace(tzinfo=None) - dt.datetime(1899, 12, 30)  # noqa: DTZ001
    return since / dt.timedelta(days=1)


def _encode_text(text: str, row: int, column: int, encoded: Encoded) -> tuple[float | str, str]:
    if text.startswith("'"):
        return text[1:], ""
    if len(text) > 1 and text[0] in "=+-" and not _NUMBER.fullmatch(text):
        encoded.formulas.append((row, column, text if text[0] == "=" else f"={text}"))
        encoded.texts.append((row, column, text))
        return "", ""
    if text in ERRORS:
        encoded.formulas.append((row, column, f"={text}"))
        encoded.texts.append((row, column, text))
        return "", ""
    typed = type_in(text)
    if typed is None:
        return text, ""
    encoded.texts.append((row, column, text))
    return typed


def type_in(text: str) -> tuple[float, str] | None:
    """What a text becomes when it is typed into a cell: number and format; None: it stays a text.

    Known are numbers with thousands commas, exponent or percent sign, TRUE and FALSE, dates with
    the year first and times. Dates such as 3/1/2026 mean other days in other countries: they stay
    texts.
    """
    stripped = text.strip()
    if stripped.upper() in ("TRUE", "FALSE"):
        return float(stripped.upper() == "TRUE"), _BOOLEAN
    number = _NUMBER.fullmatch(stripped)
    if number and (number[2] or (number[3] or "") > "."):
        value = float(stripped.rstrip("%").replace(",", ""))
        percent = PERCENT_FORMATS[not number[3]] if number[5] else ""
        return value / (100 if percent else 1), percent
    return _type_moment(stripped)


def _type_moment(text: str) -> tuple[float, str] | None:
    date, time = _DATE.fullmatch(text), _TIME.fullmatch(text)
    try:
        if date:
            day = serial_of(dt.date(int(date[1]), int(date[2]), int(date[3])))
            clock = _TIME.fullmatch(date[4]) if date[4] else None
            return day + _part_of_day(clock), MOMENT_FORMAT if clock else DATE_FORMAT
        return (_part_of_day(time), TIME_FORMAT) if time else None
    except ValueError:
        return None


def _part_of_day(clock: re.Match[str] | None) -> float:
    if clock is None:
        return 0.0
    time = dt.time(int(clock[1]), int(clock[2]), int(clock[3] or 0))
    return (time.hour * 3600 + time.minute * 60 + time.second) / 86_400
