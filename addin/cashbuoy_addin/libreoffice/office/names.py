"""Defined names, of the workbook and of single sheets."""

from __future__ import annotations

from .connection import Office, Uno, rectangle_of, struct
from .formulas import notation_of


def _container(office: Office, book: str, scope: str | None) -> Uno:
    return (office.book(book) if scope is None else office.sheet(book, scope)).NamedRanges


def _named(office: Office, book: str, scope: str | None, name: str) -> Uno:
    found = _container(office, book, scope)
    for known in found.ElementNames:
        if known.lower() == name.lower():
            return found.getByName(known)
    raise KeyError(f"no name {name!r}")


def name_list(office: Office, book: str) -> list[list[str | None]]:
    """[scope, name] of all names: the workbook's, then those of each sheet."""
    document = office.book(book)
    found: list[list[str | None]] = [[None, name] for name in document.NamedRanges.ElementNames]
    for sheet in document.Sheets.ElementNames:
        local = document.Sheets.getByName(sheet).NamedRanges
        found += [[sheet, name] for name in local.ElementNames]
    return found


def name_add(office: Office, book: str, scope: str | None, name: str, formula: str) -> str:
    """Define a name, or define it anew; the name."""
    container = _container(office, book, scope)
    for known in container.ElementNames:
        if known.lower() == name.lower():
            container.removeByName(known)
    origin = struct("com.sun.star.table.CellAddress", 0, 0, 0)
    container.addNewByName(name, "", origin, 0)
    container.getByName(name).setTokens(notation_of(office, book).tokens(formula, origin))
    return name


def name_get(office: Office, book: str, scope: str | None, name: str) -> str:
    """What a name refers to, as a formula."""
    found = _named(office, book, scope, name)
    return notation_of(office, book).text(f"={found.Content}", found)


def name_rename(office: Office, book: str, scope: str | None, name: str, new: str) -> None:
    """Give a name another name."""
    _named(office, book, scope, name).Name = new


def name_delete(office: Office, book: str, scope: str | None, name: str) -> None:
    """Remove a name."""
    _container(office, book, scope).removeByName(_named(office, book, scope, name).Name)


def name_cells(office: Office, book: str, scope: str | None, name: str) -> list[object]:
    """Sheet and rectangle that a name refers to. ValueError: it is no range of cells."""
    cells = _named(office, book, scope, name).ReferredCells
    if cells is None:
        raise ValueError(f"{name!r} refers to no cells")
    return [cells.Spreadsheet.Name, rectangle_of(cells.RangeAddress)]


OPERATIONS = (name_list, name_add, name_get, name_rename, name_delete, name_cells)
