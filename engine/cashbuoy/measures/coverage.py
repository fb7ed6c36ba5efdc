"""How much of the firm the figures cover (A5): rated customers, accounts that report."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cashbuoy.credit.scorecard import rating_points
from cashbuoy.measures.books import Books
from cashbuoy.measures.indicator import Indicator, Reading, fraction


def coverage_indicators(books: Books) -> tuple[Indicator, ...]:
    """rated_share: of what customers owe, the share owed by customers with an external rating that
    counts in the scorecard: known to the policy, dated, not older than policy.freshness.ratings;
    credit notes count against their customer.
    reporting_share: of the bank accounts in use, the share whose latest balance is not older than
    policy.freshness.bank. Both at the as-of date."""
    return (
        _now("rated_share", rated(books), books),
        _now("reporting_share", reporting(books), books),
    )


def rated(books: Books) -> Reading:
    """Share of open receivables, in base minor units, with a rated customer."""
    customers = books.ledgers["tblCustomers"]
    rated = customers[(customers["external_rating"] != "").to_numpy()]
    age = (pd.Timestamp(books.as_of) - rated["rating_date"]).dt.days.to_numpy(np.float64)
    points = rating_points(rated["external_rating"].to_numpy(object), books.policy.credit.scorecard)
    # A date that is missing, or lies ahead, says nothing of the rating's age.
    counts = (age >= 0) & (age <= books.policy.freshness.ratings) & ~np.isnan(points)
    known = set(rated["customer"][counts])
    if not known:
        return Reading(None, reason="no_rated_customer")
    items = books.positions.receivables
    owed = items.groupby("counterparty")["open_base"].sum().clip(lower=0)
    of_rated = float(owed[[name in known for name in owed.index]].sum())
    return fraction(of_rated, float(owed.sum()), "no_receivables", "no_receivables")


def reporting(books: Books) -> Reading:
    """Share of the accounts that are not closed at zero whose balance is fresh."""
    bank = books.ledgers["tblBank"]
    known = bank[(bank["date"] <= pd.Timestamp(books.as_of)).to_numpy()]
    latest = known.sort_values("date", kind="stable").groupby("account").tail(1)
    used = latest[(latest["balance"] != 0).to_numpy()]
    age = (pd.Timestamp(books.as_of) - used["date"]).dt.days.to_numpy(np.int64)
    fresh = float((age <= books.policy.freshness.bank).sum())
    return fraction(fresh, float(len(used)), "no_accounts", "no_accounts")


def _now(name: str, reading: Reading, books: Books) -> Indicator:
    return Indicator(
        name, reading.value, "share", (), reading.parts, "ledgers", reading.reason, books.as_of
    )
