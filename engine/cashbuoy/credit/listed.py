"""What the tables say of customers besides their invoices: list, ratings, countries, insurance."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.buffer.cover_lines import cover_lines, in_force
from cashbuoy.calendars import Dates
from cashbuoy.credit.limits import WITHDRAWN
from cashbuoy.credit.record import Floats
from cashbuoy.credit.scorecard import rating_points
from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.money import Minor
from cashbuoy.policy.models import Policy

Texts = NDArray[np.object_]


@dataclass(frozen=True)
class CustomerList:
    """Arrays of shape (customers,), money in base minor units. limit: of the customer list, 0 for
    none; terms: NaN for none; first_deal: NaT; rating: share of the points, `rating_text` as found,
    NaN and "" where it does not count (stale, undated, unknown); listed_rating: as the list has it,
    whether it counts or not; country_grade likewise; insured: 0
    for none, limits.WITHDRAWN where the insurer grants no more."""

    name: Texts
    limit: Minor
    terms: Floats
    first_deal: Dates
    rating: Floats
    rating_text: Texts
    listed_rating: Texts
    country: Texts
    country_grade: Floats
    insured: Minor
    findings: tuple[Finding, ...]


def customer_list(
    ledgers: Ledgers, customers: Texts, policy: Policy, as_of: dt.date
) -> CustomerList:
    """Each of `customers` with what is known of it. Findings name ratings without a date, ratings
    that the policy does not know, and country grades older than freshness.ratings; stale ratings
    are named by warning.freshness."""
    listing = ledgers.by_customer
    found = listing.reindex(customers)
    rating, text, about_ratings = _ratings(listing, customers, policy, as_of)
    country, grade, about_countries = _countries(listing, customers, policy, as_of)
    insured = _insured(ledgers, listing, customers, policy, as_of)
    return CustomerList(
        name=found["name"].fillna("").to_numpy(object),
        limit=found["credit_limit"].fillna(0).to_numpy(np.int64),
        terms=found["terms_days"].to_numpy(np.float64, na_value=np.nan),
        first_deal=found["first_deal"].to_numpy("datetime64[D]"),
        rating=rating,
        rating_text=text,
        listed_rating=found["external_rating"].fillna("").str.strip().to_numpy(object),
        country=country,
        country_grade=grade,
        insured=insured,
        findings=(*about_ratings, *about_countries),
    )


def _ratings(
    listing: pd.DataFrame, customers: Texts, policy: Policy, as_of: dt.date
) -> tuple[Floats, Texts, list[Finding]]:
    rated = listing[(listing["external_rating"] != "").to_numpy()]
    points = rating_points(rated["external_rating"].to_numpy(object), policy.credit.scorecard)
    dated = rated["rating_date"].notna().to_numpy()
    age = (pd.Timestamp(as_of) - rated["rating_date"]).dt.days.to_numpy(np.float64)
    counts = dated & ~np.isnan(points) & (age >= 0) & (age <= policy.freshness.ratings)
    findings = [
        *_named("credit_rating_undated", rated[~dated], "rating_date", "external_rating"),
        *_named(
            "credit_rating_unknown", rated[np.isnan(points)], "external_rating", "external_rating"
        ),
    ]
    shares = pd.Series(points, index=rated.index)[counts].reindex(customers)
    texts = rated.loc[counts, "external_rating"].reindex(customers).fillna("")
    return shares.to_numpy(np.float64), texts.to_numpy(object), findings


def _named(id_: str, rows: pd.DataFrame, column: str, shown: str) -> list[Finding]:
    return [
        Finding(
            id_,
            "warning",
            "kept",
            Place("tblCustomers", int(row), column),
            found=str(text),
            details={"customer": str(customer)},
        )
        for customer, row, text in zip(rows.index, rows["row"], rows[shown], strict=True)
    ]


def _countries(
    listing: pd.DataFrame, customers: Texts, policy: Policy, as_of: dt.date
) -> tuple[Texts, Floats, list[Finding]]:
    """Country and its risk grade, as far as the policy has one that is not too old."""
    code = listing["country"].str.strip().str.upper()
    table = policy.credit.countries
    old = {c for c, r in table.items() if (as_of - r.as_of).days > policy.freshness.ratings}
    grades = {c.upper(): float(r.grade) for c, r in table.items() if c not in old}
    grade = code.map(grades).astype(np.float64).reindex(customers).to_numpy(np.float64)
    used = {c for c in old if (code == c.upper()).any()}
    findings = [
        Finding(
            "credit_country_stale",
            "warning",
            "kept",
            found=c,
            details={
                "latest": f"{table[c].as_of}",
                "age_days": (as_of - table[c].as_of).days,
                "limit_days": policy.freshness.ratings,
                "source": table[c].source,
            },
        )
        for c in sorted(used)
    ]
    country = code.reindex(customers).fillna("").to_numpy(object)
    grades_found: Floats = np.asarray(grade, dtype=np.float64)
    return np.where(np.isnan(grade), "", country), grades_found, findings


def _insured(
    ledgers: Ledgers, listing: pd.DataFrame, customers: Texts, policy: Policy, as_of: dt.date
) -> Minor:
    """Limit against commercial risk in force for what is shipped today: of the insurance policies,
    else of the customer list. WITHDRAWN where all of it has ended."""
    lines = cover_lines(ledgers["tblInsurance"], policy.insurance)
    named = lines.frame[(lines.frame["risk"] == "commercial").to_numpy()]["customer"].unique()
    cover = in_force(lines, as_of)
    cover = cover[((cover["risk"] == "commercial") & (cover["limit"] > 0)).to_numpy()]
    limit = cover.groupby("customer")["limit"].sum()
    own = listing["insured_limit"].reindex(customers).fillna(0).to_numpy(np.int64)
    insured = limit.reindex(customers).fillna(0).to_numpy(np.int64)
    listed = np.where(pd.Index(customers).isin(named), WITHDRAWN, own)
    return np.where(insured > 0, insured, listed).astype(np.int64)
