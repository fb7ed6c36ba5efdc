"""What documents add up to at many dates at once: open balances, amounts billed, agreed terms.

Everything is a difference of running totals by day, exact in minor units of the base currency.
Documents are gross (VAT included), so balances and amounts billed are like with like.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import add_months, month_start
from cashbuoy.money import Minor

Dates = NDArray[np.datetime64]  # datetime64[D]
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class RunningTotal:
    """Total of the amounts up to each day: `totals[i]` is the sum before day `first` + i."""

    first: np.datetime64
    totals: Minor

    @classmethod
    def of(cls, days: Dates, amounts: Minor) -> RunningTotal:
        """From days (datetime64[D], any order) and their amounts, both of shape (n,)."""
        if days.size == 0:
            return cls(np.datetime64("1970-01-01", "D"), np.zeros(1, dtype=np.int64))
        first = days.min()
        at = (days - first).astype(np.int64)
        by_day = np.zeros(int(at.max()) + 2, dtype=np.int64)
        np.add.at(by_day, at + 1, amounts)
        return cls(first, by_day.cumsum())

    def through(self, dates: Dates) -> Minor:
        """Sum of the amounts on or before each date."""
        at = (dates - self.first).astype(np.int64) + 1
        return self.totals[np.clip(at, 0, self.totals.size - 1)]

    def between(self, after: Dates, through: Dates) -> Minor:
        """Sum of the amounts after `after` and on or before `through`."""
        return self.through(through) - self.through(after)


@dataclass(frozen=True)
class Balances:
    """Documents of one side (ledger.documents), as arrays of shape (n,).

    A payment counts from its date, never before the document's; an undated one counts at once.
    """

    issued: Dates
    due: Dates
    settled: Dates
    amount: Minor
    paid: Minor

    @classmethod
    def of(cls, documents: pd.DataFrame) -> Balances:
        """From documents: document_date, due_date, paid_date, amount_base, paid_base."""
        issued = documents["document_date"].to_numpy("datetime64[D]")
        paid_on = documents["paid_date"].to_numpy("datetime64[D]")
        return cls(
            issued=issued,
            due=documents["due_date"].to_numpy("datetime64[D]"),
            settled=np.where(np.isnat(paid_on), issued, np.maximum(issued, paid_on)),
            amount=documents["amount_base"].to_numpy(np.int64),
            paid=documents["paid_base"].to_numpy(np.int64),
        )

    @property
    def empty(self) -> bool:
        return self.issued.size == 0

    def kept_since(self, as_of: np.datetime64) -> np.datetime64 | None:
        """Date of the first document that was paid in full by `as_of`; None when there is none.

        From then on the ledger is taken to hold every document. Older ones still open prove
        nothing: a list of open items, or items carried forward into a new ledger, starts with
        them, and the amounts billed at that time are not known.
        """
        closed = (self.amount != 0) & (self.paid == self.amount) & (self.settled <= as_of)
        return self.issued[closed].min() if closed.any() else None

    def open(self, dates: Dates) -> Minor:
        """Open at the close of each date: issued by then and not, or not wholly, paid by then."""
        return self._billed.through(dates) - self._settled.through(dates)

    def open_each(self, date: np.datetime64) -> Minor:
        """Open of every document at the close of one day, shape (n,); they add up to `open`."""
        billed = np.where(self.issued <= date, self.amount, 0)
        still: Minor = billed - np.where(self.settled <= date, self.paid, 0)
        return still

    def overdue(self, dates: Dates, more_than_days: int = 0) -> Minor:
        """The part of `open` that is overdue by more than so many days."""
        late = self.due + _DAY * (more_than_days + 1)
        billed = RunningTotal.of(np.maximum(self.issued, late), self.amount)
        settled = RunningTotal.of(np.maximum(self.settled, late), self.paid)
        return billed.through(dates) - settled.through(dates)

    def billed(self, after: Dates, through: Dates) -> Minor:
        """Amounts of documents dated after `after` and on or before `through`; credit notes are
        negative."""
        return self._billed.between(after, through)

    def terms_days(self, after: Dates, through: Dates) -> NDArray[np.float64]:
        """Agreed days from document to due date, weighted by amount over the documents dated in
        the window; credit notes have no terms of their own and stay out. NaN without documents."""
        weight = np.maximum(self.amount, 0)
        terms = (self.due - self.issued).astype(np.int64)
        weights = RunningTotal.of(self.issued, weight).between(after, through)
        weighted = RunningTotal.of(self.issued, weight * terms).between(after, through)
        some = weights > 0
        return np.where(some, weighted / np.where(some, weights, 1), np.nan)

    @cached_property
    def _billed(self) -> RunningTotal:
        return RunningTotal.of(self.issued, self.amount)

    @cached_property
    def _settled(self) -> RunningTotal:
        return RunningTotal.of(self.settled, self.paid)


def month_ends_before(as_of: np.datetime64, count: int) -> Dates:
    """The last `count` month ends before `as_of`, oldest first."""
    return add_months(month_start(as_of), -np.arange(count)[::-1]) - _DAY


def billed_by_counterparty(documents: pd.DataFrame, dates: Dates) -> tuple[pd.Index, Minor]:
    """Amounts billed in the 12 months to each date: names, and sums of shape (dates, names)."""
    codes, names = pd.factorize(documents["counterparty"], sort=True)
    issued = documents["document_date"].to_numpy("datetime64[D]")
    amount = documents["amount_base"].to_numpy(np.int64)
    after = add_months(dates, -12, "month_end")
    # Billed up to each day that a year begins or ends with: each invoice is looked at once.
    days = np.unique(np.concatenate([after, dates]))
    stretch = np.searchsorted(days, issued)  # days.size: later than all of them, or undated
    known = stretch < days.size
    sums = np.zeros(days.size * len(names), dtype=np.int64)
    np.add.at(sums, stretch[known] * len(names) + codes[known], amount[known])
    upto = np.cumsum(sums.reshape(days.size, len(names)), axis=0)
    of_year: Minor = upto[np.searchsorted(days, dates)] - upto[np.searchsorted(days, after)]
    return pd.Index(names), of_year
