"""Payment plans proposed to debtors (B9): fast, balanced and gentle, each with what it brings and
what it does to our lowest cash."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import WorkCalendar
from cashbuoy.forecast.expectation import ExpectedReceipts
from cashbuoy.money import Minor, minor_digits, to_minor
from cashbuoy.plans.instalments import PlanTerms, instalment_schedule
from cashbuoy.plans.prospects import (
    Fallback,
    Floats,
    Payer,
    discount,
    lowest_with,
    monthly_receipts,
    prospect,
)
from cashbuoy.plans.repayment import Frequency
from cashbuoy.policy.models import Policy

Shape = Literal["fast", "balanced", "gentle"]
SHAPES: tuple[Shape, ...] = ("fast", "balanced", "gentle")
# What the agreement says beside its instalments.
Condition = Literal["statement_of_debt", "acceleration", "late_fee", "security", "deliveries"]
Reason = Literal["best_value", "keeps_floor", "least_harm"]

_INSTALMENTS_A_MONTH: dict[Frequency, float] = {
    "weekly": 52 / 12, "fortnightly": 26 / 12, "monthly": 1, "month_end": 1,
}  # fmt: skip


@dataclass(frozen=True)
class Outlook:
    """What proposals are measured against. closing: end-of-day cash of the forecast, shape
    (days,); expected: all claims on customers with their chances."""

    closing: Minor
    floor: int
    expected: ExpectedReceipts
    kept: pd.Series  # customer -> chance that a promise is kept, "" for a newcomer
    grades: pd.Series  # customer -> grade
    calendar: WorkCalendar
    policy: Policy
    as_of: dt.date


@dataclass(frozen=True)
class Debtor:
    """A customer with overdue debt; money in base minor units, arrays over the forecast's days.

    rows: of tblReceivables. without: expected daily receipts of this debt as things stand;
    recovery, npv: what it brings without a plan.
    """

    customer: str
    grade: str
    rows: NDArray[np.int64]
    debt: int
    oldest_days: int
    payer: Payer
    without: Floats
    recovery: float
    npv: float
    fallback: Fallback


@dataclass(frozen=True)
class Proposal:
    """One plan for one debtor. recovery, npv: expected money of it, and at today's value; lowest:
    our lowest cash with it. recommended with the reason for it."""

    debtor: Debtor
    shape: Shape
    terms: PlanTerms
    schedule: pd.DataFrame  # instalments.instalment_schedule
    security: str
    conditions: tuple[Condition, ...]
    recovery: int
    npv: int
    lowest: int
    lowest_without: int
    kept: float
    recommended: Reason | None = None


def debtors(
    receivables: pd.DataFrame, invoices: pd.DataFrame, in_plans: set[str], outlook: Outlook
) -> tuple[Debtor, ...]:
    """Who is offered a plan, largest debt first: overdue by so many days and as much as the policy
    says, of a grade that it names, and not in a plan already. Disputed parts are no part
    of it, nor are invoices whose claim an insurer has admitted or paid."""
    offers, digits = (
        outlook.policy.instalments.offers,
        minor_digits(outlook.policy.firm.base_currency),
    )
    overdue = receivables[
        (receivables["status"] == "forecast")
        & (receivables["days_overdue"] > 0)
        & (receivables["insurer_base"] == 0)  # an insurer that pays has to be asked first
        & ~receivables["counterparty"].isin(in_plans)
    ]
    if overdue.empty:
        return ()
    net = overdue["open_base"] - overdue["disputed_base"]
    by = overdue.assign(net=net).groupby("counterparty")
    found = by.agg(debt=("net", "sum"), oldest=("days_overdue", "max"))
    grade = outlook.grades.reindex(found.index).fillna("N").replace("", "N")
    least = max(
        int(to_minor(amount, digits))
        for amount in (offers.overdue_amount, outlook.policy.instalments.minimum_amount)
    )
    wanted = (found["oldest"] >= offers.overdue_days) & (found["debt"] >= max(least, 1))
    found = found[wanted & grade.isin(offers.grades)]
    found = found.sort_values("debt", ascending=False, kind="stable").head(offers.most_customers)
    if found.empty:
        return ()
    paid = monthly_receipts(invoices, offers.capacity_months, outlook.as_of)
    rows = overdue.loc[overdue["counterparty"].isin(found.index), ["counterparty", "row"]]
    by_customer = rows.groupby("counterparty")["row"]
    return tuple(
        _debtor(
            str(customer),
            str(grade[customer]),
            by_customer.get_group(customer).to_numpy(np.int64),
            (int(debt), int(oldest)),
            float(paid.get(customer, 0.0)),
            outlook,
        )
        for customer, debt, oldest in found.itertuples()
    )


def _debtor(
    customer: str,
    grade: str,
    rows: NDArray[np.int64],
    owed: tuple[int, int],
    monthly: float,
    outlook: Outlook,
) -> Debtor:
    debt, oldest = owed
    expected = outlook.expected
    claims = expected.claims
    own = np.flatnonzero((claims.source == "tblReceivables") & np.isin(claims.row, rows))
    amount = expected.amount[own].astype(np.float64)
    chances = expected.odds.profiles[expected.odds.profile[own]]
    daily = amount @ chances[:, :-2]
    later = amount * chances[:, -2]
    after = (expected.later[own] - np.datetime64(outlook.as_of, "D")).astype(np.int64)
    rate = outlook.policy.credit.terms.cost_of_money
    days = np.arange(1, daily.size + 1)
    recovery = float(daily.sum() + later.sum())
    mean = float((daily @ days) + (later @ after)) / recovery if recovery > 0 else 0.0
    kept = outlook.kept.get(customer, outlook.kept.get("", 0.5))
    return Debtor(
        customer=customer,
        grade=grade,
        rows=rows,
        debt=debt,
        oldest_days=oldest,
        payer=Payer(float(kept), monthly),
        without=daily,
        recovery=recovery,
        npv=float(daily @ discount(days, rate) + later @ discount(after, rate)),
        fallback=Fallback(min(recovery / debt, 1.0), mean),
    )


def propose(debtor: Debtor, outlook: Outlook) -> tuple[Proposal, ...]:
    """Up to three plans, fast first, one of them recommended: the one worth most of those that
    leave our lowest cash at the floor or where it is without a plan; where none does, the one
    that harms it least."""
    found: dict[int, Proposal] = {}
    for shape, terms in _terms(debtor, outlook):
        if terms.instalments not in found:
            found[terms.instalments] = _valued(debtor, shape, terms, outlook)
    plans = list(found.values())
    bar = min(outlook.floor, plans[0].lowest_without)
    fine = [p for p in plans if p.lowest >= bar]
    if fine:
        best = max(fine, key=lambda p: p.npv)
        why: Reason = "best_value" if len(fine) == len(plans) else "keeps_floor"
    else:
        best, why = max(plans, key=lambda p: p.lowest), "least_harm"
    return tuple(replace(p, recommended=why if p is best else None) for p in plans)


def _terms(debtor: Debtor, outlook: Outlook) -> Iterator[tuple[Shape, PlanTerms]]:
    """The terms of each shape. Its months follow from what the debtor usually pays us; where that
    is nothing, they are a third, two thirds and all of the longest plan."""
    settings, grade = outlook.policy.instalments, debtor.grade
    offers, digits = settings.offers, minor_digits(outlook.policy.firm.base_currency)
    longest = int(getattr(offers.longest, grade))
    share = float(getattr(offers.down_payment, grade))
    # In whole units of money, as agreements have it; never less than the policy's share.
    unit = 10**digits
    down = min(-(-round(debtor.debt * share) // unit) * unit, debtor.debt - 1)
    for at, shape in enumerate(SHAPES, start=1):
        carried = debtor.payer.monthly * float(getattr(offers.burdens, shape))
        wanted = (debtor.debt - down) / carried if carried > 0 else longest * at / len(SHAPES)
        months = min(max(int(np.ceil(wanted)), 1), longest)
        yield (
            shape,
            PlanTerms(
                debtor.debt,
                max(round(months * _INSTALMENTS_A_MONTH[offers.frequency]), 1),
                offers.rate,
                outlook.as_of,
                offers.frequency,
                offers.method,
                down,
            ),
        )


def _valued(debtor: Debtor, shape: Shape, terms: PlanTerms, outlook: Outlook) -> Proposal:
    settings = outlook.policy.instalments
    schedule = instalment_schedule(terms, outlook.calendar, settings)
    payments = schedule["payment"].to_numpy(np.int64)
    later = payments[schedule["number"].to_numpy() > 0]
    burden = float(later.mean()) * _INSTALMENTS_A_MONTH[terms.frequency]
    worth = prospect(
        schedule["due"].to_numpy("datetime64[D]"),
        payments,
        debtor.payer.keeps(burden),
        debtor.fallback,
        outlook.policy.credit.terms.cost_of_money,
        outlook.as_of,
        outlook.closing.size,
    )
    security = str(getattr(settings.offers.security, debtor.grade))
    return Proposal(
        debtor=debtor,
        shape=shape,
        terms=terms,
        schedule=schedule,
        security=security,
        conditions=conditions(security, debtor.grade),
        recovery=round(worth.recovery),
        npv=round(worth.npv),
        lowest=lowest_with(outlook.closing, worth.daily - debtor.without),
        lowest_without=int(outlook.closing.min()),
        kept=worth.kept,
    )


def conditions(security: str, grade: str) -> tuple[Condition, ...]:
    """What the agreement must say: always a statement of debt, acceleration and late fees; security
    and deliveries against cash where the policy or the grade want them."""
    found: list[Condition] = ["statement_of_debt", "acceleration", "late_fee"]
    if security != "no_security":
        found.append("security")
    if grade in {"C", "D", "N"}:
        found.append("deliveries")
    return tuple(found)
