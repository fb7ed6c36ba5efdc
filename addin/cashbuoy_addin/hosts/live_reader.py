"""Reads the input tables and settings of an open workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cashbuoy.errors import CashbuoyError
from cashbuoy.ledger.schema import TABLES
from cashbuoy.ledger.titles import match_titles
from cashbuoy_addin.hosts.file_reader import read_table, unread_findings
from cashbuoy_addin.hosts.file_tables import Rows, TablePlace, locate
from cashbuoy_addin.hosts.live_areas import Area, area_of
from cashbuoy_addin.hosts.live_batches import Batches, Question
from cashbuoy_addin.hosts.live_book import batches_of
from cashbuoy_workbook.book import InputBook
from cashbuoy_workbook.modules import sheet_key
from cashbuoy_workbook.settings import read_settings
from cashbuoy_workbook.tabs import known_tabs, tabs_of

if TYPE_CHECKING:
    from xlwings import Book


class NoLedgersError(CashbuoyError):
    """The open workbook holds none of our tables."""


@dataclass(frozen=True)
class Seen:
    """An open workbook: the way to it, its tabs, what our stamp refers to ("" for none), the user's
    input, where its tables stand, and which column of its place each column of a table is."""

    batches: Batches
    tabs: tuple[str, ...]
    stamp: str
    inputs: InputBook
    places: Mapping[str, TablePlace]
    offsets: Mapping[str, tuple[int, ...]]

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


def read(book: Book) -> Seen:
    """Input tables and settings as the user left them, as `read_workbook` gives them for a file.

    NoLedgersError where no sheet of ours holds a table.
    """
    batches, tabs, stamp = batches_of(book)
    wanted = {"Settings", *(sheet_key(name) for name in TABLES)}
    ours = {title for key in wanted for title in tabs_of(key)}
    asked = [title for title in tabs if title in ours]
    grids = dict(
        zip(asked, batches.ask([Question("values", title) for title in asked]), strict=True)
    )
    settings_tabs = tabs_of("Settings")
    ledgers = {title: rows for title, rows in grids.items() if title not in settings_tabs}
    places = locate(ledgers, {})
    if not places:
        raise NoLedgersError(book.name)
    tables = {name: read_table(grids[p.sheet], p, {}) for name, p in places.items()}
    offsets = {name: _offsets(grids[p.sheet], p) for name, p in places.items()}
    for name, frame in tables.items():
        if TABLES[name].written_by_refresh:
            known = sorted(match_titles(TABLES[name], frame).positions.values())
            tables[name] = frame.iloc[:, known]
    settings = [read_settings(rows) for title, rows in grids.items() if title in settings_tabs]
    inputs = InputBook(
        tables=tables,
        settings=settings[0] if settings else {},
        foreign_sheets=tuple(title for title in tabs if title not in known_tabs()),
        findings=unread_findings(ledgers, places),
    )
    return Seen(batches, tabs, stamp, inputs, places, offsets)


def _offsets(rows: Rows, place: TablePlace) -> tuple[int, ...]:
    """The columns that `read_table` keeps: those with a title, or with anything below it."""
    first, last = place.column, place.column + place.width
    used = [False] * place.width
    for row in rows[place.row + 1 :]:
        used = [was or cell != "" for was, cell in zip(used, row[first:last], strict=True)]
    titles = rows[place.row][first:last]
    return tuple(i for i, title in enumerate(titles) if str(title).strip() or used[i])
