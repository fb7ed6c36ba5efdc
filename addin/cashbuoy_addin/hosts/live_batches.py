"""Many questions, or many steps, put to the application at once: what a refresh costs is round
trips. Where nothing there can take them together they go one by one (live_book.py)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from cashbuoy_addin.hosts.live_areas import Area
from cashbuoy_addin.hosts.live_looks import Look
from cashbuoy_addin.hosts.live_steps import Step

# How the names that we define begin.
OURS = "cb_"
# Whose notes ours are, in files.
AUTHOR = "Cashbuoy"
Answer = list[list[Any]]
# What of a look is asked, and painted.
LookKind = Literal["number_format", "fill", "ink", "bold"]
QuestionKind = LookKind | Literal[
    "sheets", "hidden", "protected", "names", "values", "formulas", "notes", "looks", "tables",
    "shades",
]  # fmt: skip


class Question(NamedTuple):
    """What is asked about a sheet, and its answer, a row each:

    - "sheets": the tabs of the workbook, in order;
    - "hidden": the tabs of those that are out of sight;
    - "protected": the tabs of those whose cells cannot be changed;
    - "names": our defined names and what they refer to; of `target`, a name, or of all;
    - "values", "formulas": cells from A1 on, "" for empty, errors as text such as "#REF!"; of
      `target`, an address, or of all that is used;
    - "notes": row, column (from 0), author, text;
    - "looks": row, column, height, width and the look of each part of `target`, or of all that is
      used; no rows where the application does not tell;
    - "shades": row, column, formula, number format, fill, ink and bold of each look that a cell of
      its own takes while a formula holds;
    - "number_format", "fill", "ink", "bold": the one that all cells of `target` have; no row where
      they differ. Only asked one by one;
    - "tables": name, row, column, height and width of each.
    """

    kind: QuestionKind
    sheet: str = ""
    target: str = ""


class StepRefusedError(Exception):
    """The application refused a step; `done` steps before it were carried out."""

    def __init__(self, reason: str, done: int) -> None:
        super().__init__(reason)
        self.done = done


class Batches(Protocol):
    """A way to an open workbook. `one_by_one`: every answer costs calls of its own, so that nothing
    is asked that can be done without."""

    one_by_one: bool

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """The answers, in the order of the questions."""

    def carry_out(self, todo: Sequence[Step]) -> None:
        """Carry out the steps in their order. StepRefusedError at the first that is refused."""


def insist(
    batches: Batches, todo: Sequence[Step], attempts: int, dispensable: Callable[[Step], bool]
) -> bool:
    """Carry out steps as far as the application lets us: one that is refused is tried again, and
    passed over in the end. Whether none was; those that are `dispensable` do not count."""
    through, left, tried = True, list(todo), 0
    while left:
        try:
            batches.carry_out(left)
        except StepRefusedError as refused:
            tried = 1 if refused.done else tried + 1
            left = left[refused.done :]
            if dispensable(left[0]):
                left, tried = left[1:], 0
            elif tried == attempts:
                through, left, tried = False, left[1:], 0
        else:
            return through
    return through


def grid(answer: Answer) -> NDArray[np.object_]:
    """An answer of cells as an array of its shape."""
    cells = np.full((len(answer), max(map(len, answer), default=0)), "", dtype=object)
    for number, row in enumerate(answer):
        cells[number, : len(row)] = row
    return cells


class Part(NamedTuple):
    """Cells that look alike."""

    area: Area
    look: Look


def parts(answer: Answer) -> list[Part]:
    """An answer about looks."""
    return [Part(Area(*row[:4]), Look(row[4], row[5], row[6], bold=bool(row[7]))) for row in answer]
