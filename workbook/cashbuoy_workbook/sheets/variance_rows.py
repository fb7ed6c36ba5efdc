"""Rows of the Variance sheet: forecast, actual, and what their difference is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from cashbuoy.forecast.categories import BY_KEY
from cashbuoy_workbook.blocks import Formula
from cashbuoy_workbook.sheets.grid import Styled, a1, span
from cashbuoy_workbook.sheets.view import View

# Columns after the label.
PARTS = ("forecast", "actual", "variance", "timing", "volume", "one_off")
FIRST = 1


@dataclass(frozen=True)
class Comparison:
    """Draws rows of a label and PARTS."""

    view: View

    @property
    def width(self) -> int:
        return FIRST + len(PARTS)

    def words(self, key: str, **values: object) -> str:
        return self.view.texts(f"variance.{key}", **values)

    def titles(self, label: str) -> list[Styled]:
        return [(label, "header_left"), *((self.words(part), "header") for part in PARTS)]

    def figures(self, label: str, found: pd.Series, row: int, role: str = "") -> list[Styled]:
        """One line on sheet row `row`; `found` has forecast, actual and the split, minor units."""
        cells: list[Styled] = [(label, f"text{role}" if role else "label_1")]
        return cells + [(self._part(found, part, row), f"money_round{role}") for part in PARTS]

    def sums(
        self, label: str, found: pd.Series, over: Sequence[tuple[int, int]], role: str
    ) -> list[Styled]:
        """One line of live sums over the rows of `over` (first and last, counted from 0)."""
        cells: list[Styled] = [(label, f"text{role}")]
        for column, part in enumerate(PARTS, FIRST):
            areas = ",".join(span(first, column, last, column) for first, last in over)
            value = self.view.money(_value(found, part))
            cells.append((Formula(f"=SUM({areas})", value), f"money_round{role}"))
        return cells

    def _part(self, found: pd.Series, part: str, row: int) -> float | Formula:
        value = self.view.money(_value(found, part))
        if part != "variance":
            return value
        forecast, actual = (a1(row, FIRST + PARTS.index(p)) for p in ("forecast", "actual"))
        return Formula(f"={actual}-{forecast}", value)


def _value(found: pd.Series, part: str) -> int:
    if part == "variance":
        return int(found["actual"]) - int(found["forecast"])
    return int(found[part])


def lead_words(view: View, lead: int) -> str:
    """How long before a forecast was made."""
    one = view.texts("variance.before_1")
    return one if lead == 1 else view.texts("variance.before", lead=lead)


def line_words(view: View, category: str) -> str:
    """The name of a line: a category's, or what stands for the rest."""
    known = BY_KEY.get(category)
    return view.pick(known.en, known.zh) if known else view.texts(f"variance.{category}")
