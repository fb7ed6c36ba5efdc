"""Columns left of the forecast: actual cash of the months that have closed, and of the one that
runs, tied to the bank (A1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cashbuoy.forecast.actuals import OPERATING_REST, UNEXPLAINED, Actuals
from cashbuoy.forecast.categories import BY_KEY
from cashbuoy_workbook.blocks import Cell, Formula
from cashbuoy_workbook.sheets.cash_lines import Layout
from cashbuoy_workbook.sheets.grid import Styled, a1, span
from cashbuoy_workbook.sheets.view import View

FIRST_COLUMN = 1


def width(view: View) -> int:
    """How many columns the actuals take, whatever is known of their months: a workbook that is
    open keeps its widths and charts."""
    return view.analysis.policy.rolling.closed_months


def moving(view: View) -> set[str]:
    """Categories in which cash moved in the months shown."""
    actuals = view.analysis.rolling.actuals
    count = min(width(view), len(actuals.months))
    moved = actuals.lines.iloc[:, len(actuals.months) - count :].ne(0).any(axis=1)
    return {key for key in BY_KEY if moved[key]}


@dataclass(frozen=True)
class ActualColumns:
    """Draws the cells of the actual months in the rows of the forecast's table. Nothing known of a
    month leaves its cells empty."""

    view: View
    layout: Layout

    def titles(self) -> list[Styled]:
        """Texts, not dates: what stands below is no forecast that could be typed over."""
        return [(self._title(at), "header_actual") for at in self._months()]

    def marks(self) -> list[Styled]:
        return [(self._mark(at), "hint") for at in self._months()]

    def row(self, name: str) -> list[Styled]:
        """The cells of one line of the layout."""
        if name.startswith("@"):
            return [(None, "section")] * width(self.view)
        role = {"net": "_total", "closing": "_total"}.get(name, "")
        role = "_subtotal" if name in _SUMS else role
        style = f"money_round{role}"
        found: list[Styled] = []
        for column, at in enumerate(self._months(), FIRST_COLUMN):
            found.append((self._cell(name, column, at) if at >= 0 else None, style))
        return found

    def opening(self) -> Formula | None:
        """The forecast begins with what the last actual month left; None where that is not known
        or another day's figure."""
        actuals = self._actuals
        count = width(self.view)
        known = count and actuals.tied[-1] and actuals.months[-1].end == self.view.analysis.as_of
        closing = int(actuals.closing[-1])
        if not known or closing != int(self.view.analysis.forecast.opening):
            return None
        return Formula(
            f"={a1(self.layout.rows['closing'], self.layout.first - 1)}", self.view.money(closing)
        )

    @property
    def _actuals(self) -> Actuals:
        return self.view.analysis.rolling.actuals

    def _months(self) -> range:
        """Positions in the actuals by column; below 0 for months before anything is known."""
        count = len(self._actuals.months)
        return range(count - width(self.view), count)

    def _title(self, at: int) -> str:
        actuals, texts = self._actuals, self.view.texts
        if at < 0:
            month = pd.Timestamp(actuals.months[0].start) + pd.DateOffset(months=at)
            return texts("variance.closed_month", month=f"{month:%Y-%m}")
        found = actuals.months[at]
        if actuals.running and at == len(actuals.months) - 1:
            return texts("variance.running_month", month=f"{found.start:%Y-%m}", day=found.end.day)
        return texts("variance.closed_month", month=f"{found.start:%Y-%m}")

    def _mark(self, at: int) -> str:
        if at < 0 or not (self._actuals.tied[at] or self._actuals.lines.to_numpy()[:, at].any()):
            return self.view.texts("variance.not_known")
        return self.view.texts("variance.tied" if self._actuals.tied[at] else "variance.not_tied")

    def _cell(self, name: str, column: int, at: int) -> Cell:
        if name in self._actuals.lines.index:
            return float(self._line(name)[at])
        if name == "opening":
            opening = self.view.money(int(self._actuals.opening[at]))
            return opening if self._actuals.tied[at] else None
        text = self._formula(name, column, at)
        return Formula(f"={text}", self.view.money(self._figure(name, at))) if text else None

    def _line(self, name: str) -> list[float]:
        return self.view.moneys(self._actuals.lines.loc[name].to_numpy(np.int64))

    def _formula(self, name: str, column: int, at: int) -> str:
        rows, layout = self.layout.rows, self.layout
        parts = {
            "operating": ("operating_in", "operating_out", OPERATING_REST),
            "net": (*layout.activities, UNEXPLAINED),
            "closing": ("opening", "net") if self._actuals.tied[at] else (),
        }
        if name in parts:
            return "+".join(a1(rows[p], column) for p in parts[name] if p in rows)
        leaves = self._leaves(name)
        if not leaves:
            return ""
        return f"SUM({span(rows[leaves[0]], column, rows[leaves[-1]], column)})"

    def _leaves(self, name: str) -> list[str]:
        sides: dict[str, Callable[[], list[str]]] = {
            "operating_in": lambda: self.layout.leaves("operating", "in"),
            "operating_out": lambda: self.layout.leaves("operating", "out"),
            "investing": lambda: self.layout.leaves("investing"),
            "financing": lambda: self.layout.leaves("financing"),
        }
        return sides[name]() if name in sides else []

    def _figure(self, name: str, at: int) -> int:
        lines = self._actuals.lines.iloc[:, at]
        if name == "closing":
            return int(self._actuals.closing[at])
        if name == "net":
            return int(self._actuals.net[at])
        keys = self._leaves(name)
        if name == "operating":
            keys = [*self.layout.leaves("operating"), OPERATING_REST]
        return int(lines.loc[keys].to_numpy(np.int64).sum())


_SUMS = ("operating_in", "operating_out", "operating", "investing", "financing")
