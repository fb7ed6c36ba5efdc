"""Values of cells, a rectangle at a time: one call reads it, one call writes it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from . import formats, formulas, notes
from .connection import Office, Uno, cell_range
from .sheets import used_rectangle

WORTH_CUTTING = 5_000  # cells from which it pays to ask first how far the sheet is used


def read(office: Office, book: str, sheet: str, rectangle: list[int]) -> dict[str, Any]:
    """The values of a rectangle, cut to the part of the sheet that is used.

    `rows`: numbers, texts, "" for empty cells, null for errors. `dates` and `booleans`: rectangles,
    relative to the upper left cell, whose numbers are shown as such. `errors`: [row, column, code]
    with LibreOffice's error codes. `null_date`: the day 0 as [year, month, day].
    """
    document, found = office.book(book), office.sheet(book, sheet)
    part = rectangle
    if rectangle[2] * rectangle[3] > WORTH_CUTTING:
        part = _intersection(rectangle, used_rectangle(found))
    day = document.NullDate
    answer: dict[str, Any] = {"null_date": [day.Year, day.Month, day.Day]}
    if part[2] <= 0 or part[3] <= 0:
        return {**answer, "rows": [], "dates": [], "booleans": [], "errors": []}
    cells = cell_range(found, part)
    data = cells.getDataArray()
    kinds = formats.kinds(document, cells, part)
    return {
        **answer,
        "rows": data,
        "dates": kinds["dates"],
        "booleans": kinds["booleans"],
        "errors": [
            [row, column, cells.getCellByPosition(column, row).getError()]
            for row, values in enumerate(data)
            if None in values
            for column, value in enumerate(values)
            if value is None
        ],
    }


def _intersection(one: list[int], other: list[int]) -> list[int]:
    """What both rectangles have in common, from the upper left cell of the first."""
    rows = min(one[0] + one[2], other[0] + other[2]) - one[0]
    columns = min(one[1] + one[3], other[1] + other[3]) - one[1]
    return [one[0], one[1], rows, columns]


def write(office: Office, book: str, sheet: str, rectangle: list[int], new: dict[str, Any]) -> None:
    """Write a rectangle.

    `rows`: numbers and texts, "" for empty cells. `shown`: [column, first row, rows, format] where
    a number needs a format to be what it is, such as a date: it is set in cells that have none.
    `booleans`: [column, first row, rows]. `texts`: [row, column, text], the text as it was typed of
    cells whose value was read from a text: cells formatted as text keep it. `formulas`: [row,
    column, formula], in Excel's notation.
    """
    document, found = office.book(book), office.sheet(book, sheet)
    cells = cell_range(found, rectangle)
    rows = new["rows"]
    top, left = rectangle[:2]
    kept, literal = _texts_before(document, cells, rectangle, new)
    with_texts = bool(literal) or any(
        isinstance(value, str) and value for row in rows for value in row
    )
    for row, column in literal:
        rows[row][column] = literal[row, column]
    days = _days_later(document.NullDate)
    if days:
        for column, first, count, code in new["shown"]:
            for row in range(first, first + count if "yyyy" in code else first):
                if (row, column) not in literal:
                    rows[row][column] -= days
    _set(found, rectangle, rows)
    if with_texts:
        formats.unmark_texts(document, cells, kept, rectangle)
    for column, first, count, code in new["shown"]:
        run = [top + first, left + column, count, 1]
        formats.set_where_general(document, cell_range(found, run), code)
    for column, first, count in new["booleans"]:
        run = [top + first, left + column, count, 1]
        formats.set_boolean(document, cell_range(found, run))
    wanted = [
        (top + row, left + column, text)
        for row, column, text in new["formulas"]
        if (row, column) not in literal
    ]
    if wanted:
        formulas.put(formulas.notation_of(office, book), found, wanted)


def _set(sheet: Uno, rectangle: list[int], rows: list[list[Any]]) -> None:
    """Values into a rectangle. setDataArray takes notes away: cells that have one are set alone."""
    top, left = rectangle[:2]
    noted = notes.places(sheet, rectangle)
    for row, column, height, width in _around(rectangle, noted):
        across = slice(column - left, column - left + width)
        part = rows[row - top : row - top + height]
        area = sheet.getCellRangeByPosition(column, row, column + width - 1, row + height - 1)
        area.setDataArray(tuple(tuple(values[across]) for values in part))
    for row, column in noted:
        cell, value = sheet.getCellByPosition(column, row), rows[row - top][column - left]
        if isinstance(value, str):
            cell.setString(value)
        else:
            cell.setValue(value)


def _around(rectangle: list[int], spots: list[tuple[int, int]]) -> list[list[int]]:
    """Rectangles that cover one but for some of its cells, given in order."""
    top, left, height, width = rectangle
    bottom, right = top + height, left + width
    found: list[list[int]] = []
    for row in dict.fromkeys(row for row, _ in spots):
        found.append([top, left, row - top, width])
        start = left
        for column in [*(column for at, column in spots if at == row), right]:
            found.append([row, start, 1, column - start])
            start = column + 1
        top = row + 1
    found.append([top, left, bottom - top, width])
    return [part for part in found if part[2] > 0 and part[3] > 0]


def fill(office: Office, book: str, sheet: str, rectangles: list[list[int]], text: str) -> None:
    """Write one formula into all cells of rectangles, its references moving along."""
    found = office.sheet(book, sheet)
    for rectangle in rectangles:
        formulas.fill(formulas.notation_of(office, book), found, rectangle, text)


def _texts_before(
    document: Uno, cells: Uno, rectangle: list[int], new: dict[str, Any]
) -> tuple[list[list[int]], dict[tuple[int, int], str]]:
    """Where cells are formatted as text, and the texts that such cells keep as they were typed."""
    kept = formats.kinds(document, cells, rectangle)["texts"]
    literal = {
        (row, column): text
        for row, column, text in (new["texts"] if kept else ())
        if any(formats.inside(area, row, column) for area in kept)
    }
    return kept, literal


def _days_later(null_date: Uno) -> int:
    """By how many days the document's day 0 is later than 30 December 1899."""
    day = dt.date(null_date.Year, null_date.Month, null_date.Day)
    return (day - dt.date(1899, 12, 30)).days


OPERATIONS = (read, write, fill)
