"""A workbook open in our LibreOffice: its session takes many requests in one message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from cashbuoy_addin.hosts.live_areas import areas_of
from cashbuoy_addin.hosts.live_batches import AUTHOR, OURS, Answer, Question, StepRefusedError
from cashbuoy_addin.hosts.live_steps import Kind, Step
from cashbuoy_addin.libreoffice import values
from cashbuoy_addin.libreoffice.colours import from_office, to_office
from cashbuoy_addin.libreoffice.fonts import BOLD, REGULAR
from cashbuoy_addin.libreoffice.number_formats import to_excel
from cashbuoy_addin.libreoffice.sheets import renamed

if TYPE_CHECKING:
    from cashbuoy_addin.libreoffice.books import Book

Request = list[Any]
BLACK = (0, 0, 0)  # of letters whose colour is left to the application


class OfficeBatches:
    """`book` is the engine's own, not xlwings'."""

    one_by_one = False

    def __init__(self, book: Book) -> None:
        self._book = book

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """In one message."""
        told = self._book.batch([_asked(question) for question in questions])
        if told.error:
            raise ValueError(told.error)
        return [_answer(q, found) for q, found in zip(questions, told.results, strict=True)]

    def carry_out(self, todo: Sequence[Step]) -> None:
        """In one message."""
        told = self._book.batch([_request(step) for step in todo])
        for step in todo[: len(told.results)]:
            if step.kind == "title":
                renamed(self._book, step.sheet, step.value)
        if told.error:
            raise StepRefusedError(told.error, len(told.results))


def _asked(question: Question) -> Request:
    sheet, target = question.sheet, question.target
    cells = _rectangle(target) if target and sheet else None
    requests: dict[str, Request] = {
        "sheets": ["sheet_names"],
        "hidden": ["sheets_hidden"],
        "protected": ["sheets_protected"],
        "names": ["name_contents", target or OURS],
        "values": ["read_used", sheet, cells, False],
        "formulas": ["read_used", sheet, cells, True],
        "notes": ["note_contents", sheet],
        "looks": ["look_parts", sheet, cells],
        "tables": ["table_contents", sheet],
        "shades": ["shade_contents", sheet],
    }
    return requests[question.kind]


def _answer(question: Question, found: Any) -> Answer:  # noqa: ANN401  # JSON
    match question.kind:
        case "sheets" | "hidden" | "protected":
            return [[title] for title in found]
        case "values":
            rows = found["rows"]
            decoded = values.decode(found, len(rows), len(rows[0]) if rows else 0)
            return [[_plain(cell) for cell in row] for row in decoded]
        case "shades":
            return [[*place, formula, *_look(*look)] for *place, formula, look in found]
        case "looks":
            return [[*area, *_look(*look)] for area, *look in found]
        case _:
            rows_found: Answer = found
            return rows_found


def _look(code: str, fill: int, ink: int, weight: float) -> list[Any]:
    return [to_excel(code), from_office(fill), from_office(ink) or BLACK, weight > REGULAR]


def _plain(cell: values.Cell) -> Any:  # noqa: ANN401  # whatever cells hold
    if cell is None:
        return ""
    return values.ERROR_TEXTS.get(cell, cell) if type(cell) is int else cell


def _rectangle(address: str) -> list[int]:
    return list(areas_of(address)[0])


def _request(step: Step) -> Request:
    sheet, target, value = step.sheet, step.target, step.value
    requests: dict[Kind, Callable[[], Request]] = {
        "name": lambda: ["name_add", None, target, value],
        "title": lambda: ["sheet_rename", sheet, value],
        "visible": lambda: ["sheet_visible", sheet, value],
        "rule": lambda: ["rule_reword", sheet, _rectangle(target), value[:3], value[3:]],
        "table": lambda: ["table_resize", target, _rectangle(value)],
        "cells": lambda: ["write", sheet, _rectangle(target), values.encode(value).message()],
        "note": lambda: ["note_keep", sheet, *_rectangle(target)[:2], AUTHOR, *value],
        "no_note": lambda: ["note_drop", sheet, *_rectangle(target)[:2], value],
        "number_format": lambda: ["number_format", sheet, areas_of(target), value],
        "shades": lambda: ["shades_put", sheet, *_rectangle(target)[:2], *_shades(value)],
        "fill": lambda: _paint(step, "CellBackColor", to_office(value)),
        "ink": lambda: _paint(step, "CharColor", to_office(value)),
        "bold": lambda: _paint(step, "CharWeight", BOLD if value else REGULAR),
    }
    return requests[step.kind]()


def _paint(step: Step, what: str, value: float) -> Request:
    return ["look", step.sheet, areas_of(step.target), what, value]


def _shades(value: Sequence[Sequence[Any]]) -> list[Any]:
    """The fills of ours, and the rows."""
    fills, *rows = value
    return [
        [to_office(fill) for fill in fills[:-1]],
        [
            [formula, form, to_office(fill), to_office(ink), BOLD if bold else REGULAR]
            for formula, form, fill, ink, bold in rows
        ],
    ]
