"""The whole pipeline on one page: ledgers, policy and a date in, all that the sheets show out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from cashbuoy.behaviour.learning import DelayModel
from cashbuoy.buffer.admitted import AdmittedClaims
from cashbuoy.buffer.buffer_findings import buffer_findings
from cashbuoy.buffer.risk_buffer import RiskBuffer, covered, risk_buffer
from cashbuoy.collection.disputes import DisputeBook
from cashbuoy.collection.worklist import Worklist, work_ahead
from cashbuoy.controls import ControlTotal, control_totals
from cashbuoy.credit.ageing import ageing_by_customer
from cashbuoy.credit.assessment import CreditBook, assess_credit
from cashbuoy.credit.order_plans import OrderPlan, orders_ahead
from cashbuoy.findings import Finding
from cashbuoy.forecast.expectation import ExpectedReceipts
from cashbuoy.forecast.foresight import foresee
from cashbuoy.forecast.opening import account_balances, opening_cash
from cashbuoy.forecast.rolling import RollingForecast, roll_forward
from cashbuoy.forecast.scenarios import ScenarioResult, run_scenarios
from cashbuoy.forecast.shocks import Base
from cashbuoy.forecast.simulation import Outlook
from cashbuoy.forecast.tables import Forecast, ReceiptsByPeriod
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.measures import Books, Indicator, measure
from cashbuoy.measures.recorded import with_past
from cashbuoy.payables.closing import with_closing
from cashbuoy.payables.in_forecast import forecast_and_schedule
from cashbuoy.payables.schedule import PayablesSchedule
from cashbuoy.plans.plan_book import PlanBook, keep_plans
from cashbuoy.plans.principals import with_principals
from cashbuoy.policy.models import Policy
from cashbuoy.warning.cash_effects import Means
from cashbuoy.warning.emergency_plan import EmergencyPlan, emergency_plan
from cashbuoy.warning.freshness import low_coverage, stale_data
from cashbuoy.warning.monitor import MonitorLight
from cashbuoy.warning.protection import protection_indicators
from cashbuoy.warning.rules import EarlyWarning, Unmeasured
from cashbuoy.warning.warning_log import LogLine
from cashbuoy.warning.watch import keep_watch


@dataclass(frozen=True)
class Analysis:
    """What one refresh found. Money is int64 minor units of `ledgers.base_currency`, dates are
    days; frames keep the ledgers' row numbers, so that every figure traces to its items.

    accounts: forecast.opening.account_balances; they add up to opening cash.
    receivables, payables: ledger.open_items.OPEN_COLUMNS, one row per open document.
    ageing: credit.ageing.ageing_by_customer, one row per customer, largest overdue first.
    expected: every claim on customers with the chances of the day of its payment.
    credit: grades, limits, terms and holds of all customers; None with the module customers off.
    disputes: what is in dispute since when, and what became of earlier disputes.
    admitted: claims that insurers have admitted or paid, invoice by invoice.
    worklist: whom to ask for money today, how and why, and when the rest comes.
    orders: how each order can be delivered within its customer's limit; none with the module off.
    events: forecast.events.EVENT_COLUMNS, by date. Events beyond the horizon are included.
    stages: collection.stages.STAGE_COLUMNS, one row per contract stage.
    instalments: plans.instalments.SCHEDULE_COLUMNS, one row per instalment of every live plan.
    plans: all payment plans with their states, proposals and ways out; None with the module off.
    own_bills, paying: how suppliers have been paid: by our acceptance bills, and how late
        (forecast.own_bills.OWN_BILL_COLUMNS, forecast.paying_habits.PAYING_COLUMNS).
    payables_schedule: which bill is paid when; None with the module payables off.
    outlook: how sure the forecast is; None where the simulation is switched off.
    scenarios: the forecast under each scenario of the policy, the base forecast first.
    emergency: the state the firm is in, since when and why, and the checklist.
    warning_log: how levels moved from refresh to refresh, as tblWarningLog is to be written.
    rolling: closed months as they were, the forecasts kept, and how they came true.
    buffer: cash pool, insurance with its clock, ways to raise cash, concentration.
    receipts_on_due: what customers would pay in each month and week if everyone paid in full on the
        due date, and all that is overdue at once; beside what the forecast expects.
    """

    as_of: dt.date
    policy: Policy
    ledgers: Ledgers
    accounts: pd.DataFrame
    receivables: pd.DataFrame
    payables: pd.DataFrame
    ageing: pd.DataFrame
    credit: CreditBook | None
    disputes: DisputeBook
    admitted: AdmittedClaims
    worklist: Worklist
    orders: tuple[OrderPlan, ...]
    delays: DelayModel
    expected: ExpectedReceipts
    events: pd.DataFrame
    stages: pd.DataFrame
    instalments: pd.DataFrame
    plans: PlanBook | None
    own_bills: pd.DataFrame
    paying: pd.DataFrame
    payables_schedule: PayablesSchedule | None
    forecast: Forecast
    outlook: Outlook | None
    scenarios: tuple[ScenarioResult, ...]
    rolling: RollingForecast
    receipts_on_due: ReceiptsByPeriod
    buffer: RiskBuffer
    indicators: tuple[Indicator, ...]
    warnings: tuple[EarlyWarning, ...]
    unmeasured: tuple[Unmeasured, ...]
    monitor: tuple[MonitorLight, ...]
    warning_log: tuple[LogLine, ...]
    emergency: EmergencyPlan
    controls: tuple[ControlTotal, ...]
    findings: tuple[Finding, ...]


def analyse(
    ledgers: Ledgers,
    policy: Policy,
    as_of: dt.date,
    cells: Mapping[str, object] | None = None,
) -> Analysis:
    """From ledgers and policy to everything a refresh writes, as known at the close of `as_of`.
    `cells` are the values of the workbook's named cells, which rules may watch.

    Pure: the same input gives the same output, and nothing is read or written. Errors: LedgerError
    for a missing exchange rate, PolicyError for a country without a calendar; everything else that
    is wrong with the data is a finding.
    """
    ledgers = with_principals(ledgers, policy, as_of)
    ahead = foresee(ledgers, policy, as_of)
    accounts = account_balances(ledgers, as_of)
    opening, cash_findings = opening_cash(accounts, ledgers, as_of)
    paid = forecast_and_schedule(ahead, opening, ledgers, policy)
    ahead, forecast, outlook = paid.ahead, paid.forecast, paid.outlook
    positions, events, expected = ahead.positions, ahead.events, ahead.expected
    receivables, payables = positions.receivables, positions.payables
    ageing = ageing_by_customer(receivables, positions.invoices, ledgers, policy, as_of)
    credit = None
    if policy.has("customers"):
        habits = ahead.delays.habits()
        credit = assess_credit(ledgers, positions.invoices, ageing, policy, as_of, habits)
    orders: tuple[OrderPlan, ...] = ()
    if credit is not None and policy.has("orders"):
        orders = orders_ahead(ahead, ledgers, credit.customers, policy, as_of)
    worklist = work_ahead(
        receivables,
        positions.invoices,
        positions.instalments,
        ledgers,
        policy,
        as_of,
        ahead.calendar,
        credit.payers if credit else None,
    )
    base = Base(ledgers, policy, ahead, ageing)
    cover = covered(base, credit, as_of)
    if credit is not None:
        buyers = cover.buyers.set_index("customer")
        credit = credit.insured(buyers["pays"] + buyers["claimed"])
    plans: PlanBook | None = None
    if policy.has("plans"):
        graded = credit.customers if credit else ledgers["tblCustomers"]
        grades = pd.Series(graded["grade"].to_numpy(), index=graded["customer"].to_numpy())
        plans = keep_plans(ahead, ledgers, forecast, grades, cover, policy, as_of)
    scenarios = run_scenarios(base, forecast, cover)
    rolling, rolling_findings = roll_forward(ledgers, ahead, policy, as_of)

    books = Books(
        as_of, policy, ledgers, positions, events, forecast, ahead.rates, outlook, cells or {}
    )
    indicators = measure(books)
    buffer = risk_buffer(base, cover, forecast, indicators, paid.paths, as_of)
    insured = buffer.cover.invoices.set_index("row")["insured"]
    schedule = with_closing(paid.schedule, ahead, ledgers, insured, policy)
    cash = next(found for found in indicators if found.id == "cash")
    indicators += protection_indicators(buffer, plans, worklist, cash, policy, as_of)
    indicators = with_past(indicators, books)
    watch = keep_watch(books, indicators, ageing, credit)
    means = Means(receivables, payables, forecast, buffer.ladder)
    return Analysis(
        as_of=as_of,
        policy=policy,
        ledgers=ledgers,
        accounts=accounts,
        receivables=receivables,
        payables=payables,
        ageing=ageing,
        credit=credit,
        disputes=positions.disputes,
        admitted=positions.admitted,
        worklist=worklist,
        orders=orders,
        delays=ahead.delays,
        expected=expected,
        events=events,
        stages=positions.stages,
        instalments=positions.instalments,
        plans=plans,
        own_bills=positions.own_bills,
        paying=positions.paying,
        payables_schedule=schedule,
        forecast=forecast,
        outlook=outlook,
        scenarios=scenarios,
        rolling=rolling,
        receipts_on_due=ahead.on_due,
        buffer=buffer,
        indicators=indicators,
        warnings=watch.warnings,
        unmeasured=watch.unmeasured,
        monitor=watch.monitor,
        warning_log=watch.log,
        emergency=emergency_plan(books, watch.warnings, watch.monitor, means, ahead.calendar),
        controls=control_totals(
            receivables, payables, expected, positions.admitted, events, forecast
        ),
        findings=(
            *ledgers.findings,
            *ahead.findings,
            *cash_findings,
            *rolling_findings,
            *(credit.findings if credit else ()),
            *(plans.findings if plans else ()),
            *(paid.schedule.findings if paid.schedule else ()),
            *buffer_findings(buffer, ledgers, policy, as_of),
            *stale_data(ledgers, policy.freshness, as_of),
            *low_coverage(indicators, policy.freshness),
        ),
    )
