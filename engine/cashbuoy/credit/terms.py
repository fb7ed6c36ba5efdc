"""Terms of payment: cash with order for new customers, then a ladder up and down (B3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cashbuoy.calendars import Dates, add_months
from cashbuoy.credit.grades import GRADES
from cashbuoy.credit.record import Counts, Floats, PaymentRecord
from cashbuoy.policy.models.credit import Terms

Texts = NDArray[np.object_]


@dataclass(frozen=True)
class TermsNow:
    """Terms in force before any proposal, arrays of shape (customers,).

    agreed: whether the customer list or an approved change names them, or they are those of the
    latest invoice; since: their last change, NaT for none; is_new: cash with order until assessed;
    held: on hold (hold.holds).
    """

    days: Counts
    agreed: NDArray[np.bool_]
    since: Dates
    is_new: NDArray[np.bool_]
    held: NDArray[np.bool_]


@dataclass(frozen=True)
class TermsProposal:
    """For each customer, shape (customers,): days proposed, the rule (changes.Rule)."""

    days: Counts
    rule: Texts


def new_customers(record: PaymentRecord, tenure: Floats, settings: Terms) -> NDArray[np.bool_]:
    """Customers not yet assessed: too short a time, or too few deals paid while not long known."""
    months = np.nan_to_num(tenure, nan=0.0)
    few = record.deals_paid < settings.assess_after_deals
    short = months < settings.assess_after_months
    return short | (few & (months < settings.known_after_months))


def longest_terms(grades: Texts, settings: Terms) -> Counts:
    """Longest terms of each customer by its grade, days."""
    longest = np.zeros(len(grades), dtype=np.int64)
    for grade in GRADES:
        longest = np.where(grades == grade, getattr(settings.longest, grade), longest)
    return longest


def propose_terms(
    now: TermsNow,
    grades: Texts,
    record: PaymentRecord,
    pays: Counts,
    settings: Terms,
    as_of: dt.date,
) -> TermsProposal:
    """Days as the rules would have them; nothing acts before it is approved.

    One step down for a late payment since the last change (and for no longer than a good record
    takes to earn), unless the grade is still A; one up for an A with a good record. Who is on hold
    is granted nothing. Never beyond the longest terms of the grade; none are granted beyond the
    days that pay (`pays`).
    """
    current, is_new = now.days, now.is_new
    longest = longest_terms(grades, settings)
    # Not enough history in the ledger says nothing against terms agreed with a customer long known.
    longest = np.where(
        (grades == "N") & ~is_new & now.agreed, np.maximum(current, longest), longest
    )
    ladder = np.array(settings.ladder, dtype=np.int64)
    served = add_months(np.datetime64(as_of, "D"), -settings.raise_after_months)
    late = ~np.isnat(record.late_on) & (record.late_on > np.fmax(now.since, served))
    steady = np.isnat(now.since) | (now.since <= served)
    known = ~np.isnat(record.first_invoice) & (record.first_invoice <= served)
    # Terms lowered to none for a late payment are not granted again the next day.
    prompt = np.isnat(record.late_on) | (record.late_on <= served)
    first = ~is_new & (current == 0) & prompt & ~now.held & np.isin(grades, ["A", "B", "C"])
    down = late & (current > 0) & (grades != "A")
    up = ~late & ~now.held & steady & known & (grades == "A") & (current > 0) & now.agreed
    below = ladder[np.maximum(np.searchsorted(ladder, current, side="left") - 1, 0)]
    above = ladder[np.minimum(np.searchsorted(ladder, current, side="right"), len(ladder) - 1)]
    days = np.select(
        [is_new, first, down, up],
        [np.zeros_like(current), np.minimum(settings.first_terms_days, pays), below,
         np.maximum(np.minimum(above, np.minimum(pays, settings.raise_up_to_days)), current)],
        default=current,
    )  # fmt: skip
    rule = np.select(
        [is_new, first, down, up],
        np.array(["new_customer", "assessment", "late_payment", "good_record"], dtype=object),
        default="keep",
    ).astype(object)
    rule = np.where(days > longest, np.where(grades == "D", "grade_d", "cap_grade"), rule)
    days = np.minimum(days, longest)
    rule = np.where(days == current, "keep", rule)
    return TermsProposal(days, rule)
