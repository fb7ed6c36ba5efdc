"""Assess the credit of a small firm's customers in a few lines."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
from firm import day, invoice, ledgers, policy

from cashbuoy.calendars import calendar_of
from cashbuoy.credit.ageing import ageing_by_customer
from cashbuoy.credit.assessment import CreditBook, assess_credit
from cashbuoy.credit.record import PaymentRecord
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.currency import Rates
from cashbuoy.ledger.documents import receivable_documents
from cashbuoy.ledger.open_items import open_receivables
from cashbuoy.policy.models import Policy

AS_OF = day("2026-06-30")


def documents_of(invoices: list[dict], **tables: list[dict]) -> pd.DataFrame:
    """documents.DOCUMENT_COLUMNS of a few invoices."""
    books = ledgers(Receivables=invoices, **tables)
    return receivable_documents(books, policy(), Rates.of(books, "document", AS_OF))


def assessed(
    invoices: list[dict], text: str = "", as_of: dt.date = AS_OF, **tables: list[dict]
) -> CreditBook:
    """The credit book of a firm with these invoices and tables, in CNY."""
    return book_of(ledgers(Receivables=invoices, **tables), policy(text), as_of)


def book_of(books: Ledgers, rules: Policy, as_of: dt.date) -> CreditBook:
    rates = Rates.of(books, rules.forecast.exchange_rate, as_of)
    documents = receivable_documents(books, rules, rates)
    calendar = calendar_of(rules.calendar, as_of, as_of + dt.timedelta(days=400))
    items = open_receivables(documents, rules, as_of, calendar, rates)
    aged = ageing_by_customer(items, documents, books, rules, as_of)
    return assess_credit(books, documents, aged, rules, as_of)


def customer(book: CreditBook, name: str = "Acme") -> dict[str, Any]:
    (row,) = book.customers[book.customers["customer"] == name].to_dict("records")
    return row


def reasons(book: CreditBook, name: str = "Acme") -> dict[str, tuple[float, float, float]]:
    """Factor -> value, points, of how many."""
    at = book.customers["customer"].tolist().index(name)
    return {r.factor: (r.value, r.points, r.of) for r in book.scores.reasons(at)}


def paid(number: str, issued: str, due: str, amount: float, on: str, **more: Any) -> dict:
    """An invoice paid in full."""
    return invoice(number, issued, due, amount, paid=amount, paid_date=day(on), **more)


def monthly(months: int, amount: float, late_days: int = 0, **more: Any) -> list[dict]:
    """An invoice on the first of each of the last months before AS_OF, due after 30 days and paid
    so many days late; those not yet paid by AS_OF are open."""
    rows = []
    for n in range(months, 0, -1):
        issued = (pd.Timestamp(AS_OF) - pd.DateOffset(months=n)).date().replace(day=1)
        due = issued + dt.timedelta(days=30)
        on = due + dt.timedelta(days=late_days)
        row = invoice(f"{more.get('customer', 'Acme')}-{n}", f"{issued}", f"{due}", amount, **more)
        rows.append(row | ({"paid": amount, "paid_date": on} if on <= AS_OF else {}))
    return rows


def payment_records(n: int = 1, **fields: list) -> PaymentRecord:
    """What the invoices of `n` customers say: nothing but good for two years, except `fields`."""
    nothing = np.zeros(n, dtype=np.int64)
    never = np.full(n, np.datetime64("NaT", "D"))
    usual: dict[str, Any] = {f.name: nothing for f in dataclasses.fields(PaymentRecord)}
    usual |= {
        "customers": np.array([f"C{i}" for i in range(n)], dtype=object),
        "delay_recent": np.zeros(n),
        "delay_window": np.zeros(n),
        "first_invoice": np.full(n, np.datetime64("2024-06-30")),
        "late_on": never,
        "sales_months": nothing + 12,
        "invoices_due": nothing + 20,
        "deals_paid": nothing + 20,
    }
    given = {
        name: np.array(values, dtype="datetime64[D]" if usual[name].dtype.kind == "M" else None)
        for name, values in fields.items()
    }
    return PaymentRecord(**(usual | given))


def grades(*names: str) -> np.ndarray:
    return np.array(names, dtype=object)


def dates(*texts: str | None) -> np.ndarray:
    return np.array([t or "NaT" for t in texts], dtype="datetime64[D]")
