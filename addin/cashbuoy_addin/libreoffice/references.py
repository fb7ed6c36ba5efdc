"""What a text names in a sheet: an address, a defined name, a table or one of its columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .addresses import parse, split_areas, split_sheet
from .tables import Table

if TYPE_CHECKING:
    from .ranges import Range
    from .sheets import Sheet

_TABLE = re.compile(r"([^\[\]!]+)(?:\[(.*)\])?")


def resolve(sheet: Sheet, text: str) -> Range:
    """A1, A1:B2, A:C, 'Other sheet'!A1, several of them with commas, a name, Table, Table[#All],
    Table[Column]. KeyError: nothing of that name, or areas of several sheets."""
    ranges = [_resolve_area(sheet, part) for part in split_areas(text)]
    if len({found.sheet.name for found in ranges}) != 1:
        raise KeyError(text)
    return ranges[0].sheet.cells_at(*(area for found in ranges for area in found.areas))


def _resolve_area(sheet: Sheet, text: str) -> Range:
    named, rest = split_sheet(text)
    at = sheet.book.sheets(named) if named else sheet
    rectangle = parse(rest)
    if rectangle:
        return at.cells_at(rectangle)
    return _by_name(at, rest) or _by_table(at, rest)


def _by_name(sheet: Sheet, name: str) -> Range | None:
    for scope in (sheet.names, sheet.book.names):
        if scope.contains(name):
            return scope(name).refers_to_range
    return None


def _by_table(sheet: Sheet, text: str) -> Range:
    reference = _TABLE.fullmatch(text.strip())
    if reference is None:
        raise KeyError(text)
    table = Table(sheet.book, reference[1])
    part = reference[2]
    if part == "#All":
        return table.range
    found = _part(table, part or "#Data")
    if found is None:
        raise KeyError(f"{text}: the table has no such cells")
    return found


def _part(table: Table, part: str) -> Range | None:
    if part == "#Data":
        return table.data_body_range
    if part == "#Headers":
        return table.header_row_range
    if part == "#Totals":
        return table.totals_row_range
    return table.columns(part).data_body_range
