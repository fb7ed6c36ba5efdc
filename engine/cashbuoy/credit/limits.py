"""Credit limits follow behaviour: lowered at once, raised slowly, never above their caps (B4)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cashbuoy.calendars import Dates, add_months
from cashbuoy.credit.grades import GRADES
from cashbuoy.credit.record import PaymentRecord
from cashbuoy.money import Minor, to_minor
from cashbuoy.policy.models.credit import Limits

CapName = Literal["grade", "equity", "insured"]
CAPS: tuple[CapName, ...] = ("grade", "equity", "insured")
WITHDRAWN = -1  # an insured limit that the insurer has taken back
_NO_CAP = np.iinfo(np.int64).max

Texts = NDArray[np.object_]


@dataclass(frozen=True)
class LimitNow:
    """What holds of each customer before any proposal, arrays of shape (customers,).

    value, given: limit in force (base minor units) and whether there is one; since: its last change
    (NaT for none); insured: insured limit, 0 for none, WITHDRAWN: the insurer grants no
    more; is_new: pays with the order, no credit yet;
    held: on hold (hold.holds).
    """

    value: Minor
    given: NDArray[np.bool_]
    since: Dates
    insured: Minor
    is_new: NDArray[np.bool_]
    held: NDArray[np.bool_]


@dataclass(frozen=True)
class LimitProposal:
    """For each customer, arrays of shape (customers,), base minor units: `proposed`, the `rule`
    that made it (changes.Rule; "keep" where nothing changes), the lowest `cap` of all (int64's
    largest where there is none) and which one it is (CAPS, "" for none)."""

    proposed: Minor
    rule: Texts
    cap: Minor
    capped_by: Texts


def propose_limits(
    now: LimitNow,
    grades: Texts,
    record: PaymentRecord,
    settings: Limits,
    as_of: dt.date,
    digits: int,
) -> LimitProposal:
    """Limits as the rules would have them.

    A late payment counts once: since the last change, and for as long as a good record takes to
    earn. Who is on hold is not given more. Where a late payment lowers a limit, that is the rule
    named, though a cap may lower it further.
    """
    current = now.value
    cap, capped_by = lowest_caps(now, grades, record, settings, digits)
    today = np.datetime64(as_of, "D")
    served = add_months(today, -settings.raise_after_months)
    late = ~np.isnat(record.late_on) & (record.late_on > np.fmax(now.since, served))
    steady = np.isnat(now.since) | (now.since <= served)
    known = ~np.isnat(record.first_invoice) & (record.first_invoice <= served)
    used = record.exposure >= settings.raise_at_utilisation * current
    has_some = now.given & (current > 0)
    good = steady & ~late & ~now.held & known & used & np.isin(grades, ["A", "B"])
    cases = [now.is_new, ~now.given, late & has_some, good & has_some]
    rules = np.array(["new_customer", "first_limit", "late_payment", "good_record"], dtype=object)
    wanted = np.select(
        cases,
        [
            np.zeros_like(current),
            _first_limit(grades, record, settings, digits),
            (current * (1 - settings.lower_by)).astype(np.int64),
            np.rint(current * (1 + settings.raise_by)).astype(np.int64),
        ],
        default=current,
    )
    rule = np.select(cases, rules, default="keep").astype(object)
    raised = (rule == "good_record") & (cap > current)  # capped, but a raise
    over = (wanted > cap) & ~raised & (rule != "late_payment")
    rule = np.where(over, np.char.add("cap_", capped_by.astype(str)).astype(object), rule)
    proposed = np.minimum(wanted, cap)
    rounded = _rounded_down(proposed, settings.round_to, digits)
    proposed = np.where(proposed != current, rounded, proposed)
    # A raise that rounding eats up is none.
    proposed = np.where((rule == "good_record") & (proposed < current), current, proposed)
    rule = np.where((proposed == current) & now.given, "keep", rule)
    return LimitProposal(proposed.astype(np.int64), rule, cap, capped_by)


def lowest_caps(
    now: LimitNow, grades: Texts, record: PaymentRecord, settings: Limits, digits: int
) -> tuple[Minor, Texts]:
    """The lowest cap of each customer and its name (CAPS, "" where nothing caps).

    A ledger that is too young to grade a customer long known says nothing against its limit.
    """
    n = len(record)
    equity = np.full(n, _NO_CAP)
    if settings.equity > 0:
        equity[:] = int(to_minor(settings.equity, digits) * settings.share_of_equity)
    insured = (np.maximum(now.insured, 0) * settings.insured_multiple).astype(np.int64)
    by_grade = _grade_caps(grades, record, settings, digits)
    ungraded = (grades == "N") & ~now.is_new & now.given
    caps = np.vstack(
        [
            np.where(ungraded, _NO_CAP, by_grade),
            equity,
            np.where(now.insured != 0, insured, _NO_CAP),
        ]
    )
    lowest = caps.argmin(axis=0)
    cap: Minor = caps[lowest, np.arange(n)]
    names = np.array(CAPS, dtype=object)[lowest]
    return cap, np.where(cap == _NO_CAP, "", names)


def _first_limit(grades: Texts, record: PaymentRecord, settings: Limits, digits: int) -> Minor:
    """What the grade allows; what is owed already where it allows anything."""
    most = _grade_caps(grades, record, settings, digits)
    return np.where(most == _NO_CAP, record.exposure, most)


def _grade_caps(grades: Texts, record: PaymentRecord, settings: Limits, digits: int) -> Minor:
    """The most that customers of each grade may owe."""
    monthly = np.maximum(record.sales_12m, 0) / record.sales_months
    caps = np.full(len(record), _NO_CAP)
    for grade in GRADES:
        limits = getattr(settings.caps, grade)
        most = np.full(len(record), _NO_CAP)
        if limits.amount is not None:
            most[:] = int(to_minor(limits.amount, digits))
        if limits.months_of_sales is not None:
            most = np.minimum(most, np.floor(monthly * limits.months_of_sales).astype(np.int64))
        caps = np.where(grades == grade, most, caps)
    return caps


def _rounded_down(amounts: Minor, round_to: float, digits: int) -> Minor:
    """To a multiple of `round_to`, small amounts to two figures."""
    figures = 10.0 ** (np.floor(np.log10(np.maximum(amounts, 10))) - 1)
    step = np.minimum(figures.astype(np.int64), max(int(to_minor(round_to, digits)), 1))
    rounded: Minor = amounts // step * step
    return rounded
