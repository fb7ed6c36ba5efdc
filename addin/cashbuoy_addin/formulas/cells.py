"""Single cells as spreadsheets send them, to numbers, dates, texts and flags.

A range is a tuple of rows, one cell a scalar. Numbers are floats, or Decimals where a cell is
formatted as currency; empty cells None; dates Excel serials, or datetimes (pywin32's have a time
zone that means nothing); an error cell is its text ("#N/A") or the integer that COM sends for it.
"""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any, cast

from cashbuoy.errors import FormulaError

# What VBA sends for an optional argument left out: DISP_E_PARAMNOTFOUND.
_LEFT_OUT = -2147352572

_NUMBERS = (int, float, Decimal)
_EPOCH = dt.date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 61, 2_958_465  # 1900-03-01, before which serials are ambiguous
# Other dates are slips of the hand, or numbers meant for another argument.
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_TRUE = frozenset({"true", "yes", "y", "1", "是", "真"})
_FALSE = frozenset({"false", "no", "n", "0", "否", "假"})


def is_missing(value: object) -> bool:
    """Whether an argument was left out, or is one empty cell."""
    value = _single(value)
    return value is None or value == _LEFT_OUT or (isinstance(value, str) and not value.strip())


def flat(value: object) -> list[Any]:
    """All cells, row by row."""
    return list(each(value)) if isinstance(value, (tuple, list)) else [value]


def each(rows: Sequence[object]) -> Iterator[Any]:
    """The cells of a range, row by row."""
    if set(map(type, rows)) <= {tuple, list}:
        return chain.from_iterable(cast("Sequence[Sequence[object]]", rows))
    return chain.from_iterable(r if isinstance(r, (tuple, list)) else (r,) for r in rows)


def number(value: object, name: str) -> float:
    """One number. Texts that read as numbers count; TRUE, dates and other texts are refused."""
    cell = _one(value, name)
    if isinstance(cell, str):
        return _number_in(cell, name)
    if isinstance(cell, bool) or not isinstance(cell, _NUMBERS) or not math.isfinite(cell):
        raise refusal(name, cell, "{name}: expected a number, found {found}", key="number_expected")
    return float(cell)


def date(value: object, name: str) -> dt.date:
    """One date of business, as ledgers take them: from 1990 to 2100."""
    found = any_date(value, name)
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise FormulaError(
            "#NUM!",
            "{name}: {found} lies outside the years 1990 to 2100",
            key="date_far",
            name=name,
            found=found.isoformat(),
        )
    return found


def any_date(value: object, name: str) -> dt.date:
    """One date: a datetime, an Excel serial (1900 system), or text such as 2026-03-01."""
    cell = _one(value, name)
    if isinstance(cell, dt.datetime):
        return dt.date(cell.year, cell.month, cell.day)
    if isinstance(cell, dt.date):
        return cell
    if isinstance(cell, str):
        found = _date_in(cell)
        if found is not None:
            return found
    elif isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if _FIRST_SERIAL <= cell < _LAST_SERIAL + 1:
            return _EPOCH + dt.timedelta(days=math.floor(cell))
        raise FormulaError(
            "#NUM!",
            "{name}: {found} is not the number of a date",
            key="no_such_date",
            name=name,
            found=cell,
        )
    raise refusal(name, cell, "{name}: expected a date, found {found}", key="date_expected")


def flag(value: object, name: str) -> bool:
    """TRUE or FALSE; 1, 0, yes, no, 是, 否 count."""
    cell = _one(value, name)
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, (int, float)) and cell in (0, 1):
        return bool(cell)
    if isinstance(cell, str) and (word := cell.strip().casefold()) in _TRUE | _FALSE:
        return word in _TRUE
    raise refusal(name, cell, "{name}: expected TRUE or FALSE, found {found}", key="flag_expected")


def text(value: object, name: str) -> str:
    """One text, without spaces around it."""
    cell = _one(value, name)
    if isinstance(cell, _NUMBERS) and not isinstance(cell, bool) and cell == cell // 1:
        return f"{cell:.0f}"  # 1042 as the number of an invoice
    if not isinstance(cell, str):
        raise refusal(name, cell, "{name}: expected a text, found {found}", key="text_expected")
    return unicodedata.normalize("NFKC", cell).strip()


def _single(value: object) -> object:
    while isinstance(value, (tuple, list)) and len(value) == 1:
        value = value[0]
    return value


def _one(value: object, name: str) -> object:
    cell = _single(value)
    if isinstance(cell, (tuple, list)):
        raise FormulaError(
            "#VALUE!", "{name}: expected one cell, not a range of {count}", key="one_cell",
            name=name, count=len(flat(cell)),
        )  # fmt: skip
    return cell


def _number_in(cell: str, name: str) -> float:
    plain = cell.strip()
    try:
        found = float(plain if "_" not in plain else "nan")  # Python's 1_000 is no number here
    except ValueError:
        # Texts such as ￥1,234.50 or 12%, by the rules of the ledgers; pandas comes with them.
        from cashbuoy_addin.formulas.written import number_written  # noqa: PLC0415

        found = number_written(plain)
    if not math.isfinite(found):
        raise refusal(name, cell, "{name}: expected a number, found {found}", key="number_expected")
    return found


def _date_in(cell: str) -> dt.date | None:
    plain = cell.strip()
    try:
        return dt.date.fromisoformat(plain)
    except ValueError:
        from cashbuoy_addin.formulas.written import date_written  # noqa: PLC0415

        return date_written(plain)


def refusal(name: str, found: object, reason: str, key: str) -> FormulaError:
    """A FormulaError #VALUE! about what was found in an argument."""
    return FormulaError("#VALUE!", reason, key, name=name, found=shown(found))


def shown(cell: object) -> str:
    """A cell's value for a message."""
    if isinstance(cell, str):
        return f"'{cell}'"
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, (dt.date, dt.datetime)):
        return cell.isoformat()[:10]
    return "nothing" if cell is None else f"{cell}"
