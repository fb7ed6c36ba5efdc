"""All cash events of a firm, from the sources that its policy switches on."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cashbuoy.calendars import WorkCalendar
from cashbuoy.findings import Finding
from cashbuoy.forecast.budget import budget_events, empty_budget, read_budget
from cashbuoy.forecast.events import by_date
from cashbuoy.forecast.horizon import Horizon
from cashbuoy.forecast.open_positions import (
    bill_events,
    instalment_events,
    line_events,
    open_item_events,
    stage_events,
)
from cashbuoy.forecast.recurring import recurring_events
from cashbuoy.forecast.tax import vat_events
from cashbuoy.forecast.vat_rates import vat_shares
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.currency import Rates
from cashbuoy.policy.models import Policy


@dataclass(frozen=True)
class Positions:
    """What is owed both ways at the as-of date.

    invoices, bills: ledger.documents; receivables, payables: ledger.open_items; stages:
    collection.stages; instalments: plans.instalments.
    """

    invoices: pd.DataFrame
    bills: pd.DataFrame
    receivables: pd.DataFrame
    payables: pd.DataFrame
    stages: pd.DataFrame
    instalments: pd.DataFrame


def assemble_events(
    ledgers: Ledgers,
    positions: Positions,
    policy: Policy,
    horizon: Horizon,
    rates: Rates,
    calendar: WorkCalendar,
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Every expected cash movement after the as-of date, by date (EVENT_COLUMNS); those beyond the
    horizon are included. Open items always count; the rest as `policy.modules` says."""
    as_of = horizon.as_of
    frames = [
        open_item_events(positions.receivables, "tblReceivables"),
        open_item_events(positions.payables, "tblPayables"),
    ]
    findings: tuple[Finding, ...] = ()
    if policy.has("contracts"):
        frames.append(stage_events(positions.stages, policy, as_of, calendar))
    if policy.has("recurring"):
        recurring, found = recurring_events(ledgers, policy, horizon, rates, calendar)
        frames.append(recurring)
        findings += found
    if policy.has("bills"):
        frames.append(bill_events(ledgers, rates, as_of, calendar))
    if policy.has("plans"):
        frames.append(instalment_events(positions.instalments, policy, as_of, calendar))
    if policy.has("lines"):
        frames.append(line_events(ledgers, policy, as_of, calendar))
    planned, found = _planned(ledgers, positions, policy, horizon, calendar)
    return by_date([*frames, *planned]), findings + found


def _planned(
    ledgers: Ledgers, positions: Positions, policy: Policy, horizon: Horizon, calendar: WorkCalendar
) -> tuple[list[pd.DataFrame], tuple[Finding, ...]]:
    """Budget and the VAT that follows from it; without the budget, VAT on the documents alone."""
    shares = vat_shares(positions.invoices, positions.bills, ledgers, policy)
    documents = (positions.invoices, positions.bills)
    budget = (
        read_budget(ledgers, policy, horizon, documents, positions.stages, shares)
        if policy.has("budget")
        else empty_budget(horizon, shares)
    )
    frames = [budget_events(budget, policy, horizon, calendar)]
    if policy.has("tax"):
        frames.append(vat_events(ledgers, documents, budget, policy, horizon, calendar))
    return frames, budget.findings
