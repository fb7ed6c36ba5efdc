"""What each bill may choose from: the paying runs, with the cash and the cost of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cashbuoy.calendars import Dates
from cashbuoy.money import Minor
from cashbuoy.payables.due_bills import PRIORITIES, DueBills
from cashbuoy.policy.models import Policy

Floats = NDArray[np.float64]
_DAY = np.timedelta64(1, "D")
_YEAR = 365


@dataclass(frozen=True)
class Choices:
    """Every bill (row) on every run (column), shape (bills, runs). Money in base minor units.

    allowed: the bill may be paid on that run. fee: late fee then; discount: what is saved then.
    cost: what paying then costs: late fee, discount lost, interest of paying before the last run
    that is on time, and the notional strain of paying late.
    """

    bills: DueBills
    runs: Dates
    allowed: NDArray[np.bool_]
    fee: Minor
    discount: Minor
    cost: Floats

    @cached_property
    def cash(self) -> Minor:
        """What leaves the bank for the whole bill."""
        cash: Minor = self.bills.net[:, None] - self.discount + self.fee
        return cash

    @cached_property
    def preferred(self) -> NDArray[np.int64]:
        """(bills,) the run of least cost, whatever the cash; the earliest among equals."""
        least = np.where(self.allowed, self.cost, np.inf).argmin(axis=1)
        return np.asarray(least, dtype=np.int64)

    @cached_property
    def latest(self) -> NDArray[np.int64]:
        """(bills,) the last run that is allowed."""
        from_end = self.allowed[:, ::-1].argmax(axis=1)
        return np.asarray(self.runs.size - 1 - from_end, dtype=np.int64)

    @cached_property
    def days_late(self) -> NDArray[np.int64]:
        """Days after the due date on runs after the deadline, else 0."""
        after = (self.runs[None, :] - self.bills.due[:, None]).astype(np.int64)
        return np.where(self.runs[None, :] > self.bills.deadline[:, None], after, 0)


def choices_of(bills: DueBills, regular: Dates, policy: Policy) -> Choices:
    """The runs that each bill may choose: the last by which its discount holds, the last that is on
    time, and every one after that up to its longest deferral. A run before those brings nothing:
    the same cost, and less cash in between. What has waited too long is paid on the first run.
    `regular`: the paying runs; the dates that were approved are runs too, for their own bills only.
    """
    own = bills.fixed_on[~np.isnat(bills.fixed_on)]
    runs = np.unique(np.concatenate([regular, own]))
    settings = policy.payables.schedule
    net, owed = np.maximum(bills.net, 0)[:, None], bills.owed[:, None]
    after = (runs[None, :] - bills.due[:, None]).astype(np.int64)
    late = np.where(runs[None, :] > bills.deadline[:, None], after, 0)
    on_time = regular[np.maximum(_last_by(bills.deadline, regular), 0)]
    early = np.maximum((on_time[:, None] - runs[None, :]).astype(np.int64), 0)
    fee = np.rint(owed * bills.late_rate[:, None] * late).astype(np.int64)
    in_time = runs[None, :] <= bills.discount_until[:, None]  # NaT compares false
    discount = np.where(in_time, bills.discount[:, None], 0)
    strain = np.array([getattr(settings.strain, name) for name in PRIORITIES])[bills.priority]
    money = policy.credit.terms.cost_of_money
    cost = (
        fee
        + (bills.discount[:, None] - discount)
        + owed * strain[:, None] / _YEAR * late
        + net * money / _YEAR * early
    )
    allowed = np.zeros(fee.shape, dtype=bool)
    allowed[:, np.isin(runs, regular)] = _allowed(bills, regular)
    fixed = ~np.isnat(bills.fixed_on)
    allowed[fixed] = runs[None, :] == bills.fixed_on[fixed, None]
    return Choices(bills, runs, allowed, fee, discount, cost)


def _allowed(bills: DueBills, runs: Dates) -> NDArray[np.bool_]:
    n, each = bills.count, np.arange(runs.size)
    after = runs[None, :] > bills.deadline[:, None]
    allowed = after & (runs[None, :] <= bills.latest[:, None])
    on_time = _last_by(bills.deadline, runs)
    waits = bills.earliest > bills.due
    allowed[~waits] |= on_time[~waits, None] == each
    allowed[waits] &= runs[None, :] >= bills.earliest[waits, None]
    allowed |= _last_by(bills.discount_until, runs)[:, None] == each
    stuck = ~allowed.any(axis=1)
    # Nothing fits between: the last run before the limit, or the first of all.
    fallback = np.maximum(_last_by(bills.latest, runs), 0)
    allowed[np.flatnonzero(stuck), fallback[stuck]] = True
    return allowed if n else np.zeros((0, runs.size), dtype=bool)


def _last_by(days: Dates, runs: Dates) -> NDArray[np.int64]:
    """Index of the last run on or before each day; -1 where there is none, or no day."""
    found = np.searchsorted(runs, np.where(np.isnat(days), runs[0] - _DAY, days), side="right") - 1
    return found.astype(np.int64)
