"""Notes of cells (LibreOffice calls them annotations or comments)."""

from __future__ import annotations

from .connection import Office, Uno, cell_address, rectangle_of

NOTES = 8  # of CellFlags: ANNOTATION


def _find(office: Office, book: str, sheet: str, row: int, column: int) -> Uno | None:
    annotation = office.sheet(book, sheet).getCellByPosition(column, row).Annotation
    return annotation if annotation.String else None


def places(sheet: Uno, rectangle: list[int]) -> list[tuple[int, int]]:
    """(row, column) of the notes in a rectangle, in order."""
    top, left, rows, columns = rectangle
    annotations = sheet.Annotations
    found = [annotations.getByIndex(index).Position for index in range(annotations.getCount())]
    return sorted(
        (at.Row, at.Column)
        for at in found
        if top <= at.Row < top + rows and left <= at.Column < left + columns
    )


def note_text(office: Office, book: str, sheet: str, row: int, column: int) -> str | None:
    """A cell's note; None if it has none."""
    found = _find(office, book, sheet, row, column)
    return str(found.String) if found else None


def note_author(office: Office, book: str, sheet: str, row: int, column: int) -> str:
    """Who wrote a cell's note."""
    found = _find(office, book, sheet, row, column)
    return str(found.Author) if found else ""


def note_set(office: Office, book: str, sheet: str, row: int, column: int, text: str) -> None:
    """Write a note, in place of the cell's old one."""
    found = office.sheet(book, sheet)
    found.Annotations.insertNew(cell_address(found, row, column), text)


def note_delete(office: Office, book: str, sheet: str, row: int, column: int) -> None:
    """Remove a cell's note, if it has one."""
    remove(office.sheet(book, sheet).getCellByPosition(column, row))


def remove(cell: Uno) -> None:
    """Remove the note of a cell."""
    cell.clearContents(NOTES)


def note_list(office: Office, book: str, sheet: str) -> list[list[int]]:
    """[row, column] of the sheet's notes."""
    found = office.sheet(book, sheet)
    area = found.RangeAddress
    return [list(place) for place in places(found, rectangle_of(area))]


OPERATIONS = (note_text, note_author, note_set, note_delete, note_list)
