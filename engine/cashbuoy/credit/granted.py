"""Limits and terms of every customer: what holds, and what the rules of the policy propose."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.credit.changes import AT_ONCE, Change, InForce, in_force, proposals
from cashbuoy.credit.limits import LimitNow, LimitProposal, propose_limits
from cashbuoy.credit.listed import CustomerList
from cashbuoy.credit.record import Counts, Floats, PaymentRecord
from cashbuoy.credit.terms import TermsNow, TermsProposal, propose_terms
from cashbuoy.money import Minor, to_major
from cashbuoy.policy.models.credit import Limits, Terms


@dataclass(frozen=True)
class Standing:
    """What decides on a customer's limit and terms, arrays of shape (customers,).

    is_new: pays with the order; held: on hold, before any proposal.
    """

    grades: NDArray[np.object_]
    is_new: NDArray[np.bool_]
    held: NDArray[np.bool_]


@dataclass(frozen=True)
class GivenLimits:
    """Limits by the customer list and the approved changes, arrays of shape (customers,): `value`
    in base minor units, 0 where none is `given`."""

    found: InForce
    value: Minor
    given: NDArray[np.bool_]


@dataclass(frozen=True)
class CustomerLimits:
    """What the rules propose, and the limit that holds today (base minor units, (customers,)): what
    is lowered at once included. `changes`: the proposals as lines of tblCreditChanges."""

    proposal: LimitProposal
    holds: Minor
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class CustomerTerms:
    """The terms that hold today, and what the rules propose; `changes` as lines of
    tblCreditChanges."""

    now: TermsNow
    proposal: TermsProposal
    changes: tuple[Change, ...]


def acting_at_once(settings: Limits) -> frozenset[str]:
    """The rules whose proposals act before anybody approves them."""
    return AT_ONCE if settings.lower_at_once else frozenset()


def given_limits(
    changes: pd.DataFrame,
    known: CustomerList,
    record: PaymentRecord,
    settings: Limits,
    as_of: dt.date,
    digits: int,
) -> GivenLimits:
    """The limits before any proposal of this day. changes: tblCreditChanges; digits: of the base
    currency."""
    listed = np.where(known.limit > 0, to_major(known.limit, digits), np.nan)
    at_once = acting_at_once(settings)
    found = in_force(changes, "limit", pd.Index(record.customers), listed, as_of, at_once)
    value = np.rint(np.nan_to_num(found.value) * 10.0**digits).astype(np.int64)
    return GivenLimits(found, value, ~np.isnan(found.value))


def limits_of(
    given: GivenLimits,
    standing: Standing,
    known: CustomerList,
    record: PaymentRecord,
    settings: Limits,
    as_of: dt.date,
    digits: int,
) -> CustomerLimits:
    """Limits as the rules would have them."""
    now = LimitNow(
        given.value, given.given, given.found.since, known.insured, standing.is_new, standing.held
    )
    wanted = propose_limits(now, standing.grades, record, settings, as_of, digits)
    at_once = np.isin(wanted.rule, list(acting_at_once(settings)))
    holds = np.where(at_once & (wanted.proposed < given.value), wanted.proposed, given.value)
    if settings.caps_at_once:  # what is granted stays in the log; what holds is the cap
        holds = np.where(given.given, np.minimum(holds, wanted.cap), holds)
    after = to_major(wanted.proposed, digits)
    before = given.found.value
    lines = proposals(record.customers, "limit", wanted.rule, before, after, as_of)
    return CustomerLimits(wanted, holds, lines)


def terms_of(
    changes: pd.DataFrame,
    known: CustomerList,
    standing: Standing,
    record: PaymentRecord,
    pays: Counts,
    settings: Terms,
    as_of: dt.date,
) -> CustomerTerms:
    """The list's terms, else those of the latest invoice, with the approved changes; and the terms
    as the rules would have them. pays: days that the margin pays for (terms_value)."""
    used = np.where(record.terms_days >= 0, record.terms_days, np.nan)
    listed: Floats = np.where(np.isnan(known.terms), used, known.terms)
    found = in_force(changes, "terms", pd.Index(record.customers), listed, as_of)
    days = np.nan_to_num(found.value).astype(np.int64)
    agreed = ~np.isnan(found.value)
    now = TermsNow(days, agreed, found.since, standing.is_new, standing.held)
    wanted = propose_terms(now, standing.grades, record, pays, settings, as_of)
    before, after = days.astype(np.float64), wanted.days.astype(np.float64)
    lines = proposals(record.customers, "terms", wanted.rule, before, after, as_of)
    return CustomerTerms(now, wanted, lines)
