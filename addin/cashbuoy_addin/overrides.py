"""What the user typed over the forecast's own figures, kept through a refresh.

The items behind the forecast say what the last refresh had put into a cell; what differs from
their sum is the user's. An override belongs to a line and a month: it moves with its month, and
goes when the month leaves the horizon or the cell is emptied.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cashbuoy.forecast.categories import CATEGORIES
from cashbuoy_addin.hosts.live_cells import as_number
from cashbuoy_workbook.blocks import Block, Cell, Formula, Sheet, Workbook
from cashbuoy_workbook.sheets.items import NAMES

Rows = Sequence[Sequence[Any]]
Override = float | str  # a number, or a formula as text
Place = tuple[str, int]  # category key, first day of the month as a serial number

_EPOCH = dt.date(1899, 12, 30).toordinal()
# Less than the smallest unit of a currency: rounding, not an override.
_TOLERANCE = 0.0005
_WORDS = {word: c.key for c in CATEGORIES for word in (c.en, c.zh)}
_DATE, _MONTH, _CATEGORY, _AMOUNT = (
    NAMES.index(name) for name in ("date", "month", "category", "amount")
)


@dataclass(frozen=True)
class Shown:
    """What the workbook showed before the refresh, as `Range.formula` gives it: the titles of the
    forecast's months (first row), its lines, and the rows of the items."""

    months: Rows
    lines: Rows
    items: Rows


def overrides(shown: Shown) -> dict[Place, Override]:
    """Figures of the forecast that the user has typed."""
    if not shown.months or not shown.items:
        return {}
    months = [_whole(cell) for cell in shown.months[0]]
    computed = _computed(shown.items)
    found: dict[Place, Override] = {}
    for row in shown.lines:
        key = _WORDS.get(str(row[0]).strip())
        for month, cell in zip(months[1:], row[1:], strict=False):
            if key is None or month is None or cell in {"", None}:
                continue
            typed = _typed(cell, computed[key, month])
            if typed is not None:
                found[key, month] = typed
    return found


def _computed(items: Rows) -> Mapping[Place, float]:
    sums: defaultdict[Place, float] = defaultdict(float)
    for row in items:
        key, month = _WORDS.get(str(row[_CATEGORY])), _whole(row[_MONTH])
        amount = _number(row[_AMOUNT])
        if key is not None and month is not None and row[_DATE] != "" and amount is not None:
            sums[key, month] += amount
    return sums


def _typed(cell: object, computed: float) -> Override | None:
    number = _number(cell)
    if number is not None:
        return None if abs(number - computed) < _TOLERANCE else number
    text = str(cell)
    return text if text.startswith("=") else None


def _number(cell: object) -> float | None:
    if isinstance(cell, str):
        return as_number(cell)
    return float(cell) if isinstance(cell, int | float) else None


def _whole(cell: object) -> int | None:
    number = _number(cell)
    return None if number is None else int(number)


def with_overrides(workbook: Workbook, kept: Mapping[Place, Override]) -> Workbook:
    """The workbook with the user's figures in place of its own."""
    if not kept:
        return workbook
    sheets = (_on_sheet(s, kept) if s.key == "Forecast" else s for s in workbook.sheets)
    return replace(workbook, sheets=tuple(sheets))


def _on_sheet(sheet: Sheet, kept: Mapping[Place, Override]) -> Sheet:
    blocks = {block.name: block for block in sheet.blocks}
    months = [_serial(cell) for cell in blocks["cb_Forecast_Months"].values[0]]
    lines = _in_lines(blocks["cb_Forecast_Lines"], months, kept)
    changed: Iterable[Block] = (lines if b.name == lines.name else b for b in sheet.blocks)
    return replace(sheet, blocks=tuple(changed))


def _in_lines(lines: Block, months: Sequence[int | None], kept: Mapping[Place, Override]) -> Block:
    rows = []
    for row in lines.values:
        key = _WORDS.get(str(row[0]).strip())
        cells: list[Cell] = list(row)
        for column, month in enumerate(months[: len(cells)]):
            if key is not None and month is not None and (key, month) in kept:
                cells[column] = _cell(kept[key, month])
        rows.append(tuple(cells))
    return replace(lines, values=tuple(rows))


def _cell(override: Override) -> Cell:
    return Formula(override, 0.0) if isinstance(override, str) else override


def _serial(cell: Cell) -> int | None:
    return cell.toordinal() - _EPOCH if isinstance(cell, dt.date) else None
