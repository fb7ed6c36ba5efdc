"""An open workbook through xlwings, whatever application shows it: the only place that calls it.

`batches_of` finds the way that costs the fewest calls.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from cashbuoy_addin.hosts.live_batches import (
    OURS,
    Answer,
    Batches,
    Question,
    StepRefusedError,
)
from cashbuoy_addin.hosts.live_macro import MacroBatches
from cashbuoy_addin.hosts.live_steps import Step

if TYPE_CHECKING:
    from xlwings import App, Book, Range, Sheet

AUTHOR = "Cashbuoy"
ADDIN = "cashbuoy.xlam"
CALLER: ContextVar[str] = ContextVar("CALLER", default="")
"""On a Mac the file whose macro started us; "" where none did."""
_QUIET = {"screen_updating": False, "enable_events": False, "calculation": "manual"}
_SURVEY = (Question("sheets"), Question("names"))


def batches_of(book: Book) -> tuple[Batches, tuple[str, ...], dict[str, str]]:
    """A way to a workbook, its tabs, and our names with what they refer to."""
    for way in _ways(book):
        with suppress(Exception):
            return _surveyed(way)
    return _surveyed(OneByOne(book))


def _ways(book: Book) -> Iterator[Batches]:
    if hasattr(book.impl, "batch"):
        from cashbuoy_addin.hosts.live_office import OfficeBatches  # noqa: PLC0415  # only there

        yield OfficeBatches(book.impl)
    elif sys.platform == "darwin":
        # Where a macro is missing, Excel for Mac shows a message and waits.
        if CALLER.get():
            from cashbuoy_addin.hosts.live_texts import TextBatches  # noqa: PLC0415  # only there

            yield TextBatches(book, CALLER.get(), OneByOne(book))
    else:
        yield MacroBatches(book, book.name)
        yield MacroBatches(book, ADDIN)


def _surveyed(way: Batches) -> tuple[Batches, tuple[str, ...], dict[str, str]]:
    tabs, names = way.ask(_SURVEY)
    return way, tuple(row[0] for row in tabs), {row[0]: row[1] for row in names}


class OneByOne:
    """Where a workbook carries no macros of ours, and no add-in is there: a call for each."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._sheets: dict[str, Sheet] = {}

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """One by one. How cells look is not told: that would be a call a cell."""
        if not self._sheets or any(question.kind == "sheets" for question in questions):
            self._sheets = {sheet.name: sheet for sheet in self._book.sheets}
        return [self._answer(question) for question in questions]

    def _answer(self, question: Question) -> Answer:
        match question.kind:
            case "sheets":
                return [[title] for title in self._sheets]
            case "hidden":
                return [[title] for title, sheet in self._sheets.items() if not sheet.visible]
            case "names":
                ours = (name for name in self._book.names if name.name.startswith(OURS))
                return [[name.name, name.refers_to or ""] for name in ours]
            case _:
                return _about(self._sheets[question.sheet], question)

    def carry_out(self, todo: Sequence[Step]) -> None:
        """One by one."""
        for done, step in enumerate(todo):
            try:
                _perform(self._book, self._sheets, step)
            except Exception as error:
                raise StepRefusedError(str(error), done) from error


def _place(cells: Range) -> tuple[int, ...]:
    return cells.row - 1, cells.column - 1, *cells.shape


def _about(sheet: Sheet, question: Question) -> Answer:
    match question.kind:
        case "values":
            return _values(sheet)
        case "formulas":
            return _formulas(sheet, question.target)
        case "notes":
            return [
                [note.location.row - 1, note.location.column - 1, note.author, note.text]
                for note in sheet.notes
            ]
        case "tables":
            return [[table.name, *_place(table.range)] for table in sheet.tables]
        case _:
            return []


def _values(sheet: Sheet) -> Answer:
    used = sheet.used_range
    found = used.options(ndim=2, err_to_str=True, chunksize=None).value
    rows = [["" if cell is None else cell for cell in row] for row in found or []]
    before = [""] * (used.column - 1)
    return [[] for _ in range(used.row - 1)] + [[*before, *row] for row in rows]


def _formulas(sheet: Sheet, address: str) -> Answer:
    used = sheet.range(address) if address else sheet.used_range
    found: Any = used.formula
    if not isinstance(found, list | tuple):
        found = [[found]]
    elif not (found and isinstance(found[0], list | tuple)):
        across = used.shape[0] == 1
        found = [list(found)] if across else [[cell] for cell in found]
    before = [""] * (used.column - 1)
    return [[] for _ in range(used.row - 1)] + [[*before, *row] for row in found]


def _perform(book: Book, sheets: dict[str, Sheet], step: Step) -> None:
    """`sheets` follows when tabs are renamed."""
    if step.kind == "name":
        book.names.add(step.target, step.value)
    elif step.kind == "title":
        sheets[step.sheet].name = step.value
        sheets[step.value] = sheets.pop(step.sheet)
    elif step.kind == "visible":
        sheets[step.sheet].visible = step.value
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
        case "rule":
            _rule(cells, *step.value)
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


def _rule(cells: Range, *said: str) -> None:
    """What cells offer, in other words. Without our macros only Excel on Windows lets us; a list
    that stays in the other language is no reason to break off, for cells take both."""
    if sys.platform == "win32":
        words, title, message = said[3:]
        with suppress(Exception):
            rule = cells.api.Validation
            was = str(cells[0, 0].api.Validation.Formula1).replace(";", ",") if words else ""
            if was == said[0] and cells[0, 0].api.Validation.InputTitle == said[1]:
                if words:
                    rule.Modify(3, 2, 1, words)
                rule.InputTitle = rule.ErrorTitle = title
                rule.InputMessage = rule.ErrorMessage = message


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
