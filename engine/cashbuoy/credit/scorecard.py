"""The scorecard: what is measured of each customer, and the points it earns (B1, B5).

A worse payer never gains: every measure of payment grows with each day of delay, and whether a
factor can be measured does not depend on how the customer paid.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import Dates
from cashbuoy.credit.record import Counts, Floats, PaymentRecord
from cashbuoy.money import Minor
from cashbuoy.policy.models.credit import Credit, Scorecard

FactorName = Literal[
    "delay_trend", "share_overdue", "oldest_overdue", "broken_promises", "disputes", "utilisation",
    "tenure", "external_rating", "country_risk",
]  # fmt: skip
FACTORS: tuple[FactorName, ...] = get_args(FactorName)
_EPSILON = 1e-9


@dataclass(frozen=True)
class Reason:
    """One factor of one customer: `value` as measured (days, a share, a count, months; of a rating
    its share of the points), `points` earned `of` how many; `text` a rating or a country."""

    factor: FactorName
    value: float
    points: float
    of: float
    text: str = ""


@dataclass(frozen=True)
class Scores:
    """values, points: shape (customers, factors), NaN where a factor cannot be measured. weights:
    (factors,). total: points of 100, NaN where nothing is measured. texts: the rating and the
    country of each customer, "" where they do not count."""

    values: Floats
    points: Floats
    weights: Floats
    total: Floats
    ratings: NDArray[np.object_]
    countries: NDArray[np.object_]

    def reasons(self, at: int) -> tuple[Reason, ...]:
        """What the grade of customer `at` rests on, what cost most points first."""
        lost = self.weights - self.points[at]
        order = [i for i in np.argsort(-lost, kind="stable") if not np.isnan(lost[i])]
        texts = {"external_rating": self.ratings[at], "country_risk": self.countries[at]}
        return tuple(
            Reason(
                FACTORS[i],
                float(self.values[at, i]),
                float(self.points[at, i]),
                float(self.weights[i]),
                str(texts.get(FACTORS[i], "")),
            )
            for i in order
        )

    def weakest(self) -> NDArray[np.object_]:
        """The factor that cost each customer most points; "" where none did."""
        lost = np.nan_to_num(self.weights - self.points, nan=0.0)
        names = np.array(FACTORS, dtype=object)[lost.argmax(axis=1)]
        return np.where(lost.max(axis=1) > _EPSILON, names, "")


@dataclass(frozen=True)
class KnownCustomers:
    """What is known of customers besides their invoices, arrays of shape (customers,).

    limit: credit limit in force, base minor units, 0 for none. first_deal: NaT where unknown.
    rating: share of the points of an external rating, NaN where there is none that counts;
    rating_text: its name. country_grade: risk of its country, NaN where the policy has none that
    counts; country: its code. Texts are "" where the number is NaN.
    """

    limit: Minor
    first_deal: Dates
    rating: Floats
    rating_text: NDArray[np.object_]
    country: NDArray[np.object_]
    country_grade: Floats


def score_customers(
    record: PaymentRecord, known: KnownCustomers, policy: Credit, as_of: dt.date
) -> Scores:
    """Points of every customer. Factors that cannot be measured are left out, and the points are
    of 100 for those that can."""
    card = policy.scorecard
    values = np.column_stack(
        [
            np.fmax(record.delay_recent, record.delay_window),
            _part(record.overdue, record.due_in_window, record.invoices_due),
            np.where(record.invoices_due > 0, record.oldest_overdue, np.nan),
            np.where(record.invoices_due > 0, record.broken_promises, np.nan),
            _part(record.disputed, record.billed, record.billed),
            np.where(known.limit > 0, record.exposure / np.maximum(known.limit, 1), np.nan),
            tenure_months(record, known.first_deal, as_of),
            known.rating,
            known.country_grade,
        ]
    )
    weights = np.array([getattr(card, name).weight for name in FACTORS], dtype=np.float64)
    shares = np.column_stack([_share(name, values[:, i], card) for i, name in enumerate(FACTORS)])
    points = shares * weights
    possible = np.where(np.isnan(points), 0.0, weights).sum(axis=1)
    earned = np.nan_to_num(points, nan=0.0).sum(axis=1)
    total = np.where(possible > 0, 100 * earned / np.where(possible > 0, possible, 1), np.nan)
    rounded = np.asarray(np.round(total, 9), dtype=np.float64)
    return Scores(values, points, weights, rounded, known.rating_text, known.country)


def tenure_months(record: PaymentRecord, first_deal: Dates, as_of: dt.date) -> Floats:
    """Whole months since the first deal, as the customer list or the first invoice says; NaN where
    neither does."""
    first = np.fmin(record.first_invoice, first_deal)
    started = ~np.isnat(first)
    today = np.datetime64(as_of, "D")
    day = np.where(started, first, today)
    months = (today.astype("datetime64[M]") - day.astype("datetime64[M]")).astype(np.int64)
    in_month = (day - day.astype("datetime64[M]")).astype(np.int64)
    now = (today - today.astype("datetime64[M]")).astype(np.int64)
    whole = months - (now < in_month)
    return np.where(started, np.maximum(whole, 0), np.nan)


def rating_points(ratings: NDArray[np.object_], card: Scorecard) -> Floats:
    """Share of the points by rating, NaN for one that the policy does not know. A rating with a
    sign or a figure (AA-, Baa2) counts as the plain one unless it is listed itself."""
    listed = {name.upper(): share for name, share in card.external_rating.points.items()}
    codes, names = pd.factorize(ratings)
    shares = [listed.get(n, listed.get(n.rstrip("+-123"), np.nan)) for n in map(_plain, names)]
    found: Floats = np.array([*shares, np.nan])[codes]
    return found


def _plain(rating: str) -> str:
    return rating.strip().upper().replace("＋", "+").replace("－", "-")


def _share(name: FactorName, values: Floats, card: Scorecard) -> Floats:
    """Share of a factor's points by its value."""
    if name == "external_rating":
        return values
    steps = getattr(card, name).cut_offs
    edges = np.array([step.up_to for step in steps[:-1]], dtype=np.float64)
    shares = np.array([step.points for step in steps])
    at = np.searchsorted(edges + _EPSILON, np.nan_to_num(values, nan=0.0), side="left")
    return np.where(np.isnan(values), np.nan, shares[at])


def _part(amounts: Minor, whole: Minor, measured: Counts) -> Floats:
    """A part of the whole, 0 of nothing; NaN where there is nothing to measure it by."""
    part = amounts / np.maximum(whole, 1)
    return np.where(measured > 0, part, np.nan)
