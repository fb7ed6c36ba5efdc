"""What customers are expected to pay, and when: chances of days, turned into cash to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.behaviour.odds import PaymentOdds
from cashbuoy.calendars import WorkCalendar
from cashbuoy.forecast.categories import KEYS
from cashbuoy.forecast.claims import Claims, by_the_rule
from cashbuoy.forecast.events import cash_events
from cashbuoy.forecast.horizon import Horizon
from cashbuoy.ledger.open_items import Days, roll_ahead
from cashbuoy.money import Minor
from cashbuoy.policy.models import Policy

# An item is spread over the days in so many equal slices.
SLICES = 100

Percent = NDArray[np.int8]


@dataclass(frozen=True)
class ExpectedReceipts:
    """Every claim on customers with the chances of its payment; arrays of shape (n,).

    `odds` covers the days of the horizon. `later` is when money is taken to come that comes after
    them; `basis` why (forecast.events.BASES). Money in minor units of the base currency.
    """

    claims: Claims
    odds: PaymentOdds
    later: Days
    basis: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.claims)

    @property
    def amount(self) -> Minor:
        """What is owed, signed: credit notes are negative."""
        return self.claims.owed.amount

    @property
    def loss(self) -> Minor:
        """What is expected never to come, >= 0; nothing of a credit note."""
        owed = np.maximum(self.amount, 0)
        lost: Minor = np.rint(owed * self.odds.never).astype(np.int64)
        return np.minimum(lost, owed)

    @cached_property
    def slices(self) -> Percent:
        """Each profile in whole percents of what is paid at all, shape (profiles, days + 1): slice
        k stands on the day on which the share paid passes k + 1/2 percent; the last column is
        "later"."""
        paid = np.cumsum(self.odds.profiles[:, :-1], axis=1)
        paid /= np.maximum(paid[:, -1:], np.finfo(float).tiny)
        paid *= SLICES
        passed = (paid + 0.5).astype(np.int8)  # >= 0: cut off is rounded down
        passed[:, -1] = SLICES
        return np.diff(passed, axis=1, prepend=np.int8(0))

    @cached_property
    def parts(self) -> tuple[NDArray[np.int64], NDArray[np.int64], Minor]:
        """Each item's amount less its loss over the columns of `slices`, one entry for each that
        is not 0: item, column, amount, by item and column. They add up exactly (largest remainder).
        """
        item, column, percent = _spread(self.slices, self.odds.profile)
        amount = _parts(self.amount - self.loss, item, percent)
        some = amount != 0
        return item[some], column[some], amount[some]


def expected_receipts(
    claims: Claims,
    odds: PaymentOdds,
    policy: Policy,
    horizon: Horizon,
    calendar: WorkCalendar,
) -> ExpectedReceipts:
    """Claims with their odds. What comes after the horizon is taken to come when due dates and
    ageing buckets say, but not before the horizon has ended."""
    nominal, basis, _ = by_the_rule(claims, policy, horizon.as_of)
    after = np.datetime64(horizon.end, "D") + 1
    later = roll_ahead(
        np.maximum(nominal, after), policy.forecast.receipts_roll, horizon.as_of, calendar
    )
    if policy.forecast.receipts == "behaviour":
        basis = np.where(basis == "promise", "promise", "behaviour").astype(object)
    return ExpectedReceipts(claims, odds, later, basis)


def expected_events(
    expected: ExpectedReceipts, horizon: Horizon, calendar: WorkCalendar
) -> pd.DataFrame:
    """The expected cash as EVENT_COLUMNS, by item: amount less expected loss, spread over the days
    in equal slices that each stand at the middle of their share of the chances.

    An item's events add up to its amount less its loss exactly (largest remainder).
    """
    item, column, amount = expected.parts
    when = _dates(column, item, expected, horizon)
    each = _one_each(expected).take(item)
    return each.assign(
        date=when.astype("datetime64[ns]"),
        amount=amount,
        provisional=calendar.is_provisional(when) | each["provisional"].to_numpy(),
    )


def monthly_receipts(expected: ExpectedReceipts, horizon: Horizon) -> pd.DataFrame:
    """What `expected_events` adds up to by item and calendar month, as EVENT_COLUMNS: each on the
    first of its days."""
    item, column, amount = expected.parts
    when = _dates(column, item, expected, horizon)  # rises within an item
    month = when.astype("datetime64[M]")
    new = np.append(True, (item[1:] != item[:-1]) | (month[1:] != month[:-1]))[: item.size]
    start = np.flatnonzero(new)
    sums = np.add.reduceat(amount, start) if start.size else amount
    each = _one_each(expected).take(item[start])
    return each.assign(date=when[start].astype("datetime64[ns]"), amount=sums)


def daily_receipts(expected: ExpectedReceipts, horizon: Horizon) -> Minor:
    """What `expected_events` adds up to by category and day, shape (len(KEYS), days)."""
    item, column, amount = expected.parts
    line = pd.Index(KEYS).get_indexer(pd.Index(expected.claims.category))[item]
    columns = expected.odds.days + 1
    table = np.zeros(len(KEYS) * columns, dtype=np.int64)
    np.add.at(table, line * columns + column, amount)  # several times faster than in two dimensions
    return table.reshape(len(KEYS), columns)[:, : len(horizon.days)]


def dated_receivables(
    receivables: pd.DataFrame,
    expected: ExpectedReceipts,
    policy: Policy,
    horizon: Horizon,
    calendar: WorkCalendar,
) -> pd.DataFrame:
    """Open receivables (ledger.open_items) as the forecast expects them: the day by which half of
    each is expected to have come, given that it is paid; its expected loss, and the basis."""
    if policy.forecast.receipts == "due_date":
        return receivables
    own = np.flatnonzero(expected.claims.source == "tblReceivables")  # in order of the live rows
    live = (receivables["status"] == "forecast").to_numpy()
    when = days_by_chance(expected, 50, horizon)[own]
    loss = expected.loss[own]
    items = receivables.copy()
    items.loc[live, "basis"] = expected.basis[own]
    items.loc[live, "expected_date"] = when.astype("datetime64[ns]")
    items.loc[live, "loss_base"] = loss
    items.loc[live, "expected_base"] = expected.amount[own] - loss
    items.loc[live, "provisional"] = calendar.is_provisional(when)
    return items


def days_by_chance(expected: ExpectedReceipts, percent: int, horizon: Horizon) -> Days:
    """The day by which each claim has come with a chance of `percent` (1 to 100), given that it is
    paid at all; shape (n,)."""
    come = np.cumsum(expected.slices, axis=1, dtype=np.int8) >= percent
    column = come.argmax(axis=1)[expected.odds.profile]
    return _dates(column, np.arange(len(expected)), expected, horizon)


def _one_each(expected: ExpectedReceipts) -> pd.DataFrame:
    """One event for each claim, with its texts, to be repeated."""
    claims = expected.claims
    return cash_events(
        expected.later,
        claims.category,
        expected.amount,
        claims.source,
        claims.row,
        claims.reference,
        claims.counterparty,
        expected.basis,
        claims.provisional,
    )


def _dates(
    column: NDArray[np.int64],
    item: NDArray[np.int64],
    expected: ExpectedReceipts,
    horizon: Horizon,
) -> Days:
    """Columns of the slices as dates; the last column is the item's own later day."""
    day = np.datetime64(horizon.as_of, "D") + 1 + column
    when: Days = np.where(column < expected.odds.days, day, expected.later[item])
    return when


def _spread(
    percents: Percent, profile: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], Percent]:
    """One entry per item and date with a slice: the item, the column of `percents`, the percent."""
    of, column = np.nonzero(percents)
    count = np.bincount(of, minlength=len(percents))
    start = np.cumsum(count) - count
    entries = count[profile]
    item = np.repeat(np.arange(profile.size), entries)
    within = np.arange(item.size) - np.repeat(np.cumsum(entries) - entries, entries)
    at = start[profile][item] + within
    return item, column[at], percents[of[at], column[at]]


def _parts(totals: Minor, item: NDArray[np.int64], percent: Percent) -> Minor:
    """`totals` of the items, split by the percents of their entries: parts add up to the total by
    largest remainder; equal remainders go to the earlier entry. `item` ascends."""
    exact = totals[item] * percent
    parts = exact // SLICES
    first = np.searchsorted(item, np.arange(totals.size))
    missing = totals.copy()
    np.subtract.at(missing, item, parts)
    # One key for item and remainder: it sorts several times faster than the two.
    order = np.argsort(item * (SLICES + 1) - (exact - parts * SLICES), kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    raised: Minor = parts + (rank - first[item] < missing[item])
    return raised
