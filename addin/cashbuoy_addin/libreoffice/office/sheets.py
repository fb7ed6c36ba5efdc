"""Sheets: list, add, rename, move, copy, remove; which part of one is used."""

from __future__ import annotations

from .connection import Office, Uno, cell_range, rectangle_of

REMOVABLE = 1 + 2 + 4 + 8 + 16  # CellFlags: values, dates, texts, annotations, formulas
CONTENTS = REMOVABLE - 8
FORMATS = 32 + 64 + 256  # CellFlags: HARDATTR, STYLES, EDITATTR


def sheet_names(office: Office, book: str) -> list[str]:
    """The sheets' names, in order."""
    return list(office.book(book).Sheets.ElementNames)


def active_sheet(office: Office, book: str) -> str:
    """The sheet in front."""
    document = office.book(book)
    controller = document.CurrentController
    return str((controller.ActiveSheet if controller else document.Sheets.getByIndex(0)).Name)


def sheet_add(office: Office, book: str, name: str | None, position: int) -> str:
    """A new sheet at a position; its name."""
    sheets = office.book(book).Sheets
    if name is None:
        taken = {existing.lower() for existing in sheets.ElementNames}
        number = len(taken) + 1
        while f"sheet{number}" in taken:
            number += 1
        name = f"Sheet{number}"
    elif sheets.hasByName(name):
        raise ValueError(f"there is a sheet {name!r} already")
    sheets.insertNewByName(name, position)
    sheet_activate(office, book, name)
    return name


def sheet_rename(office: Office, book: str, sheet: str, name: str) -> None:
    """Give a sheet another name."""
    if name.lower() != sheet.lower() and office.book(book).Sheets.hasByName(name):
        raise ValueError(f"there is a sheet {name!r} already")
    office.sheet(book, sheet).Name = name


def sheet_delete(office: Office, book: str, sheet: str) -> None:
    """Remove a sheet."""
    office.sheet(book, sheet)
    office.book(book).Sheets.removeByName(sheet)


def sheet_move(office: Office, book: str, sheet: str, position: int) -> None:
    """Move a sheet before the one at `position`."""
    office.book(book).Sheets.moveByName(sheet, position)


def sheet_copy(office: Office, book: str, sheet: str, source: str, position: int) -> str:
    """Copy a sheet of the workbook `source` into `book`; the copy's name."""
    sheets = office.book(book).Sheets
    name, number = f"{sheet} (2)", 2
    while sheets.hasByName(name):
        number += 1
        name = f"{sheet} ({number})"
    if source == book:
        sheets.copyByName(sheet, name, position)
        return name
    sheets.importSheet(office.book(source), sheet, position)
    return str(sheets.getByIndex(position).Name)


def sheet_activate(office: Office, book: str, sheet: str) -> None:
    """Bring a sheet to the front."""
    controller = office.book(book).CurrentController
    if controller is not None:
        controller.setActiveSheet(office.sheet(book, sheet))


def sheet_visible(office: Office, book: str, sheet: str, visible: bool | None) -> bool:
    """Show or hide a sheet (None: only ask)."""
    found = office.sheet(book, sheet)
    if visible is not None:
        found.IsVisible = visible
    return bool(found.IsVisible)


def sheets_hidden(office: Office, book: str) -> list[str]:
    """Names of the sheets that are out of sight."""
    sheets = office.book(book).Sheets
    return [name for name in sheets.ElementNames if not sheets.getByName(name).IsVisible]


def sheets_protected(office: Office, book: str) -> list[str]:
    """Names of the sheets whose cells cannot be changed."""
    sheets = office.book(book).Sheets
    return [name for name in sheets.ElementNames if sheets.getByName(name).isProtected()]


def gridlines(office: Office, book: str, shown: bool | None) -> bool:
    """Show or hide the grid of the window (None: only ask)."""
    controller = office.book(book).CurrentController
    if shown is not None:
        controller.ShowGrid = shown
    return bool(controller.ShowGrid)


def used(office: Office, book: str, sheet: str) -> list[int]:
    """The smallest rectangle with all that is used."""
    return used_rectangle(office.sheet(book, sheet))


def used_rectangle(sheet: Uno) -> list[int]:
    """The same, of a sheet at hand."""
    cursor = sheet.createCursor()
    cursor.gotoStartOfUsedArea(False)
    cursor.gotoEndOfUsedArea(True)
    return rectangle_of(cursor.RangeAddress)


def region(office: Office, book: str, sheet: str, rectangle: list[int]) -> list[int]:
    """The block of filled cells around a rectangle."""
    found = office.sheet(book, sheet)
    cursor = found.createCursorByRange(cell_range(found, rectangle))
    cursor.collapseToCurrentRegion()
    return rectangle_of(cursor.RangeAddress)


def end(office: Office, book: str, sheet: str, row: int, column: int, way: str) -> list[int]:
    """Where Ctrl and an arrow key lead from a cell."""
    found = office.sheet(book, sheet)
    top, left, rows, columns = used_rectangle(found)
    vertical = way in ("up", "down")
    here = row if vertical else column
    size = found.Rows.Count if vertical else found.Columns.Count
    reach = min(size, max(here, top + rows - 1 if vertical else left + columns - 1) + 1)
    line = [0, column, reach, 1] if vertical else [row, 0, 1, reach]
    data = found.getCellRangeByPosition(
        line[1], line[0], line[1] + line[3] - 1, line[0] + line[2] - 1
    ).getDataArray()
    filled = [value != "" for value in ([row[0] for row in data] if vertical else data[0])]
    there = _jump(filled, here, 1 if way in ("down", "right") else -1, size)
    return [there, column] if vertical else [row, there]


def _jump(filled: list[bool], here: int, step: int, size: int) -> int:
    """Excel's rule: the end of this block, else the next filled cell, else the sheet's edge."""

    def at(index: int) -> bool:
        return index < len(filled) and filled[index]

    last = size - 1 if step > 0 else 0
    if here == last:
        return here
    if at(here) and at(here + step):
        while here != last and at(here + step):
            here += step
        return here
    here += step
    while here != last and not at(here):
        if step > 0 and here >= len(filled):
            return last
        here += step
    return here


def clear(
    office: Office, book: str, sheet: str, rectangles: list[list[int]] | None, what: str
) -> None:
    """Clear rectangles (None: the whole sheet) of `contents`, `formats` or `all`."""
    flags = {"contents": CONTENTS, "formats": FORMATS, "all": REMOVABLE + FORMATS}[what]
    target = (
        office.sheet(book, sheet) if rectangles is None else office.ranges(book, sheet, rectangles)
    )
    if hasattr(target, "clearContents"):
        target.clearContents(flags)
        return
    for rectangle in rectangles or ():
        office.range(book, sheet, rectangle).clearContents(flags)


OPERATIONS = (
    *(sheet_names, active_sheet, sheet_add, sheet_rename, sheet_delete, sheet_move, sheet_copy),
    *(
        sheet_activate,
        sheet_visible,
        sheets_hidden,
        sheets_protected,
        gridlines,
        used,
        region,
        end,
        clear,
    ),
)
