"""Suppliers paid by our own acceptance bills: how often, and for how long the bills run.

Such a bill is handed over when others are paid; the cash leaves when it matures. Whether an open
bill will be settled so is told by the payments of the last months to the same supplier in the same
currency: the share of the money that went by acceptance bill, and the usual days to maturity.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import WorkCalendar
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.no_rows import once_without_rows
from cashbuoy.ledger.open_items import roll_ahead
from cashbuoy.policy.models import Policy

# One row per supplier and currency that has been paid by acceptance bill of late.
OWN_BILL_COLUMNS = (
    "supplier",
    "currency",
    "share",  # of the money paid, 0..1, went by acceptance bill
    "term_days",  # from the payment to maturity, in the middle
    "payments",  # so many payments in all
    "by_bill",  # so many of them by acceptance bill
)
_KEYS = ["supplier", "currency"]
Days = NDArray[np.datetime64]


def maturities(paid: pd.DataFrame, bills: pd.DataFrame, tenor_days: int) -> Days:
    """When the acceptance bill matures that settled each payment (rows of tblPayables, shape (n,));
    NaT where it was paid in money.

    One of the same supplier, currency and amount stands in tblBills, handed over about then: its
    maturity less the usual tenor is nearest to the day of payment, within a tenor.
    """
    found = np.full(len(paid), np.datetime64("NaT", "D"))
    given = bills[(bills["direction"] == "out").to_numpy(bool)]
    if given.empty or paid.empty:
        return found
    tenor = pd.Timedelta(days=tenor_days)
    handed = pd.DataFrame(
        {
            "party": given["drawer"].astype(object),
            "currency": given["currency"].astype(object),
            "amount": given["face"].astype(np.int64),
            "when": (given["matures"] - tenor).astype("datetime64[ns]"),
            "matures": given["matures"].astype("datetime64[ns]"),
        }
    )
    ours = pd.DataFrame(
        {
            "party": paid["supplier"].astype(object),
            "currency": paid["currency"].astype(object),
            "amount": paid["paid"].astype(np.int64),
            "when": paid["paid_date"].astype("datetime64[ns]"),
            "at": np.arange(len(paid)),
        }
    )
    pairs = pd.merge_asof(
        handed.dropna(subset=["when"]).sort_values("when", kind="stable"),
        ours.dropna(subset=["when"]).sort_values("when", kind="stable"),
        on="when",
        by=["party", "currency", "amount"],
        direction="nearest",
        tolerance=tenor,
    ).dropna(subset=["at"])
    found[pairs["at"].to_numpy(np.int64)] = pairs["matures"].to_numpy("datetime64[D]")
    return found


def own_bill_habits(ledgers: Ledgers, policy: Policy, as_of: dt.date) -> pd.DataFrame:
    """OWN_BILL_COLUMNS, from the payments of the last `payables.own_bills.days` days; none with the
    module bills off. Fewer acceptance bills than `least_bills` are no habit."""
    settings = policy.payables.own_bills
    table = ledgers["tblPayables"]
    if not policy.has("bills") or not (ledgers["tblBills"]["direction"] == "out").any():
        return _habits(table.iloc[:0], np.array([], dtype="datetime64[D]"), settings.least_bills)
    today = pd.Timestamp(as_of)
    since = today - pd.Timedelta(days=settings.days)
    paid = table[(table["paid"] > 0) & (table["paid_date"] > since) & (table["paid_date"] <= today)]
    matures = maturities(paid, ledgers["tblBills"], policy.receivables.acceptance_tenor_days)
    return _habits(paid, matures, settings.least_bills)


def with_own_bills(
    payables: pd.DataFrame, habits: pd.DataFrame, as_of: dt.date, calendar: WorkCalendar
) -> pd.DataFrame:
    """Open payables (ledger.open_items) with the part of `expected_base` that is expected to go by
    our acceptance bill, `own_bill_base` (>= 0, whole minor units), and the working day on which
    that is paid, `own_bill_date` (NaT without such a part). `expected_date` stays the day of
    settlement. Credit notes are set off and approved payments are made in money: no part of it."""
    if habits.empty:
        never = np.full(len(payables), np.datetime64("NaT", "ns"))
        return payables.assign(own_bill_base=np.int64(0), own_bill_date=never)
    asked = payables[["counterparty", "currency"]].astype(object)
    asked = asked.rename(columns={"counterparty": "supplier"})
    found = asked.merge(habits.astype(dict.fromkeys(_KEYS, object)), on=_KEYS, how="left")
    share = found["share"].fillna(0).to_numpy(np.float64)
    money = (payables["expected_base"] <= 0) | (payables["basis"] == "approved")
    expected = payables["expected_base"].to_numpy(np.int64)
    part = np.where(money.to_numpy(bool), 0, np.rint(expected * share)).astype(np.int64)
    term = found["term_days"].fillna(0).to_numpy(np.int64).astype("timedelta64[D]")
    some = part > 0
    when = np.full(len(payables), np.datetime64("NaT", "D"))
    handed = payables["expected_date"].to_numpy("datetime64[D]")[some]
    when[some] = roll_ahead(handed + term[some], "following", as_of, calendar)
    return payables.assign(own_bill_base=part, own_bill_date=when.astype("datetime64[ns]"))


@once_without_rows("paid")
def _habits(paid: pd.DataFrame, matures: Days, least: int) -> pd.DataFrame:
    by_bill = ~np.isnat(matures)
    term = (matures - paid["paid_date"].to_numpy("datetime64[D]")).astype("timedelta64[D]")
    rows = pd.DataFrame(
        {
            "supplier": paid["supplier"].to_numpy(object),
            "currency": paid["currency"].to_numpy(object),
            "paid": paid["paid"].to_numpy(np.int64),
            "in_bills": np.where(by_bill, paid["paid"].to_numpy(np.int64), 0),
            "by_bill": by_bill.astype(np.int64),
            "term": np.where(by_bill, term.astype(np.int64), np.nan),
        }
    )
    groups = rows.groupby(_KEYS, sort=True)
    sums = groups[["paid", "in_bills", "by_bill"]].sum()
    found = sums.assign(payments=groups.size(), term_days=groups["term"].median())
    found = found[found["by_bill"] >= least].reset_index()
    return found.assign(
        share=found["in_bills"] / found["paid"].clip(lower=1),
        term_days=found["term_days"].fillna(0).round().clip(lower=0).astype(np.int64),
    )[list(OWN_BILL_COLUMNS)]
