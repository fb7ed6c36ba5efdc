"""Cells as spreadsheets send them, to numbers, dates, texts and flags.

A range is a tuple of rows, one cell a scalar. Numbers are floats, empty cells None, dates datetimes
or Excel serials; an error cell is its text ("#N/A") or the integer that COM sends for it.
"""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from cashbuoy.errors import ErrorCode, FormulaError

Numbers = NDArray[np.float64]
Rows = Sequence[Sequence[object]]

# CVErr values as COM integers: 0x800A0000 plus Excel's error number.
_ERROR_NUMBERS: dict[int, ErrorCode] = {
    -2146826288: "#NULL!",
    -2146826281: "#DIV/0!",
    -2146826273: "#VALUE!",
    -2146826265: "#REF!",
    -2146826259: "#NAME?",
    -2146826252: "#NUM!",
    -2146826246: "#N/A",
}
_ERROR_TEXTS: frozenset[str] = frozenset(_ERROR_NUMBERS.values())
# What VBA sends for an optional argument left out: DISP_E_PARAMNOTFOUND.
_LEFT_OUT = -2147352572

_EPOCH = dt.date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 61, 2_958_465  # 1900-03-01, before which serials are ambiguous
_TRUE = frozenset({"true", "yes", "y", "1", "是", "真"})
_FALSE = frozenset({"false", "no", "n", "0", "否", "假"})


@dataclass(frozen=True)
class Titled:
    """A range with titles in its first row; `rows` are those under it, as far as filled."""

    titles: tuple[str, ...]
    rows: Rows


def is_missing(value: object) -> bool:
    """Whether an argument was left out, or is one empty cell."""
    value = _single(value)
    return value is None or value == _LEFT_OUT or (isinstance(value, str) and not value.strip())


def refuse_errors(value: object) -> None:
    """FormulaError with the code of the first error cell in the argument, if there is one."""
    cells = flat(value)
    suspects = set(map(type, cells))
    if str in suspects and not _ERROR_TEXTS.isdisjoint(c for c in cells if type(c) is str):
        first = next(c for c in cells if type(c) is str and c in _ERROR_TEXTS)
        _refuse_error(next(code for code in _ERROR_NUMBERS.values() if code == first))
    if int in suspects:
        for cell in cells:
            if type(cell) is int and cell in _ERROR_NUMBERS:
                _refuse_error(_ERROR_NUMBERS[cell])


def _refuse_error(code: ErrorCode) -> NoReturn:
    raise FormulaError(
        code, "a cell of the argument holds the error {error}", key="error_cell", error=code
    )


def flat(value: object) -> list[Any]:
    """All cells, row by row."""
    if not isinstance(value, (tuple, list)):
        return [value]
    if set(map(type, value)) <= {tuple, list}:
        return list(chain.from_iterable(value))
    return list(chain.from_iterable(r if isinstance(r, (tuple, list)) else (r,) for r in value))


def number(value: object, name: str) -> float:
    """One number. Texts that read as numbers count; TRUE, dates and other texts are refused."""
    cell = _one(value, name)
    if isinstance(cell, str):
        return _number_in(cell, name)
    if isinstance(cell, bool) or not isinstance(cell, (int, float)) or not math.isfinite(cell):
        raise _refusal(
            name, cell, "{name}: expected a number, found {found}", key="number_expected"
        )
    return float(cell)


def numbers(value: object, name: str) -> Numbers:
    """The numbers of a range, row by row, empty cells left out; shape (n,), at least one."""
    return filled(paired(value, name))


def paired(value: object, name: str) -> Numbers:
    """The same with empty cells as NaN, for ranges that go side by side.

    A title over one column is skipped when it is text that cannot be mistaken for a figure.
    """
    cells = _below_title(flat(value))
    found = set(map(type, cells))
    if found - {float, int, type(None)}:
        cells = [_figure(cell, name) for cell in cells]
    figures = np.array(cells, dtype=np.float64)
    if np.isinf(figures).any():
        raise _refusal(name, "∞", "{name}: expected a number, found {found}", key="number_expected")
    if np.isnan(figures).all():
        raise FormulaError("#VALUE!", "{name} holds no numbers", key="no_numbers", name=name)
    return figures


def _figure(cell: object, name: str) -> float | None:
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    return number(cell, name)


def _below_title(cells: list[Any]) -> list[Any]:
    first = cells[0] if cells else None
    if len(cells) > 1 and isinstance(first, str) and _is_known_title(first):
        return cells[1:]
    return cells


def _is_known_title(text: str) -> bool:
    # Only a title that heads amounts in our tables: any other text over figures is refused, because
    # it may be a figure that somebody mistyped.
    from cashbuoy_addin.formulas.written import heads_amounts  # noqa: PLC0415

    return heads_amounts(text)


def date(value: object, name: str) -> dt.date:
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
    raise _refusal(name, cell, "{name}: expected a date, found {found}", key="date_expected")


def flag(value: object, name: str) -> bool:
    """TRUE or FALSE; 1, 0, yes, no, 是, 否 count."""
    cell = _one(value, name)
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, (int, float)) and cell in (0, 1):
        return bool(cell)
    if isinstance(cell, str) and (word := cell.strip().casefold()) in _TRUE | _FALSE:
        return word in _TRUE
    raise _refusal(name, cell, "{name}: expected TRUE or FALSE, found {found}", key="flag_expected")


def text(value: object, name: str) -> str:
    """One text, without spaces around it."""
    cell = _one(value, name)
    if not isinstance(cell, str):
        raise _refusal(name, cell, "{name}: expected a text, found {found}", key="text_expected")
    return unicodedata.normalize("NFKC", cell).strip()


def titled(value: object, name: str) -> Titled:
    """A range whose first row holds titles."""
    found = as_titled(value)
    if found is None:
        raise FormulaError(
            "#VALUE!",
            "{name}: expected a table with titles in its first row",
            key="table_expected",
            name=name,
        )
    return found


def as_titled(value: object) -> Titled | None:
    """The range as a table, or None when its first row holds no two titles."""
    if not isinstance(value, (tuple, list)):
        return None
    first, last = 0, len(value)
    while first < last and _is_blank(value[first]):
        first += 1
    while first < last and _is_blank(value[last - 1]):
        last -= 1
    titles = value[first] if first < last else ()
    if not isinstance(titles, (tuple, list)) or sum(_wordy(c) for c in titles) < 2:
        return None
    return Titled(tuple(_title(c) for c in titles), value[first + 1 : last])


def _is_blank(row: object) -> bool:
    return isinstance(row, (tuple, list)) and all(c is None or c == "" for c in row)


def _wordy(cell: object) -> bool:
    return isinstance(cell, str) and any(ch.isalpha() for ch in cell)


def _title(cell: object) -> str:
    return cell if isinstance(cell, str) else ""


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
        found = float(plain)
    except ValueError:
        # Texts such as ￥1,234.50 or 12%, by the rules of the ledgers; pandas comes with them.
        from cashbuoy_addin.formulas.written import number_written  # noqa: PLC0415

        found = number_written(plain)
    if not math.isfinite(found):
        raise _refusal(
            name, cell, "{name}: expected a number, found {found}", key="number_expected"
        )
    return found


def _date_in(cell: str) -> dt.date | None:
    plain = cell.strip()
    try:
        return dt.date.fromisoformat(plain)
    except ValueError:
        from cashbuoy_addin.formulas.written import date_written  # noqa: PLC0415

        return date_written(plain)


def _refusal(name: str, found: object, reason: str, key: str) -> FormulaError:
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


def filled(figures: Numbers) -> Numbers:
    """The figures without the empty cells."""
    return figures[~np.isnan(figures)]


def given(figures: Iterable[Numbers]) -> tuple[Numbers, ...]:
    """Figures side by side without the positions where all are empty. FormulaError #VALUE! when
    lengths differ or one of them has a gap."""
    columns = tuple(figures)
    sizes = {c.size for c in columns}
    if len(sizes) > 1:
        raise FormulaError(
            "#VALUE!",
            "the ranges have {sizes} cells: they must be of one length",
            key="lengths_differ",
            sizes=" and ".join(str(c.size) for c in columns),
        )  # fmt: skip
    table = np.vstack(columns)
    table = table[:, ~np.isnan(table).all(axis=0)]
    if np.isnan(table).any():
        raise FormulaError(
            "#VALUE!", "a cell is empty where the other range has a figure", key="gap_in_range"
        )
    return tuple(table)
