"""Values of named cells in a workbook file: what a user's own cell holds, by its defined name."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path

from cashbuoy_addin.hosts.file_contents import read_contents
from cashbuoy_addin.hosts.file_errors import MAIN, SHOWS_ERRORS, column_number, tree
from cashbuoy_addin.hosts.file_tables import Rows

# 'My sheet'!$B$3 or Sheet1!$B$3: one cell, fixed.
_ONE_CELL = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$([A-Z]{1,3})\$([0-9]+)")


def named_cells(path: Path, names: Collection[str]) -> dict[str, object]:
    """Name as asked for -> value of its cell, None for an empty one. Names that the file does not
    define for exactly one cell are left out, and so is everything in other kinds of file than .xlsx
    and .xlsm. Upper and lower case are the same, as in spreadsheets.

    Errors: CashbuoyError when the file cannot be read.
    """
    if not names or path.suffix.lower() not in SHOWS_ERRORS:
        return {}
    contents = read_contents(path)
    with zipfile.ZipFile(path) as archive:
        defined = {
            element.get("name", "").casefold(): element.text or ""
            for element in tree(archive, "xl/workbook.xml").iter(f"{MAIN}definedName")
            if element.get("localSheetId") is None
        }
    found: dict[str, object] = {}
    for name in names:
        place = one_cell(defined.get(name.casefold(), ""))
        if place is not None:
            sheet, *at = place
            error = contents.errors.get(sheet, {}).get((at[0], at[1]))
            found[name] = error or _value(contents.grids, sheet, *at)
    return found


def one_cell(refers_to: str) -> tuple[str, int, int] | None:
    """Sheet, row and column (from 0) of a name that stands for one fixed cell; None for others."""
    place = _ONE_CELL.fullmatch(refers_to.removeprefix("="))
    if place is None:
        return None
    sheet = place[1].replace("''", "'") if place[1] else place[2]
    return sheet, int(place[4]) - 1, column_number(place[3])


def _value(grids: Mapping[str, Rows], sheet: str, row: int, column: int) -> object:
    rows = grids.get(sheet, ())
    inside = row < len(rows) and column < len(rows[row])
    return rows[row][column] if inside and rows[row][column] != "" else None
