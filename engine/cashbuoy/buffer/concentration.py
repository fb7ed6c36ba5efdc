"""How much depends on single customers: their shares of sales and of what is owed (C4)."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.ledger.balances import billed_by_counterparty
from cashbuoy.money import Minor


def concentration(
    invoices: pd.DataFrame, receivables: pd.DataFrame, as_of: dt.date
) -> pd.DataFrame:
    """Customers by their part of sales, largest first, then by name.

    Columns: customer; sales_12m and open_base, int64 base minor units, less credit notes; share_12m
    and share_open, fractions of the sum over customers with a positive amount, 0 for the others.
    """
    names, sales = billed_by_counterparty(invoices, np.array([as_of], dtype="datetime64[D]"))
    owed = receivables.groupby("counterparty", sort=False)["open_base"].sum()
    frame = pd.DataFrame({"customer": names, "sales_12m": sales[0]})
    frame["open_base"] = owed.reindex(frame["customer"], fill_value=0).to_numpy(np.int64)
    frame = frame[(frame["sales_12m"] != 0) | (frame["open_base"] != 0)]
    frame["share_12m"] = shares(frame["sales_12m"].to_numpy(np.int64))
    frame["share_open"] = shares(frame["open_base"].to_numpy(np.int64))
    return frame.sort_values(["sales_12m", "customer"], ascending=[False, True], ignore_index=True)


def shares(amounts: Minor) -> NDArray[np.float64]:
    """Each amount's fraction of the sum, amounts below zero counted as nothing; all 0 when there
    is no sum. A customer with more credit notes than invoices is no part of sales."""
    positive = np.maximum(amounts, 0).astype(np.float64)
    whole = positive.sum()
    return positive / whole if whole > 0 else positive
