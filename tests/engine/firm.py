"""Build a small firm in a few lines: ledgers from dicts of canonical columns, a policy from YAML."""

from __future__ import annotations

import datetime as dt
from textwrap import dedent

import pandas as pd

from cashbuoy.ledger.clean import Ledgers, clean_ledgers
from cashbuoy.policy.load import load_policy
from cashbuoy.policy.models import Policy

day = dt.date.fromisoformat


def ledgers(base: str = "CNY", **tables: list[dict]) -> Ledgers:
    """`ledgers(Receivables=[invoice("A", ...)], Bank=[...])`, cleaned like a user's workbook."""
    return clean_ledgers({f"tbl{name}": pd.DataFrame(rows) for name, rows in tables.items()}, base)


def policy(text: str = "", profile: str = "standard") -> Policy:
    """A shipped profile with a few keys changed."""
    return load_policy(f"extends: {profile}\n{dedent(text)}", "test.yaml")


# For figures worked by hand: everyone pays on the due date, budgeted sales in tranches.
IN_TRANCHES = """
budget:
  sales_collected:
    - {share: 0.3, after_days: 0}
    - {share: 0.4, after_days: 30}
    - {share: 0.3, after_days: 60}
"""
ON_DUE_DATES = f"""
forecast: {{receipts: due_date}}
{IN_TRANCHES}
"""


def invoice(
    number: str, issued: str, due: str, amount: float, customer: str = "Acme", **more
) -> dict:
    return {
        "invoice": number,
        "customer": customer,
        "invoice_date": day(issued),
        "due_date": day(due),
        "amount": amount,
        **more,
    }


def bill(
    number: str, issued: str, due: str, amount: float, supplier: str = "Steel", **more
) -> dict:
    return {
        "bill": number,
        "supplier": supplier,
        "bill_date": day(issued),
        "due_date": day(due),
        "amount": amount,
        **more,
    }


def balance(on: str, amount: float, account: str = "Main", **more) -> dict:
    return {"date": day(on), "account": account, "balance": amount, **more}


def recurring(item: str, category: str, direction: str, amount: float, start: str, **more) -> dict:
    return {
        "item": item,
        "category": category,
        "direction": direction,
        "amount": amount,
        "frequency": "monthly",
        "start": day(start),
        **more,
    }


def budget(month: str, category: str, amount: float) -> dict:
    return {"month": day(f"{month}-01"), "category": category, "amount": amount}


# The same five letters for every grade.
_FIVE = (
    "{note: null, due_note: null, reminder: 3, call: null, first: 10, second: 20, final: 30, "
    "stop_shipment: null, formal_demand: 45, hand_over: null}"
)
FIVE_LETTERS = f"strategies: {{{', '.join(f'{grade}: {_FIVE}' for grade in 'ABCDN')}}}"
