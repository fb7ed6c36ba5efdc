"""Bank balances of all accounts together, at any dates."""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from cashbuoy.ledger.balances import Dates
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.currency import Rates


def bank_balances(ledgers: Ledgers, as_of: dt.date, dates: Dates) -> NDArray[np.float64]:
    """Sum of the accounts' latest balances at the close of each date, shape (dates,), base minor
    units at the latest rate by then; NaN before the first balance of all.

    Errors: LedgerError for a currency without a rate.
    """
    bank = ledgers["tblBank"]
    bank = bank[bank["date"].notna()].sort_values("date", kind="stable", ignore_index=True)
    day = bank["date"].to_numpy("datetime64[D]")
    if day.size == 0:
        return np.full(dates.size, np.nan)
    # One row for each account that has a balance by each date.
    found = []
    for rows in bank.groupby("account", sort=False).indices.values():
        last = np.searchsorted(day[rows], dates, side="right") - 1
        at = np.flatnonzero(last >= 0)
        found.append(np.column_stack([at, rows[last[at]]]))
    at, rows = np.concatenate(found).T
    latest = bank.iloc[rows].reset_index(drop=True)
    latest["date"] = dates[at].astype("datetime64[ns]")
    in_base = Rates.of(ledgers, "document", as_of).to_base(
        "tblBank",
        latest["balance"].to_numpy(np.int64),
        latest["currency"],
        latest["date"],
        rows=latest["row"],
    )
    totals = np.zeros(dates.size, dtype=np.int64)
    np.add.at(totals, at, in_base)
    return np.where(dates >= day[0], totals, np.nan)
