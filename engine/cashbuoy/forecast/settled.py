"""What became of the firm's claims and debts: paid so far, and still to come, item by item."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from cashbuoy.forecast.assembly import Positions
from cashbuoy.forecast.events import no_events
from cashbuoy.forecast.payment_rows import PAYMENT_COLUMNS
from cashbuoy.ledger.no_rows import once_without_rows

# PAYMENT_COLUMNS and what the item comes to. `cash` is 0 for what has not moved as cash yet;
# `total` is what the item brings or costs, paid or still open. `date` NaT: still open.
SETTLED_COLUMNS = (*PAYMENT_COLUMNS, "cash", "total")


def settled_items(
    payments: pd.DataFrame, positions: Positions, events: pd.DataFrame, as_of: dt.date
) -> pd.DataFrame:
    """Payments so far and what is still open at `as_of`, one row each (SETTLED_COLUMNS).

    Open are invoices and bills in full, stages not billed, instalments, and acceptance bills that
    have not matured and claims that insurers have admitted (from `events`, today's forecast as far
    as it is certain).
    """
    dated = payments[payments["date"].notna()]
    paid = dated.assign(
        cash=dated["amount"].where(~dated["as_bill"], 0),
        total=dated["amount"],
        # An invoice settled by an acceptance bill is still to come as cash.
        date=dated["date"].where(~dated["as_bill"]),
        settled=dated["date"],
    )
    still = [
        _open_documents(positions.receivables, "receipts", 1),
        _open_documents(positions.payables, "supplier_payments", -1),
        _still_ahead(events, "tblActions"),
        _unbilled(positions.stages, as_of),
        _instalments(positions.instalments),
        _still_ahead(events, "tblBills"),
    ]
    return pd.concat([paid, *[f for f in still if len(f)]], ignore_index=True)


def _open_documents(items: pd.DataFrame, category: str, sign: int) -> pd.DataFrame:
    return _still_open(
        items.rename(columns={"document": "reference", "document_date": "issued"}),
        category,
        sign * (items["open_base"] - items["insurer_base"]).to_numpy(np.int64),
    )


@once_without_rows("stages")
def _unbilled(stages: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    rows = stages[stages["unbilled_base"] != 0]
    named = rows.rename(columns={"customer": "counterparty"})
    named = named.assign(reference=rows["contract"], issued=pd.Timestamp(as_of))
    return _still_open(named, "contract_receipts", rows["unbilled_base"].to_numpy(np.int64))


@once_without_rows("instalments")
def _instalments(instalments: pd.DataFrame) -> pd.DataFrame:
    still = instalments["payment"] - instalments["paid"]
    rows = instalments[still != 0]
    incoming = (rows["direction"] == "in").to_numpy()
    amount = still[still != 0].to_numpy(np.int64)
    named = rows.assign(
        reference=rows["plan"] + " / " + rows["number"].astype(str), issued=rows["due"]
    )
    category = np.where(incoming, "plan_receipts", "plan_payments")
    return _still_open(named, category, np.where(incoming, amount, -amount))


def _still_ahead(events: pd.DataFrame, source: str) -> pd.DataFrame:
    """Acceptance bills still to mature, or admitted claims still to be paid."""
    rows = (events if len(events) else no_events())[lambda f: f["source"] == source]
    named = rows.assign(issued=rows["date"])
    return _still_open(named, rows["category"].to_numpy(object), rows["amount"].to_numpy(np.int64))


@once_without_rows("rows")
def _still_open(rows: pd.DataFrame, category: object, amount: object) -> pd.DataFrame:
    n = len(rows)
    contract = rows["contract"] if "contract" in rows else pd.Series([""] * n, index=rows.index)
    return pd.DataFrame(
        {
            "date": np.full(n, np.datetime64("NaT", "ns")),
            "category": category,
            "counterparty": rows["counterparty"].to_numpy(object),
            "reference": rows["reference"].to_numpy(object),
            "amount": amount,
            "issued": rows["issued"].to_numpy("datetime64[ns]"),
            "contract": contract.to_numpy(object),
            "cash": np.zeros(n, dtype=np.int64),
            "total": amount,
            "settled": np.full(n, np.datetime64("NaT", "ns")),
        }
    )
