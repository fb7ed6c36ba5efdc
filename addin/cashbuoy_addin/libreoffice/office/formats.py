"""How cells look: number formats and the properties of fills, fonts and alignment."""

from __future__ import annotations

from typing import Any

import uno

from .connection import Office, Uno, rectangle_of, struct

DATE, TEXT, LOGICAL = 2, 256, 1024  # com.sun.star.util.NumberFormat
NUMBER, ISO_DATE = 2, 33  # com.sun.star.i18n.NumberFormatIndex
GENERAL = "General"


def kinds(document: Uno, cells: Uno, rectangle: list[int]) -> dict[str, list[list[int]]]:
    """Where a rectangle's cells are shown as `dates`, `booleans` or `texts`: rectangles relative to
    its upper left cell."""
    found: dict[str, list[list[int]]] = {"dates": [], "booleans": [], "texts": []}
    for key, areas in _by_format(cells, rectangle):
        kind = _kind(document, key)
        if kind is not None:
            found[kind] += [
                [row - rectangle[0], column - rectangle[1], rows, columns]
                for row, column, rows, columns in areas
            ]
    return found


def uniform_value(cells: Uno, name: str) -> Any:  # noqa: ANN401 - whatever the property holds
    """A property that all cells share; None where they differ."""
    if cells.getPropertyState(name).value == "AMBIGUOUS_VALUE":
        return None
    return cells.getPropertyValue(name)


def _by_format(cells: Uno, rectangle: list[int]) -> list[tuple[int, list[list[int]]]]:
    """The number formats of a rectangle with the parts that have them."""
    uniform = uniform_value(cells, "NumberFormat")
    if uniform is not None:
        return [(uniform, [rectangle])]
    groups = cells.getUniqueCellFormatRanges()
    parts = [groups.getByIndex(index) for index in range(groups.getCount())]
    return [
        (
            part.getPropertyValue("NumberFormat"),
            [rectangle_of(address) for address in part.getRangeAddresses()],
        )
        for part in parts
    ]


def _kind(document: Uno, key: int) -> str | None:
    if key == 0:
        return None
    shown_as = document.NumberFormats.getByKey(key).Type
    if shown_as & DATE:
        return "dates"
    if shown_as & LOGICAL:
        return "booleans"
    return "texts" if shown_as & TEXT else None


def set_where_general(document: Uno, cells: Uno, code: str) -> None:
    """Give a number format to the cells of a rectangle that have none of their own."""
    key = format_key(document, code)
    uniform = uniform_value(cells, "NumberFormat")
    if uniform is not None:
        if _is_general(document, uniform):
            cells.setPropertyValue("NumberFormat", key)
        return
    groups = cells.getUniqueCellFormatRanges()
    for index in range(groups.getCount()):
        part = groups.getByIndex(index)
        if _is_general(document, part.getPropertyValue("NumberFormat")):
            part.setPropertyValue("NumberFormat", key)


def set_boolean(document: Uno, cells: Uno) -> None:
    """Show numbers as TRUE and FALSE: that is what makes them booleans in LibreOffice."""
    key = document.NumberFormats.getStandardFormat(LOGICAL, _locale(document))
    uniform = uniform_value(cells, "NumberFormat")
    if uniform is not None:
        if _kind(document, uniform) != "texts":
            cells.setPropertyValue("NumberFormat", key)
        return
    groups = cells.getUniqueCellFormatRanges()
    for index in range(groups.getCount()):
        part = groups.getByIndex(index)
        if _kind(document, part.getPropertyValue("NumberFormat")) != "texts":
            part.setPropertyValue("NumberFormat", key)


def unmark_texts(document: Uno, cells: Uno, kept: list[list[int]], rectangle: list[int]) -> None:
    """LibreOffice formats texts that look like numbers as text. Take that back, except in the
    rectangles `kept`, which were formatted so before."""
    for top, left, rows, columns in kinds(document, cells, rectangle)["texts"]:
        marked = [
            (row, column)
            for row in range(top, top + rows)
            for column in range(left, left + columns)
            if not any(inside(area, row, column) for area in kept)
        ]
        if len(marked) == rows * columns:
            part = cells.getCellRangeByPosition(left, top, left + columns - 1, top + rows - 1)
            part.setPropertyValue("NumberFormat", 0)
            continue
        for row, column in marked:
            cells.getCellByPosition(column, row).setPropertyValue("NumberFormat", 0)


def inside(area: list[int], row: int, column: int) -> bool:
    """Whether a cell lies in a rectangle."""
    top, left, rows, columns = area
    return top <= row < top + rows and left <= column < left + columns


def _is_general(document: Uno, key: int) -> bool:
    if key == 0:
        return True
    entry = document.NumberFormats.getByKey(key)
    return bool(entry.Type & LOGICAL) or entry.FormatString == GENERAL


def format_key(document: Uno, code: str) -> int:
    """The key of a number format in the document, which learns it if need be."""
    known, locale = document.NumberFormats, _locale(document)
    key = known.queryKey(code, locale, False)
    return int(key if key >= 0 else known.addNew(code, locale))


def number_format(
    office: Office, book: str, sheet: str, rectangles: list[list[int]], code: str | None
) -> str | None:
    """Set a number format, or tell it (code None): None where cells differ."""
    document = office.book(book)
    cells = office.ranges(book, sheet, rectangles)
    if code is not None:
        cells.setPropertyValue("NumberFormat", format_key(document, code))
        return code
    key = uniform_value(cells, "NumberFormat")
    if key is None:
        return None
    entry = document.NumberFormats.getByKey(key)
    return GENERAL if entry.Type & LOGICAL else str(entry.FormatString)


def look(
    office: Office,
    book: str,
    sheet: str,
    rectangles: list[list[int]],
    name: str,
    *new: Any,  # noqa: ANN401 - whatever UNO's property holds
) -> Any:  # noqa: ANN401
    """A property of cells, set to `new` if that is given; None where cells differ."""
    cells = office.ranges(book, sheet, rectangles)
    if new:
        value = new[0]
        if name in ENUMERATIONS:
            value = _enumeration(ENUMERATIONS[name], value)
        cells.setPropertyValue(name, value)
        if name in WESTERN_ONLY:
            for script in ("Asian", "Complex"):
                cells.setPropertyValue(f"{name}{script}", value)
        return None
    value = uniform_value(cells, name)
    return getattr(value, "value", value)


def _enumeration(kind: str, value: str) -> Uno:
    return uno.Enum(kind, value)


# Set for Chinese characters too, as Excel has one font a cell.
WESTERN_ONLY = ("CharWeight", "CharPosture", "CharHeight", "CharFontName")
ENUMERATIONS = {
    "CharPosture": "com.sun.star.awt.FontSlant",
    "HoriJustify": "com.sun.star.table.CellHoriJustify",
}


def _locale(document: Uno) -> Uno:
    """Whose number formats are written as in English: the system's if they are, for formats of
    another language are marked as such in files."""
    system = struct("com.sun.star.lang.Locale")
    known = document.NumberFormats
    samples = [known.getByKey(known.getFormatIndex(index, system)) for index in (NUMBER, ISO_DATE)]
    if [sample.FormatString for sample in samples] == ["0.00", "YYYY-MM-DD"]:
        return system
    return struct("com.sun.star.lang.Locale", "en", "US", "")


OPERATIONS = (number_format, look)
