"""Payments that have happened, item by item, from the ledgers that note them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from cashbuoy.buffer.admitted import AdmittedClaims
from cashbuoy.calendars import WorkCalendar
from cashbuoy.forecast.categories import CLAIMS
from cashbuoy.forecast.own_bills import maturities
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.currency import Rates
from cashbuoy.ledger.no_rows import once_without_rows
from cashbuoy.ledger.open_items import ACCEPTANCES
from cashbuoy.money import Minor
from cashbuoy.policy.models import Policy

# One row per payment; money int64 base minor units at the rate of the day, in +, out -.
PAYMENT_COLUMNS = (
    "date",  # datetime64, the day the cash moved; NaT where nobody noted it
    "category",  # key of forecast.categories
    "counterparty",
    "reference",  # invoice, bill, plan / number ...
    "amount",
    "source",
    "row",
    "issued",  # datetime64: when the item came to be known
    "contract",
    "as_bill",  # bool: settled by an acceptance bill, whose own maturity brings the cash
)


def past_payments(
    ledgers: Ledgers, policy: Policy, as_of: dt.date, calendar: WorkCalendar
) -> pd.DataFrame:
    """All payments noted up to `as_of` (PAYMENT_COLUMNS), undated ones included."""
    frames = [
        _documents(ledgers, policy, as_of, "tblReceivables"),
        _documents(ledgers, policy, as_of, "tblPayables"),
    ]
    if policy.has("plans"):
        frames.append(_instalments(ledgers["tblInstalments"], ledgers["tblPlans"]))
    if policy.has("bills"):
        frames.append(_matured(ledgers, policy, as_of, calendar))
    payments = pd.concat(frames, ignore_index=True)
    known = ~(payments["date"] > pd.Timestamp(as_of)) & (payments["amount"] != 0)
    return payments[known].reset_index(drop=True)


def claim_receipts(claims: AdmittedClaims) -> pd.DataFrame:
    """What insurers have paid (buffer.admitted), as PAYMENT_COLUMNS. Where the invoice was booked as
    paid by it, so much less came from the customer."""
    rows = claims.received[(claims.received["amount"] != 0).to_numpy()]
    booked = rows[rows["booked"].to_numpy(bool)]
    insurer = rows["insurer"].where(rows["insurer"] != "", rows["customer"])
    paid = _payments(
        rows.assign(row=rows["action_row"]),
        "tblActions",
        date=rows["paid_on"],
        category=np.full(len(rows), CLAIMS, dtype=object),
        counterparty=insurer,
        reference=rows["document"],
        amount=rows["amount"],
        issued=rows["paid_on"],
    )
    less = _payments(
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
    table = table[table["paid"] != 0]
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
    return _payments(
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


@once_without_rows("noted")
def _instalments(noted: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    plans = plans.drop_duplicates("plan")[["plan", "counterparty", "direction", "start"]]
    rows = noted.merge(plans, on="plan", how="inner")
    rows = rows[rows["paid"] != 0]
    incoming = (rows["direction"] == "in").to_numpy()
    paid = rows["paid"].to_numpy(np.int64)
    return _payments(
        rows,
        "tblInstalments",
        date=rows["paid_date"],
        category=np.where(incoming, "plan_receipts", "plan_payments").astype(object),
        counterparty=rows["counterparty"],
        reference=rows["plan"] + " / " + rows["number"].astype(str),
        amount=np.where(incoming, paid, -paid),
        issued=rows["start"],
    )


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
    return _payments(
        bills,
        "tblBills",
        date=when,
        category=np.where(incoming, "bills_receivable", "bills_payable").astype(object),
        counterparty=bills["drawer"],
        reference=bills["bill"],
        amount=np.where(incoming, face, -face),
        issued=bills["matures"] - tenor,
    )


@once_without_rows("rows")
def _payments(rows: pd.DataFrame, source: str, **columns: Any) -> pd.DataFrame:  # noqa: ANN401
    """A frame of PAYMENT_COLUMNS from rows of a ledger and columns of their length."""
    n = len(rows)
    found = {
        "source": np.full(n, source, dtype=object),
        "row": rows["row"].to_numpy(np.int64),
        "contract": np.full(n, "", dtype=object),
        "as_bill": np.zeros(n, dtype=bool),
        **{name: np.asarray(values) for name, values in columns.items()},
    }
    kinds = {"date": "datetime64[ns]", "issued": "datetime64[ns]", "amount": "int64"}
    kinds |= dict.fromkeys(("category", "counterparty", "reference", "contract"), "object")
    return pd.DataFrame({name: found[name] for name in PAYMENT_COLUMNS}).astype(kinds)
