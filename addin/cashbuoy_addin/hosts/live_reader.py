"""Reads the input tables and settings of an open workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cashbuoy.errors import CashbuoyError
from cashbuoy.ledger.schema import TABLES
from cashbuoy.ledger.titles import match_titles
from cashbuoy_addin.hosts.file_reader import read_table, unread_findings
from cashbuoy_addin.hosts.file_tables import Rows, TablePlace, locate
from cashbuoy_addin.hosts.live_areas import Area, area_of
from cashbuoy_addin.hosts.live_batches import Answer, Batches, Question
from cashbuoy_addin.hosts.live_book import batches_of
from cashbuoy_workbook.book import InputBook
from cashbuoy_workbook.modules import sheet_key
from cashbuoy_workbook.settings import read_settings, settings_tab
from cashbuoy_workbook.tabs import known_tabs, tabs_of

if TYPE_CHECKING:
    from xlwings import Book


class NoLedgersError(CashbuoyError):
    """The open workbook holds none of our tables."""


@dataclass(frozen=True)
class Seen:
    """An open workbook: the way to it, its tabs, what our stamp refers to ("" for none), the user's
    input, where its tables stand, which column of its place each column of a table is, and the tab
    of the settings, None for none."""

    batches: Batches
    tabs: tuple[str, ...]
    stamp: str
    inputs: InputBook
    places: Mapping[str, TablePlace]
    offsets: Mapping[str, tuple[int, ...]]
    settings_tab: str | None

    @cached_property
    def names(self) -> dict[str, str]:
        """Our defined names and what they refer to, asked when first needed."""
        (told,) = self.batches.ask([Question("names")])
        return dict(told)

    @cached_property
    def areas(self) -> dict[str, Area]:
        """Our defined names -> the rectangle each covers."""
        found = {name: area_of(refers_to) for name, refers_to in self.names.items()}
        return {name: area for name, area in found.items() if area is not None}

    @cached_property
    def read_back(self) -> frozenset[str]:
        """Tabs of the tables that a refresh writes and reads: what users enter there it keeps."""
        written = (name for name in self.places if TABLES[name].written_by_refresh)
        return frozenset(self.places[name].sheet for name in written)

    def tab_of(self, key: str) -> str | None:
        """The tab of one of our sheets as it is now, whatever the user calls the one with a ledger
        or the settings; None where it is not there."""
        if key == "Settings":
            return self.settings_tab
        held = next((p.sheet for name, p in self.places.items() if sheet_key(name) == key), None)
        known = tabs_of(key)
        return held or next((tab for tab in self.tabs if tab in known), None)


def read(book: Book) -> Seen:
    """Input tables and settings as the user left them, as `read_workbook` gives them for a file.

    NoLedgersError where no sheet of ours holds a table.
    """
    batches, tabs, stamp = batches_of(book)
    found = input_cells(batches, tabs)
    grids, places = found.grids, found.places
    if not places:
        raise NoLedgersError(book.name)
    tables = {name: read_table(grids[p.sheet], p, {}) for name, p in places.items()}
    offsets = {name: _offsets(grids[p.sheet], p) for name, p in places.items()}
    for name, frame in tables.items():
        if TABLES[name].written_by_refresh:
            known = sorted(match_titles(TABLES[name], frame).positions.values())
            tables[name] = frame.iloc[:, known]
    used = {place.sheet for place in places.values()} | known_tabs() | {found.settings_tab}
    inputs = InputBook(
        tables=tables,
        settings=found.settings,
        foreign_sheets=tuple(title for title in tabs if title not in used),
        findings=unread_findings(found.ledgers, places),
    )
    return Seen(batches, tabs, stamp, inputs, places, offsets, found.settings_tab)


@dataclass(frozen=True)
class InputCells:
    """Cells of the user's sheets from A1 on, by tab; the tab of the settings, None for none; and
    where the ledger tables stand."""

    grids: Mapping[str, Rows]
    settings_tab: str | None
    places: Mapping[str, TablePlace]

    @property
    def settings(self) -> dict[str, object]:
        """What the settings say."""
        return read_settings(self.grids[self.settings_tab]) if self.settings_tab else {}

    @property
    def ledgers(self) -> dict[str, Rows]:
        """All others."""
        return {tab: rows for tab, rows in self.grids.items() if tab != self.settings_tab}


def input_cells(batches: Batches, tabs: Sequence[str]) -> InputCells:
    """Sheets are known by their tabs. Where one is missing, the user may have named it: those that
    are not ours are looked through for its table, its titles, or its lines."""
    titles = {key: tabs_of(key) for key in ("Settings", *map(sheet_key, TABLES))}
    ours = frozenset().union(*titles.values())
    asked, objects = [tab for tab in tabs if tab in ours], {}
    if not all(titles[key] & set(asked) for key in titles):
        own = [tab for tab in tabs if tab not in known_tabs()]
        asked += own
        objects = _list_objects(own, batches.ask([Question("tables", tab) for tab in own]))
    answers = batches.ask([Question("values", tab) for tab in asked])
    grids: dict[str, Rows] = dict(zip(asked, answers, strict=True))
    settings = settings_tab(grids)
    ledgers = {tab: rows for tab, rows in grids.items() if tab != settings}
    return InputCells(grids, settings, locate(ledgers, objects))


def _list_objects(tabs: Sequence[str], told: Sequence[Answer]) -> dict[str, TablePlace]:
    """The tables with our names."""
    known = {name.casefold(): name for name in TABLES}
    return {
        known[name.casefold()]: TablePlace(tab, row, column, width)
        for tab, tables in zip(tabs, told, strict=True)
        for name, row, column, _height, width in tables
        if name.casefold() in known
    }


def _offsets(rows: Rows, place: TablePlace) -> tuple[int, ...]:
    """The columns that `read_table` keeps: those with a title, or with anything below it."""
    first, last = place.column, place.column + place.width
    used = [False] * place.width
    for row in rows[place.row + 1 :]:
        used = [was or cell != "" for was, cell in zip(used, row[first:last], strict=True)]
    titles = rows[place.row][first:last]
    return tuple(i for i, title in enumerate(titles) if str(title).strip() or used[i])
