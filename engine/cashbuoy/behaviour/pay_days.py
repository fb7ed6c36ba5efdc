"""On which days does a customer pay: the 25th, month end, Fridays? Its clock runs on those days.

Three views of each customer compete by Bayes' rule: it pays on any day; on few days of the month;
on few days of the week. What the days of a pattern are, and how common patterns are, is learned
from all customers (Dirichlet-multinomial, EM). Payments also fall on few days when due dates and
delays are regular; that is no pattern, hence "any day" means: as the customer's due dates and
delays would fall if they had nothing to do with each other.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cashbuoy.behaviour.days_off import moved
from cashbuoy.behaviour.history import History
from cashbuoy.calendars import WorkCalendar, month_start
from cashbuoy.policy.models import Policy

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]

MONTH_DAYS = 31  # the 1st to 30th, and MONTH_END
MONTH_END = 31  # the last working day of the month, whatever its date
WEEK_DAYS = 7
_ROUNDS = 5
_SURE = 0.5  # more likely than not: the customer gets a clock of its own
_BACK, _ON = 1500, 800  # days around as_of that clocks know; beyond, they run evenly
_GOLDEN = 0.6180339887  # spreads what is known only to lie between two pay days


@dataclass(frozen=True)
class PayDays:
    """Pattern of each customer; the last row is a newcomer's.

    sure: chance that it pays on few days of the month, and of the week, shape (customers + 1, 2).
    month, week: shares of its payments by day, if so; shape (customers + 1, 31 and 7).
    clock: row of `position` by customer, -1 without a pattern; shape (customers + 1,).
    position: what the clock shows at the end of each day from `first` on, shape (clocks, days).
    """

    sure: Floats
    month: Floats
    week: Floats
    clock: Ints
    first: int
    position: Ints

    def at(self, customer: Ints, day: Ints) -> Ints:
        """Clock of each customer at the end of `day` (days since 1970); without pattern the day
        itself. The shapes broadcast."""
        row, day = np.broadcast_arrays(self.clock[customer], day)
        if not len(self.position):
            return day
        place = day - self.first
        inside = np.clip(place, 0, self.position.shape[1] - 1)
        shown: Ints = self.position[row, inside] + place - inside
        return np.where(row < 0, day, shown)

    def on_clock(self, history: History, today: int) -> History:
        """The history with days counted on the customers' clocks. A payment on a pay day became
        ready at some time since the one before: the times are spread evenly."""
        rows = np.flatnonzero(self.clock[history.customer] >= 0)
        if not len(rows):
            return history
        who = history.customer[rows]
        issued = today - history.issued_ago[rows]
        due = issued - history.entry[rows]
        last = due + history.delay[rows]
        at_due, at_last, before = (self.at(who, day) for day in (due, last, last - 1))
        along = np.floor(due * _GOLDEN % 1 * (at_last - before)).astype(np.int64)
        ready = np.where(history.paid[rows], np.minimum(before + along + 1, at_last), at_last)
        entry, delay, ago = history.entry.copy(), history.delay.copy(), history.issued_ago.copy()
        entry[rows] = self.at(who, issued - 1) + 1 - at_due
        delay[rows] = np.where(
            history.paid[rows], np.maximum(ready - at_due, entry[rows]), ready - at_due
        )
        ago[rows] = self.at(who, np.full(len(rows), today)) - self.at(who, issued)
        return replace(history, entry=entry, delay=delay, issued_ago=ago)


def learn_pay_days(
    history: History, policy: Policy, on_days_off: float, as_of: dt.date, calendar: WorkCalendar
) -> PayDays:
    """Patterns of all customers, with their clocks. `on_days_off`: see DelayModel."""
    today = np.datetime64(as_of, "D")
    days = np.arange(today - _BACK, today + _ON)
    of_month = month_day(days, calendar)
    of_week: Ints = (days.astype(np.int64) + 3) % WEEK_DAYS  # Monday is 0
    n, rules = len(history.customers), policy.behaviour.pay_days
    weight = history.share * 0.5 ** (history.issued_ago / policy.behaviour.half_life_days)
    due_ago = history.issued_ago + history.entry
    seen = history.paid & (due_ago < _BACK) & (due_ago - history.delay < _BACK) & (due_ago > -_ON)
    paid_at = _BACK - (due_ago - history.delay)[seen]
    meant, payment = _meant(paid_at, days, on_days_off, calendar)
    who, share = history.customer[seen], weight[seen]
    due_at, delay = _BACK - due_ago[seen], history.delay[seen]
    counts, chances, usual = [], [], []
    for day, kinds in ((of_month, MONTH_DAYS), (of_week, WEEK_DAYS)):
        counts.append(_counts(n, who, share, day[meant], payment, kinds))
        chances.append(_by_chance(n, who, share, day[due_at], delay, day[paid_at], kinds))
        usual.append(np.bincount(day, minlength=kinds) / len(days))
    sure, month, week = _patterns(counts, chances, rules.customers, rules.assumed, rules.payments)
    clock = np.full(n + 1, -1, dtype=np.int64)
    own = np.flatnonzero(sure.sum(axis=1) > _SURE)
    clock[own] = np.arange(len(own))
    speed = (
        (1 - sure[own].sum(axis=1))[:, None]
        + sure[own, :1] * (month[own] / usual[0])[:, of_month]
        + sure[own, 1:] * (week[own] / usual[1])[:, of_week]
    )
    speed = _on_working_days(speed, days, on_days_off, policy, calendar)
    shown = np.rint(np.cumsum(speed, axis=1)).astype(np.int64)
    shown += today.astype(np.int64) - shown[:, _BACK : _BACK + 1]
    return PayDays(sure, month, week, clock, int(days[0].astype(np.int64)), shown)


def month_day(days: Days, calendar: WorkCalendar) -> Ints:
    """0..29: the 1st to the 30th; MONTH_END - 1 on the last working day of the month."""
    start = month_start(days)
    following = month_start(start + 31)
    number = (days - start).astype(np.int64)
    last = calendar.roll(following - 1, "preceding")
    return np.where(days == last, MONTH_END - 1, np.minimum(number, MONTH_DAYS - 2))


def _meant(
    paid_at: Ints, days: Days, on_days_off: float, calendar: WorkCalendar
) -> tuple[Ints, Ints]:
    """Days that payments may have been meant for: their own, and days off just before it, if money
    does not move on those. (places in `days`, number of the payment), shape (pairs,)."""
    off = ~calendar.is_working(days) if on_days_off < _SURE else np.zeros(len(days), dtype=bool)
    place = np.arange(len(days))
    since = place - np.maximum.accumulate(np.where(off, -1, place))  # days off in a row, so far
    before = np.where(off, 0, np.concatenate([[0], since[:-1]]))[paid_at]
    payment = np.repeat(np.arange(len(paid_at)), before + 1)
    back = np.arange(len(payment)) - np.repeat(np.cumsum(before + 1) - before - 1, before + 1)
    return np.maximum(paid_at[payment] - back, 0), payment


def _counts(n: int, who: Ints, share: Floats, day: Ints, payment: Ints, kinds: int) -> Floats:
    """Payments by customer and day meant, shape (n, kinds). Where several days may be meant, as
    often as the customer means each (EM, two rounds)."""
    cell = who[payment] * kinds + day
    part = np.ones(len(cell))
    counts: Floats = np.zeros(n * kinds)
    for _ in range(3):
        of_payment = np.bincount(payment, weights=part, minlength=len(who))
        part /= np.maximum(of_payment[payment], 1e-12)
        counts[:] = np.bincount(cell, weights=part * share[payment], minlength=n * kinds)
        part = counts[cell]
    return counts.reshape(n, kinds)


def _by_chance(
    n: int, who: Ints, share: Floats, due_day: Ints, delay: Ints, paid_day: Ints, kinds: int
) -> Floats:
    """Chance of each day if due dates and delays were unrelated, shape (n, kinds): each due date
    with the delay of each other invoice of the customer, among chances that are even."""

    def table(day: Ints, weight: Floats) -> Floats:
        flat = np.bincount(who * kinds + day, weights=weight, minlength=n * kinds)
        return np.asarray(flat, dtype=np.float64).reshape(n, kinds)

    due, late = table(due_day, share), table(delay % kinds, share)
    pairs = np.fft.irfft(np.fft.rfft(due) * np.fft.rfft(late), kinds)
    pairs = np.maximum(pairs - table(paid_day, share**2), 0)  # but not with its own
    even = due.sum(axis=1, keepdims=True) + kinds  # few pairs say little of their chances
    chance = pairs + even / kinds
    by_chance: Floats = chance / chance.sum(axis=1, keepdims=True)
    return by_chance


def _patterns(
    counts: list[Floats], chances: list[Floats], common: float, assumed: float, strength: float
) -> tuple[Floats, Floats, Floats]:
    """(sure, month, week) of PayDays. common: assumed share of customers with a pattern, which
    weighs `assumed` customers; strength: payments that the pattern of all counts for."""
    from scipy.special import gammaln  # noqa: PLC0415  (takes a moment to import)

    n = len(counts[0])
    prior = np.array([1 - common, common / 2, common / 2])
    mix, sure = prior, np.tile(prior, (n, 1))
    plain = [(c * np.log(e)).sum(axis=1) for c, e in zip(counts, chances, strict=True)]
    bases = [np.full(c.shape[1], 1 / c.shape[1]) for c in counts]
    own = [np.zeros_like(c) for c in counts]
    for _ in range(_ROUNDS):
        evidence = [np.zeros(n)]
        for view, (count, base) in enumerate(zip(counts, bases, strict=True)):
            total, a = count.sum(axis=1), strength * base
            likely = (gammaln(a + count) - gammaln(a)).sum(axis=1)
            evidence.append(likely + gammaln(strength) - gammaln(strength + total) - plain[view])
            own[view] = (count + a) / (total + strength)[:, None]
        logs = np.stack(evidence, axis=1) + np.log(np.maximum(mix, 1e-300))
        sure = np.exp(logs - logs.max(axis=1, keepdims=True, initial=-np.inf))
        sure /= sure.sum(axis=1, keepdims=True)
        mix = (sure.sum(axis=0) + assumed * prior) / (n + assumed)
        for view, base in enumerate(bases):
            even = assumed / len(base)
            seen = sure[:, view + 1] @ own[view]
            bases[view] = (seen + even) / (sure[:, view + 1].sum() + assumed)
    both = [np.vstack([o, base]) for o, base in zip(own, bases, strict=True)]
    return np.vstack([sure, mix])[:, 1:], both[0], both[1]


def _on_working_days(
    speed: Floats, days: Days, stay: float, policy: Policy, calendar: WorkCalendar
) -> Floats:
    """What falls on days off moves as receipts do."""
    padded = np.hstack([speed, np.zeros((len(speed), 2))])
    before = (days[0] - 1).item()
    out: Floats = moved(padded, stay, policy.forecast.receipts_roll, before, calendar)[:, :-2]
    return out
