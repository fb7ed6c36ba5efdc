"""Bars of text along one axis, positive to the right of zero, negative to the left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FULL, LIMIT, ZERO = "█", "┆", "│"


@dataclass(frozen=True)
class Axis:
    """`cells` characters wide, from the lowest to the highest amount, zero always among them."""

    lowest: float
    highest: float
    cells: int

    @classmethod
    def over(cls, amounts: Sequence[float], cells: int) -> Axis:
        """An axis on which all amounts find room."""
        return cls(min(0.0, *amounts), max(0.0, *amounts), cells)

    def position(self, amount: float) -> int:
        """Cell of an amount, from 0."""
        span = self.highest - self.lowest
        if span == 0:
            return 0
        return round((amount - self.lowest) / span * (self.cells - 1))

    def bar(self, amount: float, limit: float) -> str:
        """A bar from zero to the amount, with a mark where the limit is."""
        zero, end, mark = (self.position(v) for v in (0.0, amount, limit))
        first, last = sorted((zero, end))
        line = [FULL if first <= i <= last else " " for i in range(self.cells)]
        if amount == 0 or (first == last and zero == end):
            line[zero] = ZERO
        if line[mark] == " ":
            line[mark] = LIMIT
        return "".join(line).rstrip()
