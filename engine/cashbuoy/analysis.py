"""The whole pipeline on one page: ledgers, policy and a date in, all that the sheets show out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import pandas as pd

from cashbuoy.behaviour.learning import DelayModel, learn_delays
from cashbuoy.calendars import calendar_of
from cashbuoy.collection.stages import stage_schedule
from cashbuoy.controls import ControlTotal, control_totals
from cashbuoy.credit.ageing import ageing_by_customer
from cashbuoy.findings import Finding
from cashbuoy.forecast.assembly import Positions, budget_ahead, other_events, receipts_ahead
from cashbuoy.forecast.events import by_date
from cashbuoy.forecast.expectation import ExpectedReceipts, dated_receivables, expected_events
from cashbuoy.forecast.horizon import Horizon
from cashbuoy.forecast.opening import opening_cash
from cashbuoy.forecast.tables import (
    Forecast,
    ReceiptsByPeriod,
    build_forecast,
    receipts_by_period,
)
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.currency import Rates
from cashbuoy.ledger.documents import payable_documents, receivable_documents
from cashbuoy.ledger.open_items import open_payables, open_receivables
from cashbuoy.measures import Books, Indicator, measure
from cashbuoy.plans.instalments import plan_schedules
from cashbuoy.policy.models import Policy
from cashbuoy.warning.freshness import stale_data
from cashbuoy.warning.monitor import MonitorLight, monitor_lights
from cashbuoy.warning.rules import EarlyWarning, Unmeasured, fire, unmeasured


@dataclass(frozen=True)
class Analysis:
    """What one refresh found. Money is int64 minor units of `ledgers.base_currency`, dates are
    days; frames keep the ledgers' row numbers, so that every figure traces to its items.

    receivables, payables: ledger.open_items.OPEN_COLUMNS, one row per open document.
    ageing: credit.ageing.ageing_by_customer, one row per customer, largest overdue first.
    expected: every claim on customers with the chances of the day of its payment.
    events: forecast.events.EVENT_COLUMNS, by date. Events beyond the horizon are included.
    stages: collection.stages.STAGE_COLUMNS, one row per contract stage.
    instalments: plans.instalments.SCHEDULE_COLUMNS, one row per instalment of every live plan.
    receipts_on_due: what customers would pay in each month and week if everyone paid in full on the
        due date, and all that is overdue at once; beside what the forecast expects.
    """

    as_of: dt.date
    policy: Policy
    ledgers: Ledgers
    receivables: pd.DataFrame
    payables: pd.DataFrame
    ageing: pd.DataFrame
    delays: DelayModel
    expected: ExpectedReceipts
    events: pd.DataFrame
    stages: pd.DataFrame
    instalments: pd.DataFrame
    forecast: Forecast
    receipts_on_due: ReceiptsByPeriod
    indicators: tuple[Indicator, ...]
    warnings: tuple[EarlyWarning, ...]
    unmeasured: tuple[Unmeasured, ...]
    monitor: tuple[MonitorLight, ...]
    controls: tuple[ControlTotal, ...]
    findings: tuple[Finding, ...]


def analyse(ledgers: Ledgers, policy: Policy, as_of: dt.date) -> Analysis:
    """From ledgers and policy to everything a refresh writes, as known at the close of `as_of`.

    Pure: the same input gives the same output, and nothing is read or written. Errors: LedgerError
    for a missing exchange rate, PolicyError for a country without a calendar; everything else that
    is wrong with the data is a finding.
    """
    rates = Rates.of(ledgers, policy.forecast.exchange_rate, as_of)
    ahead = dt.timedelta(days=31 * (policy.forecast.months + 2))
    calendar = calendar_of(policy.calendar, as_of, as_of + ahead)
    horizon = Horizon.of(as_of, policy, calendar)

    invoices = receivable_documents(ledgers, policy, rates)
    bills = payable_documents(ledgers, policy, rates)
    instalments, plan_findings = plan_schedules(ledgers, policy.instalments, calendar, as_of)
    in_plans = set(instalments["plan"]) if policy.has("plans") else set()
    receivables = open_receivables(invoices, policy, as_of, calendar, rates, in_plans)
    payables = open_payables(bills, policy, as_of, calendar, rates)
    stages, stage_findings = stage_schedule(
        ledgers["tblContracts"], invoices, policy.collection, calendar, as_of, rates
    )
    positions = Positions(invoices, bills, receivables, payables, stages, instalments)

    delays = learn_delays(invoices, policy, as_of, calendar)
    budget = budget_ahead(ledgers, positions, policy, horizon)
    expected, on_due = receipts_ahead(positions, budget, delays, policy, horizon, calendar)
    receivables = dated_receivables(receivables, expected, policy, horizon, calendar)
    positions = replace(positions, receivables=receivables)
    others, event_findings = other_events(
        ledgers, positions, budget, policy, horizon, rates, calendar
    )
    receipts, receipts_on_due = (
        expected_events(e, policy, horizon, calendar) for e in (expected, on_due)
    )
    events = by_date([receipts, others])
    opening, cash_findings = opening_cash(ledgers, as_of)
    forecast = build_forecast(events, opening, ledgers, policy, horizon)

    books = Books(as_of, policy, ledgers, positions, events, forecast, rates)
    indicators = measure(books)
    return Analysis(
        as_of=as_of,
        policy=policy,
        ledgers=ledgers,
        receivables=receivables,
        payables=payables,
        ageing=ageing_by_customer(receivables, invoices, ledgers, policy, as_of),
        delays=delays,
        expected=expected,
        events=events,
        stages=stages,
        instalments=instalments,
        forecast=forecast,
        receipts_on_due=receipts_by_period(by_date([receipts_on_due, others]), horizon),
        indicators=indicators,
        warnings=fire(policy.rules, indicators, forecast, currency=ledgers.base_currency),
        unmeasured=unmeasured(policy.rules, indicators, forecast),
        monitor=monitor_lights(books, indicators),
        controls=control_totals(receivables, payables, expected, events, forecast),
        findings=(
            *ledgers.findings,
            *plan_findings,
            *stage_findings,
            *event_findings,
            *cash_findings,
            *stale_data(ledgers, policy.freshness, as_of),
        ),
    )
