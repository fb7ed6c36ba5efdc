"""The delay model: curves, customers, losses and promises put together."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.behaviour.curve import Curves
from cashbuoy.behaviour.days_off import moved
from cashbuoy.behaviour.dependence import correlations
from cashbuoy.behaviour.habits import habits
from cashbuoy.behaviour.history import History
from cashbuoy.behaviour.odds import Owed, PaymentOdds
from cashbuoy.behaviour.pay_days import PayDays
from cashbuoy.behaviour.payers import Payers, along_curves
from cashbuoy.calendars import WorkCalendar
from cashbuoy.ledger.open_items import age_buckets
from cashbuoy.policy.models import Policy
from cashbuoy.threads import in_threads

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_BLOCK = 512  # profiles worked out at once: fits the cache, bounds the memory
_NO_PROMISE = -1
_NO_LOSS = -1


@dataclass(frozen=True)
class DelayModel:
    """When what is owed will be paid, as learned at the close of `as_of`.

    customers: names, sorted, shape (customers,); `payers` has one row more, for newcomers.
    loss_rates: P(never paid) by ageing bucket, `disputed_loss` what a dispute adds to it.
    pace: recent payments over those the curves expected; disputed_pace: the same of disputed
    invoices beside the others. kept: P(promise kept) by customer. on_days_off: 0 where money moves
    on working days only, 1 where it moves on any day.
    history: what was learned from, on the customers' clocks; segment: the curve of each record.
    invoices: the documents that it comes from.
    """

    as_of: dt.date
    policy: Policy
    calendar: WorkCalendar
    customers: NDArray[np.object_]
    curves: Curves
    payers: Payers
    pay_days: PayDays
    loss_rates: Floats
    disputed_loss: float
    pace: float
    disputed_pace: float
    kept: Floats
    on_days_off: float
    history: History
    segment: Ints
    invoices: pd.DataFrame

    def odds(self, owed: Owed, days: int) -> PaymentOdds:
        """Chances of payment of each item on days 1..days after as_of, later, and never.

        Given that it is unpaid at the close of as_of. Nothing comes before an item is issued. A
        credit note comes when the customer pays, and is never lost.
        """
        keys = self._keys(owed)
        _, first, profile = np.unique(_hashed(keys), return_index=True, return_inverse=True)
        distinct = keys[:, first]
        chances = np.empty((distinct.shape[1], days + 2))

        def fill(at: int) -> None:
            chances[at : at + _BLOCK] = self._profiles(distinct[:, at : at + _BLOCK], days)

        blocks = range(0, len(chances), _BLOCK)
        in_threads(fill, blocks, None if len(blocks) > 1 else 1)
        return PaymentOdds(chances, profile.reshape(-1).astype(np.int64))

    def habits(self) -> pd.DataFrame:
        """One row per customer known (habits.HABIT_COLUMNS), by name."""
        return self._habits.copy()

    @property
    def common_factor(self) -> float:
        """Correlation (0..1) of the moments of payment of any two invoices."""
        return self._correlations[0]

    @property
    def customer_factor(self) -> float:
        """What is added to it between two invoices of one customer."""
        return self._correlations[1]

    @cached_property
    def widening(self) -> float:
        """Factor by which bands around the forecast of collections are stretched."""
        from cashbuoy.behaviour.widening import band_widening  # noqa: PLC0415  (learns models)

        return band_widening(self.invoices, self.policy, self.as_of, self.calendar)

    # Worked out when asked for: a forecast made for a past day needs neither.
    @cached_property
    def _habits(self) -> pd.DataFrame:
        return habits(
            self.history,
            self.curves,
            self.payers,
            self.segment,
            self.pace,
            self.kept,
            self.pay_days,
            self.policy.behaviour,
        )

    @cached_property
    def _correlations(self) -> tuple[float, float]:
        settings = self.policy.behaviour
        return correlations(self.history, self.curves, self.payers, self.segment, settings)

    def _keys(self, owed: Owed) -> Ints:
        """What an item's chances depend on, shape (7, n): customer, segment, days since due and
        first day it can be paid (on the customer's clock), promised day (or _NO_PROMISE), disputed,
        ageing bucket (or _NO_LOSS where it cannot be lost)."""
        today = np.datetime64(self.as_of, "D")
        due, issued = owed.due.astype("datetime64[D]"), owed.issued.astype("datetime64[D]")
        known = self._known(owed.customer)
        days = (due, np.full_like(due, today), issued - 1)
        on_due, on_today, on_eve = (self.pay_days.at(known, d.astype(np.int64)) for d in days)
        bucket = age_buckets((today - due).astype(np.int64), self.policy.receivables)
        ahead = owed.promised.astype("datetime64[D]") > today  # NaT compares false
        promised = np.where(ahead, owed.promised.astype("datetime64[D]"), today) - today
        return np.stack(
            [
                known,
                self.curves.segment(
                    (due - issued).astype(np.int64), owed.amount.astype(np.float64)
                ),
                on_today - on_due,
                on_eve + 1 - on_due,
                np.where(ahead, promised.astype(np.int64), _NO_PROMISE),
                owed.disputed.astype(np.int64),
                np.where(owed.amount > 0, bucket, _NO_LOSS),
            ]
        )

    def _known(self, names: NDArray[np.object_]) -> Ints:
        """Rows of `payers`; whoever is not known is a newcomer."""
        place = pd.Index(self.customers).get_indexer(pd.Index(names, dtype=object))
        return np.where(place < 0, len(self.customers), place).astype(np.int64)

    def _profiles(self, keys: Ints, days: int) -> Floats:
        customer, segment, age, entry, promised, disputed, bucket = keys
        start = np.maximum(age, entry - 1)
        whole = self.curves.share(segment, entry - 1)
        day = age[:, None] + self._days_ahead(customer, days)
        share = self.curves.share(segment[:, None], np.maximum(day, start[:, None]))
        share /= whole[:, None]
        own = self.payers.curves(customer, share[:, 0])
        unpaid = along_curves(own, share)
        unpaid /= unpaid[:, :1]
        unpaid **= (self.pace * np.where(disputed, self.disputed_pace, 1.0))[:, None]
        never = self._never(bucket, disputed)
        chances = np.empty((len(unpaid), days + 2))
        chances[:, :days] = unpaid[:, :-1] - unpaid[:, 1:]
        chances[:, days] = unpaid[:, -1]
        chances[:, :-1] *= 1 - never[:, None]
        chances[:, -1] = never
        self._promise(chances, promised, customer)
        forecast = self.policy.forecast
        return moved(chances, self.on_days_off, forecast.receipts_roll, self.as_of, self.calendar)

    def _days_ahead(self, customer: Ints, days: int) -> Ints:
        """Days 0..days after as_of on each customer's clock, shape (n, days + 1)."""
        today = int(np.datetime64(self.as_of, "D").astype(np.int64))
        who, place = np.unique(customer, return_inverse=True)
        ahead = self.pay_days.at(who[:, None], today + np.arange(days + 1)[None, :])
        return (ahead - ahead[:, :1])[place]

    def _never(self, bucket: Ints, disputed: Ints) -> Floats:
        by_age = self.loss_rates[bucket]
        in_dispute = np.where(disputed, self.disputed_loss, 0.0)
        return np.where(bucket != _NO_LOSS, 1 - (1 - by_age) * (1 - in_dispute), 0.0)

    def _promise(self, chances: Floats, promised: Ints, customer: Ints) -> None:
        """Promises ahead: kept, the money comes that day; broken, it comes once the grace is over,
        as it would from an invoice still unpaid then. Changes `chances` in place."""
        rows = np.flatnonzero(promised != _NO_PROMISE)
        if not len(rows):
            return
        days = chances.shape[1] - 2
        day = np.arange(days + 2)
        over = promised[rows] + self.policy.behaviour.promises.grace_days
        after = chances[rows] * ((day[None, :] >= over[:, None]) | (day >= days))
        left = after.sum(axis=1, keepdims=True)
        kept = self.kept[customer[rows]][:, None]
        # Where nothing at all is left, a broken promise leaves the item for later.
        broken = np.where(left > 0, after / np.where(left > 0, left, 1), day == days)
        on_day = day[None, :] == np.minimum(promised[rows] - 1, days)[:, None]
        chances[rows] = kept * on_day + (1 - kept) * broken


def _hashed(keys: Ints) -> Ints:
    """One number for each column of small integers, equal only for equal columns."""
    low = keys.min(axis=1, initial=0)
    out = np.zeros(keys.shape[1], dtype=np.int64)
    for key, least, span in zip(keys, low, keys.max(axis=1, initial=0) - low + 1, strict=True):
        _, out = np.unique(out * span + (key - least), return_inverse=True)
    return out
