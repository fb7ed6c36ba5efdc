"""Time of grades, limits, terms, allowance and worklist: 100,000 open invoices, 10,000 customers.

python bench/bench_credit.py
"""

from __future__ import annotations

import datetime as dt
import time

import numpy as np
import pandas as pd

from cashbuoy.calendars import calendar_of
from cashbuoy.collection.worklist import work_ahead
from cashbuoy.credit.ageing import ageing_by_customer
from cashbuoy.credit.assessment import assess_credit
from cashbuoy.ledger.clean import clean_ledgers
from cashbuoy.ledger.currency import Rates
from cashbuoy.ledger.documents import receivable_documents
from cashbuoy.ledger.open_items import open_receivables
from cashbuoy.plans.instalments import plan_schedules
from cashbuoy.policy.load import load_policy

AS_OF = dt.date(2026, 10, 31)
OPEN, PAID, CUSTOMERS = 100_000, 100_000, 10_000


def raw_invoices() -> pd.DataFrame:
    """Half of the invoices open, half paid, of three years."""
    rng = np.random.default_rng(1)
    n = OPEN + PAID
    issued = pd.Timestamp(AS_OF) - pd.to_timedelta(rng.integers(0, 1095, n), unit="D")
    due = issued + pd.to_timedelta(rng.choice([30, 45, 60], n), unit="D")
    amount = np.round(rng.lognormal(9, 1, n), 2)
    paid_on = due + pd.to_timedelta(rng.integers(-10, 60, n), unit="D")
    is_paid = (np.arange(n) >= OPEN) & (paid_on <= pd.Timestamp(AS_OF))
    return pd.DataFrame(
        {
            "Invoice": [f"R{i:07d}" for i in range(n)],
            "Customer": [f"C{i}" for i in rng.integers(0, CUSTOMERS, n)],
            "Invoice date": issued,
            "Due date": due,
            "Amount": amount,
            "Paid": np.where(is_paid, amount, 0.0),
            "Paid date": pd.Series(paid_on).where(is_paid),
        }
    )


def raw_actions() -> pd.DataFrame:
    """A log of 20,000 letters, a tenth of them with invoice numbers."""
    rng = np.random.default_rng(2)
    n = 20_000
    numbers = [f"R{i:07d}" for i in rng.integers(0, OPEN, n)]
    return pd.DataFrame(
        {
            "Date": pd.Timestamp(AS_OF) - pd.to_timedelta(rng.integers(1, 200, n), unit="D"),
            "Customer": [f"C{i}" for i in rng.integers(0, CUSTOMERS, n)],
            "Action": rng.choice(["reminder", "first", "second", "final"], n),
            "Invoices": np.where(rng.random(n) < 0.1, numbers, ""),
        }
    )


def main() -> None:
    raw = {"tblReceivables": raw_invoices(), "tblActions": raw_actions()}
    ledgers = clean_ledgers(raw, "CNY")
    for rates_from in ("given", "roll_rates"):
        policy = load_policy(
            f"extends: standard\ncredit: {{allowance: {{rates: {rates_from}}}}}", "bench.yaml"
        )
        rates = Rates.of(ledgers, "document", AS_OF)
        documents = receivable_documents(ledgers, policy, rates)
        calendar = calendar_of(policy.calendar, AS_OF, AS_OF + dt.timedelta(days=400))
        items = open_receivables(documents, policy, AS_OF, calendar, rates)
        aged = ageing_by_customer(items, documents, ledgers, policy, AS_OF)
        start = time.process_time()
        book = assess_credit(ledgers, documents, aged, policy, AS_OF)
        spent = time.process_time() - start
        print(
            f"{len(items):,} open invoices, {len(book.customers):,} customers, rates "
            f"{rates_from}: {spent:.3f} s"
        )
        start = time.process_time()
        schedules, _ = plan_schedules(ledgers, policy.instalments, calendar, AS_OF)
        work = work_ahead(
            items, documents, schedules, ledgers, policy, AS_OF, calendar, book.payers
        )
        also = time.process_time() - start
        print(
            f"worklist of {len(work.actions):,} actions, {len(work.waiting):,} waiting: "
            f"{also:.3f} s; all together {spent + also:.3f} s"
        )


if __name__ == "__main__":
    main()
