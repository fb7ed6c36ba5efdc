"""Where the ledger tables stand in a workbook's sheets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cashbuoy.ledger.schema import TABLES, Table
from cashbuoy.ledger.titles import columns_titled
from cashbuoy_workbook.modules import sheet_key
from cashbuoy_workbook.settings import settings_tab
from cashbuoy_workbook.tabs import output_tabs, tabs_of

Rows = Sequence[list[Any]]
_TITLES_WITHIN = 20
_LEDGER_ROWS = 3  # of cells beside each other: titles, and more than a remark below them


@dataclass(frozen=True)
class TablePlace:
    """A table's titles: sheet, row and first column from 0, and how many columns."""

    sheet: str
    row: int
    column: int
    width: int


def locate(
    grids: Mapping[str, Rows], list_objects: Mapping[str, TablePlace]
) -> dict[str, TablePlace]:
    """Place of every table found: Excel tables by name, then sheets by their tab's text, then any
    other sheet by its titles. What stands on a table's own sheet is that table also where required
    titles are missing: they are named on Checks, and nothing is lost."""
    places = {name: _widened(grids[p.sheet], p) for name, p in list_objects.items()}
    taken = {place.sheet for place in places.values()}
    # In a workbook of ours results may look like a ledger; elsewhere any sheet may be one.
    ours = settings_tab(grids) is not None
    taken |= output_tabs() if ours else set()
    for table in TABLES.values():
        tabs = {*tabs_of(sheet_key(table.name)), table.name, table.en, table.zh}
        for sheet in (s for s in grids if table.name not in places and s in tabs - taken):
            rows = grids[sheet]
            place = _by_titles(table, sheet, rows) or _by_titles(table, sheet, rows, whole=False)
            if place is not None:
                places[table.name] = place
                taken.add(sheet)
    for sheet in (s for s in grids if s not in taken):
        missing = (t for t in TABLES.values() if t.name not in places and not t.written_by_refresh)
        best = _best_table(sheet, grids[sheet], missing)
        if best is not None:
            places[best[0]] = best[1]
    return {name: places[name] for name in TABLES if name in places}


def _best_table(sheet: str, rows: Rows, tables: Iterable[Table]) -> tuple[str, TablePlace] | None:
    """The table that most of the sheet's titles belong to."""
    fits: list[tuple[int, str, TablePlace]] = []
    for table in tables:
        place = _by_titles(table, sheet, rows)
        if place is not None:
            titles = rows[place.row][place.column : place.column + place.width]
            fits.append((len(_matched(table, titles)), table.name, place))
    if not fits:
        return None
    # On a tie the table that comes first in the schema: max keeps the first of equals.
    _, name, place = max(fits, key=lambda fit: fit[0])
    return name, place


def unread(grids: Mapping[str, Rows], places: Mapping[str, TablePlace]) -> dict[str, str]:
    """Tables that were not found although something stands on their own sheet -> that sheet."""
    used = {place.sheet for place in places.values()}
    tables = (t for t in TABLES.values() if t.name not in places and not t.written_by_refresh)
    found = ((t.name, s) for t in tables for s in grids if s in tabs_of(sheet_key(t.name)) - used)
    return {name: sheet for name, sheet in found if _filled_rows(grids[sheet]) >= _LEDGER_ROWS}


def _filled_rows(rows: Rows) -> int:
    """Rows with two cells or more: a sheet's title and its hint are one cell each."""
    return sum(sum(value not in {"", None} for value in row) > 1 for row in rows)


def _by_titles(table: Table, sheet: str, rows: Rows, *, whole: bool = True) -> TablePlace | None:
    """The row of titles among the first rows: at least two of the table's, and, where the table
    is to be `whole`, every required one."""
    required = {c.name for c in table.columns if c.required and whole}
    best: tuple[int, int] | None = None
    for index, row in enumerate(rows[:_TITLES_WITHIN]):
        matched = _matched(table, row)
        if len(matched) >= 2 and required <= matched and (best is None or len(matched) > best[0]):
            best = (len(matched), index)
    if best is None:
        return None
    row = rows[best[1]]
    filled = [i for i, value in enumerate(row) if value != ""]
    return TablePlace(sheet, best[1], filled[0], filled[-1] - filled[0] + 1)


def _matched(table: Table, row: Sequence[Any]) -> set[str]:
    titles = [value for value in row if isinstance(value, str) and value.strip()]
    return columns_titled(table, titles)


def _widened(rows: Rows, place: TablePlace) -> TablePlace:
    """Titled columns that touch the table on its right belong to it, too."""
    if place.row >= len(rows):
        return place
    row = rows[place.row]
    end = place.column + place.width
    while end < len(row) and row[end] != "":
        end += 1
    return replace(place, width=end - place.column)
