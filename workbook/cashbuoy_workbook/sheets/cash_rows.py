"""The cells of a cash table: leaves are values, everything above them a live formula that carries
the engine's figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cashbuoy.forecast.categories import BY_KEY, FROM_CUSTOMERS
from cashbuoy.forecast.tables import CashTable
from cashbuoy.money import Minor
from cashbuoy_workbook.blocks import Cell, Formula
from cashbuoy_workbook.sheets.cash_lines import RESTS, Layout
from cashbuoy_workbook.sheets.grid import Styled, a1, span
from cashbuoy_workbook.sheets.view import View

SUBTOTALS = ("operating_in", "operating_out", "operating", "investing", "financing")
TOTALS = ("net", "closing")


@dataclass(frozen=True)
class CashRows:
    """Draws the rows of one table. The sheet gives `floor`, the floor's cell in the first period,
    `items_of`, the formula text of what the Items sheet adds up to in a column, and `on_due`, what
    customers would pay in each period if all paid on the due date. `opening` is the cell of opening
    cash where it is not a plain value."""

    view: View
    table: CashTable
    layout: Layout
    floor: Cell
    items_of: Callable[[int], str]
    on_due: Minor
    opening: Formula | None = None

    def row(self, name: str) -> list[Styled]:
        """Title, periods and total of one line."""
        if name.startswith("@"):
            width = len(self.layout.columns) + 2
            return [
                (self.view.say(f"section_{name[1:]}"), "section"),
                *[(None, "section")] * (width - 1),
            ]
        role = _role(name)
        money = f"money_round{role}"
        cells = [*(self._cell(name, c) for c in self.layout.columns), self._total(name)]
        total_style = "money_round" if role == "_input" else money
        styles = [money] * (len(cells) - 1) + [total_style]
        return [(self._title(name), _title_style(name)), *zip(cells, styles, strict=True)]

    def figures(self, name: str) -> Minor:
        """The engine's figures of a line, per period, in minor units."""
        direct = self._direct.get(name)
        return self._sum(self._leaves(name)) if direct is None else direct

    @cached_property
    def _direct(self) -> dict[str, Minor]:
        """Lines that are not sums of categories."""
        table = self.table
        nothing = np.zeros_like(table.net)
        return {
            "opening": table.opening,
            "net": table.net,
            "closing": table.closing,
            "lowest": table.lowest,
            "headroom": table.headroom,
            "undrawn": table.undrawn,
            "cover": table.headroom + table.undrawn,
            "floor": table.lowest - table.headroom,
            "on_due": self.on_due,
            "late": self._sum(FROM_CUSTOMERS) - self.on_due,
            "tie": nothing,
            **dict.fromkeys(RESTS, nothing),
        }

    @cached_property
    def _categories(self) -> dict[str, Minor]:
        lines = self.table.lines
        return dict(zip(lines.index, lines.to_numpy(np.int64), strict=True))

    def _leaves(self, name: str) -> list[str]:
        if name in BY_KEY:
            return [name]
        if name == "from_customers":
            return [k for k in FROM_CUSTOMERS if k in self.layout.rows]
        if name in ("operating_in", "operating_out"):
            return self.layout.leaves("operating", "in" if name == "operating_in" else "out")
        return next(self.layout.leaves(a) for a in self.layout.activities if a == name)

    def _sum(self, keys: Sequence[str]) -> Minor:
        return sum((self._categories[key] for key in keys), start=np.zeros_like(self.table.net))

    def _cell(self, name: str, column: int) -> Cell:
        if name in RESTS:  # of the past only
            return None
        at = column - self.layout.first
        value = self.view.money(self.figures(name)[at])
        text = self._formula(name, column, at)
        if name == "floor" and at == 0:
            return self.floor
        if name == "opening" and at == 0 and self.opening:
            return self.opening
        return Formula(f"={text}", value) if text else value

    def _formula(self, name: str, column: int, at: int) -> str:
        """What stands in a period's cell; "" for a plain value."""
        rows = self.layout.rows

        def cell(line: str, back: int = 0) -> str:
            return a1(rows[line], column - back)

        formulas: dict[str, Callable[[], str]] = {
            "opening": lambda: cell("closing", 1) if at else "",
            "operating_in": lambda: self._sum_of(name, column),
            "operating_out": lambda: self._sum_of(name, column),
            "operating": lambda: "+".join(cell(s) for s in SUBTOTALS[:2] if s in rows),
            "investing": lambda: self._sum_of(name, column),
            "financing": lambda: self._sum_of(name, column),
            "net": lambda: "+".join(cell(a) for a in self.layout.activities),
            "closing": lambda: f"{cell('opening')}+{cell('net')}",
            "floor": lambda: cell("floor", 1) if at else "",
            # An override can push the closing below the lowest day that the refresh found.
            "headroom": lambda: f"MIN({cell('lowest')},{cell('closing')})-{cell('floor')}",
            "cover": lambda: f"{cell('headroom')}+{cell('undrawn')}",
            "from_customers": lambda: "+".join(cell(k) for k in self._leaves(name)),
            "late": lambda: f"{cell('from_customers')}-{cell('on_due')}",
            "tie": lambda: f"ROUND({self.items_of(column)}-{cell('net')},{self.view.digits})",
        }
        return formulas[name]() if name in formulas else ""

    def _sum_of(self, name: str, column: int) -> str:
        inside = [self.layout.rows[k] for k in self._leaves(name)]
        return f"SUM({span(inside[0], column, inside[-1], column)})"

    def _total(self, name: str) -> Cell:
        if name in ("floor", "undrawn", *RESTS):
            return None
        row, figures = self.layout.rows[name], self.figures(name)
        first, last = a1(row, self.layout.first), a1(row, self.layout.last)
        if name == "opening":
            return Formula(f"={first}", self.view.money(figures[0]))
        if name == "closing":
            return Formula(f"={last}", self.view.money(figures[-1]))
        if name in ("lowest", "headroom", "cover"):
            return Formula(f"=MIN({first}:{last})", self.view.money(figures.min()))
        return Formula(f"=SUM({first}:{last})", self.view.money(figures.sum()))

    def _title(self, name: str) -> str:
        category = BY_KEY.get(name)
        if name in RESTS:
            return self.view.texts(f"variance.line_{name}")
        if category is None:
            return self.view.say(f"line_{name}")
        return self.view.pick(category.en, category.zh)


def _role(name: str) -> str:
    if name in BY_KEY:
        return "_input"
    return "_subtotal" if name in SUBTOTALS else "_total" if name in TOTALS else ""


def _title_style(name: str) -> str:
    if name in RESTS:
        return "label_1"
    return {"_input": "label_1", "_subtotal": "text_subtotal", "_total": "text_total"}.get(
        _role(name), "label" if name == "headroom" else "text"
    )
