"""Cells as an open workbook takes them by `Range.formula`, and as it gives them back."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping

from cashbuoy_workbook.blocks import Cell, Formula, Link
from cashbuoy_workbook.sheets.grid import on_sheet

Assigned = str | float | bool

LONGEST_TEXT = 32_767
_LONGEST_LITERAL = 255
_EPOCH = dt.date(1899, 12, 30).toordinal()
_FIRST_DAY = dt.date(1900, 3, 1)
_DAY = dt.timedelta(days=1)
# What a spreadsheet would take for a formula, and what it would take for a number or a date.
_COMMANDS = ("=", "+", "-", "@", "'", "\t", "\r", "\n")
_LIKE_A_VALUE = re.compile(r"[^A-Za-z]*\d|(?i:true|false)$|#")


def assigned(cell: Cell, titles: Mapping[str, str], number_format: str) -> Assigned:
    """What to assign so that the cell holds `cell`; "" empties it. Texts stay texts, whatever they
    begin with. `titles` maps sheet keys to tabs."""
    if isinstance(cell, str):
        return as_text(cell, number_format) if cell else ""
    if isinstance(cell, Formula):
        return cell.text
    if isinstance(cell, Link):
        return _jump(cell, titles)
    if isinstance(cell, bool | None):
        return "" if cell is None else cell
    return _number(cell)


def _number(cell: float | dt.date | dt.time | dt.timedelta) -> Assigned:
    if not isinstance(cell, int | float):
        return _moment(cell)
    if not math.isfinite(cell):
        raise ValueError(f"{cell} is not a number to show")
    return float(cell)


def as_text(text: str, number_format: str) -> str:
    """A text that must not become anything else when it is assigned."""
    text = text[:LONGEST_TEXT]
    if text.startswith(_COMMANDS):
        return f"'{text}"
    return f"'{text}" if number_format != "@" and _LIKE_A_VALUE.match(text) else text


def _jump(link: Link, titles: Mapping[str, str]) -> str:
    target = "#" + on_sheet(titles[link.sheet], link.cell)
    parts = (part[:_LONGEST_LITERAL].replace('"', '""') for part in (target, link.text))
    return '=HYPERLINK("{}","{}")'.format(*parts)


def _moment(cell: dt.date | dt.time | dt.timedelta) -> Assigned:
    """Days since 1899-12-30. Days before March 1900, where spreadsheets disagree, are texts."""
    if isinstance(cell, dt.timedelta):
        return cell / _DAY
    if isinstance(cell, dt.time):
        return _share_of_day(cell)
    day = cell.date() if isinstance(cell, dt.datetime) else cell
    if day < _FIRST_DAY:
        return f"'{cell.isoformat()}"
    share = _share_of_day(cell.time()) if isinstance(cell, dt.datetime) else 0.0
    return day.toordinal() - _EPOCH + share


def _share_of_day(time: dt.time) -> float:
    clock = dt.timedelta(
        hours=time.hour,
        minutes=time.minute,
        seconds=time.second,
        microseconds=time.microsecond,
    )
    return clock / _DAY


def given_back(read: object, number_format: str) -> Assigned:
    """What to assign so that a cell holds again what `Range.formula` read from it."""
    if read is None or isinstance(read, bool | int | float):
        return "" if read is None else read
    text = str(read)
    if number_format == "@":
        return as_text(text, "@") if text else ""
    if text in {"TRUE", "FALSE"}:
        return text == "TRUE"
    number = as_number(text)
    if number is not None:
        return number
    return text if text.startswith(("=", "#")) or not text else as_text(text, number_format)


def as_number(text: str) -> float | None:
    """The number that a constant's text stands for; None for other texts."""
    try:
        number = float(text)
    except ValueError:
        return None
    # Python also reads 1_000, nan and inf.
    return number if math.isfinite(number) and "_" not in text else None


def holds(read: object, wanted: Assigned) -> bool:
    """Whether the cell that `read` came from already holds `wanted`."""
    if isinstance(wanted, str):
        text = "" if read is None else str(read)
        if wanted.startswith("="):
            # Applications leave out quotes that a sheet's name can do without.
            return text.replace("'", "") == wanted.replace("'", "")
        return text == wanted.removeprefix("'")
    if isinstance(wanted, bool):
        return read is wanted or read == str(wanted).upper()
    number = as_number(read) if isinstance(read, str) else read
    return isinstance(number, int | float) and math.isclose(
        number, wanted, rel_tol=1e-13, abs_tol=1e-12
    )
