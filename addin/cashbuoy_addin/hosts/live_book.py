"""An open workbook through xlwings, whatever application shows it: the only place that calls it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cashbuoy_addin.hosts.live_areas import Area, area_of
from cashbuoy_addin.hosts.live_steps import Step

if TYPE_CHECKING:
    from xlwings import App, Book, Range, Sheet

AUTHOR = "Cashbuoy"
_QUIET = {"screen_updating": False, "enable_events": False, "calculation": "manual"}


def sheets_of(book: Book) -> dict[str, Sheet]:
    """Tab -> sheet."""
    return {sheet.name: sheet for sheet in book.sheets}


def values(sheet: Sheet) -> list[list[Any]]:
    """Everything on a sheet from A1 on, "" for empty, errors as text such as "#REF!"."""
    used = sheet.used_range
    found = used.options(ndim=2, err_to_str=True, chunksize=None).value
    rows = [["" if cell is None else cell for cell in row] for row in found or []]
    before = [""] * (used.column - 1)
    return [[] for _ in range(used.row - 1)] + [[*before, *row] for row in rows]


def formulas(sheet: Sheet, shape: tuple[int, int] = (0, 0)) -> NDArray[np.object_]:
    """Formulas and constants of a sheet from A1 on, as an array: all there are, or `shape`."""
    used = sheet.range(Area(0, 0, *shape).address) if min(shape) else sheet.used_range
    found: Any = used.formula
    if not isinstance(found, list | tuple):
        found = [[found]]
    elif not (found and isinstance(found[0], list | tuple)):
        across = used.shape[0] == 1
        found = [list(found)] if across else [[cell] for cell in found]
    rows = [list(row) for row in found]
    top, left = used.row - 1, used.column - 1
    width = max((len(row) for row in rows), default=0)
    grid = np.full((top + len(rows), left + width), "", dtype=object)
    for number, row in enumerate(rows):
        grid[top + number, left : left + len(row)] = row
    return grid


def named_areas(book: Book) -> dict[str, Area]:
    """Our defined names -> the rectangle each covers."""
    found = {}
    for name in book.names:
        if name.name.startswith("cb_"):
            area = area_of(name.refers_to or "")
            if area is not None:
                found[name.name] = area
    return found


def own_notes(sheet: Sheet) -> dict[tuple[int, int], str]:
    """Cell -> text of the notes on a sheet that bear our name."""
    return {
        (note.location.row - 1, note.location.column - 1): note.text
        for note in sheet.notes
        if note.author == AUTHOR
    }


def perform(sheets: dict[str, Sheet], todo: Sequence[Step], book: Book) -> None:
    """Carry out the steps, in their order. `sheets` follows when tabs are renamed."""
    for step in todo:
        if step.kind == "name":
            book.names.add(step.target, step.value)
        elif step.kind == "title":
            sheets[step.sheet].name = step.value
            sheets[step.value] = sheets.pop(step.sheet)
        elif step.kind == "table":
            sheet = sheets[step.sheet]
            sheet.tables[step.target].resize(sheet.range(step.value))
        else:
            _change(sheets[step.sheet].range(step.target), step)


def _change(cells: Range, step: Step) -> None:
    match step.kind:
        case "cells":
            # As it is: nothing to convert, and no chunks, which would grow with the rows.
            cells.options("raw").formula = step.value
        case "number_format":
            cells.number_format = step.value
        case "fill":
            cells.color = step.value
        case "ink":
            cells.font.color = step.value
        case "bold":
            cells.font.bold = step.value
        case "note":
            _note(cells, *step.value)
        case "no_note":
            note = cells.note
            if note is not None and note.text == step.value:
                note.delete()
        case _:
            raise AssertionError(step.kind)


def _note(cell: Range, previous: str, text: str) -> None:
    """Our note on a cell; one that the user wrote stays."""
    note = cell.note
    if note is None:
        cell.add_note(text)
    elif note.text in (previous, text) or note.author == AUTHOR:
        note.text = text


@contextmanager
def quiet(book: Book, message: str) -> Iterator[None]:
    """Nothing flickers, recalculates or fires events inside; all is as before afterwards."""
    app = book.app
    before = {name: getattr(app, name) for name in _QUIET}
    try:
        for name, value in _QUIET.items():
            setattr(app, name, value)
        app.status_bar = message
        yield
    finally:
        for name, value in [*before.items(), ("status_bar", False)]:
            _insist(app, name, value)


def _insist(app: App, name: str, value: object) -> None:
    """An application that is busy for a moment refuses, and takes it when asked again."""
    for _ in range(3):
        with suppress(Exception):
            setattr(app, name, value)
            return
