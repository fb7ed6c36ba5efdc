"""Invoices and bills with everything filled in: due dates by the agreed terms, amounts in base."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.currency import Rates
from cashbuoy.policy.models import Policy

# One row per document, index 0..n-1. `paid_date` NaT: unpaid, or paid on a day nobody noted.
DOCUMENT_COLUMNS = (
    "row",
    "document",
    "counterparty",
    "document_date",
    "due_date",
    "currency",
    "rate",  # base per unit as given on the row, NaN otherwise
    "amount",  # minor units of its own currency
    "paid",
    "paid_date",
    "amount_base",
    "paid_base",
    "dispute",
    "disputed",  # how much of it is in dispute, minor units of its own currency
    "contract",
    "instrument",
    "promise_date",
    "priority",
)


def receivable_documents(ledgers: Ledgers, policy: Policy, rates: Rates) -> pd.DataFrame:
    """All invoices. A missing due date is the invoice date plus the customer's terms, else the
    policy's default terms."""
    table = ledgers["tblReceivables"]
    terms = _terms(table, ledgers["tblCustomers"], policy.receivables.default_terms_days)
    documents = pd.DataFrame(
        {
            "row": table["row"],
            "document": table["invoice"],
            "counterparty": table["customer"],
            "document_date": table["invoice_date"],
            "due_date": _due(table["due_date"], table["invoice_date"], terms),
            "dispute": table["dispute"],
            "disputed": table["amount"].where(table["dispute"], 0),
            "contract": table["contract"],
            "instrument": table["instrument"],
            "promise_date": table["promise_date"],
            "priority": "",
        },
        copy=False,
    )
    return _with_amounts(documents, table, rates, "tblReceivables")


def payable_documents(ledgers: Ledgers, policy: Policy, rates: Rates) -> pd.DataFrame:
    """All bills. A missing due date is the bill date plus the policy's default terms; the promise
    is ours, the date approved for the payment."""
    table = ledgers["tblPayables"]
    terms = np.full(len(table), policy.payables.default_terms_days, dtype=np.int64)
    documents = pd.DataFrame(
        {
            "row": table["row"],
            "document": table["bill"],
            "counterparty": table["supplier"],
            "document_date": table["bill_date"],
            "due_date": _due(table["due_date"], table["bill_date"], terms),
            "dispute": table["dispute"],
            "disputed": table["amount"].where(table["dispute"], 0),
            "contract": "",
            "instrument": "",
            "promise_date": table["pay_on"],
            "priority": table["priority"],
        }
    )
    return _with_amounts(documents, table, rates, "tblPayables")


def _terms(invoices: pd.DataFrame, customers: pd.DataFrame, default_days: int) -> NDArray[np.int64]:
    """Days agreed with the customer of each invoice, shape (n,)."""
    if customers.empty:
        return np.full(len(invoices), default_days, dtype=np.int64)
    agreed = customers.set_index("customer")["terms_days"]
    return invoices["customer"].map(agreed).fillna(default_days).to_numpy(np.int64)


def _due(due: pd.Series, issued: pd.Series, terms: NDArray[np.int64]) -> pd.Series:
    return due.where(due.notna(), issued + pd.to_timedelta(terms, unit="D"))


def _with_amounts(
    documents: pd.DataFrame, table: pd.DataFrame, rates: Rates, name: str
) -> pd.DataFrame:
    rates = rates.of_books  # what was billed and paid so far is history
    columns: dict[str, Any] = {str(c): documents[c] for c in documents}
    columns |= {c: table[c] for c in ("currency", "rate", "amount", "paid", "paid_date")}
    currency = table["currency"]
    if not rates.is_base(currency):
        currency = currency.astype("category")  # sorted out once for both
    for column in ("amount", "paid"):
        columns[f"{column}_base"] = rates.to_base(
            name,
            table[column].to_numpy(np.int64),
            currency,
            documents["document_date"],
            table["rate"],
            documents["row"],
        )
    ordered = {c: columns[c] for c in DOCUMENT_COLUMNS}
    return pd.DataFrame(ordered, copy=False).reset_index(drop=True)
