"""What every buyer owes, what of it is insured, and what the insurance is worth (C2)."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from cashbuoy.buffer.cover_lines import CoverLines, in_force
from cashbuoy.buffer.insured import Insured, paid_each, pair_payments
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.money import Minor

# One row per buyer that owes or has a limit, largest exposure first.
BUYER_COLUMNS = (
    "customer",
    "country",
    "grade",
    "owed",             # all it owes, credit notes deducted; may be < 0
    "disputed",
    "insured",
    "uninsured",        # owed - insured, not below 0
    "over_limit",       # insurable but for the limit
    "cover_lost",       # a deadline was missed, or it was shipped too late
    "limit",            # in force for shipments today, all policies against commercial risk
    "room",             # limit - insured
    "requested",        # limit asked for and not answered
    "pays",             # should it fail, within each policy's maximum liability
    "political",
    "expected_loss",
    "expected_payment",
    "expected_loss_net",  # expected_loss - expected_payment
    "sales_12m",
    "premium",          # of a year, on the insured buyer's sales
)  # fmt: skip


def buyers_insured(
    receivables: pd.DataFrame,
    invoices: pd.DataFrame,
    lines: CoverLines,
    insured: Insured,
    ledgers: Ledgers,
    sales: pd.Series,
    grades: pd.Series,
    as_of: dt.date,
) -> pd.DataFrame:
    """Every buyer that owes or has a limit (BUYER_COLUMNS), largest exposure first. `invoices`:
    cover.INVOICE_COLUMNS; sales and grades by customer."""
    now = in_force(lines, as_of)
    commercial = now[(now["risk"] == "commercial").to_numpy()]
    owed = receivables.groupby("counterparty")["open_base"].sum()
    limited = pd.Index(lines.frame["customer"].unique())
    names = pd.Index(owed.index.union(limited), name="customer")
    table = ledgers["tblCustomers"].drop_duplicates("customer").set_index("customer")
    sums = invoices.groupby("counterparty")[
        ["insured", "political", "expected_loss", "expected_payment"]
    ].sum()
    frame = pd.DataFrame(index=names)
    frame["country"] = table["country"].reindex(names).fillna("").to_numpy(object)
    frame["grade"] = grades.reindex(names).fillna("").to_numpy(object)
    frame["owed"] = _of(owed, names)
    frame["disputed"] = _of(invoices.groupby("counterparty")["disputed"].sum(), names)
    for column in sums:
        frame[column] = _of(sums[column], names)
    frame["uninsured"] = np.maximum(frame["owed"] - frame["insured"], 0)
    over = invoices["reason"].isin(["over_limit", "withdrawn"])
    frame["over_limit"] = _of(_sum(invoices, over, "uninsured"), names)
    gone = invoices["reason"].isin(["cover_lost", "shipped_late"])
    frame["cover_lost"] = _of(_sum(invoices, gone, "uninsured"), names)
    frame["limit"] = _of(commercial.groupby("customer")["limit"].sum(), names)
    frame["room"] = frame["limit"] - frame["insured"]
    frame["requested"] = _of(_requested(ledgers), names)
    frame["pays"] = _of(_pays(lines, insured), names)
    frame["expected_loss_net"] = frame["expected_loss"] - frame["expected_payment"]
    frame["sales_12m"] = _of(sales, names)
    rate = now.groupby(["customer", "policy"])["premium_rate"].max().groupby(level=0).sum()
    rates = rate.reindex(names).fillna(0).to_numpy(np.float64)
    frame["premium"] = np.rint(frame["sales_12m"].clip(lower=0) * rates).astype(np.int64)
    frame = frame.reset_index()
    frame = frame.sort_values(["owed", "customer"], ascending=[False, True], ignore_index=True)
    return frame[list(BUYER_COLUMNS)]


def _of(sums: pd.Series, names: pd.Index) -> Minor:
    return sums.reindex(names).fillna(0).to_numpy(np.int64)


def _sum(invoices: pd.DataFrame, chosen: pd.Series, column: str = "owed") -> pd.Series:
    return invoices[chosen.to_numpy(bool)].groupby("counterparty")[column].sum()


def _pays(lines: CoverLines, insured: Insured) -> pd.Series:
    """What is paid for each buyer should it alone fail: no policy pays more than it may."""
    if insured.pairs.empty:
        return pd.Series(dtype=np.float64)
    line = insured.pairs["line"].to_numpy(np.int64)
    frame = lines.frame[["customer", "policy", "maximum_liability"]].take(line)
    frame = frame.rename(columns={"maximum_liability": "most"})
    frame["paid"] = paid_each(pair_payments(insured.pairs), insured.pairs)
    by = frame.groupby(["customer", "policy"]).agg(paid=("paid", "sum"), most=("most", "min"))
    return by.min(axis=1).groupby(level="customer").sum()


def _requested(ledgers: Ledgers) -> pd.Series:
    table = ledgers["tblInsurance"]
    asked = table[(table["requested"].fillna(0) > 0).to_numpy()]
    return asked.groupby("customer")["requested"].sum()
