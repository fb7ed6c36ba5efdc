"""What the user typed over the forecast's own figures, by month and by week, kept in a refresh.

The items behind the forecast say what the last refresh had put into a cell; what differs from
their sum is the user's. An override belongs to a line and a month, or a week: it moves with it, and
goes when the month leaves the horizon or the cell is emptied. Its cell is marked, with a note of
the computed figure.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from cashbuoy.forecast.categories import CATEGORIES
from cashbuoy_addin.hosts.live_cells import as_number
from cashbuoy_workbook import snapshots
from cashbuoy_workbook.blocks import Block, Cell, Formula, Note, Sheet, Workbook
from cashbuoy_workbook.recalculation import recalculated
from cashbuoy_workbook.sheets.items import NAMES
from cashbuoy_workbook.texts import Texts

Rows = Sequence[Sequence[Any]]
Override = float | Formula

_EPOCH = dt.date(1899, 12, 30).toordinal()
_LAST_OF_WEEK = 6
# Less than the smallest unit of a currency: rounding, not an override.
_TOLERANCE = 0.0005
_WORDS = {word: c.key for c in CATEGORIES for word in (c.en, c.zh)}
_DATE, _CATEGORY, _AMOUNT = (NAMES.index(name) for name in ("date", "category", "amount"))


@dataclass(frozen=True)
class Table:
    """A table that may be typed over: its sheet, the blocks of its titles and lines, the row of the
    titles with the first day of each period, and the items' column that says the period."""

    sheet: str
    titles: str
    lines: str
    row: int
    item: int


MONTHS = Table("Forecast", "cb_Forecast_Months", "cb_Forecast_Lines", 0, NAMES.index("month"))
WEEKS = Table("Weeks", "cb_Weeks_Dates", "cb_Weeks_Lines", 1, NAMES.index("week"))
TABLES = (MONTHS, WEEKS)
ITEMS = "cb_Items_Rows"


class Place(NamedTuple):
    """A cell by what it means: sheet, category, and the period: the first day of a month, the last
    day of a week (weeks may begin in their midst), as a serial number."""

    sheet: str
    category: str
    period: int


@dataclass(frozen=True)
class Shown:
    """What the workbook showed before the refresh: the cells of named areas, numbers or texts as
    `Range.formula` gives them, or values as a file holds them."""

    areas: Mapping[str, Rows] = field(default_factory=dict)
    figures: Mapping[str, Rows] = field(default_factory=dict)
    """Values of the formulas in `areas`, where they are known."""


def overrides(shown: Shown) -> dict[Place, Override]:
    """Figures of the forecast that the user has typed."""
    found: dict[Place, Override] = {}
    items = shown.areas.get(ITEMS, ())
    for table in TABLES:
        titles, lines = shown.areas.get(table.titles, ()), shown.areas.get(table.lines, ())
        if not items or len(titles) <= table.row:
            continue
        starts = [_whole(cell) for cell in titles[table.row][1:]]
        computed = _computed(items, table, starts)
        periods = _periods(table, starts)
        for number, row in enumerate(lines):
            key = _WORDS.get(str(row[0]).strip())
            for at, (period, cell) in enumerate(zip(periods, row[1:], strict=False), 1):
                if key is None or period is None or cell in {"", None}:
                    continue
                place = Place(table.sheet, key, period)
                typed = _typed(cell, computed[key, period], _figure(shown, table, (number, at)))
                if typed is not None:
                    found[place] = typed
    return found


def _periods(table: Table, starts: Sequence[int | None]) -> list[int | None]:
    """What each period is known by."""
    if table is not WEEKS:
        return list(starts)
    after = [*starts[1:], None]
    return [
        None if start is None else start + _LAST_OF_WEEK if later is None else later - 1
        for start, later in zip(starts, after, strict=True)
    ]


def _computed(
    items: Rows, table: Table, starts: Sequence[int | None]
) -> Mapping[tuple[str, int], float]:
    """Category and period -> what its items add up to."""
    periods = _periods(table, starts)
    sums: defaultdict[tuple[str, int], float] = defaultdict(float)
    for row in items:
        key, period = _WORDS.get(str(row[_CATEGORY])), _whole(row[table.item])
        if table is WEEKS and period is not None:  # items are numbered by week
            period = periods[period - 1] if 0 < period <= len(periods) else None
        amount = _number(row[_AMOUNT])
        dated = row[_DATE] not in ("", None)
        if key is not None and period is not None and dated and amount is not None:
            sums[key, period] += amount
    return sums


def _figure(shown: Shown, table: Table, at: tuple[int, int]) -> float:
    rows = shown.figures.get(table.lines)
    number = _number(rows[at[0]][at[1]]) if rows else None
    return 0.0 if number is None else number


def _typed(cell: object, computed: float, figure: float) -> Override | None:
    number = _number(cell)
    if number is not None:
        return None if abs(number - computed) < _TOLERANCE else number
    text = str(cell)
    return Formula(text, figure) if text.startswith("=") else None


def _number(cell: object) -> float | None:
    if isinstance(cell, str):
        return as_number(cell)
    if isinstance(cell, dt.date):
        return float(cell.toordinal() - _EPOCH)
    return float(cell) if isinstance(cell, int | float) else None


def _whole(cell: object) -> int | None:
    number = _number(cell)
    return None if number is None else int(number)


def with_overrides(workbook: Workbook, kept: Mapping[Place, Override]) -> Workbook:
    """The workbook with the user's figures in place of its own."""
    if not kept:
        return workbook
    texts = Texts(workbook.language)
    tables = {table.sheet: table for table in TABLES}
    sheets = (
        _on_sheet(sheet, tables[sheet.key], kept, workbook.created, texts)
        if sheet.key in tables
        else sheet
        for sheet in workbook.sheets
    )
    typed = recalculated(workbook, replace(workbook, sheets=tuple(sheets)))
    figures = _figures(typed, kept)
    remembered = (
        _remembered(sheet, figures, workbook) if sheet.key == snapshots.SHEET else sheet
        for sheet in typed.sheets
    )
    return replace(typed, sheets=tuple(remembered))


def _figures(workbook: Workbook, kept: Mapping[Place, Override]) -> dict[Place, float]:
    """What the user's figures and formulas come to in this workbook."""
    found: dict[Place, float] = {}
    for sheet in workbook.sheets:
        for table in TABLES:
            if table.sheet == sheet.key:
                blocks = {block.name: block for block in sheet.blocks}
                for place, row, column in _places(blocks, table):
                    cell = blocks[table.lines].values[row][column]
                    if place in kept and isinstance(cell, int | float | Formula):
                        found[place] = _value(cell)
    return found


def _places(blocks: Mapping[str, Block], table: Table) -> Iterator[tuple[Place, int, int]]:
    """What each cell of a table's lines means, with its row and column in their block."""
    if table.titles not in blocks or table.lines not in blocks:
        return
    starts = [_whole(cell) for cell in blocks[table.titles].values[table.row][1:]]
    periods = _periods(table, starts)
    for number, row in enumerate(blocks[table.lines].values):
        key = _WORDS.get(str(row[0]).strip())
        for at, period in enumerate(periods, 1):
            if key is not None and period is not None and at < len(row):
                yield Place(table.sheet, key, period), number, at


def _remembered(sheet: Sheet, figures: Mapping[Place, float], workbook: Workbook) -> Sheet:
    """The past forecasts with the user's figures for the months to come: what was forecast today
    is what the user made of it."""
    if workbook.created is None:
        return sheet
    tomorrow = workbook.created + dt.timedelta(days=1)
    typed = {
        (place.category, dt.date.fromordinal(place.period + _EPOCH)): figure
        for place, figure in figures.items()
        if place.sheet == MONTHS.sheet
    }
    ahead = {at: value for at, value in typed.items() if at[1] >= tomorrow.replace(day=1)}
    return snapshots.with_typed(sheet, workbook.created, ahead, workbook.language)


def _value(override: Override) -> float:
    found = override.value if isinstance(override, Formula) else override
    return float(found)


def _on_sheet(
    sheet: Sheet,
    table: Table,
    kept: Mapping[Place, Override],
    as_of: dt.date | None,
    texts: Texts,
) -> Sheet:
    blocks = {block.name: block for block in sheet.blocks}
    found = [at for at in _places(blocks, table) if at[0] in kept]
    if not found:
        return sheet
    begun = {(row, column) for place, row, column in found if as_of and _first_day(place) <= as_of}
    lines = _marked(
        blocks[table.lines],
        {(row, column): kept[place] for place, row, column in found},
        {at: as_of + dt.timedelta(days=1) for at in begun} if as_of else {},
        texts,
    )
    return replace(sheet, blocks=tuple(lines if b.name == lines.name else b for b in sheet.blocks))


def _first_day(place: Place) -> dt.date:
    """The first day of a month, or of a whole week."""
    back = _LAST_OF_WEEK if place.sheet == WEEKS.sheet else 0
    return dt.date.fromordinal(place.period + _EPOCH - back)


def _marked(
    lines: Block,
    taken: Mapping[tuple[int, int], Override],
    rest: Mapping[tuple[int, int], dt.date],
    texts: Texts,
) -> Block:
    """The lines with the user's figures, in a style and with notes that say so. `rest`: the first
    day ahead of periods that have begun."""
    values, styles = [list(row) for row in lines.values], [list(row) for row in lines.styles]
    for (row, column), typed in taken.items():
        values[row][column] = typed
        styles[row][column] = styles[row][column].replace("_input", "_override")
    return replace(
        lines,
        values=tuple(tuple(row) for row in values),
        styles=tuple(tuple(row) for row in styles),
        notes=(*lines.notes, *_notes(lines, taken, rest, texts)),
    )


def _notes(
    lines: Block,
    taken: Mapping[tuple[int, int], Override],
    rest: Mapping[tuple[int, int], dt.date],
    texts: Texts,
) -> Iterator[Note]:
    for row, column in taken:
        said = [texts("live.typed_over", computed=_shown_amount(lines.values[row][column]))]
        if (row, column) in rest:
            said.append(texts("live.typed_over_rest", day=rest[row, column]))
        yield Note(row, column, "\n".join(said))


def _shown_amount(cell: Cell) -> str:
    value = cell.value if isinstance(cell, Formula) else cell
    return f"{value:,.2f}" if isinstance(value, int | float) else str(value or 0)
