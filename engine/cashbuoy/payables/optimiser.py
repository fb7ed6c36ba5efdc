"""The schedule of least cost that keeps cash above the floor, or as near to it as can be.

Two programmes: the smallest breach of the floor, where there must be one; then the least cost
within it. Few bills are solved at once. Of many, the programme without whole numbers is solved
first: it leaves few bills in two minds, and says what no schedule can beat. The others stay where
it puts them, and those few, with the bills that are almost in two minds, are decided in whole.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cashbuoy.money import Minor
from cashbuoy.payables.by_rules import pay_by_rules
from cashbuoy.payables.choices import Choices, Floats
from cashbuoy.payables.payments import Payments, better, breach, joined, of_bills, whole_bills
from cashbuoy.payables.programme import SCALE, PartTerms, Programme
from cashbuoy.payables.runs import Stretches
from cashbuoy.policy.models.paying import Solver

if TYPE_CHECKING:
    from scipy.optimize import OptimizeResult

_TRIES = 3
_AT_ONCE = 60
_IN_TWO_MINDS = 60
_NOTHING = 1e-6


@dataclass(frozen=True)
class Found:
    """The best payments found. gap: how much cheaper they could be at most, as a share of their
    cost; NaN where nothing is proven, because time was up or small bills follow the rules."""

    payments: Payments
    gap: float


def pay_at_least_cost(
    choices: Choices, stretches: Stretches, settings: Solver, terms: PartTerms
) -> Found:
    """The payments that break the floor least (payments.breach), and among them the cheapest; never
    worse than by rules. Of more than `settings.bills` bills the smallest are paid as the rules do.

    Errors: none; where HiGHS finds nothing in time, the rules' payments hold.
    """
    wanted = whole_bills(choices, choices.preferred)
    if breach(wanted, stretches) == 0:
        return Found(wanted, 0.0)
    rules = pay_by_rules(choices, stretches)
    undecided = np.flatnonzero(choices.allowed.sum(axis=1) > 1)
    chosen = _largest(choices, undecided, settings.bills)
    if not chosen.size:
        return Found(rules, 0.0)
    decided = np.ones(choices.bills.count, dtype=bool)
    decided[chosen] = False
    programme = Programme(choices, stretches, of_bills(rules, decided), terms, chosen)
    search = _Search(settings)
    found, least_cost = search.run(programme, _plain_breach(programme, rules))
    if found is None:
        return Found(rules, np.nan)
    best = better(found, rules, stretches)
    proven = chosen.size == undecided.size and breach(best, stretches) <= breach(found, stretches)
    cost = max(best.total_cost, 1.0)
    return Found(best, max(0.0, 1 - least_cost / cost) if proven else np.nan)


def _largest(choices: Choices, bills: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    order = np.argsort(-choices.bills.net[bills], kind="stable")
    return np.sort(bills[order[:most]])


def _plain_breach(programme: Programme, rules: Payments) -> int | None:
    """The smallest breach where that is plain without a search: none at all, or what is left when
    every bill waits as long as it may and no fee or discount could change it. None otherwise."""
    stretches, choices = programme.stretches, programme.choices
    if breach(rules, stretches) == 0:
        return 0
    run = np.zeros(choices.bills.count, dtype=np.int64)
    run[rules.bill] = rules.run
    run[programme.open] = choices.latest[programme.open]
    waited = breach(whole_bills(choices, run), stretches)
    least = int(np.maximum(_least_paid(programme) - programme.free, 0).sum())
    return waited if waited == least else None


def _least_paid(programme: Programme) -> Minor:
    """(runs,) the least that can have been paid by each run, of the bills to be decided, each run
    taken for itself."""
    choices, rows = programme.choices, programme.open
    huge = np.iinfo(np.int64).max
    cash = np.where(choices.allowed[rows], choices.cash[rows], huge)
    so_far = np.minimum.accumulate(cash, axis=1)
    may_wait = np.arange(programme.stretches.count)[None, :] < choices.latest[rows][:, None]
    total: Minor = np.where(may_wait, np.minimum(so_far, 0), so_far).sum(axis=0)
    return total


@dataclass(frozen=True)
class _Relaxed:
    """The solution without whole numbers: the variables, what each would cost more at the margin,
    and the least that any solution costs."""

    shares: Floats
    margins: Floats
    least: float


class _Search:
    """Solves programmes until the time is up."""

    def __init__(self, settings: Solver) -> None:
        self.gap = settings.gap
        self.until = time.monotonic() + settings.seconds

    def run(self, programme: Programme, least: int | None) -> tuple[Payments | None, float]:
        """The cheapest payments within the smallest breach, and what no payments can undercut (-inf
        where that is not known); None where nothing was found in time."""
        if least is None:
            over = np.zeros(programme.size)
            over[programme.over] = 1.0
            nearest, _ = self._solve(programme, over, np.inf)
            if nearest is None:
                return None, -np.inf
            least = breach(nearest, programme.stretches)
            found, low = self._solve(programme, programme.costs, least)
            # The search for the cheapest may miss what the first one found.
            return (nearest, low) if found is None else (found, low)
        return self._solve(programme, programme.costs, least)

    def _solve(
        self, programme: Programme, objective: Floats, most_over: float
    ) -> tuple[Payments | None, float]:
        """Payments within a breach, and the least cost that any can have."""
        fixed = programme.fixed.total_cost
        if programme.open.size <= _AT_ONCE:
            payments, low = self._whole(programme, objective, most_over, self.gap)
            return payments, fixed + low
        relaxed = self._relaxed(programme, objective, most_over)
        if relaxed is None:
            return None, -np.inf
        put_off = _put_off(programme, relaxed)
        queued = _queued(programme, put_off)
        rounded = better(queued, put_off, programme.stretches)
        rest = _rest(programme, relaxed)
        low = relaxed.least * SCALE
        kept = rest.fixed.total_cost - fixed
        # The gap of the whole, as a share of the part that is still open.
        share = self.gap * low / max(low - kept, 1.0)
        own = rest.costs if objective is programme.costs else _over(rest)
        payments, _ = self._whole(rest, own, most_over, max(share, 0.0))
        if payments is None:
            return rounded, fixed + low
        return better(payments, rounded, programme.stretches), fixed + low

    def _whole(
        self, programme: Programme, objective: Floats, most_over: float, gap: float
    ) -> tuple[Payments | None, float]:
        """In whole bills, to the minor unit: what the solver's tolerance lets through is kept free
        on the next try. And the bound of the last solution, in minor units."""
        margin, found, low = 0, None, -np.inf
        for _ in range(_TRIES):
            answer = self._milp(programme, objective, most_over, margin, gap)
            if answer is None:
                return found, low
            found = programme.payments(answer.x)
            low = float(answer.mip_dual_bound) * SCALE
            over = breach(found, programme.stretches) - most_over
            if over <= 0:
                break
            margin += int(over)
        return found, low

    def _milp(
        self, programme: Programme, objective: Floats, most_over: float, margin: int, gap: float
    ) -> OptimizeResult | None:
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415  # slow to load

        left = self.until - time.monotonic()
        if left <= 0:
            return None
        equal, limits = programme.equalities(), programme.limits(margin, most_over)
        answer = milp(
            objective,
            constraints=[
                LinearConstraint(equal.matrix(), equal.bounds(), equal.bounds()),
                LinearConstraint(limits.matrix(), -np.inf, limits.bounds()),
            ],
            integrality=programme.integrality,
            bounds=Bounds(programme.lower, programme.upper),
            options={"mip_rel_gap": gap, "time_limit": left},
        )
        return None if answer.x is None else answer

    def _relaxed(
        self, programme: Programme, objective: Floats, most_over: float
    ) -> _Relaxed | None:
        from scipy.optimize import linprog  # noqa: PLC0415  # slow to load

        left = self.until - time.monotonic()
        if left <= 0:
            return None
        equal, limits = programme.equalities(), programme.limits(0, most_over)
        answer = linprog(
            objective,
            A_ub=limits.matrix(),
            b_ub=limits.bounds(),
            A_eq=equal.matrix(),
            b_eq=equal.bounds(),
            bounds=np.column_stack([programme.lower, programme.upper]),
            method="highs",
            options={"time_limit": left},
        )
        if answer.x is None:
            return None
        return _Relaxed(answer.x, answer.lower.marginals, float(answer.fun))


def _over(programme: Programme) -> Floats:
    objective = np.zeros(programme.size)
    objective[programme.over] = 1.0
    return objective


def _rest(programme: Programme, relaxed: _Relaxed) -> Programme:
    """What is left to decide once most bills stay where the solution without whole numbers has
    them: those that it splits as they may not be, and whole bills that it would almost as well have
    put elsewhere."""
    bill, _ = programme.pairs
    rows = np.searchsorted(programme.open, bill)
    count = programme.open.size
    share, margin = relaxed.shares[: bill.size], relaxed.margins[: bill.size]
    regret = np.full(count, np.inf)
    np.minimum.at(regret, rows, np.where(share < _NOTHING, margin, np.inf))
    regret[programme.choices.bills.in_parts[programme.open]] = np.inf
    split = ~programme.as_agreed(relaxed.shares)
    regret[split] = -1.0
    free = np.zeros(count, dtype=bool)
    free[np.argsort(regret, kind="stable")[: int(split.sum()) + _IN_TWO_MINDS]] = True
    decided = np.zeros(programme.choices.bills.count, dtype=bool)
    decided[programme.open[~free]] = True
    kept = of_bills(programme.payments(relaxed.shares), decided)
    return Programme(
        programme.choices,
        programme.stretches,
        joined(programme.fixed, kept),
        programme.terms,
        programme.open[free],
    )


def _put_off(programme: Programme, relaxed: _Relaxed) -> Payments:
    """The solution without whole numbers, made whole: a bill that it splits as it may not be waits
    for the last of its runs. So no more is paid by any run, late fees aside."""
    bill, _ = programme.pairs
    rows = np.searchsorted(programme.open, bill)
    share = relaxed.shares[: bill.size].copy()
    split = ~programme.as_agreed(relaxed.shares)[rows]
    last = np.zeros(programme.open.size, dtype=np.int64)
    some = np.flatnonzero(split & (share > _NOTHING))
    np.maximum.at(last, rows[some], some)
    share[split] = 0.0
    share[last[np.unique(rows[some])]] = 1.0
    return programme.payments(share)


def _queued(programme: Programme, put_off: Payments) -> Payments:
    """The bills in the order of the rules, each from the run on which `put_off` pays (the last of)
    it: so the late fees that putting off adds are watched too. Whole bills only."""
    wanted = np.zeros(programme.choices.bills.count, dtype=np.int64)
    np.maximum.at(wanted, put_off.bill, put_off.run)
    return pay_by_rules(programme.choices, programme.stretches, wanted)
