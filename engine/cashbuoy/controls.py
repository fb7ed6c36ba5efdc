"""Control totals: two ways to the same figure must agree to the cent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ControlTotal:
    """`id` is the message key (catalogue section `controls`); amounts in base minor units.

    `parts` are the named summands of `right`, for the user to check.
    """

    id: str
    left: int
    right: int
    parts: Mapping[str, int]

    @property
    def difference(self) -> int:
        return self.left - self.right

    @property
    def holds(self) -> bool:
        return self.difference == 0
