"""Events on dates that are agreed or our own: open bills, acceptance bills, instalments, lines."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.buffer.admitted import AdmittedClaims
from cashbuoy.calendars import WorkCalendar
from cashbuoy.forecast.categories import CLAIMS
from cashbuoy.forecast.events import by_date, cash_events
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.currency import Rates
from cashbuoy.ledger.open_items import roll_ahead
from cashbuoy.money import Minor
from cashbuoy.policy.models import Policy


def payable_events(payables: pd.DataFrame, calendar: WorkCalendar) -> pd.DataFrame:
    """Payments of open payables (-), as forecast.own_bills.with_own_bills gives them: in money when
    settled, and the part expected to go by our acceptance bill when that matures."""
    live = payables[(payables["status"] == "forecast").to_numpy()]
    part = live["own_bill_base"].to_numpy(np.int64)
    in_money = _payments(
        live,
        live["expected_date"],
        live["expected_base"].to_numpy(np.int64) - part,
        live["basis"].to_numpy(object),
        live["provisional"].to_numpy(bool),
    )
    by_bill = live[part > 0]
    when = by_bill["own_bill_date"]
    provisional = calendar.is_provisional(when.to_numpy("datetime64[D]"))
    return by_date([in_money, _payments(by_bill, when, part[part > 0], "own_bill", provisional)])


def _payments(
    live: pd.DataFrame,
    when: pd.Series,
    amount: Minor,
    basis: str | NDArray[np.object_],
    provisional: NDArray[np.bool_],
) -> pd.DataFrame:
    return cash_events(
        when.to_numpy(),
        "supplier_payments",
        -amount,
        "tblPayables",
        live["row"].to_numpy(np.int64),
        live["document"],
        live["counterparty"],
        basis,
        provisional,
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


def claim_events(claims: AdmittedClaims, calendar: WorkCalendar) -> pd.DataFrame:
    """What insurers have admitted (buffer.admitted), on the day on which they are to pay it."""
    rows = claims.to_come
    when = rows["expected_on"].to_numpy("datetime64[D]")
    return cash_events(
        when,
        CLAIMS,
        rows["amount"].to_numpy(np.int64),
        "tblActions",
        rows["action_row"].to_numpy(np.int64),
        rows["document"],
        rows["insurer"].where(rows["insurer"] != "", rows["customer"]),
        "claim",
        calendar.is_provisional(when),
    )


def own_instalment_events(
    instalments: pd.DataFrame, policy: Policy, as_of: dt.date, calendar: WorkCalendar
) -> pd.DataFrame:
    """What is still open of payment plans with suppliers (-). Missed instalments are paid like
    overdue bills of normal priority; what we paid too much is not counted on to come back."""
    still = (instalments["payment"] - instalments["paid"]).to_numpy(np.int64)
    own = (still > 0) & (instalments["direction"] == "out").to_numpy()
    live = instalments[own]
    due = live["due"].to_numpy("datetime64[D]")
    today = np.datetime64(as_of, "D")
    ours = np.where(due < today, today + policy.payables.overdue_paid_after_days.normal, due)
    when = roll_ahead(ours, policy.forecast.payments_roll, as_of, calendar)
    return cash_events(
        when,
        "plan_payments",
        -still[own],
        "tblPlans",
        np.zeros(len(live), dtype=np.int64),
        live["plan"] + " / " + live["number"].astype(str),
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
