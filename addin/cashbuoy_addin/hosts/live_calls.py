"""The last resort: an open workbook that no macro of ours can reach. Each question and each step is
calls of its own, some hundreds to a refresh, though no more of them for more rows."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from cashbuoy_addin.hosts.live_areas import Area, areas_of
from cashbuoy_addin.hosts.live_batches import AUTHOR, OURS, Answer, Question, StepRefusedError
from cashbuoy_addin.hosts.live_looks import Colour
from cashbuoy_addin.hosts.live_steps import Step

if TYPE_CHECKING:
    from xlwings import Book, Range, Sheet


_BLACK = (0, 0, 0)


class OneByOne:
    """Through what xlwings offers. How the cells of a sheet look is not told: that would be a call
    a cell."""

    one_by_one = True

    def __init__(self, book: Book) -> None:
        self._book = book
        self._known: dict[str, Sheet] = {}

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """One by one."""
        if any(question.kind == "sheets" for question in questions):
            self._known = {}
        return [self._answer(question) for question in questions]

    def carry_out(self, todo: Sequence[Step]) -> None:
        """One by one."""
        for done, step in enumerate(todo):
            try:
                self._perform(step)
            except Exception as error:
                raise StepRefusedError(str(error), done) from error

    @property
    def _sheets(self) -> dict[str, Sheet]:
        """By tab."""
        if not self._known:
            self._known = {sheet.name: sheet for sheet in self._book.sheets}
        return self._known

    def _answer(self, question: Question) -> Answer:
        match question.kind:
            case "sheets":
                return [[title] for title in self._sheets]
            case "hidden":
                return [[title] for title, sheet in self._sheets.items() if not sheet.visible]
            case "protected":
                return [[title] for title, sheet in self._sheets.items() if _is_protected(sheet)]
            case "names":
                return self._names(question.target)
            case _:
                return _about(self._sheets[question.sheet], question)

    def _names(self, wanted: str) -> Answer:
        names = self._book.names
        if wanted:
            return [[wanted, names[wanted].refers_to or ""]] if wanted in names else []
        ours = (name for name in names if name.name.startswith(OURS))
        return [[name.name, name.refers_to or ""] for name in ours]

    def _perform(self, step: Step) -> None:
        if step.kind == "name":
            self._book.names.add(step.target, step.value)
        elif step.kind == "title":
            self._sheets[step.sheet].name = step.value
            self._known[step.value] = self._known.pop(step.sheet)
        elif step.kind == "visible":
            self._sheets[step.sheet].visible = step.value
        elif step.kind == "table":
            sheet = self._sheets[step.sheet]
            sheet.tables[step.target].resize(sheet.range(step.value))
        else:
            change_cells(self._sheets[step.sheet].range(step.target), step)


def _is_protected(sheet: Sheet) -> bool:
    """Only Excel on Windows tells; elsewhere a change is refused when it comes to it."""
    return sys.platform == "win32" and bool(sheet.api.ProtectContents)


def _about(sheet: Sheet, question: Question) -> Answer:
    match question.kind:
        case "values":
            cells, area = _cells(sheet, question.target)
            found = cells.options(ndim=2, err_to_str=True, chunksize=None).value
            return _from_a1(area, [["" if c is None else c for c in row] for row in found or []])
        case "formulas":
            cells, area = _cells(sheet, question.target)
            return _from_a1(area, _rows(cells.formula, area))
        case "notes":
            return [[*_place(n.location)[:2], n.author, n.text] for n in sheet.notes]
        case "tables":
            return [[table.name, *_place(table.range)] for table in sheet.tables]
        case "looks" | "shades":
            return []
        case _:
            return _common(sheet.range(question.target), question.kind)


def _common(cells: Range, kind: str) -> Answer:
    """What all the cells have. Of cells that differ xlwings says None, black of their fills, or
    nothing it can convert."""
    with suppress(Exception):
        if kind == "fill":
            fill = cells.color
            return [] if fill == _BLACK else [[fill]]
        asked: Callable[[], Any] = {
            "number_format": lambda: cells.number_format,
            "ink": lambda: cells.font.color,
            "bold": lambda: cells.font.bold,
        }[kind]
        found = asked()
        return [] if found is None else [[found]]
    return []


def _cells(sheet: Sheet, address: str) -> tuple[Range, Area]:
    """Those asked for, or all that are used."""
    if address:
        return sheet.range(address), areas_of(address)[0]
    used = sheet.used_range
    return used, _place(used)


def _place(cells: Range) -> Area:
    return areas_of(cells.address)[0]


def _rows(read: Any, area: Area) -> Answer:  # noqa: ANN401  # as the application gives it
    """A block of cells, which applications give flat where it is one row or one column."""
    if not isinstance(read, list | tuple):
        return [[read]]
    if read and isinstance(read[0], list | tuple):
        return [list(row) for row in read]
    return [list(read)] if area.height == 1 else [[cell] for cell in read]


def _from_a1(area: Area, rows: Answer) -> Answer:
    before = [""] * area.column
    return [[] for _ in range(area.row)] + [[*before, *row] for row in rows]


def change_cells(cells: Range, step: Step) -> None:
    """A step for cells of a sheet, by calls of its own."""
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
        case "rule" | "shades":
            (_rule if step.kind == "rule" else _shade)(cells, *step.value)
        case _:
            raise AssertionError(step.kind)


def _note(cell: Range, previous: str, text: str) -> None:
    """Our note on a cell; one that the user wrote stays."""
    note = cell.note
    if note is None:
        cell.add_note(text)
        return
    said = note.text
    if said != text and (said == previous or note.author == AUTHOR):
        note.text = text


def _rule(cells: Range, *said: str) -> None:
    """What cells offer, in other words. Only Excel on Windows lets us; a list that stays in the
    other language is no reason to break off, for cells take both."""
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


def _shade(cell: Range, fills: Sequence[Any], *wanted: Sequence[Any]) -> None:
    """What makes a cell take another look. Only Excel on Windows lets us; elsewhere the cell keeps
    the look that it was painted with."""
    if sys.platform == "win32":
        ours = {_number(fill) for fill in fills if fill}
        with suppress(Exception):
            found = cell.api.FormatConditions
            for number in range(found.Count, 0, -1):
                rule = found.Item(number)
                if rule.AppliesTo.Count == 1 and rule.Interior.Color in ours:
                    rule.Delete()
            for formula, number_format, fill, ink, bold in wanted:
                rule = found.Add(Type=2, Formula1=formula)
                rule.StopIfTrue, rule.NumberFormat = True, number_format
                rule.Interior.Color, rule.Font.Color = _number(fill), _number(ink)
                rule.Font.Bold = bold


def _number(colour: Colour) -> int:
    red, green, blue = colour
    return red + 256 * green + 65_536 * blue
