"""Reads the input tables and settings of an open workbook: one read a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cashbuoy.errors import CashbuoyError
from cashbuoy.ledger.schema import TABLES
from cashbuoy.ledger.titles import match_titles
from cashbuoy_addin.hosts import live_book
from cashbuoy_addin.hosts.file_reader import read_table
from cashbuoy_addin.hosts.file_tables import locate
from cashbuoy_workbook.book import InputBook
from cashbuoy_workbook.modules import sheet_key
from cashbuoy_workbook.settings import read_settings
from cashbuoy_workbook.tabs import known_tabs, tabs_of

if TYPE_CHECKING:
    from xlwings import Book


class NoLedgersError(CashbuoyError):
    """The open workbook holds none of our tables."""


def read(book: Book) -> InputBook:
    """Input tables and settings as the user left them, as `read_workbook` gives them for a file.

    NoLedgersError where no sheet of ours holds a table.
    """
    sheets = live_book.sheets_of(book)
    wanted = {"Settings", *(sheet_key(name) for name in TABLES)}
    tabs = {title for key in wanted for title in tabs_of(key)}
    grids = {title: live_book.values(sheet) for title, sheet in sheets.items() if title in tabs}
    settings_tabs = tabs_of("Settings")
    ledgers = {title: rows for title, rows in grids.items() if title not in settings_tabs}
    places = locate(ledgers, {})
    if not places:
        raise NoLedgersError(book.name)
    tables = {name: read_table(grids[p.sheet], p, {}) for name, p in places.items()}
    for name, frame in tables.items():
        if TABLES[name].written_by_refresh:
            known = sorted(match_titles(TABLES[name], frame).positions.values())
            tables[name] = frame.iloc[:, known]
    settings = [read_settings(rows) for title, rows in grids.items() if title in settings_tabs]
    return InputBook(
        tables=tables,
        settings=settings[0] if settings else {},
        foreign_sheets=tuple(title for title in sheets if title not in known_tabs()),
    )
