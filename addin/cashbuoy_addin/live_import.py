"""Another program's ledgers into the input tables of the workbook that is open: rows are added
below those that are there, and what is there stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from cashbuoy.errors import CashbuoyError
from cashbuoy.findings import Finding
from cashbuoy.ledger.schema import TABLES
from cashbuoy.ledger.titles import match_titles
from cashbuoy_addin.hosts import live_book
from cashbuoy_addin.hosts.file_reader import read_table
from cashbuoy_addin.hosts.file_tables import TablePlace
from cashbuoy_addin.hosts.live import BrokenOffError
from cashbuoy_addin.hosts.live_areas import Area
from cashbuoy_addin.hosts.live_cells import Assigned, assigned
from cashbuoy_addin.hosts.live_protected import refuse_tabs
from cashbuoy_addin.hosts.live_reader import InputCells, NoLedgersError, input_cells
from cashbuoy_addin.import_memory import ImportMemory, Kept, digest
from cashbuoy_addin.imports.any_file import import_file
from cashbuoy_addin.imports.new_rows import NewRows, new_rows
from cashbuoy_addin.settings import Wishes, resolve
from cashbuoy_workbook.book import InputBook
from cashbuoy_workbook.choice_words import in_words
from cashbuoy_workbook.texts import Language

if TYPE_CHECKING:
    from xlwings import Book, Sheet


class OtherCurrencyError(CashbuoyError):
    """The file's books are in another currency than the workbook's; the text names both."""


@dataclass(frozen=True)
class Arrived:
    """What came of one table: rows added, rows that were there (of which some differ), and the
    columns that the sheet lacks. `has_sheet` False: nothing could be added."""

    table: str
    added: int
    present: int
    differing: int
    no_column: tuple[str, ...] = ()
    has_sheet: bool = True


@dataclass(frozen=True)
class LiveImported:
    """What an import brought, and what the file itself left out."""

    arrived: tuple[Arrived, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Addition:
    """Cells to write, each rectangle with its rows, and the table to stretch over them."""

    sheet: str
    table: str
    blocks: tuple[tuple[Area, list[list[Assigned]]], ...]
    whole: Area


def import_into(
    book: Book, path: Path, folder: Path | None, memory: ImportMemory, language: Language, say: str
) -> LiveImported:
    """Add the rows of a file that the workbook does not hold yet. `folder` is the workbook's,
    `say` what the status bar shows.

    Everything is read and worked out before the first cell changes; where the application refuses
    one, what was added goes again (BrokenOffError). OtherCurrencyError, NoLedgersError,
    ImportFailed and ProtectedError before that.
    """
    there = _cells_of(book)
    grids, places = there.grids, there.places
    if not places:
        raise NoLedgersError(book.name)
    source = import_file(path, language)
    _same_currency(source, there.settings, folder)
    arrived, additions = [], []
    for name, incoming in in_words(source.tables, language).items():
        place = places.get(name)
        if TABLES[name].written_by_refresh:
            continue
        if place is None:
            arrived.append(Arrived(name, 0, 0, 0, has_sheet=False))
            continue
        current = read_table(grids[place.sheet], place, {})
        found = new_rows(TABLES[name], current, incoming)
        offsets, factors = _columns(name, grids[place.sheet], place)
        said = [c.name for c in TABLES[name].columns if c.name in found.rows]
        lost = tuple(c for c in said if c not in offsets and found.rows[c].notna().any())
        arrived.append(Arrived(name, len(found.rows), found.present, found.differing, lost))
        if len(found.rows):
            additions.append(_addition(name, place, len(current), found, offsets, factors))
    if additions:
        _write(book, additions, memory, say)
    return LiveImported(tuple(arrived), source.findings)


def append_rows(
    book: Book,
    tables: Mapping[str, pd.DataFrame],
    memory: ImportMemory,
    language: Language,
    say: str,
) -> bool:
    """Add rows (canonical columns and keys) below those of input tables, as an import does; False
    where the workbook lacks one of the tables, and nothing is added."""
    there = _cells_of(book)
    grids, places = there.grids, there.places
    if not all(name in places for name in tables):
        return False
    additions = []
    for name, rows in in_words(tables, language).items():
        place = places[name]
        height = len(read_table(grids[place.sheet], place, {}))
        columns = _columns(name, grids[place.sheet], place)
        additions.append(_addition(name, place, height, NewRows(rows, 0, 0), *columns))
    _write(book, additions, memory, say)
    return True


def columns_lacking(
    book: Book, tables: Mapping[str, pd.DataFrame], language: Language
) -> tuple[str, ...]:
    """Titles of tables, and of columns that hold something, which the workbook has no place for."""
    cells = _cells_of(book)
    lacking = []
    for name, rows in tables.items():
        schema = TABLES[name]
        if name not in cells.places:
            lacking.append(schema.zh if language == "zh" else schema.en)
            continue
        place = cells.places[name]
        there, _ = _columns(name, cells.grids[place.sheet], place)
        said = (c for c in schema.columns if c.name in rows and rows[c.name].notna().any())
        lacking += [(c.zh if language == "zh" else c.en) for c in said if c.name not in there]
    return tuple(lacking)


def fill_empty(
    book: Book, column: tuple[str, str], cells: Mapping[int, Any], memory: ImportMemory, say: str
) -> int | None:
    """Write cells (data row, from 1 -> what it shall hold) into a column (table, canonical name) of
    an input table, where they are empty; how many. None where the workbook lacks the column. Undo
    takes them away as it does an import's rows."""
    (name, wanted), there = column, _cells_of(book)
    if name not in there.places:
        return None
    place = there.places[name]
    rows = there.grids[place.sheet]
    offsets, _ = _columns(name, rows, place)
    if wanted not in offsets:
        return None
    at, height = place.column + offsets[wanted], len(read_table(rows, place, {}))
    if not height:
        return 0
    # A formula that shows nothing is the user's, too.
    area = Area(place.row + 1, at, height, 1)
    found = book.sheets[place.sheet].range(area.address).options(ndim=2).formula
    held = [found] if isinstance(found, str) else [line[0] for line in _lines(found)]
    free = [n for n in sorted(cells) if n <= height and held[n - 1] in {"", None}]
    blocks = []
    for _, run in groupby(enumerate(free), lambda pair: pair[1] - pair[0]):
        together = [n for _, n in run]
        area = Area(place.row + together[0], at, len(together), 1)
        blocks.append((area, [[assigned(cells[n], {}, "General")] for n in together]))
    if blocks:
        whole = Area(place.row, place.column, 1 + height, place.width)
        _write(book, [_Addition(place.sheet, name, tuple(blocks), whole)], memory, say)
    return len(free)


def _lines(formulas: Any) -> list[Sequence[Any]]:  # noqa: ANN401 - as the application gives it
    return [row if isinstance(row, list | tuple) else [row] for row in formulas]


def _cells_of(book: Book) -> InputCells:
    batches, tabs, _ = live_book.batches_of(book)
    return input_cells(batches, tabs)


def _same_currency(source: InputBook, settings: Mapping[str, object], folder: Path | None) -> None:
    theirs = source.settings.get("base_currency")
    ours = resolve(settings, folder, Wishes()).policy.firm.base_currency
    if theirs and str(theirs).upper() != ours:
        raise OtherCurrencyError(str(theirs), ours)


def _columns(
    name: str, rows: Sequence[list[Any]], place: TablePlace
) -> tuple[dict[str, int], Mapping[str, float]]:
    """Where each canonical column stands, from the table's first, and the unit it counts in."""
    end = place.column + place.width
    titles = [str(title) for title in rows[place.row][place.column : end]]
    found = match_titles(TABLES[name], pd.DataFrame(columns=titles, dtype=object))
    return dict(found.positions), found.factors


def _addition(
    name: str,
    place: TablePlace,
    height: int,
    found: NewRows,
    offsets: Mapping[str, int],
    factors: Mapping[str, float],
) -> _Addition:
    first, count = place.row + 1 + height, len(found.rows)
    columns = {
        position: _assigned(found.rows[c], factors.get(c, 1.0))
        for c, position in offsets.items()
        if c in found.rows
    }
    blocks = []
    # The user's own columns between ours are not touched.
    for _, run in groupby(enumerate(sorted(columns)), lambda pair: pair[1] - pair[0]):
        together = [position for _, position in run]
        area = Area(first, place.column + together[0], count, len(together))
        rows = zip(*(columns[position] for position in together), strict=True)
        blocks.append((area, [list(row) for row in rows]))
    whole = Area(place.row, place.column, 1 + height + count, place.width)
    return _Addition(place.sheet, name, tuple(blocks), whole)


def _assigned(cells: pd.Series[Any], factor: float) -> list[Assigned]:
    """Cells as assigned; texts are marked as such, whatever the cells' format is."""
    scaled = [c / factor if isinstance(c, float) and factor != 1 else c for c in cells.tolist()]
    return [assigned(None if pd.isna(cell) else cell, {}, "General") for cell in scaled]


def _write(book: Book, additions: Sequence[_Addition], memory: ImportMemory, say: str) -> None:
    batches, _, _ = live_book.batches_of(book)
    refuse_tabs(batches, {addition.sheet for addition in additions})
    kept: list[Kept] = []
    with live_book.quiet(book, say):
        try:
            # One by one into the list: what is in it when the application refuses has been written.
            kept.extend(_add(book.sheets[addition.sheet], addition) for addition in additions)
            memory.remember(book, kept)
        except Exception as error:
            rest = additions[len(kept) :]
            begun = [Kept.begun(a.sheet, [area for area, _ in a.blocks]) for a in rest]
            restored = memory.take_away(book, [*kept, *begun])
            raise BrokenOffError(str(error), restored=restored) from error


def _add(sheet: Sheet, addition: _Addition) -> Kept:
    """Write one table's rows, and say what takes them away again."""
    written = []
    for area, rows in addition.blocks:
        cells = sheet.range(area.address)
        cells.options("raw").formula = rows
        written.append((area.address, digest(cells.formula)))
    hidden = not sheet.visible
    if hidden:
        sheet.visible = True
    before = _stretched(sheet, addition)
    return Kept(addition.sheet, tuple(written), addition.table, before, hidden=hidden)


def _stretched(sheet: Sheet, addition: _Addition) -> str:
    """Stretch the table over its new rows; its address before, "" where it reached so far."""
    if addition.table not in sheet.tables:
        return ""
    table = sheet.tables[addition.table]
    before = table.range
    if before.last_cell.row >= addition.whole.row + addition.whole.height:
        return ""
    address: str = before.address.replace("$", "")
    table.resize(sheet.range(addition.whole.address))
    return address
