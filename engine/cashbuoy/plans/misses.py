"""What to do about a plan with missed instalments (B9): the ways side by side, and the one that the
policy recommends, with its reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from cashbuoy.buffer.cover import CoverBook
from cashbuoy.errors import FormulaError
from cashbuoy.money import minor_digits, to_minor
from cashbuoy.plans.proposals import Outlook
from cashbuoy.plans.prospects import (
    DAYS_A_MONTH,
    Fallback,
    Payer,
    Prospect,
    discount,
    prospect,
)
from cashbuoy.plans.replanning import NewTerms, Option, PlanPosition, replan

Way = Literal["wait", "extended", "spread", "capitalised", "write_off", "enforcement", "insurer"]
# Mildest first: a harsher way must be worth it.
WAYS: tuple[Way, ...] = (
    "wait", "extended", "spread", "capitalised", "write_off", "enforcement", "insurer",
)  # fmt: skip
_REPLANS: tuple[Option, ...] = ("extended", "spread", "capitalised")
Reason = Literal[
    "in_grace", "worth_most", "milder", "notice_first", "no_cover", "cover_lost",
    "replanned_before", "nothing_ahead", "grace_over",
]  # fmt: skip


@dataclass(frozen=True)
class MissedPlan:
    """A customer's plan with missed instalments. `replans`: versions before it; `invoices`: its
    invoices still open (document, due_date, open_base); grace_ends: last day of grace."""

    plan: str
    customer: str
    rate: float
    frequency: str
    state: str
    grace_ends: dt.date
    position: PlanPosition
    late_fee: int
    replans: int
    invoices: pd.DataFrame
    payer: Payer


@dataclass(frozen=True)
class CoverLeft:
    """What insurance still does for a plan's invoices. insured: open debt within the limits of its
    shipment days, deadlines kept so far; pays: what insurers pay for it (base minor units); lost:
    a deadline was missed; notices: deadlines of those still to be given; paid: the day on which
    the insurer would pay."""

    insured: int
    pays: int
    lost: bool
    notices: np.ndarray
    paid: dt.date | None


@dataclass(frozen=True)
class WayOut:
    """One way: expected money (less costs), the same at today's value, days until it comes on
    average, what is waived, the new schedule if there is one, and the insurance deadlines that
    pass unless the notice is given (count, first). Reasons say why it cannot be had, or what comes
    with it; recommended marks one way of a plan."""

    plan: str
    way: Way
    possible: bool
    recovery: int = 0
    npv: int = 0
    days: float = 0.0
    waived: int = 0
    schedule: pd.DataFrame | None = None
    ends: dt.date | None = None
    deadlines: int = 0
    first_deadline: dt.date | None = None
    reasons: tuple[Reason, ...] = ()
    recommended: bool = False


def ways_out(plan: MissedPlan, insurance: CoverBook, outlook: Outlook) -> tuple[WayOut, ...]:
    """All ways in the order of WAYS, one recommended: while grace runs, to wait and remind; then
    the mildest that is worth as much as the best, up to the policy's least gain."""
    cover = cover_left(plan, insurance)
    found = [_with_deadlines(way, cover) for way in _ways(plan, cover, outlook)]
    owed = plan.position.principal + plan.position.missed_interest
    possible = [w for w in found if w.possible]
    if not possible:
        return tuple(found)
    if possible[0].way == "wait":
        best, why = possible[0], "in_grace"
    else:
        top = max(w.npv for w in possible)
        bar = top - outlook.policy.instalments.misses.least_gain * owed
        best = next(w for w in possible if w.npv >= bar)
        why = "worth_most" if best.npv == top else "milder"
    reasons = (why, *best.reasons)
    chosen = replace(best, recommended=True, reasons=reasons)  # type: ignore[arg-type]
    return tuple(chosen if w is best else w for w in found)


def _ways(plan: MissedPlan, cover: CoverLeft, outlook: Outlook) -> Iterator[WayOut]:
    enforced = _enforcement(plan, outlook)
    net = enforced.recovery / _owed(plan) if _owed(plan) else 0.0
    fallback = Fallback(min(max(net, 0.0), 1.0), enforced.days)
    yield _wait(plan, fallback, outlook)
    for option in _REPLANS:
        yield _replanned(plan, option, fallback, outlook)
    yield _write_off(plan, fallback, outlook)
    yield enforced
    yield _insurer(plan, cover, outlook)


def _owed(plan: MissedPlan) -> int:
    return plan.position.principal + plan.position.missed_interest


def _wait(plan: MissedPlan, fallback: Fallback, outlook: Outlook) -> WayOut:
    """The plan goes on as it is: the arrears by the last day of grace, the rest as agreed."""
    position, today = plan.position, np.datetime64(outlook.as_of, "D")
    if plan.state != "in_grace":
        return WayOut(plan.plan, "wait", possible=False, reasons=("grace_over",))
    arrears = position.missed_principal + position.missed_interest
    due = np.append(max(np.datetime64(plan.grace_ends, "D"), today), position.dates)
    payments = np.append(arrears, position.ahead + position.interest)
    worth = _prospect(plan, due, payments, fallback, outlook)
    return _way(plan, "wait", worth, due.max().item())


def _replanned(plan: MissedPlan, option: Option, fallback: Fallback, outlook: Outlook) -> WayOut:
    settings = outlook.policy.instalments
    if plan.replans >= settings.misses.most_replans:
        return WayOut(plan.plan, option, possible=False, reasons=("replanned_before",))
    # Where no date is ahead, what was missed is paid by as many further instalments.
    further = None if plan.position.dates.size or option == "extended" else plan.position.missed
    terms = NewTerms(
        option,
        plan.rate,
        outlook.as_of,
        plan.frequency,  # type: ignore[arg-type]  # as the ledger's choices have it
        further=further,
        late_fee=plan.late_fee,
    )
    try:
        schedule = replan(plan.position, terms, outlook.calendar, settings)
    except FormulaError:
        return WayOut(plan.plan, option, possible=False, reasons=("nothing_ahead",))
    due = schedule["due"].to_numpy("datetime64[D]")
    payments = schedule["payment"].to_numpy(np.int64)
    worth = _prospect(plan, due, payments, fallback, outlook)
    return replace(_way(plan, option, worth, due.max().item()), schedule=schedule)


def _prospect(
    plan: MissedPlan,
    due: np.ndarray,
    payments: np.ndarray,
    fallback: Fallback,
    outlook: Outlook,
) -> Prospect:
    """What a schedule brings from a debtor who has missed once already."""
    after = outlook.policy.instalments.misses.kept_after_miss
    span = max((due.max() - np.datetime64(outlook.as_of, "D")).astype(np.int64), 1)
    months = max(span / DAYS_A_MONTH, 1.0)
    burden = float(payments.sum()) / max(min(months, payments.size), 1.0)
    return prospect(
        due,
        payments,
        plan.payer.keeps(burden) * after,
        fallback,
        outlook.policy.credit.terms.cost_of_money,
        outlook.as_of,
        outlook.closing.size,
    )


def _write_off(plan: MissedPlan, fallback: Fallback, outlook: Outlook) -> WayOut:
    """A part is waived for prompt payment of the rest; where that fails, the whole is enforced."""
    rule, owed = outlook.policy.instalments.misses.write_off, _owed(plan)
    waived = round(owed * rule.share)
    rate = outlook.policy.credit.terms.cost_of_money
    late = rule.within_days + fallback.days
    paid, failed = rule.chance * (owed - waived), (1 - rule.chance) * owed * fallback.share
    recovery = paid + failed
    days = (paid * rule.within_days + failed * late) / recovery if recovery else 0.0
    npv = paid * discount(rule.within_days, rate) + failed * discount(late, rate)
    ends = outlook.as_of + dt.timedelta(days=rule.within_days)
    way = WayOut(plan.plan, "write_off", possible=True, waived=waived, ends=ends)
    return replace(way, recovery=round(recovery), npv=round(float(npv)), days=days)


def _enforcement(plan: MissedPlan, outlook: Outlook) -> WayOut:
    """All that is owed falls due at once, with its late fees, and is enforced; costs come first."""
    rule, owed = outlook.policy.instalments.misses.enforcement, _owed(plan)
    digits = minor_digits(outlook.policy.firm.base_currency)
    costs = round(owed * rule.cost_share) + int(to_minor(rule.cost_amount, digits))
    gross = round((owed + plan.late_fee) * rule.recovered)
    days = rule.months * DAYS_A_MONTH
    rate = outlook.policy.credit.terms.cost_of_money
    return WayOut(
        plan.plan,
        "enforcement",
        possible=True,
        recovery=gross - costs,
        npv=round(float(gross * discount(days, rate))) - costs,
        days=days,
        ends=outlook.as_of + dt.timedelta(days=round(days)),
    )


def _insurer(plan: MissedPlan, cover: CoverLeft, outlook: Outlook) -> WayOut:
    """The claim goes to the insurer at once: its share of what is still insured and owed."""
    if not cover.insured or cover.paid is None:
        reason: Reason = "cover_lost" if cover.lost else "no_cover"
        return WayOut(plan.plan, "insurer", possible=False, reasons=(reason,))
    paid = round(cover.pays * min(1.0, _owed(plan) / cover.insured))
    days = (cover.paid - outlook.as_of).days
    rate = outlook.policy.credit.terms.cost_of_money
    return WayOut(
        plan.plan,
        "insurer",
        possible=True,
        recovery=paid,
        npv=round(float(paid * discount(days, rate))),
        days=float(days),
        ends=outlook.as_of,
    )


def _way(plan: MissedPlan, way: Way, worth: Prospect, ends: dt.date) -> WayOut:
    return WayOut(
        plan.plan,
        way,
        possible=True,
        recovery=round(worth.recovery),
        npv=round(worth.npv),
        days=worth.days,
        ends=ends,
    )


def _with_deadlines(way: WayOut, cover: CoverLeft) -> WayOut:
    """The notices that fall due before the way has run its course: lost unless given in time."""
    if way.ends is None or way.way == "insurer":
        return way
    passed = cover.notices[cover.notices <= np.datetime64(way.ends, "D")]
    if not passed.size:
        return way
    return replace(
        way,
        deadlines=int(passed.size),
        first_deadline=passed.min().item(),
        reasons=(*way.reasons, "notice_first"),
    )


def cover_left(plan: MissedPlan, cover: CoverBook) -> CoverLeft:
    """What the customer's insurance still covers of the plan's open invoices (buffer.cover)."""
    never = np.zeros(0, dtype="datetime64[D]")
    pairs = cover.insured.pairs
    rows = cover.invoices["row"].to_numpy(np.int64)[pairs["item"].to_numpy(np.int64)]
    ours = np.isin(rows, plan.invoices["row"].to_numpy(np.int64))
    ours &= (pairs["risk"] == "commercial").to_numpy()
    if not ours.any():
        return CoverLeft(0, 0, lost=False, notices=never, paid=None)
    own = pairs[ours]
    insured, pays = int(own["insured"].sum()), cover.pays_for(np.flatnonzero(ours))
    clock = cover.insured.clock
    clock = clock[clock["pair"].isin(own.index[(own["insured"] > 0).to_numpy()])]
    ahead = (clock["step"] == "notice") & (clock["state"] == "ahead")
    notices = clock.loc[ahead, "deadline"].to_numpy("datetime64[D]")
    payment = clock.loc[clock["step"] == "payment", "deadline"].dropna()
    paid = None if payment.empty else payment.max().date()
    return CoverLeft(insured, pays, bool((own["reason"] == "cover_lost").any()), notices, paid)
