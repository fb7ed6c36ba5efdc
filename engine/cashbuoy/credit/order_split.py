"""Split a large order into deliveries, so that the credit outstanding stays within the limit (B6).

The exposure of a day is what the customer owes at its end: open items and goods in production, less
the payments expected by then, and of this order every batch delivered and not yet paid.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import Dates, WorkCalendar, as_dates
from cashbuoy.errors import FormulaError
from cashbuoy.money import Minor, share_out

# One row per delivery; money int64 minor units.
BATCH_COLUMNS = (
    "number",    # 1, 2 ...
    "delivery",  # datetime64, a working day
    "amount",
    "advance",   # paid by the delivery
    "credit",    # amount - advance
    "exposure",  # of the customer at the end of the day of delivery
    "paid",      # datetime64, when the credit is expected back
)  # fmt: skip

# Ten years: a longer order, or longer terms, are a slip of the finger.
_LONGEST = 3660
# How far a better date is looked for, after the latest delivery.
_FURTHER = 366
# A limit is agreed in round figures: finer than a ten-thousandth of the order is never needed.
_FINE = 10_000
# The solver's sums are floats; what it finds is checked in whole minor units, and sought again with
# this much less room where it does not hold.
_MARGIN = 1e-6
_USED = 1e-9


@dataclass(frozen=True)
class Order:
    """What is ordered, minor units. `credit_days` from delivery to the expected payment: agreed
    terms and the delay that the customer is known for. `advance`: share paid by each delivery."""

    amount: int
    earliest: dt.date
    latest: dt.date
    credit_days: int
    advance: float = 0.0
    most_batches: int | None = None


@dataclass(frozen=True)
class Exposure:
    """The customer without this order: `now`, before the earliest delivery, and its `change` on
    `days` (shape (n,) both): expected payments negative, other deliveries positive."""

    limit: int
    now: int
    days: Dates
    change: Minor

    def headroom(self, days: Dates) -> Minor:
        """Limit less exposure at the end of each of `days`; negative when over the limit."""
        order = np.argsort(self.days, kind="stable")
        so_far = np.concatenate([[0], np.cumsum(self.change[order])])
        known = np.searchsorted(self.days[order], days, side="right")
        room: Minor = self.limit - self.now - so_far[known]
        return room


@dataclass(frozen=True)
class Remedies:
    """Why an order cannot be delivered as asked, and what would do; each is enough by itself.

    deliverable: how much of the order can be delivered as things stand. advance: payment in advance
    that is needed in all. limit: credit limit needed. latest: latest delivery needed; None where no
    date within a year helps.
    """

    deliverable: int
    advance: int
    limit: int
    latest: dt.date | None


def split_order(
    order: Order, exposure: Exposure, calendar: WorkCalendar
) -> pd.DataFrame | Remedies:
    """The fewest batches whose exposure is within the limit on every day, of these the earliest
    (BATCH_COLUMNS); Remedies where there are none. FormulaError #NUM! for an order that is none.
    """
    _check(order)
    advance = round(order.amount * order.advance)
    slots = _Slots.of(order, exposure, calendar)
    credit = slots.split(order.amount - advance, order.most_batches)
    if credit is None:
        return _remedies(order, exposure, calendar, slots)
    used = np.flatnonzero(credit) if credit.any() else np.array([0])
    advances = share_out(advance, credit[used] if credit.any() else [1.0])
    return pd.DataFrame(
        {
            "number": np.arange(1, used.size + 1),
            "delivery": slots.delivery[used].astype("datetime64[ns]"),
            "amount": credit[used] + advances,
            "advance": advances,
            "credit": credit[used],
            "exposure": exposure.limit - slots.room_left(exposure, credit)[used],
            "paid": slots.paid[used].astype("datetime64[ns]"),
        }
    )


@dataclass(frozen=True)
class _Slots:
    """Days on which a batch may be delivered, and when it is paid; both shape (slots,), rising.

    `days` are those on which exposure can rise, `open` (days, slots) whether a batch of the slot is
    then unpaid, `headroom` (days,) what the limit leaves, never below zero.
    """

    delivery: Dates
    paid: Dates
    days: Dates
    open: NDArray[np.bool_]
    headroom: Minor

    @classmethod
    def of(cls, order: Order, exposure: Exposure, calendar: WorkCalendar) -> _Slots:
        """An earlier delivery never hurts, until something has to be paid first. So the slots are
        the earliest day, the days on which the customer is expected to pay, and those on which a
        batch delivered in a slot is."""
        first, latest = as_dates(order.earliest), as_dates(order.latest)
        found: set[np.datetime64] = set()
        pays = exposure.days[exposure.change < 0]
        ahead = np.append(pays[pays > first], first)
        while ahead.size:
            start = calendar.roll(np.unique(ahead), "following")
            start = start[start <= latest]
            new = [day for day in start.tolist() if np.datetime64(day) not in found]
            found |= {np.datetime64(day) for day in new}
            ahead = _paid(as_dates(new), order, calendar)
        delivery = np.array(sorted(found), dtype="datetime64[D]")
        paid = _paid(delivery, order, calendar)
        rises = exposure.days[(exposure.change > 0) & (exposure.days >= first)]
        days = np.unique(np.concatenate([delivery, rises]))
        unpaid = (delivery <= days[:, None]) & (days[:, None] < paid)
        return cls(delivery, paid, days, unpaid, np.maximum(exposure.headroom(days), 0))

    def split(self, credit: int, most_batches: int | None) -> Minor | None:
        """Credit of each slot, shape (slots,), `credit` in all; None where it does not fit."""
        if not self.delivery.size:
            return None
        if credit == 0:
            return np.zeros(self.delivery.size, dtype=np.int64)
        for margin in (0.0, _MARGIN):
            fewest = self._solve(credit, most_batches, margin)
            if fewest is None:
                return None
            earliest = self._solve(credit, int(fewest.sum()), margin, early=True)
            for chosen in (earliest, fewest):
                filled = self.filled(credit, chosen) if chosen is not None else None
                if filled is not None and int(filled.sum()) == credit:
                    return filled
        return None

    def filled(self, credit: int, chosen: NDArray[np.bool_]) -> Minor:
        """As much as early as fits into the chosen slots, in whole minor units: of all amounts on
        these days none deliver more by any of them."""
        amounts = np.zeros(self.delivery.size, dtype=np.int64)
        room = self.headroom.copy()
        for slot in np.flatnonzero(chosen).tolist():
            held = self.open[:, slot]
            amounts[slot] = int(room[held].min(initial=credit - int(amounts.sum())))
            room[held] -= amounts[slot]
        return amounts

    def most(self, credit: int, most_batches: int | None) -> int:
        """The largest part of `credit` that can be given."""
        if not self.delivery.size:
            return 0
        chosen = self._solve(credit, most_batches, 0.0, whole=False)
        return 0 if chosen is None else int(self.filled(credit, chosen).sum())

    def room_left(self, exposure: Exposure, credit: Minor) -> Minor:
        """Limit less exposure at the end of each slot's day, with this order's batches."""
        unpaid = (self.delivery <= self.delivery[:, None]) & (self.delivery[:, None] < self.paid)
        room: Minor = exposure.headroom(self.delivery) - unpaid @ credit
        return room

    def _solve(
        self,
        credit: int,
        most_batches: int | None,
        margin: float,
        *,
        early: bool = False,
        whole: bool = True,
    ) -> NDArray[np.bool_] | None:
        """The slots to use: the fewest, or the earliest by amount x days, or (not `whole`) those
        that carry most; None where the order does not fit. A mixed-integer model for HiGHS."""
        from scipy.optimize import LinearConstraint, milp  # noqa: PLC0415  # slow to load

        n = self.delivery.size
        room = self.headroom / credit * (1 - margin)
        ceiling = np.array([float(room[self.open[:, s]].min(initial=1.0)) for s in range(n)])
        used = ceiling > 0
        if not used.any():
            return None if whole else np.zeros(n, dtype=bool)
        none = np.zeros((n, n))
        rules = [
            LinearConstraint(np.hstack([self.open, np.zeros(self.open.shape)]), -np.inf, room),
            LinearConstraint(np.hstack([np.eye(n), -np.diag(ceiling)]), -np.inf, 0),
            LinearConstraint(np.hstack([none[:1], np.ones((1, n))]), 0, most_batches or n),
            LinearConstraint(np.hstack([np.ones((1, n)), none[:1]]), float(whole), 1),
        ]
        waited = (self.delivery - self.delivery[0]).astype(np.int64)
        if not whole:
            cost = np.concatenate([-np.ones(n), np.zeros(n)])
        elif early:
            cost = np.concatenate([waited / max(1, int(waited.max())), np.zeros(n)])
        else:
            cost = np.concatenate([np.zeros(n), np.ones(n)])
        answer = milp(
            cost,
            constraints=rules,
            integrality=np.repeat([0, 1], n),
            bounds=(0, np.concatenate([ceiling, used.astype(float)])),
            options={"mip_rel_gap": 0.0},
        )
        return None if answer.x is None else answer.x[:n] > _USED


def _paid(delivery: Dates, order: Order, calendar: WorkCalendar) -> Dates:
    """When a batch is expected to be paid: exposure falls at the end of that day."""
    return calendar.roll(delivery + np.timedelta64(order.credit_days, "D"), "following")


def _remedies(order: Order, exposure: Exposure, calendar: WorkCalendar, slots: _Slots) -> Remedies:
    advance = round(order.amount * order.advance)
    credit = order.amount - advance
    fits = slots.most(credit, order.most_batches)
    return Remedies(
        deliverable=fits + (advance * fits // credit),
        advance=order.amount - fits,
        limit=_limit_needed(order, exposure, calendar, credit),
        latest=_latest_needed(order, exposure, calendar, credit),
    )


def _limit_needed(order: Order, exposure: Exposure, calendar: WorkCalendar, credit: int) -> int:
    """The smallest limit in round figures that is enough, by halving: a higher one never fits less.
    0 where there is no day for a delivery at all."""
    peak = int(exposure.limit - exposure.headroom(_horizon(order)).min())
    step: int = 10 ** (len(str(max(1, credit // _FINE))) - 1)
    low, high = exposure.limit // step, -(-(max(peak, 0) + credit) // step)

    def fits(steps: int, most_batches: int | None) -> bool:
        slots = _Slots.of(order, replace(exposure, limit=steps * step), calendar)
        return slots.split(credit, most_batches) is not None

    if not fits(high, 1):
        return 0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(middle, order.most_batches) else (middle, high)
    return high * step


def _latest_needed(
    order: Order, exposure: Exposure, calendar: WorkCalendar, credit: int
) -> dt.date | None:
    """The first latest delivery that is enough, by halving: more time never fits less."""

    def fits(days: int) -> bool:
        later = replace(order, latest=order.latest + dt.timedelta(days=days))
        return _Slots.of(later, exposure, calendar).split(credit, order.most_batches) is not None

    low, high = 0, _FURTHER
    if not fits(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(middle) else (middle, high)
    return order.latest + dt.timedelta(days=high)


def _horizon(order: Order) -> Dates:
    days = (order.latest - order.earliest).days + order.credit_days + 1
    every: Dates = as_dates(order.earliest) + np.arange(days).astype("timedelta64[D]")
    return every


def _check(order: Order) -> None:
    """FormulaError for an order that nobody can deliver, whatever the limit."""
    if order.amount <= 0:
        raise FormulaError("#NUM!", "the order must be more than zero", key="order_amount")
    if order.earliest > order.latest:
        raise FormulaError(
            "#NUM!",
            "the earliest delivery {earliest} lies after the latest, {latest}",
            key="order_dates",
            earliest=f"{order.earliest:%Y-%m-%d}",
            latest=f"{order.latest:%Y-%m-%d}",
        )
    if (order.latest - order.earliest).days > _LONGEST:
        raise FormulaError(
            "#NUM!",
            "deliveries from {earliest} to {latest} span more than {most} days; check the dates",
            key="order_span",
            earliest=f"{order.earliest:%Y-%m-%d}",
            latest=f"{order.latest:%Y-%m-%d}",
            most=_LONGEST,
        )
    if not 0 <= order.advance <= 1:
        raise FormulaError(
            "#NUM!",
            "the advance is {found:.2%}; it must lie between 0 and 100 %",
            key="order_advance",
            found=order.advance,
        )
    if order.most_batches is not None and order.most_batches < 1:
        raise FormulaError("#NUM!", "at least one batch must be allowed", key="order_batches")
    if not 0 <= order.credit_days <= _LONGEST:
        raise FormulaError(
            "#NUM!",
            "the credit days are {found}; they must lie between 0 and {most}",
            key="order_credit_days",
            found=order.credit_days,
            most=_LONGEST,
        )
