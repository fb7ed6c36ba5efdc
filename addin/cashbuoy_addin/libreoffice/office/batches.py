"""Many requests in one message, and what is asked so that one message is enough."""

from __future__ import annotations

from typing import Any

from .cells import read
from .connection import Office, Uno, cell_range, rectangle_of
from .formats import GENERAL, LOGICAL
from .formulas import notation_of, read_formulas
from .notes import note_set, remove
from .sheets import used_rectangle


def batch(office: Office, requests: list[list[Any]]) -> dict[str, Any]:
    """The `results` of requests [operation, arguments ...], in their order; with `error` the text
    of what stopped it after them."""
    from .serve import OPERATIONS  # noqa: PLC0415 - serve.py knows this module

    results: list[Any] = []
    for operation, *arguments in requests:
        try:
            results.append(OPERATIONS[operation](office, *arguments))
        except Exception as problem:  # noqa: BLE001 - whatever it is, the caller is told
            text = getattr(problem, "Message", None) or str(problem) or type(problem).__name__
            return {"results": results, "error": text}
    return {"results": results, "error": ""}


def name_contents(office: Office, book: str, prefix: str) -> list[list[str]]:
    """[name, formula] of the workbook's names that begin with `prefix`."""
    named, notation = office.book(book).NamedRanges, notation_of(office, book)
    return [
        [name, notation.text(f"={named.getByName(name).Content}", named.getByName(name))]
        for name in named.ElementNames
        if name.startswith(prefix)
    ]


def read_used(
    office: Office, book: str, sheet: str, rectangle: list[int] | None, formulas: bool
) -> Any:  # noqa: ANN401 - as cells.read or formulas.read_formulas give it
    """Values or formulas of a rectangle (None: of all that is used, from A1 on)."""
    cells = rectangle or _all_used(office.sheet(book, sheet))
    return (read_formulas if formulas else read)(office, book, sheet, cells)


def note_contents(office: Office, book: str, sheet: str) -> list[list[Any]]:
    """[row, column, author, text] of a sheet's notes."""
    notes = office.sheet(book, sheet).Annotations
    found = [notes.getByIndex(index) for index in range(notes.getCount())]
    return sorted([n.Position.Row, n.Position.Column, n.Author, n.String] for n in found)


def note_keep(
    office: Office,
    book: str,
    sheet: str,
    row: int,
    column: int,
    author: str,
    previous: str,
    text: str,
) -> None:
    """Give a cell a note, unless somebody else's stands there: neither by `author` nor `previous`
    nor already `text`."""
    note = office.sheet(book, sheet).getCellByPosition(column, row).Annotation
    if not note.String or note.String == previous or note.Author == author:
        note_set(office, book, sheet, row, column, text)


def note_drop(office: Office, book: str, sheet: str, row: int, column: int, text: str) -> None:
    """Remove a cell's note if it says `text`."""
    cell = office.sheet(book, sheet).getCellByPosition(column, row)
    if cell.Annotation.String == text:
        remove(cell)


def _all_used(sheet: Uno) -> list[int]:
    """From A1 to the last cell used."""
    top, left, rows, columns = used_rectangle(sheet)
    return [0, 0, top + rows, left + columns]


def look_parts(
    office: Office, book: str, sheet: str, rectangle: list[int] | None
) -> list[list[Any]]:
    """[rectangle, number format, background, colour, weight of its text] of the parts of a
    rectangle (None: of all that is used) that look alike."""
    document, found_sheet = office.book(book), office.sheet(book, sheet)
    cells = cell_range(found_sheet, rectangle or _all_used(found_sheet))
    groups = cells.getUniqueCellFormatRanges()
    found: list[list[Any]] = []
    for index in range(groups.getCount()):
        part = groups.getByIndex(index)
        form = document.NumberFormats.getByKey(part.getPropertyValue("NumberFormat"))
        code = GENERAL if form.Type & LOGICAL else str(form.FormatString)
        colours = [part.getPropertyValue(name) for name in ("CellBackColor", "CharColor")]
        look = [code, *colours, part.getPropertyValue("CharWeight")]
        found += [[rectangle_of(area), *look] for area in part.getRangeAddresses()]
    return found


OPERATIONS = (batch, name_contents, read_used, note_contents, note_keep, note_drop, look_parts)
