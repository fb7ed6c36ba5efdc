"""Events from what is written down already: open items, stages, bills, instalments, lines."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from cashbuoy.calendars import WorkCalendar
from cashbuoy.forecast.events import cash_events
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.currency import Rates
from cashbuoy.ledger.open_items import expect_receipts, roll_ahead
from cashbuoy.policy.models import Policy


def open_item_events(items: pd.DataFrame, source: str) -> pd.DataFrame:
    """Receipts from open receivables (+), or payments of open payables (-)."""
    live = items[items["status"] == "forecast"]
    sign, category = (1, "receipts") if source == "tblReceivables" else (-1, "supplier_payments")
    return cash_events(
        live["expected_date"].to_numpy(),
        category,
        sign * live["expected_base"].to_numpy(np.int64),
        source,
        live["row"].to_numpy(np.int64),
        live["document"],
        live["counterparty"],
        live["basis"].to_numpy(object),
        live["provisional"].to_numpy(bool),
    )


def stage_events(
    stages: pd.DataFrame, policy: Policy, as_of: dt.date, calendar: WorkCalendar
) -> pd.DataFrame:
    """Unbilled contract stages that have a date. Stages already due but not billed are expected as
    an invoice overdue by as many days would be."""
    dated = stages[stages["due_date"].notna() & (stages["unbilled_base"] != 0)]
    expected, _ = expect_receipts(
        dated["due_date"].to_numpy("datetime64[D]"), policy.receivables, as_of
    )
    when = roll_ahead(expected, policy.forecast.receipts_roll, as_of, calendar)
    return cash_events(
        when,
        "contract_receipts",
        dated["unbilled_base"].to_numpy(np.int64),
        "tblContracts",
        dated["row"].to_numpy(np.int64),
        dated["contract"],
        dated["customer"],
        "stage",
        calendar.is_provisional(when) | dated["provisional"].to_numpy(bool),
    )


def bill_events(
    ledgers: Ledgers, rates: Rates, as_of: dt.date, calendar: WorkCalendar
) -> pd.DataFrame:
    """Acceptance bills that mature after the as-of date, on the next working day."""
    bills = ledgers["tblBills"]
    bills = bills[bills["matures"] > pd.Timestamp(as_of)]
    incoming = (bills["direction"] == "in").to_numpy()
    face = rates.to_base(
        "tblBills", bills["face"].to_numpy(np.int64), bills["currency"], rows=bills["row"]
    )
    when = roll_ahead(bills["matures"].to_numpy("datetime64[D]"), "following", as_of, calendar)
    return cash_events(
        when,
        np.where(incoming, "bills_receivable", "bills_payable").astype(object),
        np.where(incoming, face, -face),
        "tblBills",
        bills["row"].to_numpy(np.int64),
        bills["bill"],
        bills["drawer"],
        "maturity",
        calendar.is_provisional(when),
    )


def instalment_events(
    instalments: pd.DataFrame, policy: Policy, as_of: dt.date, calendar: WorkCalendar
) -> pd.DataFrame:
    """What is still open of payment plans. Missed instalments are expected like overdue invoices
    (from customers), or paid like overdue bills of normal priority (to suppliers)."""
    still = (instalments["payment"] - instalments["paid"]).to_numpy(np.int64)
    live = instalments[still != 0]
    still = still[still != 0]
    incoming = (live["direction"] == "in").to_numpy()
    due = live["due"].to_numpy("datetime64[D]")
    theirs, _ = expect_receipts(due, policy.receivables, as_of)
    today = np.datetime64(as_of, "D")
    ours = np.where(due < today, today + policy.payables.overdue_paid_after_days.normal, due)
    when = np.where(
        incoming,
        roll_ahead(theirs, policy.forecast.receipts_roll, as_of, calendar),
        roll_ahead(ours, policy.forecast.payments_roll, as_of, calendar),
    )
    number = live["number"].astype(str)
    return cash_events(
        when,
        np.where(incoming, "plan_receipts", "plan_payments").astype(object),
        np.where(incoming, still, -still),
        "tblPlans",
        np.zeros(len(live), dtype=np.int64),
        live["plan"] + " / " + number,
        live["counterparty"],
        "instalment",
        calendar.is_provisional(when),
    )


def line_events(
    ledgers: Ledgers, policy: Policy, as_of: dt.date, calendar: WorkCalendar
) -> pd.DataFrame:
    """Drawn bank lines are repaid when they expire: renewal is never taken for granted. Interest
    belongs among the recurring items."""
    lines = ledgers["tblLines"]
    lines = lines[(lines["expires"] > pd.Timestamp(as_of)) & (lines["drawn"] > 0)]
    when = roll_ahead(
        lines["expires"].to_numpy("datetime64[D]"), policy.forecast.payments_roll, as_of, calendar
    )
    return cash_events(
        when,
        "loans_out",
        -lines["drawn"].to_numpy(np.int64),
        "tblLines",
        lines["row"].to_numpy(np.int64),
        lines["bank"],
        lines["bank"],
        "expiry",
        calendar.is_provisional(when),
    )
