"""The schedule as a mixed-integer programme: variables, rows, and what a solution means."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cashbuoy.money import Minor
from cashbuoy.payables.choices import Choices, Floats
from cashbuoy.payables.payments import Payments, joined
from cashbuoy.payables.runs import Stretches

if TYPE_CHECKING:
    from scipy.sparse import csc_array

Indices = NDArray[np.int64]

# Money in the programme is in units of so many minor units, so that numbers stay near one.
SCALE = 100_000.0


@dataclass(frozen=True)
class PartTerms:
    """How bills may be paid in parts: none smaller than `least` (minor units), `most` of them."""

    least: int
    most: int


@dataclass(frozen=True)
class Programme:
    """Bills `open` (rows of the choices) are to be decided; the others are paid as `fixed` says.

    Variables, in order: the share of a bill paid on a run, one for each allowed pair; for bills in
    parts a switch each (paid on that run at all); what has been paid by each run that can bind; by
    how much that is too much. Shares of whole bills are switches themselves.

    runs: the runs whose stretch can bind. free: (len(runs),) what may be paid by then, the fixed
    payments taken off.
    """

    choices: Choices
    stretches: Stretches
    fixed: Payments
    terms: PartTerms
    open: Indices

    @cached_property
    def pairs(self) -> tuple[Indices, Indices]:
        """Bill and run of each share."""
        row, run = np.nonzero(self.choices.allowed[self.open])
        return self.open[row], run.astype(np.int64)

    @cached_property
    def part(self) -> Indices:
        """Positions of the shares that belong to bills in parts."""
        return np.flatnonzero(self.choices.bills.in_parts[self.pairs[0]])

    @cached_property
    def free(self) -> Minor:
        free: Minor = self.stretches.room - self.fixed.paid_by(self.stretches.count)
        return free

    @cached_property
    def runs(self) -> Indices:
        """Runs by which more could be paid than is free."""
        bill, run = self.pairs
        most = np.zeros((self.stretches.count,), dtype=np.int64)
        cash = self.choices.cash[bill, run]
        first = np.append(True, bill[1:] != bill[:-1]) if bill.size else np.zeros(0, dtype=bool)
        np.add.at(most, run[first], np.maximum.reduceat(cash, np.flatnonzero(first)))
        return np.flatnonzero(np.cumsum(most) > self.free)

    @property
    def counts(self) -> tuple[int, int, int]:
        """Numbers of shares, of switches, of runs."""
        return self.pairs[0].size, self.part.size, self.runs.size

    @property
    def size(self) -> int:
        shares, switches, runs = self.counts
        return shares + switches + 2 * runs

    @cached_property
    def costs(self) -> Floats:
        """The cost of each variable, in the programme's units."""
        found = np.zeros(self.size)
        found[: self.pairs[0].size] = self.choices.cost[self.pairs] / SCALE
        return found

    @cached_property
    def integrality(self) -> Indices:
        shares, switches, _ = self.counts
        whole = np.zeros(self.size, dtype=np.int64)
        whole[: shares + switches] = 1
        whole[self.part] = 0
        return whole

    @cached_property
    def upper(self) -> Floats:
        shares, switches, _ = self.counts
        most = np.full(self.size, np.inf)
        most[: shares + switches] = 1.0
        return most

    @cached_property
    def lower(self) -> Floats:
        """What has been paid may be anything: discounts and rates can make it fall."""
        shares, switches, runs = self.counts
        least = np.zeros(self.size)
        least[shares + switches : shares + switches + runs] = -np.inf
        return least

    @property
    def over(self) -> slice:
        """Where the variables stand that say by how much too much is paid."""
        shares, switches, runs = self.counts
        return slice(shares + switches + runs, self.size)

    def equalities(self) -> Rows:
        """Every bill is paid once; what is paid by a run is what was paid by the one before, and
        what is paid in between."""
        rows = Rows(self.size)
        shares, switches, runs = self.counts
        bill, run = self.pairs
        _, number = np.unique(bill, return_inverse=True)
        each = np.arange(shares)
        rows.add(number, each, np.ones(shares), 1.0)
        cash = self.choices.cash[bill, run] / SCALE
        upto = np.searchsorted(self.runs, run)
        here = upto < runs
        ks = np.arange(runs)
        paid = shares + switches + ks
        rows.add(
            np.concatenate([ks, ks[1:], upto[here]]),
            np.concatenate([paid, paid[:-1], each[here]]),
            np.concatenate([np.ones(runs), -np.ones(max(runs - 1, 0)), -cash[here]]),
            0.0,
        )
        return rows

    def limits(self, margin: int = 0, most_over: float = np.inf) -> Rows:
        """Upper limits: no more is paid by a run than is free, `margin` minor units kept back, or
        it counts as over; all of that together at most `most_over`; and parts are as agreed."""
        rows = Rows(self.size)
        shares, switches, runs = self.counts
        ks = np.arange(runs)
        paid = shares + switches + ks
        free = (self.free[self.runs] - margin) / SCALE
        rows.add(
            np.tile(ks, 2),
            np.concatenate([paid, paid + runs]),
            np.concatenate([np.ones(runs), -np.ones(runs)]),
            free,
        )
        if np.isfinite(most_over):
            rows.add(np.zeros(runs, dtype=np.int64), paid + runs, np.ones(runs), most_over / SCALE)
        self._add_parts(rows)
        return rows

    def _add_parts(self, rows: Rows) -> None:
        """A part is nothing, or at least so much; and there are not too many of them."""
        part = self.part
        if not part.size:
            return
        shares = self.pairs[0].size
        ks = np.arange(part.size)
        switch = shares + ks
        bill = self.pairs[0][part]
        least = np.minimum((self.terms.least + 1) / self.choices.bills.net[bill], 1.0)
        both = np.concatenate([part, switch])
        twice = np.tile(ks, 2)
        ones = np.ones(part.size)
        rows.add(twice, both, np.concatenate([ones, -ones]), 0.0)
        rows.add(twice, both, np.concatenate([-ones, least]), 0.0)
        _, number = np.unique(bill, return_inverse=True)
        rows.add(number, switch, ones, float(self.terms.most))

    def as_agreed(self, solution: Floats) -> NDArray[np.bool_]:
        """(open,) whether a solution pays each bill as it may be: whole, or in parts that are not
        too small and not too many."""
        bill, _ = self.pairs
        rows = np.searchsorted(self.open, bill)
        share = solution[: bill.size]
        some = share > _NOTHING
        enough = share * self.choices.bills.net[bill] > self.terms.least
        entire = share > 1 - _NOTHING
        fine = ~some | entire | (self.choices.bills.in_parts[bill] & enough)
        parts = np.bincount(rows[some], minlength=self.open.size)
        wrong = np.bincount(rows[~fine], minlength=self.open.size)
        agreed: NDArray[np.bool_] = (wrong == 0) & (parts <= self.terms.most)
        return agreed

    def payments(self, solution: Floats) -> Payments:
        """What a solution says, to the minor unit: parts are cut as running totals, rounded down,
        so that no more is ever paid by a run than the solution has it."""
        bill, run = self.pairs
        share = solution[: bill.size].copy()
        whole = np.ones(bill.size, dtype=bool)
        whole[self.part] = False
        share[whole] = np.rint(share[whole])
        share[share < _NOTHING] = 0.0
        first = np.flatnonzero(np.append(True, bill[1:] != bill[:-1]))
        start = np.repeat(first, np.diff(np.append(first, bill.size)))
        running = np.cumsum(share)
        upto = running - (running[start] - share[start])
        net = self.choices.bills.net[bill]
        last = np.append(bill[1:] != bill[:-1], True)
        cut = np.floor(net * np.minimum(upto, 1.0) + _NOTHING)
        total = np.where(upto > 1 - _NOTHING, net, cut).astype(np.int64)
        total[last] = net[last]
        paid = np.diff(total, prepend=0)
        paid[first] = total[first]
        chosen = (paid != 0) | (whole & (share > 0))
        at = (bill[chosen], run[chosen])
        net_paid = paid[chosen]
        portion = net_paid / np.where(net[chosen] == 0, 1, net[chosen])
        entire = net_paid == net[chosen]
        fee = np.where(entire, self.choices.fee[at], np.rint(self.choices.fee[at] * portion))
        discount = np.where(entire, self.choices.discount[at], 0)
        cost = np.where(entire, self.choices.cost[at], self.choices.cost[at] * portion)
        own = Payments(*at, net_paid, discount.astype(np.int64), fee.astype(np.int64), cost)
        return joined(own, self.fixed)


_NOTHING = 1e-6


class Rows:
    """Rows of the programme, gathered block by block, each with its bound."""

    def __init__(self, width: int) -> None:
        self.width, self.height = width, 0
        self._entries: list[tuple[Any, Any, Any]] = []
        self._bounds: list[Floats] = []

    def add(self, row: Any, column: Any, value: Any, bound: Any) -> None:  # noqa: ANN401
        """A block: its rows count from 0; `bound` is one each, or one for all."""
        count = int(np.max(row, initial=-1)) + 1
        self._entries.append((np.asarray(row) + self.height, np.asarray(column), value))
        self._bounds.append(np.ones(count) * bound)
        self.height += count

    def matrix(self) -> csc_array:
        from scipy.sparse import coo_array  # noqa: PLC0415  # slow to load

        row, column, value = (np.concatenate(part) for part in zip(*self._entries, strict=True))
        return coo_array((value, (row, column)), shape=(self.height, self.width)).tocsc()

    def bounds(self) -> Floats:
        return np.concatenate(self._bounds)
