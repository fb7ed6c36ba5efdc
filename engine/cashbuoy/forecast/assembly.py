"""All cash events of a firm, from the sources that its policy switches on."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cashbuoy.behaviour.learning import DelayModel
from cashbuoy.buffer.admitted import AdmittedClaims
from cashbuoy.calendars import WorkCalendar
from cashbuoy.collection.disputes import DisputeBook
from cashbuoy.findings import Finding
from cashbuoy.forecast.budget import Budget, budget_events, empty_budget, read_budget
from cashbuoy.forecast.claim_odds import behaviour_odds, due_date_odds, on_due_odds
from cashbuoy.forecast.claims import (
    Claims,
    dispute_claims,
    instalment_claims,
    joined,
    open_claims,
    stage_claims,
)
from cashbuoy.forecast.events import by_date
from cashbuoy.forecast.expectation import ExpectedReceipts, expected_receipts
from cashbuoy.forecast.horizon import Horizon
from cashbuoy.forecast.open_positions import (
    bill_events,
    claim_events,
    line_events,
    own_instalment_events,
    payable_events,
)
from cashbuoy.forecast.recurring import recurring_events
from cashbuoy.forecast.sales_claims import in_months, sales_claims
from cashbuoy.forecast.tax import invoiced_tax, vat_events
from cashbuoy.forecast.vat_rates import vat_shares
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.currency import Rates
from cashbuoy.policy.models import Policy


@dataclass(frozen=True)
class Positions:
    """What is owed both ways at the as-of date.

    invoices, bills: ledger.documents; receivables, payables: ledger.open_items, payables with the
    part that goes by own acceptance bill (forecast.own_bills.with_own_bills); own_bills: how
    suppliers are paid by them; paying: how late (forecast.paying_habits); stages:
    collection.stages; instalments: plans.instalments; disputes: collection.disputes; admitted:
    buffer.admitted, whose part of an invoice is no claim on the customer any more.
    """

    invoices: pd.DataFrame
    bills: pd.DataFrame
    receivables: pd.DataFrame
    payables: pd.DataFrame
    own_bills: pd.DataFrame
    paying: pd.DataFrame
    stages: pd.DataFrame
    instalments: pd.DataFrame
    disputes: DisputeBook
    admitted: AdmittedClaims


def budget_ahead(
    ledgers: Ledgers, positions: Positions, policy: Policy, horizon: Horizon
) -> Budget:
    """The budget that is still ahead; empty where the policy has none."""
    shares = vat_shares(positions.invoices, positions.bills, ledgers, policy)
    if not policy.has("budget"):
        return empty_budget(horizon, shares)
    documents = (positions.invoices, positions.bills)
    return read_budget(ledgers, policy, horizon, documents, positions.stages, shares)


@dataclass(frozen=True)
class Owing:
    """All that customers owe and will owe; the first `issued` claims are no budgeted sales. Sales
    collected in tranches are no part."""

    claims: Claims
    issued: int


def claims_ahead(positions: Positions, budget: Budget, policy: Policy, horizon: Horizon) -> Owing:
    """From open invoices, disputes, stages, plans and the budget, as far as the policy has them."""
    parts = [
        open_claims(positions.receivables, positions.invoices, policy),
        dispute_claims(positions.disputes.open, horizon.as_of),
    ]
    if policy.has("contracts"):
        parts.append(stage_claims(positions.stages))
    if policy.has("plans"):
        parts.append(instalment_claims(positions.instalments, horizon.as_of))
    others = sum(len(p) for p in parts)
    if policy.budget.sales_collected == "behaviour":
        parts.append(sales_claims(budget, positions.invoices, policy, horizon))
    return Owing(joined(parts), others)


def receipts_ahead(
    owing: Owing,
    budget: Budget,
    delays: DelayModel,
    policy: Policy,
    horizon: Horizon,
    calendar: WorkCalendar,
) -> ExpectedReceipts:
    """What comes of it and when, as the policy expects."""
    habitual = policy.forecast.receipts == "behaviour"
    odds = (
        behaviour_odds(owing.claims, delays, policy, horizon, calendar)
        if habitual
        else due_date_odds(owing.claims, policy, horizon, calendar)
    )
    dated = in_months(owing.claims, odds, budget, owing.issued)
    return expected_receipts(*dated, policy, horizon, calendar)


def receipts_on_due(
    owing: Owing, budget: Budget, policy: Policy, horizon: Horizon, calendar: WorkCalendar
) -> ExpectedReceipts:
    """The same as if everyone paid the whole on the due date."""
    odds = on_due_odds(owing.claims, policy, horizon, calendar)
    dated = in_months(owing.claims, odds, budget, owing.issued)
    return expected_receipts(*dated, policy, horizon, calendar)


def other_events(
    ledgers: Ledgers,
    positions: Positions,
    budget: Budget,
    policy: Policy,
    horizon: Horizon,
    rates: Rates,
    calendar: WorkCalendar,
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Every cash movement ahead that is not in `receipts_ahead`, by date (EVENT_COLUMNS); those
    beyond the horizon are included. Open bills always count; the rest as `policy.modules` says."""
    as_of = horizon.as_of
    frames = [
        payable_events(positions.payables, calendar),
        budget_events(budget, policy, horizon, calendar),
        claim_events(positions.admitted, calendar),
    ]
    findings: tuple[Finding, ...] = ()
    if policy.has("recurring"):
        recurring, found = recurring_events(ledgers, policy, horizon, rates, calendar)
        frames.append(recurring)
        findings += found
    if policy.has("bills"):
        frames.append(bill_events(ledgers, rates, as_of, calendar))
    if policy.has("plans"):
        frames.append(own_instalment_events(positions.instalments, policy, as_of, calendar))
    if policy.has("lines"):
        frames.append(line_events(ledgers, policy, as_of, calendar))
    if policy.has("tax"):
        documents = (positions.invoices, positions.bills)
        invoiced = invoiced_tax(ledgers, documents, policy, horizon)
        frames.append(vat_events(invoiced, budget, policy, horizon, calendar))
    return by_date(frames), findings + budget.findings
