"""What a workbook file shows of the forecast, so that what the user typed over it is carried on."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from cashbuoy_addin.hosts.file_errors import SHOWS_ERRORS, column_number, sheet_parts, tree
from cashbuoy_addin.hosts.live_areas import Area, area_of
from cashbuoy_addin.overrides import ITEMS, TABLES, Rows, Shown

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CELL = re.compile(rb'<c [^>]*?\br="([A-Z]{1,3})([0-9]+)"[^>]*>\s*<f[^>]*>([^<]+)</f>')
_LINES = {table.lines for table in TABLES}


def shown_in_file(path: Path) -> Shown:
    """The forecast and its items in a .xlsx or .xlsm file; nothing for other kinds, or where the
    file is none of ours."""
    if path.suffix.lower() not in SHOWS_ERRORS:
        return Shown()
    wanted = [ITEMS, *(name for table in TABLES for name in (table.titles, table.lines))]
    try:
        with zipfile.ZipFile(path) as archive:
            places = _places(archive, wanted)
            parts = sheet_parts(archive)
            formulas = {
                name: _formulas(archive.read(parts[sheet]), area)
                for name, (sheet, area) in places.items()
                if name in _LINES and sheet in parts
            }
        book = CalamineWorkbook.from_path(path)
    except (CalamineError, zipfile.BadZipFile, KeyError):
        return Shown()  # read_workbook says what is wrong with it
    known = {sheet.name for sheet in book.sheets_metadata}
    places = {name: place for name, place in places.items() if place[0] in known}
    sheets = {sheet for sheet, _ in places.values()}
    grids: dict[str, Rows] = {
        sheet: book.get_sheet_by_name(sheet).to_python(skip_empty_area=False) for sheet in sheets
    }
    figures = {name: _part(grids[sheet], area) for name, (sheet, area) in places.items()}
    areas = {name: _with(rows, formulas.get(name, {})) for name, rows in figures.items()}
    return Shown(areas, figures)


def _places(archive: zipfile.ZipFile, wanted: Sequence[str]) -> dict[str, tuple[str, Area]]:
    """Defined name -> sheet and rectangle."""
    found = {}
    for name in tree(archive, "xl/workbook.xml").iter(f"{_MAIN}definedName"):
        area = area_of(name.text or "")
        known = name.get("name", "")
        if known in wanted and area is not None:
            sheet = (name.text or "").rpartition("!")[0].lstrip("=").strip("'")
            found[known] = sheet.replace("''", "'"), area
    return found


def _formulas(xml: bytes, area: Area) -> dict[tuple[int, int], str]:
    """Formulas in a rectangle, by row and column within it. One that was filled along others is not
    among them: its figure is carried on."""
    found = {}
    for letters, number, text in _CELL.findall(xml):
        row = int(number) - 1 - area.row
        column = column_number(letters.decode()) - area.column
        if 0 <= row < area.height and 0 <= column < area.width:
            found[row, column] = "=" + html.unescape(text.decode())
    return found


def _part(rows: Rows, area: Area) -> list[list[object]]:
    """A rectangle of a sheet, "" where the file ends before."""
    part = []
    for number in range(area.row, area.row + area.height):
        row = rows[number] if number < len(rows) else []
        cells = list(row[area.column : area.column + area.width])
        part.append([*cells, *[""] * (area.width - len(cells))])
    return part


def _with(rows: Rows, formulas: dict[tuple[int, int], str]) -> list[list[object]]:
    """The rows with formulas in place of their values."""
    return [
        [formulas.get((i, j), cell) for j, cell in enumerate(row)] for i, row in enumerate(rows)
    ]
