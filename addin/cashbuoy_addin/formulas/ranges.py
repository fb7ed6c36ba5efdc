"""Ranges as spreadsheets send them, to rows of numbers and to tables under titles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, count, pairwise, repeat
from operator import itemgetter, ne
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cashbuoy.errors import FormulaError
from cashbuoy_addin.formulas.cells import flat, number, refusal
from cashbuoy_addin.formulas.columns import Column

# How far down titles may stand.
_HEADINGS = 12

Numbers = NDArray[np.float64]
Rows = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Titled:
    """A range with titles in its first row, `head`; `rows` are those under it, as far as filled."""

    head: Sequence[object]
    rows: Rows

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """A cell without text has the title ""."""
        return tuple(cell if isinstance(cell, str) else "" for cell in self.head)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The cells under each title, None where a row is shorter."""
        width = range(len(self.head))
        try:
            columns = [list(map(itemgetter(at), self.rows)) for at in width]
        except IndexError:
            columns = [[row[at] if at < len(row) else None for row in self.rows] for at in width]
        return tuple(map(Column.of, columns))


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
        raise refusal(name, "∞", "{name}: expected a number, found {found}", key="number_expected")
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


def titled(value: object, name: str) -> Titled:
    """A range whose first row holds titles."""
    found = value if isinstance(value, Titled) else as_titled(value)
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
    value = without_blank_end(value)
    filled = [at for at, row in enumerate(value[:_HEADINGS]) if not _is_blank(row)]
    first = filled[0] if filled else 0
    head = value[first] if value else ()
    if not isinstance(head, (tuple, list)):
        return None
    if len(filled) > 1 and _is_heading(head) and (under := _titles_under(value, filled)):
        first, head = under, value[under]
    if sum(map(_wordy, head)) < 2:
        return None
    return Titled(head, value[first + 1 :])


def _titles_under(rows: Rows, filled: Sequence[int]) -> int | None:
    """Where the titles stand under headings, such as the name of the firm and the date of the
    list: the first row with two titles that we know, if nothing but headings is above it."""
    from cashbuoy_addin.formulas.written import known_titles  # noqa: PLC0415

    for at, below in pairwise(filled):
        if not _is_heading(rows[at]) or known_titles(rows[at]) >= 2:
            return None
        if known_titles(rows[below]) >= 2:
            wider = all(_size(rows[i]) < _size(rows[below]) for i in filled if i <= at)
            return below if wider else None
    return None


def _is_heading(row: Sequence[object]) -> bool:
    """Whether a row can be no item: at most one figure or date in it."""
    return sum(_is_figure(cell) for cell in row if cell not in (None, "")) <= 1


def _is_figure(cell: object) -> bool:
    if not isinstance(cell, str) or not any(map(str.isdigit, cell)):
        return not _wordy(cell)
    from cashbuoy_addin.formulas.written import date_written  # noqa: PLC0415

    return not _wordy(cell) or date_written(cell) is not None


def _size(row: Sequence[object]) -> int:
    return sum(cell not in (None, "") for cell in row)


def is_wide(value: object) -> bool:
    """Whether a range has several columns."""
    rows = value if isinstance(value, (tuple, list)) else ()
    return any(isinstance(row, (tuple, list)) and len(row) > 1 for row in rows[:1])


def without_blank_end(rows: Rows) -> Rows:
    """The rows as far as filled, at least the first: a whole column has a million."""
    if not rows or not _is_blank(rows[-1]):
        return rows
    # Nearly always they are all alike, and then there is no Python call for each.
    filled = map(ne, reversed(rows), repeat(rows[-1]))
    last = len(rows) - next(compress(count(), filled), len(rows))
    while last and _is_blank(rows[last - 1]):
        last -= 1
    return rows[: last or 1]


def _is_blank(row: object) -> bool:
    return isinstance(row, (tuple, list)) and all(c is None or c == "" for c in row)


def _wordy(cell: object) -> bool:
    return isinstance(cell, str) and any(ch.isalpha() for ch in cell)


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
