"""As live_macro.py, where macros are given nothing but texts: Excel for Mac. The other side is
vba/sources/CashbuoyBatchText.bas, which says how cells are written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from cashbuoy_addin.bridge import ERROR_NUMBERS
from cashbuoy_addin.hosts.live_batches import Answer, Batches, Question, StepRefusedError
from cashbuoy_addin.hosts.live_macro import MacroBatches
from cashbuoy_addin.hosts.live_steps import Step

if TYPE_CHECKING:
    from xlwings import Book

MODULE = "CashbuoyBatchText"
_ESCAPES = {"~": "~0", "|": "~1", "\n": "~2", "\r": "~3"}
_ERRORS = {number: text for text, number in ERROR_NUMBERS.items()}
CUT_SHORT = "the text arrived cut short"
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001  # cells know no time zones


class CutShortError(Exception):
    """Not all of a text arrived."""


class TextBatches(MacroBatches):
    """Questions and steps as one text, and one text back. What is too long for the application
    goes `otherwise`."""

    def __init__(self, book: Book, holder: str, otherwise: Batches) -> None:
        super().__init__(book, holder)
        self._otherwise = otherwise

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """In one call."""
        try:
            return super().ask(questions)
        except CutShortError:
            return self._otherwise.ask(questions)

    def carry_out(self, todo: Sequence[Step]) -> None:
        """In one call."""
        try:
            super().carry_out(todo)
        except StepRefusedError as refused:
            if str(refused) != CUT_SHORT:
                raise
            self._otherwise.carry_out(todo)

    def _run(self, macro: str, given: list[Any]) -> Sequence[Any]:
        return unpacked(str(self._call(f"{MODULE}.{macro}Text", packed(given))))

    def _cleaned(self, rows: Answer) -> Answer:
        return [["" if cell is None else cell for cell in row] for row in rows]


def packed(cells: Iterable[object]) -> str:
    """Cells as one text that begins with its length, as VBA counts it."""
    text = "|".join(map(_spoken, cells))
    return f"{_length(text)}|{text}"


def unpacked(text: str) -> list[Any]:
    """The cells of such a text. CutShortError where a part of it is missing."""
    length, _, rest = text.partition("|")
    if not length.isdigit() or int(length) != _length(rest):
        raise CutShortError
    cells = [_meant(cell) for cell in rest.split("|")]
    if cells == [CUT_SHORT]:
        raise CutShortError
    return cells


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _spoken(cell: object) -> str:
    if cell is None:
        return "e"
    if isinstance(cell, bool):
        return f"b{int(cell)}"
    if isinstance(cell, int | float):
        return f"n{cell!r}"
    return "t" + "".join(_ESCAPES.get(letter, letter) for letter in str(cell))


def _meant(cell: str) -> Any:  # noqa: ANN401  # whatever cells hold
    said = cell[1:]
    match cell[:1]:
        case "n":
            return _number(said)
        case "b":
            return said == "1"
        case "d":
            return _moment(_number(said))
        case "x":
            return _ERRORS.get(int(said), "#N/A")
        case "e":
            return None
        case _:
            for letter, written in reversed(_ESCAPES.items()):
                said = said.replace(written, letter)
            return said


def _number(said: str) -> float:
    return sum(map(float, said.split(";")))


def _moment(days: float) -> dt.datetime:
    """To the millisecond: a day's share has no more digits."""
    return _EPOCH + dt.timedelta(milliseconds=round(days * 86_400_000))
