"""Payments that have happened, item by item, from the ledgers that note them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from cashbuoy.buffer.admitted import AdmittedClaims
from cashbuoy.calendars import WorkCalendar
from cashbuoy.forecast.categories import CLAIMS
from cashbuoy.forecast.own_bills import maturities
from cashbuoy.forecast.paid_parts import in_parts
from cashbuoy.forecast.payment_rows import payment_rows
from cashbuoy.forecast.plan_cash import plan_cash, without_plan_money
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.currency import Rates
from cashbuoy.ledger.open_items import ACCEPTANCES
from cashbuoy.money import Minor
from cashbuoy.policy.models import Policy


def past_payments(
    ledgers: Ledgers, policy: Policy, as_of: dt.date, calendar: WorkCalendar
) -> pd.DataFrame:
    """All payments noted up to `as_of` (PAYMENT_COLUMNS), undated ones included."""
    documents = [_documents(ledgers, policy, as_of, t) for t in ("tblReceivables", "tblPayables")]
    payments = _known(pd.concat(documents, ignore_index=True), as_of)
    if policy.has("plans"):
        under_plans = _known(plan_cash(ledgers, policy, as_of, calendar), as_of)
        payments = _known(without_plan_money(payments, under_plans, ledgers), as_of)
        payments = pd.concat([payments, under_plans], ignore_index=True)
    if policy.has("bills"):
        matured = _known(_matured(ledgers, policy, as_of, calendar), as_of)
        payments = pd.concat([payments, matured], ignore_index=True)
    return payments


def _known(payments: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    known = ~(payments["date"] > pd.Timestamp(as_of)) & (payments["amount"] != 0)
    return payments[known].reset_index(drop=True)


def claim_receipts(claims: AdmittedClaims) -> pd.DataFrame:
    """What insurers have paid (buffer.admitted), as PAYMENT_COLUMNS. Where the invoice was booked
    as paid by it, so much less came from the customer."""
    rows = claims.received[(claims.received["amount"] != 0).to_numpy()]
    booked = rows[rows["booked"].to_numpy(bool)]
    insurer = rows["insurer"].where(rows["insurer"] != "", rows["customer"])
    paid = payment_rows(
        rows.assign(row=rows["action_row"]),
        "tblActions",
        date=rows["paid_on"],
        category=np.full(len(rows), CLAIMS, dtype=object),
        counterparty=insurer,
        reference=rows["document"],
        amount=rows["amount"],
        issued=rows["paid_on"],
    )
    less = payment_rows(
        booked,
        "tblReceivables",
        date=booked["booked_on"],
        category=np.full(len(booked), "receipts", dtype=object),
        counterparty=booked["customer"],
        reference=booked["document"],
        amount=-booked["amount"],
        issued=booked["booked_on"],
    )
    return pd.concat([paid, less], ignore_index=True)


def _documents(ledgers: Ledgers, policy: Policy, as_of: dt.date, name: str) -> pd.DataFrame:
    table = ledgers[name]
    noted = ledgers["tblPaidParts"]
    noted = noted[(noted["date"] <= pd.Timestamp(as_of)).to_numpy()]
    table = in_parts(table[table["paid"] != 0], name, noted)
    receivable = name == "tblReceivables"
    sign, category = (1, "receipts") if receivable else (-1, "supplier_payments")
    number, party, issued = (
        ("invoice", "customer", "invoice_date") if receivable else ("bill", "supplier", "bill_date")
    )
    n = len(table)
    by_bill = np.zeros(n, dtype=bool)
    if policy.has("bills"):
        tenor = policy.receivables.acceptance_tenor_days
        by_bill = (
            table["instrument"].isin(ACCEPTANCES).to_numpy(bool)
            if receivable
            else ~np.isnat(maturities(table, ledgers["tblBills"], tenor))
        )
    return payment_rows(
        table,
        name,
        date=table["paid_date"],
        category=np.full(n, category, dtype=object),
        counterparty=table[party],
        reference=table[number],
        amount=sign * _base_of_the_day(ledgers, table, name, as_of),
        issued=table[issued],
        contract=table["contract"] if receivable else np.full(n, "", dtype=object),
        as_bill=by_bill,
    )


def _base_of_the_day(ledgers: Ledgers, table: pd.DataFrame, name: str, as_of: dt.date) -> Minor:
    """What each payment was worth on its day. A currency without quotes takes the rate that its
    document names."""
    rates = Rates.of(ledgers, "document", as_of)
    own = table["rate"].where(~table["currency"].isin(list(rates.quotes)))
    when = table["paid_date"].where(table["paid_date"].notna(), pd.Timestamp(as_of))
    paid = table["paid"].to_numpy(np.int64)
    return rates.to_base(name, paid, table["currency"], when, own, table["row"])


def _matured(
    ledgers: Ledgers, policy: Policy, as_of: dt.date, calendar: WorkCalendar
) -> pd.DataFrame:
    """Acceptance bills that have matured: their cash moves on the next working day."""
    bills = ledgers["tblBills"]
    bills = bills[bills["matures"] <= pd.Timestamp(as_of)]
    incoming = (bills["direction"] == "in").to_numpy()
    when = calendar.roll(bills["matures"].to_numpy("datetime64[D]"), "following")
    rates = Rates.of(ledgers, "document", as_of)
    face = rates.to_base(
        "tblBills",
        bills["face"].to_numpy(np.int64),
        bills["currency"],
        bills["matures"],
        rows=bills["row"],
    )
    tenor = pd.Timedelta(days=policy.receivables.acceptance_tenor_days)
    return payment_rows(
        bills,
        "tblBills",
        date=when,
        category=np.where(incoming, "bills_receivable", "bills_payable").astype(object),
        counterparty=bills["drawer"],
        reference=bills["bill"],
        amount=np.where(incoming, face, -face),
        issued=bills["matures"] - tenor,
    )
