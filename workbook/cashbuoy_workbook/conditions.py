"""Conditions cell by cell, with fixed addresses: applications take relative ones from the cell that
happens to be selected."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from cashbuoy_workbook.blocks import Condition, Level
from cashbuoy_workbook.sheets.grid import a1

_ADDRESS = re.compile(r"\b([A-Z]{1,3})([0-9]+)\b")


class CellCondition(NamedTuple):
    """The cell shows `level` where `formula` holds; `style` is the cell's."""

    formula: str
    level: Level
    style: str


def by_cell(conditions: Iterable[Condition]) -> dict[tuple[int, int], tuple[CellCondition, ...]]:
    """What is tried in every cell (row, column), in order."""
    found: dict[tuple[int, int], tuple[CellCondition, ...]] = {}
    for condition in conditions:
        for row in range(condition.first_row, condition.last_row + 1):
            for column in range(condition.first_column, condition.last_column + 1):
                moved = row - condition.first_row, column - condition.first_column
                formula = _moved(condition.formula, *moved)
                one = CellCondition(formula, condition.level, condition.style)
                found[row, column] = (*found.get((row, column), ()), one)
    return found


def _moved(formula: str, rows: int, columns: int) -> str:
    """Its relative addresses as seen from so many cells below and to the right, fixed."""

    def fixed(match: re.Match[str]) -> str:
        column = 0
        for letter in match[1]:
            column = column * 26 + ord(letter) - ord("A") + 1
        return a1(int(match[2]) - 1 + rows, column - 1 + columns, fixed=True)

    return _ADDRESS.sub(fixed, formula)
