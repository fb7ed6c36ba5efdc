"""From ledgers and a date to the cash expected from then on: what a refresh forecasts, and what it
would have forecast on any day of the past."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cashbuoy.behaviour.learning import DelayModel, learn_delays
from cashbuoy.buffer.admitted import admitted_claims
from cashbuoy.calendars import WorkCalendar, calendar_of
from cashbuoy.collection.actions_log import with_promises
from cashbuoy.collection.disputes import dispute_book, with_disputes
from cashbuoy.collection.stages import stage_schedule
from cashbuoy.findings import Finding
from cashbuoy.forecast.assembly import (
    Positions,
    budget_ahead,
    claims_ahead,
    other_events,
    receipts_ahead,
    receipts_on_due,
)
from cashbuoy.forecast.budget import Budget
from cashbuoy.forecast.events import by_date
from cashbuoy.forecast.expectation import (
    ExpectedReceipts,
    daily_receipts,
    dated_receivables,
    expected_events,
    monthly_receipts,
)
from cashbuoy.forecast.horizon import Horizon
from cashbuoy.forecast.own_bills import own_bill_habits, with_own_bills
from cashbuoy.forecast.paying_habits import as_usually_paid, late_payer_findings, paying_habits
from cashbuoy.forecast.tables import ReceiptsByPeriod, daily_lines, receipts_by_period
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.currency import Rates
from cashbuoy.ledger.documents import payable_documents, receivable_documents
from cashbuoy.ledger.open_items import less_claims, open_payables, open_receivables
from cashbuoy.ledger.revaluation import revaluation_findings
from cashbuoy.plans.bills_in_plans import unlinked_own_plans, with_own_plans
from cashbuoy.plans.instalments import plan_schedules
from cashbuoy.plans.plan_items import rows_in_plans
from cashbuoy.policy.models import Policy


@dataclass(frozen=True)
class Foresight:
    """What is owed and expected at the close of a day.

    events: forecast.events.EVENT_COLUMNS, by date: the uncertain receipts and `others`, all that is
    certain. on_due: what customers would pay if everyone paid in full on the due date.
    """

    rates: Rates
    calendar: WorkCalendar
    horizon: Horizon
    positions: Positions
    budget: Budget
    delays: DelayModel
    expected: ExpectedReceipts
    others: pd.DataFrame
    events: pd.DataFrame
    on_due: ReceiptsByPeriod
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Outset:
    """What a forecast starts from."""

    rates: Rates
    calendar: WorkCalendar
    horizon: Horizon
    positions: Positions
    budget: Budget
    delays: DelayModel
    findings: tuple[Finding, ...]


def foresee(ledgers: Ledgers, policy: Policy, as_of: dt.date) -> Foresight:
    """The cash expected after `as_of`, from what the ledgers hold. Errors: see analysis.analyse."""
    start = _outset(ledgers, policy, as_of)
    calendar, horizon, positions = start.calendar, start.horizon, start.positions
    owing = claims_ahead(positions, start.budget, policy, horizon)
    expected = receipts_ahead(owing, start.budget, start.delays, policy, horizon, calendar)
    on_due = receipts_on_due(owing, start.budget, policy, horizon, calendar)
    receivables = dated_receivables(positions.receivables, expected, policy, horizon, calendar)
    positions = replace(positions, receivables=receivables)
    others, event_findings = other_events(
        ledgers, positions, start.budget, policy, horizon, start.rates, calendar
    )
    receipts = expected_events(expected, horizon, calendar)
    punctual = daily_receipts(on_due, horizon) + daily_lines(others, horizon.days)
    return Foresight(
        start.rates,
        calendar,
        horizon,
        positions,
        start.budget,
        start.delays,
        expected,
        others,
        by_date([receipts, others]),
        receipts_by_period(punctual, horizon),
        (*start.findings, *event_findings),
    )


def events_then(ledgers: Ledgers, policy: Policy, day: dt.date, months: int) -> pd.DataFrame:
    """The cash that foresee() would have expected on a past day, for the `months` calendar months
    that followed and for items that were owed beyond them; EVENT_COLUMNS, receipts by month."""
    forecast = policy.forecast.model_copy(update={"months": months})
    policy = policy.model_copy(update={"forecast": forecast})
    start = _outset(ledgers, policy, day)
    calendar, horizon = start.calendar, start.horizon
    owing = claims_ahead(start.positions, start.budget, policy, horizon)
    expected = receipts_ahead(owing, start.budget, start.delays, policy, horizon, calendar)
    others, _ = other_events(
        ledgers, start.positions, start.budget, policy, horizon, start.rates, calendar
    )
    return pd.concat([monthly_receipts(expected, horizon), others], ignore_index=True)


def _outset(ledgers: Ledgers, policy: Policy, as_of: dt.date) -> _Outset:
    rates = Rates.of(ledgers, policy.forecast.exchange_rate, as_of)
    ahead = dt.timedelta(days=31 * (policy.forecast.months + 2))
    calendar = calendar_of(policy.calendar, as_of, as_of + ahead)
    horizon = Horizon.of(as_of, policy, calendar)
    positions, findings = _positions(ledgers, policy, as_of, rates, calendar)
    delays = learn_delays(positions.invoices, policy, as_of, calendar)
    budget = budget_ahead(ledgers, positions, policy, horizon)
    return _Outset(rates, calendar, horizon, positions, budget, delays, findings)


def _positions(
    ledgers: Ledgers, policy: Policy, as_of: dt.date, rates: Rates, calendar: WorkCalendar
) -> tuple[Positions, tuple[Finding, ...]]:
    """What is owed both ways."""
    invoices = receivable_documents(ledgers, policy, rates)
    invoices = with_promises(invoices, ledgers["tblActions"], as_of)
    invoices = with_disputes(invoices, ledgers, as_of)
    bills = payable_documents(ledgers, policy, rates)
    instalments, plan_findings = plan_schedules(ledgers, policy.instalments, calendar, as_of)
    in_plans = rows_in_plans(invoices, ledgers, instalments, policy).tolist()
    receivables = open_receivables(invoices, policy, as_of, calendar, rates, in_plans)
    admitted = admitted_claims(receivables, invoices, ledgers, policy, as_of, calendar)
    insurers = admitted.of_insurers(receivables["row"].to_numpy(np.int64))
    receivables = less_claims(receivables, insurers, policy)
    disputes = dispute_book(receivables, invoices, ledgers, policy.disputes, as_of, calendar)
    own_bills = own_bill_habits(ledgers, policy, as_of)
    paying = paying_habits(bills, policy, as_of, calendar)
    payables = open_payables(bills, policy, as_of, calendar, rates)
    payables = as_usually_paid(payables, paying, policy, as_of, calendar)
    payables = with_own_plans(payables, ledgers, instalments, policy)
    twice = unlinked_own_plans(payables, ledgers, instalments, policy)
    payables = with_own_bills(payables, own_bills, as_of, calendar)
    stages, stage_findings = stage_schedule(
        ledgers["tblContracts"], invoices, policy.collection, calendar, as_of, rates
    )
    positions = Positions(
        invoices, bills, receivables, payables, own_bills, paying, stages, instalments, disputes,
        admitted,
    )  # fmt: skip
    late = late_payer_findings(paying, policy)
    claims, revalued = admitted.findings, revaluation_findings(receivables, payables, rates)
    found = (*revalued, *plan_findings, *twice, *disputes.findings, *claims, *stage_findings, *late)
    return positions, found
