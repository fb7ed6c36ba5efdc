"""Any file that a user picks, to the input tables: it is found out what the file is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib import resources
from pathlib import Path

import pandas as pd

from cashbuoy.config import shipped
from cashbuoy.ledger.schema import TABLES, Table
from cashbuoy.ledger.titles import match_titles
from cashbuoy_addin.hosts.file_reader import read_workbook
from cashbuoy_addin.imports import xero_files
from cashbuoy_addin.imports.csv_ledger import import_csv
from cashbuoy_addin.imports.mapping import load_mapping
from cashbuoy_addin.imports.raw_columns import spreadsheet_cells
from cashbuoy_addin.imports.source import ImportFailed, read_csv
from cashbuoy_addin.imports.xero import import_xero
from cashbuoy_workbook.book import InputBook
from cashbuoy_workbook.texts import Language

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
TEXTS = (".csv", ".txt", ".tsv")
_LEAST_TITLES = 2


class UnknownFileError(ImportFailed):
    """A file that is nothing Cashbuoy can import."""

    def __init__(self, file: Path) -> None:
        super().__init__("not_importable", file=file.name)


def import_file(path: Path, language: Language) -> InputBook:
    """The input tables in a file: a workbook with ledgers; any CSV of a Xero export, for the whole
    of it; a CSV with a mapping of its name beside it (ledger.csv, ledger.yaml); or a CSV under
    our titles or those of a shipped mapping, whichever knows more of its columns.

    UnknownFileError for anything else, ImportFailed where a mapping beside it does not fit.
    """
    if path.suffix.lower() in WORKBOOKS:
        return read_workbook(path)
    if path.suffix.lower() not in TEXTS:
        raise UnknownFileError(path)
    if _is_of_xero(path):
        return import_xero(path.parent, language)
    beside = path.with_suffix(".yaml")
    if beside.is_file():
        return import_csv(path, load_mapping(beside), language)
    found = list(_readings(path, language))
    if not found:
        raise UnknownFileError(path)
    return max(found, key=_known_columns)


def _is_of_xero(path: Path) -> bool:
    """Whether it is one of the tables of an export whose invoices lie beside it."""
    if path.name not in xero_files.file_names():
        return False
    with suppress(ImportFailed):
        found = xero_files.find_table(path.parent, "invoice", xero_files.INVOICES)
        return found is not None
    return False


def _readings(path: Path, language: Language) -> Iterator[InputBook]:
    """What the file may be, by shipped mappings first and then by its own titles."""
    folder = shipped() / "imports"
    for name in sorted(p.name for p in folder.iterdir() if p.name.endswith(".yaml")):
        with resources.as_file(folder / name) as mapping, suppress(ImportFailed):
            yield import_csv(path, load_mapping(mapping), language)
    with suppress(ImportFailed):
        yield _by_own_titles(path)


def _by_own_titles(path: Path) -> InputBook:
    raw = read_csv(path, lambda titles: _table_of(titles) is not None)
    table = _table_of([str(title) for title in raw.columns])
    if table is None:
        raise UnknownFileError(path)
    at = match_titles(table, raw).positions
    columns = {
        column.name: spreadsheet_cells(column, raw.iloc[:, at[column.name]], None)
        for column in table.columns
        if column.name in at
    }
    return InputBook({table.name: pd.DataFrame(columns, dtype=object)})


def _table_of(titles: Sequence[str]) -> Table | None:
    """The table that most titles belong to, of those whose required columns are all there."""
    frame = pd.DataFrame(columns=[title for title in titles if title.strip()], dtype=object)
    fits: list[tuple[int, Table]] = []
    for table in TABLES.values():
        known = match_titles(table, frame).positions
        required = {column.name for column in table.columns if column.required}
        if not table.written_by_refresh and len(known) >= _LEAST_TITLES and required <= set(known):
            fits.append((len(known), table))
    return max(fits, key=lambda fit: fit[0])[1] if fits else None


def _known_columns(book: InputBook) -> int:
    return sum(int(column.notna().any()) for t in book.tables.values() for _, column in t.items())
