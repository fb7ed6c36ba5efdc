"""How well the firm is protected, as indicators that rules can watch: insurers' deadlines, what is
not insured, what no source of cash would close, payment plans in arrears, money at risk."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from cashbuoy.buffer.risk_buffer import RiskBuffer
from cashbuoy.collection.worklist import Worklist
from cashbuoy.measures.indicator import Indicator, Reading, Unit, fraction
from cashbuoy.measures.reasons import Reason
from cashbuoy.plans.plan_book import PlanBook
from cashbuoy.policy.models import Policy

_DEADLINES = ("notice", "claim")


def protection_indicators(
    buffer: RiskBuffer,
    plans: PlanBook | None,
    work: Worklist,
    cash: Indicator,
    policy: Policy,
    as_of: dt.date,
) -> tuple[Indicator, ...]:
    """At the as-of date, `cash` being cash on it, in this order:

    insurance_days_left: days until the next notice or claim that can still be made in time.
    uninsured_share: of what customers owe, the share that no policy covers.
    uncovered_gap: cash still missing to the floor when every way to raise it is used, minor units.
    plan_arrears, own_plan_arrears: instalments overdue of customers' plans, and of our own.
    money_at_risk: of all that customers owe and are asked or waited for, as the worklist says.
    """
    return (
        _now("insurance_days_left", _days_left(buffer, policy), "days", as_of),
        _now("uninsured_share", _uninsured(buffer, policy), "share", as_of),
        _now("uncovered_gap", _uncovered(buffer, cash), "money", as_of),
        _now("plan_arrears", _arrears(plans, "in"), "money", as_of),
        _now("own_plan_arrears", _arrears(plans, "out"), "money", as_of),
        _now("money_at_risk", _at_risk(work), "money", as_of),
    )


def _days_left(buffer: RiskBuffer, policy: Policy) -> Reading:
    if not policy.has("insurance"):
        return Reading(None, reason="module_off")
    insured = buffer.cover.insured
    clock = insured.clock
    ahead = clock["step"].isin(_DEADLINES) & (clock["state"] == "ahead")
    ahead &= insured.at_stake[clock["pair"].to_numpy(np.int64)]
    days = clock.loc[ahead, "days_left"].dropna().to_numpy(np.float64)
    return _value(float(days.min())) if days.size else Reading(None, reason="no_deadline")


def _uninsured(buffer: RiskBuffer, policy: Policy) -> Reading:
    if not policy.has("insurance"):
        return Reading(None, reason="module_off")
    invoices = buffer.cover.invoices
    return fraction(
        float(invoices["uninsured"].sum()),
        float(invoices["owed"].sum()),
        "no_receivables",
        "no_receivables",
    )


def _uncovered(buffer: RiskBuffer, cash: Indicator) -> Reading:
    if cash.value is None:
        return Reading(None, reason="no_cash")
    return _value(float(buffer.ladder.uncovered))


def _arrears(plans: PlanBook | None, direction: str) -> Reading:
    if plans is None:
        return Reading(None, reason="module_off")
    of_side = plans.plans[(plans.plans["direction"] == direction).to_numpy()]
    if of_side.empty:
        return Reading(None, reason="no_plans")
    return _value(float(of_side["arrears"].sum()))


def _at_risk(work: Worklist) -> Reading:
    risks = pd.concat([work.actions["at_risk"], work.waiting["at_risk"]])
    return _value(float(risks.sum())) if len(risks) else Reading(None, reason="no_receivables")


def _value(figure: float) -> Reading:
    return Reading(figure)


def _now(name: str, reading: Reading, unit: Unit, as_of: dt.date) -> Indicator:
    reason: Reason = reading.reason
    return Indicator(name, reading.value, unit, (), reading.parts, "ledgers", reason, as_of)
