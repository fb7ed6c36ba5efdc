"""A way to pay the bills: which part of which bill on which run, and what that comes to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cashbuoy.money import Minor
from cashbuoy.payables.choices import Choices
from cashbuoy.payables.runs import Stretches


@dataclass(frozen=True)
class Payments:
    """Payments, arrays of shape (payments,), by bill and run; money in base minor units.

    bill: row of the choices; run: its column; net: the part of the bill that is paid, the whole of
    it unless it is paid in parts; discount and fee: what goes off and comes on top. cost: see
    Choices.cost, for that part.
    """

    bill: NDArray[np.int64]
    run: NDArray[np.int64]
    net: Minor
    discount: Minor
    fee: Minor
    cost: NDArray[np.float64]

    @property
    def cash(self) -> Minor:
        """What leaves the bank."""
        cash: Minor = self.net - self.discount + self.fee
        return cash

    @property
    def columns(self) -> tuple[NDArray[Any], ...]:
        return (self.bill, self.run, self.net, self.discount, self.fee, self.cost)

    @cached_property
    def total_cost(self) -> float:
        return float(self.cost.sum())

    def paid_by(self, runs: int) -> Minor:
        """(runs,) what has left the bank by the end of each run."""
        paid = np.zeros(runs, dtype=np.int64)
        np.add.at(paid, self.run, self.cash)
        total: Minor = np.cumsum(paid)
        return total


def whole_bills(choices: Choices, run: NDArray[np.int64]) -> Payments:
    """Every bill in full on its run, `run` shape (bills,)."""
    at = (np.arange(run.size), run)
    return Payments(
        at[0], run, choices.bills.net, choices.discount[at], choices.fee[at], choices.cost[at]
    )


def breach(payments: Payments, stretches: Stretches) -> int:
    """By how much payments push cash below the floor, base minor units, >= 0: the lowest cash of
    each stretch from run to run, added up over the stretches."""
    return int(np.maximum(payments.paid_by(stretches.count) - stretches.room, 0).sum())


def joined(one: Payments, other: Payments) -> Payments:
    """Payments of different bills together, by bill and run."""
    columns = [np.concatenate([a, b]) for a, b in zip(one.columns, other.columns, strict=True)]
    order = np.lexsort((columns[1], columns[0]))
    return Payments(*(column[order] for column in columns))


def of_bills(payments: Payments, chosen: NDArray[np.bool_]) -> Payments:
    """The payments of some of the bills, `chosen` shape (bills,)."""
    kept = chosen[payments.bill]
    return Payments(*(column[kept] for column in payments.columns))


def better(one: Payments, other: Payments, stretches: Stretches) -> Payments:
    """The one that breaks the floor less, then the cheaper; the first when they are equal."""
    ranks = [(breach(p, stretches), round(p.total_cost, 3)) for p in (one, other)]
    return one if ranks[0] <= ranks[1] else other
