"""Everything a workbook file holds that matters here: cells, Excel tables, formula errors."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    TablesNotSupported,
)

from cashbuoy.ledger.schema import TABLES
from cashbuoy_addin.hosts.file_errors import ErrorCells, error_cells
from cashbuoy_addin.hosts.file_tables import Rows, TablePlace
from cashbuoy_workbook.worded_error import WordedError

READABLE = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class Contents:
    """Cells by sheet (rows and columns from A1, "" for empty), places of the Excel tables that bear
    our names, and formula errors by sheet."""

    grids: Mapping[str, Rows]
    list_objects: Mapping[str, TablePlace]
    errors: Mapping[str, ErrorCells]


def read_contents(path: Path) -> Contents:
    """Read a file. Errors: WordedError when it is missing, no workbook, damaged or locked."""
    if path.suffix.lower() not in READABLE:
        raise WordedError("not_a_workbook", path=path, kinds=", ".join(READABLE))
    with _explained(path):
        if _is_encrypted(path):
            raise WordedError("has_password", path=path)
        book = _load(path)
        grids: dict[str, Rows] = {
            sheet.name: book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
        }
        return Contents(grids, _list_objects(book), error_cells(path, grids))


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn the libraries' errors into sentences that say what to do."""
    try:
        yield
    except FileNotFoundError as error:
        raise WordedError("no_such_file", path=path) from error
    except PasswordError as error:
        raise WordedError("has_password", path=path) from error
    except (CalamineError, zipfile.BadZipFile, ParseError, KeyError, ValueError) as error:
        raise WordedError("unreadable_workbook", path=path, reason=error) from error
    except OSError as error:
        reason = error.strerror or error
        raise WordedError("cannot_read", path=path, reason=reason) from error


def _is_encrypted(path: Path) -> bool:
    """Whether an Office file is wrapped in encryption: an OLE container with that one entry."""
    with path.open("rb") as file:
        start = file.read(len(_OLE))
        return start == _OLE and _ENCRYPTED in file.read()


def _load(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(path, load_tables=True)
    except TablesNotSupported:
        return CalamineWorkbook.from_path(path)


def _list_objects(book: CalamineWorkbook) -> dict[str, TablePlace]:
    """The Excel tables with our names. A table whose titles are hidden has no row to read."""
    known = {name.lower(): name for name in TABLES}
    places = {}
    try:
        names = book.table_names or []
    except CalamineError:  # not a kind of file with tables
        return {}
    for found in names:
        name = known.get(found.lower())
        table = book.get_table_by_name(found) if name else None
        if name and table and table.start and table.start[0] > 0:
            row, column = table.start
            places[name] = TablePlace(table.sheet, row - 1, column, len(table.columns))
    return places
