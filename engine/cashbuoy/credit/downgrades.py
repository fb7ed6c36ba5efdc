"""Alerts on every downgrade: own grades, external ratings, country risk (B5)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.credit.grades import GradeChange, grade_changes, grades_before
from cashbuoy.credit.listed import CustomerList
from cashbuoy.credit.scorecard import Scores, rating_points
from cashbuoy.findings import Finding, Place
from cashbuoy.policy.models.credit import Scorecard

Texts = NDArray[np.object_]


@dataclass(frozen=True)
class Noted:
    """What tblGrades said of each customer at a time, arrays of shape (customers,): external
    rating, "" where it had none; risk grade of the country, NaN where none."""

    rating: Texts
    country: NDArray[np.float64]


def noted_before(history: pd.DataFrame, customers: Texts, as_of: dt.date) -> Noted:
    """The last words of the history (tblGrades) before `as_of`."""
    if history.empty:
        return Noted(np.full(len(customers), "", dtype=object), np.full(len(customers), np.nan))
    past = history[(history["date"] < pd.Timestamp(as_of)).to_numpy()]
    past = past.sort_values(["date", "row"], kind="stable")
    rated = past[past["external_rating"] != ""].drop_duplicates("customer", keep="last")
    placed = past[past["country_grade"].notna()].drop_duplicates("customer", keep="last")
    rating = rated.set_index("customer")["external_rating"].reindex(customers).fillna("")
    country = placed.set_index("customer")["country_grade"].reindex(customers)
    return Noted(rating.to_numpy(object), country.to_numpy(np.float64))


def rating_changes(known: CustomerList, before: Noted) -> NDArray[np.int64]:
    """Positions of the customers whose rating or country risk is new or another; what is not known
    today says nothing."""
    rating = (known.listed_rating != "") & (known.listed_rating != before.rating)
    country = ~np.isnan(known.country_grade) & (known.country_grade != before.country)
    return np.flatnonzero(rating | country).astype(np.int64)


def downgrades(
    history: pd.DataFrame,
    listing: pd.DataFrame,
    known: CustomerList,
    grades: tuple[Texts, Texts],
    scores: Scores,
    card: Scorecard,
    as_of: dt.date,
    alert_days: int,
) -> tuple[Finding, ...]:
    """A finding for each fall against the last refresh before `as_of`, or against `alert_days`
    earlier, so that nobody misses it who was away on the day.

    history: tblGrades; listing: tblCustomers; grades: the customers and their grades now.
    """
    days = (as_of, as_of - dt.timedelta(days=alert_days))
    rows = dict(zip(listing["customer"], listing["row"], strict=True))
    fell: dict[str, GradeChange] = {}
    ratings: dict[str, Finding] = {}
    countries: dict[str, Finding] = {}
    own = listing.drop_duplicates("customer").set_index("customer")["grade"]
    for day in days:
        before = grades_before(history, own, day)
        fell |= {c.customer: c for c in grade_changes(*grades, before) if c.is_downgrade}
        noted = noted_before(history, grades[0], day)
        ratings |= _ratings_fallen(known, noted, grades[0], rows, card)
        countries |= _countries_fallen(known, noted)
    return (
        *(_grade_fallen(c, scores, rows) for c in fell.values()),
        *ratings.values(),
        *countries.values(),
    )


def _grade_fallen(change: GradeChange, scores: Scores, rows: dict[str, int]) -> Finding:
    weakest = scores.weakest()[change.at]
    return Finding(
        "credit_downgrade",
        "warning",
        "kept",
        _place(rows, change.customer, "grade"),
        found=f"{change.before} → {change.after}",
        expected=f"factor_{weakest}" if weakest else "",
        details={
            "customer": change.customer,
            "before": change.before,
            "after": change.after,
            "points": f"{scores.total[change.at]:.0f}",
        },
    )


def _ratings_fallen(
    known: CustomerList, noted: Noted, customers: Texts, rows: dict[str, int], card: Scorecard
) -> dict[str, Finding]:
    worse = rating_points(known.listed_rating, card) < rating_points(noted.rating, card)
    return {
        customers[i]: Finding(
            "credit_rating_downgrade",
            "warning",
            "kept",
            _place(rows, customers[i], "external_rating"),
            found=f"{noted.rating[i]} → {known.listed_rating[i]}",
            details={"customer": customers[i]},
        )
        for i in np.flatnonzero(worse).tolist()
    }


def _countries_fallen(known: CustomerList, noted: Noted) -> dict[str, Finding]:
    """One for each country, however many customers it has."""
    worse = known.country_grade > noted.country
    return {
        str(known.country[i]): Finding(
            "credit_country_downgrade",
            "warning",
            "kept",
            found=str(known.country[i]),
            details={
                "before": f"{noted.country[i]:g}",
                "after": f"{known.country_grade[i]:g}",
                "customers": int((worse & (known.country == known.country[i])).sum()),
            },
        )
        for i in np.flatnonzero(worse).tolist()
    }


def _place(rows: dict[str, int], customer: str, column: str) -> Place | None:
    return Place("tblCustomers", int(rows[customer]), column) if customer in rows else None
