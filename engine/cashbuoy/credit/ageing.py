"""Receivables by customer and by days overdue, as of a date."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.buffer.concentration import concentration
from cashbuoy.credit.allowance import allowance, loss_rates
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.money import Minor
from cashbuoy.policy.models import Policy


def ageing_by_customer(
    receivables: pd.DataFrame,
    invoices: pd.DataFrame,
    ledgers: Ledgers,
    policy: Policy,
    as_of: dt.date,
) -> pd.DataFrame:
    """One row per customer who owes or has bought in 12 months; largest overdue first.

    receivables: open_items.OPEN_COLUMNS; invoices: documents.DOCUMENT_COLUMNS. Age counts from the
    due date; edges are policy.receivables.ageing. Columns, money int64 base minor units:
    customer, name, grade ("" where tblCustomers has none);
    total = b0 + b1 + ..., all that is open, credit notes negative; b0 is not overdue;
    overdue = total - b0; oldest_days: days overdue of the oldest open invoice, 0 when none is;
    in_dispute: how much of the total is disputed (it stays in its bucket);
    allowance: provision matrix (credit.allowance); sales_12m, share_12m, share_open as in
    buffer.concentration.
    """
    buckets = [f"b{i}" for i in range(len(policy.receivables.ageing))]
    codes, names = pd.factorize(receivables["counterparty"])
    owed = receivables["open_base"].to_numpy(np.int64)
    by_bucket = np.zeros((len(names), len(buckets)), dtype=np.int64)
    np.add.at(by_bucket, (codes, receivables["bucket"].to_numpy(np.int64)), owed)

    aged = pd.DataFrame(by_bucket, index=pd.Index(names, name="customer"), columns=buckets)
    aged.insert(0, "total", by_bucket.sum(axis=1))
    aged["overdue"] = aged["total"] - aged["b0"]
    aged["oldest_days"] = _oldest(codes, receivables, len(names))
    aged["in_dispute"] = _in_dispute(codes, receivables, len(names))
    aged["allowance"] = allowance(by_bucket, loss_rates(invoices, policy, as_of).rates)

    share = concentration(invoices, receivables, as_of).set_index("customer")
    everyone = share.index.union(aged.index, sort=False)
    table = aged.reindex(everyone, fill_value=0)
    table = table.join(share[["sales_12m", "share_12m", "share_open"]]).fillna(0)
    known = ledgers.by_customer
    for place, column in enumerate(("name", "grade")):
        table.insert(place, column, known[column].reindex(everyone).fillna(""))
    table = table.astype({"sales_12m": np.int64}).rename_axis("customer").reset_index()
    return table.sort_values(
        ["overdue", "total", "sales_12m", "customer"],
        ascending=[False, False, False, True],
        ignore_index=True,
    )


def _oldest(codes: NDArray[np.int64], receivables: pd.DataFrame, customers: int) -> Minor:
    """Credit notes do not age: only what the customer owes does."""
    days = np.where(receivables["open_base"] > 0, receivables["days_overdue"], 0)
    oldest = np.zeros(customers, dtype=np.int64)
    np.maximum.at(oldest, codes, days)
    return oldest


def _in_dispute(codes: NDArray[np.int64], receivables: pd.DataFrame, customers: int) -> Minor:
    disputed = receivables["disputed_base"].to_numpy(np.int64)
    sums = np.zeros(customers, dtype=np.int64)
    np.add.at(sums, codes, disputed)
    return sums
