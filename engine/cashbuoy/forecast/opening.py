"""Opening cash: the latest balance of every account."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.currency import Rates
from cashbuoy.money import minor_digits


def account_balances(ledgers: Ledgers, as_of: dt.date) -> pd.DataFrame:
    """The latest balance on or before `as_of` of each account: date, account, currency, balance
    (minor units of the account's currency), row, and balance_base at the latest rate."""
    bank = ledgers["tblBank"]
    known = bank[bank["date"] <= pd.Timestamp(as_of)].sort_values("date", kind="stable")
    latest = known.groupby("account", sort=True).tail(1).reset_index(drop=True)
    rates = Rates.of(ledgers, "latest", as_of)
    latest["balance_base"] = rates.to_base(
        "tblBank", latest["balance"].to_numpy(np.int64), latest["currency"], rows=latest["row"]
    )
    return latest


def opening_cash(
    accounts: pd.DataFrame, ledgers: Ledgers, as_of: dt.date
) -> tuple[int, tuple[Finding, ...]]:
    """Cash at the close of `as_of` in base minor units: the sum of the accounts (account_balances).
    Without bank balances by then the latest monthly figure stands in; without either it is zero.
    Both are findings."""
    if len(accounts):
        return int(accounts["balance_base"].sum()), ()
    monthly = ledgers["tblMonthly"]
    closed = monthly[
        (monthly["month"] + pd.offsets.MonthEnd(0)) <= pd.Timestamp(as_of)
    ].sort_values("month")
    closed = closed[closed["cash"] != 0]
    if len(closed):
        last = closed.iloc[-1]
        details = {"month": f"{last['month']:%Y-%m}"}
        place = Place("tblMonthly", int(last["row"]), "cash")
        return int(last["cash"]), (
            Finding("opening_cash_from_monthly", "warning", "assumed", place, details=details),
        )
    later = ledgers["tblBank"].dropna(subset=["date"]).sort_values("date", kind="stable")
    if len(later):
        first = later.iloc[0]
        place = Place("tblBank", int(first["row"]), "date")
        found, details = f"{first['date']:%Y-%m-%d}", {"as_of": f"{as_of:%Y-%m-%d}"}
        return 0, (
            Finding("opening_cash_later", "error", "assumed", place, found, details=details),
        )
    return 0, (Finding("opening_cash_missing", "error", "assumed", Place("tblBank")),)


def payments_since(
    accounts: pd.DataFrame, payments: pd.DataFrame, ledgers: Ledgers, as_of: dt.date
) -> tuple[Finding, ...]:
    """A finding where the ledgers note payments (forecast.past_payments) after the latest of all
    balances (account_balances): neither opening cash nor the forecast holds them."""
    if accounts.empty:
        return ()
    latest = accounts.sort_values("date", kind="stable").iloc[-1]
    since = payments[(payments["date"] > latest["date"]) & ~payments["as_bill"]]
    amount = since["amount"].to_numpy(np.int64)
    if not amount.any():
        return ()
    unit = 10 ** minor_digits(ledgers.base_currency)
    return (
        Finding(
            "opening_cash_older",
            "warning",
            "kept",
            Place("tblBank", int(latest["row"]), "date"),
            f"{latest['date']:%Y-%m-%d}",
            currency=ledgers.base_currency,
            details={
                "as_of": f"{as_of:%Y-%m-%d}",
                "received": int(amount[amount > 0].sum()) / unit,
                "paid": -int(amount[amount < 0].sum()) / unit,
            },
        ),
    )
