"""Open invoices that a factor would buy, with and without recourse; each is sold once (C3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.buffer.raising import Kind, Source, day_of, first_day
from cashbuoy.calendars import WorkCalendar
from cashbuoy.money import Minor, minor_digits, to_minor
from cashbuoy.policy.models import Factoring, Policy

WITHOUT_RECOURSE: Kind = "factoring_without_recourse"
WITH_RECOURSE: Kind = "factoring_with_recourse"


@dataclass(frozen=True)
class Offer:
    """What one factor buys: `amount` of each open invoice (base minor units), up to the day
    `latest`; the customers are expected to pay on `ends` (0 is the day after the as-of date)."""

    kind: Kind
    terms: Factoring
    amount: Minor
    latest: NDArray[np.int64]
    ends: NDArray[np.int64]
    first: int
    basis: int

    def source(self, amount: Minor) -> Source:
        """The offer for some amounts of the invoices."""
        at = np.flatnonzero(amount > 0)
        terms = self.terms
        return Source(
            self.kind, "", amount[at], terms.advance, terms.fee, terms.rate, self.first,
            self.latest[at], self.ends[at], at, self.basis,
        )  # fmt: skip

    @property
    def cost_a_year(self) -> float:
        return self.source(self.amount).cost_a_year(self.first)


def offers(
    receivables: pd.DataFrame,
    insured: pd.Series,
    policy: Policy,
    as_of: dt.date,
    calendar: WorkCalendar,
) -> list[Offer]:
    """What each factor of the policy would buy today, the cheaper first. `insured`: what is insured
    of each open invoice, by row of tblReceivables."""
    digits = minor_digits(policy.firm.base_currency)
    expected = receivables["expected_date"].to_numpy("datetime64[D]")
    ends = np.where(np.isnat(expected), -1, day_of(expected, as_of))
    due = day_of(receivables["due_date"].to_numpy("datetime64[D]"), as_of)
    found = []
    for kind in (WITHOUT_RECOURSE, WITH_RECOURSE):
        terms: Factoring = getattr(policy.funding, kind)
        first = first_day(terms.lead_days, as_of, calendar)
        latest = due - terms.shortest_days
        in_time = (latest >= first) & (ends > latest)
        amount = np.where(in_time, eligible(receivables, insured, terms), 0)
        if terms.limit is not None and terms.advance > 0:
            most = int(to_minor(terms.limit, digits) / terms.advance)
            amount = np.clip(most - (np.cumsum(amount) - amount), 0, amount)
        if terms.offered and (amount > 0).any():
            found.append(Offer(kind, terms, amount, latest, ends, first, policy.funding.day_basis))
    return sorted(found, key=lambda offer: offer.cost_a_year)


def sold(found: Iterable[Offer]) -> list[Source]:
    """The offers in their order: each buys what those before it left of an invoice."""
    taken: Minor | None = None
    bought = []
    for offer in found:
        taken = np.zeros_like(offer.amount) if taken is None else taken
        amount = offer.amount - np.minimum(offer.amount, taken)
        taken = taken + amount
        if (amount > 0).any():
            bought.append(offer.source(amount))
    return bought


def eligible(receivables: pd.DataFrame, insured: pd.Series, terms: Factoring) -> Minor:
    """What a factor would buy of each open invoice, shape (n,): not disputed, not overdue, not in a
    payment plan, not claimed from an insurer, not paid by bill, due in good time; what is insured
    where the terms ask for it."""
    owed = (receivables["open_base"] - receivables["disputed_base"]).to_numpy(np.int64)
    good = (receivables["status"] == "forecast").to_numpy() & (owed > 0)
    good &= (receivables["insurer_base"] == 0).to_numpy()
    good &= (receivables["days_overdue"] <= 0).to_numpy()
    good &= (receivables["basis"] != "bill_tenor").to_numpy()
    if terms.insured_only:
        within = insured.reindex(receivables["row"], fill_value=0).to_numpy(np.int64)
        owed = np.minimum(owed, within)
    return np.where(good, owed, 0)
