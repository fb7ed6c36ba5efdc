"""Tables: Excel's ListObjects are LibreOffice's database ranges."""

from __future__ import annotations

from .connection import Office, Uno, address, rectangle_of


def _table(office: Office, book: str, name: str) -> Uno:
    ranges = office.book(book).DatabaseRanges
    for known in ranges.ElementNames:
        if known.lower() == name.lower():
            return ranges.getByName(known)
    raise KeyError(f"no table {name!r}")


def table_list(office: Office, book: str, sheet: str | None) -> list[str]:
    """The names of the tables of a sheet, or of all (None)."""
    ranges = office.book(book).DatabaseRanges
    wanted = None if sheet is None else office.sheet(book, sheet).RangeAddress.Sheet
    return [
        name
        for name in ranges.ElementNames
        if wanted is None or ranges.getByName(name).DataArea.Sheet == wanted
    ]


def table_contents(office: Office, book: str, sheet: str) -> list[list[object]]:
    """[name, rectangle] of a sheet's tables."""
    ranges = office.book(book).DatabaseRanges
    return [
        [name, *rectangle_of(ranges.getByName(name).DataArea)]
        for name in table_list(office, book, sheet)
    ]


def table_add(office: Office, book: str, sheet: str, rectangle: list[int], name: str | None) -> str:
    """A new table over a rectangle; its name."""
    ranges = office.book(book).DatabaseRanges
    taken = {known.lower() for known in ranges.ElementNames}
    if name is None:
        number = len(taken) + 1
        while f"table{number}" in taken:
            number += 1
        name = f"Table{number}"
    elif name.lower() in taken:
        raise ValueError(f"there is a table {name!r} already")
    where = address(office.sheet(book, sheet).RangeAddress.Sheet, rectangle)
    ranges.addNewByName(name, where)
    return name


def table_look(office: Office, book: str, name: str) -> dict[str, object]:
    """Name, sheet, rectangle, and whether it has titles, totals and filter buttons."""
    table = _table(office, book, name)
    area = table.DataArea
    return {
        "name": table.Name,
        "sheet": office.book(book).Sheets.getByIndex(area.Sheet).Name,
        "rectangle": rectangle_of(area),
        "headers": bool(table.ContainsHeader),
        "totals": bool(table.TotalsRow),
        "filter": bool(table.AutoFilter),
    }


def table_rename(office: Office, book: str, name: str, new: str) -> None:
    """Give a table another name."""
    _table(office, book, name).Name = new


def table_resize(office: Office, book: str, name: str, rectangle: list[int]) -> None:
    """Let a table cover another rectangle of its sheet."""
    table = _table(office, book, name)
    table.DataArea = address(table.DataArea.Sheet, rectangle)


def table_set(office: Office, book: str, name: str, what: str, on: bool) -> None:
    """Switch `headers`, `totals` or `filter`."""
    property_name = {"headers": "ContainsHeader", "totals": "TotalsRow", "filter": "AutoFilter"}
    setattr(_table(office, book, name), property_name[what], on)


OPERATIONS = (
    table_list,
    table_contents,
    table_add,
    table_look,
    table_rename,
    table_resize,
    table_set,
)
