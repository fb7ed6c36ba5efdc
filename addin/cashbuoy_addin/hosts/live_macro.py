"""A workbook whose application runs our VBA: vba/sources/CashbuoyBatch.bas is the other side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cashbuoy_addin.hosts.live_batches import Answer, Question, StepRefusedError
from cashbuoy_addin.hosts.live_looks import Colour
from cashbuoy_addin.hosts.live_steps import Step

if TYPE_CHECKING:
    from xlwings import Book

MODULE = "CashbuoyBatch"
_COLOURED = ("fill", "ink")


class RefusedQuestionsError(Exception):
    """The macro could not answer, or is not there."""


class MacroBatches:
    """`holder` is the file that the macros are in: the workbook itself, or the add-in."""

    one_by_one = False

    def __init__(self, book: Book, holder: str) -> None:
        self._book = book
        self._holder = holder.replace("'", "''")
        self._name = book.name

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """In one call."""
        if not questions:
            return []
        told = self._run("CashbuoyAsk", [part for question in questions for part in question])
        if told[0]:
            raise RefusedQuestionsError(str(told[0]))
        answers, at = [], 1
        for question in questions:
            rows, columns = int(told[at]), int(told[at + 1])
            cells = told[at + 2 : at + 2 + rows * columns]
            at += 2 + rows * columns
            table = [list(cells[i * columns : (i + 1) * columns]) for i in range(rows)]
            answers.append(self._read(question, table))
        return answers

    def carry_out(self, todo: Sequence[Step]) -> None:
        """In one call."""
        if not todo:
            return
        try:
            done, reason = self._run("CashbuoyCarryOut", list(_flat(todo)))
        except Exception as error:
            raise StepRefusedError(str(error), 0) from error
        if reason:
            raise StepRefusedError(str(reason), int(done))

    def _run(self, macro: str, given: list[Any]) -> Sequence[Any]:
        told: Sequence[Any] = self._call(f"{MODULE}.{macro}", given)
        return told

    def _call(self, macro: str, given: object) -> Any:  # noqa: ANN401  # what VBA returns
        return self._book.app.macro(f"'{self._holder}'!{macro}")(self._name, given)

    def _read(self, question: Question, rows: Answer) -> Answer:
        if question.kind == "values":
            return self._cleaned(rows)
        if question.kind == "notes":
            return [[int(row), int(column), author, text] for row, column, author, text in rows]
        if question.kind == "tables":
            return [[name, *map(int, place)] for name, *place in rows]
        if question.kind == "shades":
            return [
                [int(row[0]), int(row[1]), *row[2:4], *map(_colour, row[4:6]), bool(row[6])]
                for row in rows
            ]
        if question.kind == "looks":
            return [
                [*map(int, row[:4]), row[4], _colour(row[5]), _colour(row[6]), bool(row[7])]
                for row in rows
            ]
        return [["" if cell is None else cell for cell in row] for row in rows]

    def _cleaned(self, rows: Answer) -> Answer:
        """As xlwings reads a range: dates, errors and empty cells of this application."""
        clean = self._book.app.engine.impl.clean_value_data
        cleaned: Answer = clean(rows, dt.datetime, "", None, True)
        return [list(row) for row in cleaned]


def _flat(todo: Sequence[Step]) -> Iterator[Any]:
    for step in todo:
        rows = _rows(step)
        yield from (step.sheet, step.kind, step.target, len(rows), len(rows[0]))
        for row in rows:
            yield from row


def _rows(step: Step) -> Sequence[Sequence[Any]]:
    if step.kind == "cells":
        block: Sequence[Sequence[Any]] = step.value
        return block
    if step.kind == "shades":
        return [[_number(c) if isinstance(c, tuple) else c for c in row] for row in step.value]
    if step.kind in _COLOURED:
        return [["" if step.value is None else _number(step.value)]]
    return [step.value] if step.kind in ("note", "rule") else [[step.value]]


def _number(colour: Colour) -> int:
    """As Excel counts colours: red in the lowest byte."""
    red, green, blue = colour
    return red + 256 * green + 65_536 * blue


def _colour(number: Any) -> Colour | None:  # noqa: ANN401  # as the application gives it
    if number is None or number == "":
        return None
    blue, green, red = int(number).to_bytes(3, "big")
    return red, green, blue
