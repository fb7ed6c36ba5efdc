"""Rows and columns: sizes, hiding, inserting and deleting; merging and copying cells."""

from __future__ import annotations

import uno

from .connection import Office, Uno, address, cell_address, cell_range, rectangle_of

POINT = 2540 / 72  # in 1/100 mm


def _lines(office: Office, book: str, sheet: str, rectangle: list[int], axis: str) -> Uno:
    cells = office.range(book, sheet, rectangle)
    return cells.Rows if axis == "rows" else cells.Columns


def size(
    office: Office, book: str, sheet: str, rectangle: list[int], axis: str, points: float | None
) -> float | None:
    """Height of rows or width of columns in points, set if given; None where they differ."""
    lines = _lines(office, book, sheet, rectangle, axis)
    name = "Height" if axis == "rows" else "Width"
    if points is not None:
        lines.setPropertyValue(name, round(points * POINT))
        return points
    sizes = {getattr(lines.getByIndex(index), name) for index in range(lines.getCount())}
    return sizes.pop() / POINT if len(sizes) == 1 else None


def place(office: Office, book: str, sheet: str, rectangle: list[int]) -> list[float]:
    """Left, top, width and height of a rectangle in points."""
    cells = office.range(book, sheet, rectangle)
    where, extent = cells.Position, cells.Size
    return [part / POINT for part in (where.X, where.Y, extent.Width, extent.Height)]


def fit(office: Office, book: str, sheet: str, rectangle: list[int], axis: str) -> None:
    """Make rows or columns as large as their contents need."""
    _lines(office, book, sheet, rectangle, axis).setPropertyValue(
        "OptimalHeight" if axis == "rows" else "OptimalWidth", True
    )


def hidden(
    office: Office, book: str, sheet: str, rectangle: list[int], axis: str, hide: bool | None
) -> bool | None:
    """Hide or show rows or columns (None: only ask); None where they differ."""
    lines = _lines(office, book, sheet, rectangle, axis)
    if hide is not None:
        lines.setPropertyValue("IsVisible", not hide)
        return hide
    states = {not lines.getByIndex(index).IsVisible for index in range(lines.getCount())}
    return states.pop() if len(states) == 1 else None


def _mode(kind: str, way: str) -> Uno:
    return uno.Enum(f"com.sun.star.sheet.Cell{kind}Mode", way)


def insert(office: Office, book: str, sheet: str, rectangle: list[int], way: str) -> None:
    """Insert cells; those there move `DOWN` or `RIGHT`, whole `ROWS` or `COLUMNS` with them."""
    found = office.sheet(book, sheet)
    where = address(found.RangeAddress.Sheet, rectangle)
    found.insertCells(where, _mode("Insert", way))


def remove(office: Office, book: str, sheet: str, rectangle: list[int], way: str) -> None:
    """Delete cells; those beyond move `UP` or `LEFT`, whole `ROWS` or `COLUMNS` with them."""
    found = office.sheet(book, sheet)
    where = address(found.RangeAddress.Sheet, rectangle)
    found.removeRange(where, _mode("Delete", way))


def copy(
    office: Office,
    book: str,
    sheet: str,
    rectangle: list[int],
    target: tuple[str, int, int],
    move: bool,
) -> None:
    """Copy (or move) cells to a sheet, row and column of the same workbook."""
    found, name = office.sheet(book, sheet), target[0]
    to = cell_address(office.sheet(book, name), target[1], target[2])
    source = address(found.RangeAddress.Sheet, rectangle)
    if move:
        found.moveRange(to, source)
    else:
        found.copyRange(to, source)


def merge(office: Office, book: str, sheet: str, rectangle: list[int], merged: bool) -> None:
    """Merge the cells of a rectangle, or part them."""
    office.range(book, sheet, rectangle).merge(merged)


def merged_area(office: Office, book: str, sheet: str, rectangle: list[int]) -> list[int]:
    """The merged cells that the rectangle's first cell belongs to, or that cell."""
    found = office.sheet(book, sheet)
    cursor = found.createCursorByRange(cell_range(found, [*rectangle[:2], 1, 1]))
    cursor.collapseToMergedArea()
    return rectangle_of(cursor.RangeAddress)


def has_merged(office: Office, book: str, sheet: str, rectangle: list[int]) -> bool | None:
    """Whether the cells are merged; None: some are."""
    state = office.range(book, sheet, rectangle).IsMerged
    if rectangle[2] * rectangle[3] == 1:
        _, _, rows, columns = merged_area(office, book, sheet, rectangle)
        return rows * columns > 1
    return bool(state)


def select(office: Office, book: str, sheet: str, rectangles: list[list[int]]) -> None:
    """Select cells, their sheet in front."""
    controller = office.book(book).CurrentController
    controller.setActiveSheet(office.sheet(book, sheet))
    controller.select(office.ranges(book, sheet, rectangles))


def selection(office: Office, book: str) -> list[object] | None:
    """Sheet and rectangle of what is selected."""
    selected = office.book(book).CurrentSelection
    if not hasattr(selected, "RangeAddress"):
        return None
    return [selected.Spreadsheet.Name, rectangle_of(selected.RangeAddress)]


OPERATIONS = (
    *(size, place, fit, hidden, insert, remove, copy),
    *(merge, merged_area, has_merged, select, selection),
)
