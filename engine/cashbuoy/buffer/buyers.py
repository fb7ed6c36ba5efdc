"""What every buyer owes, what of it is insured, and what the insurance is worth (C2)."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from cashbuoy.buffer.cover_lines import CoverLines, in_force
from cashbuoy.buffer.insured import Insured, liability_left, payments_ahead
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.no_rows import once_without_rows
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
    "claimed",          # of what it owes: claims admitted, and the insurers' since they paid
    "pays",             # still, should it fail, within each policy's maximum liability
    "political",
    "expected_loss",
    "expected_payment",
    "expected_loss_net",  # expected_loss - expected_payment
    "sales_12m",
    "premium",          # of a year, on the insured buyer's sales
)  # fmt: skip

# What is not insured, by column, and the reasons (insured.REASONS) that it stands for.
_REASONS = {
    "over_limit": ("over_limit", "withdrawn"),
    "cover_lost": ("cover_lost", "shipped_late"),
}


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
    sums = _sums(invoices, names)
    columns = {
        "customer": names,
        "country": ledgers.by_customer["country"].reindex(names).fillna("").to_numpy(object),
        "grade": grades.reindex(names).fillna("").to_numpy(object),
        "owed": _of(owed, names),
        **sums,
        "limit": _of(commercial.groupby("customer")["limit"].sum(), names),
        "requested": _of(_requested(ledgers), names),
        "pays": _of(_pays(lines, insured), names),
        "sales_12m": _of(sales, names),
    }
    columns["uninsured"] = np.maximum(columns["owed"] - sums["insured"], 0)
    columns["room"] = columns["limit"] - sums["insured"]
    columns["expected_loss_net"] = sums["expected_loss"] - sums["expected_payment"]
    rates = _premium_rates(now).reindex(names).fillna(0).to_numpy(np.float64)
    premium = np.maximum(columns["sales_12m"], 0) * rates
    columns["premium"] = np.rint(premium).astype(np.int64)
    frame = pd.DataFrame({name: columns[name] for name in BUYER_COLUMNS})
    return frame.sort_values(["owed", "customer"], ascending=[False, True], ignore_index=True)


def _sums(invoices: pd.DataFrame, names: pd.Index) -> dict[str, Minor]:
    """What each buyer's invoices add up to, by column, each of shape (names,)."""
    at = names.get_indexer(pd.Index(invoices["counterparty"]))
    reason = invoices["reason"]
    uninsured = invoices["uninsured"].to_numpy(np.int64)
    summed = (
        "disputed", "insured", "claimed", "political", "expected_loss", "expected_payment",
    )  # fmt: skip
    amounts = {column: invoices[column].to_numpy(np.int64) for column in summed}
    for column, reasons in _REASONS.items():
        amounts[column] = np.where(reason.isin(reasons), uninsured, 0)
    found = {column: np.zeros(len(names), dtype=np.int64) for column in amounts}
    for column, each in amounts.items():
        np.add.at(found[column], at, each)
    return found


def _of(sums: pd.Series, names: pd.Index) -> Minor:
    return sums.reindex(names).fillna(0).to_numpy(np.int64)


@once_without_rows("lines")
def _premium_rates(lines: pd.DataFrame) -> pd.Series:
    """What insurers charge on a buyer's sales, all policies together, by customer."""
    by_policy = lines.groupby(["customer", "policy"])["premium_rate"].max()
    return by_policy.groupby(level=0).sum()


def _pays(lines: CoverLines, insured: Insured) -> pd.Series:
    """What is still paid for each buyer should it alone fail: no policy pays more than it may."""
    if insured.pairs.empty:
        return pd.Series(dtype=np.float64)
    line = insured.pairs["line"].to_numpy(np.int64)
    frame = lines.frame[["customer", "policy"]].take(line)
    frame["most"] = liability_left(insured.pairs, lines.frame).reindex(frame["policy"]).to_numpy()
    frame["paid"] = payments_ahead(insured.pairs)
    by = frame.groupby(["customer", "policy"]).agg(paid=("paid", "sum"), most=("most", "min"))
    return by.min(axis=1).groupby(level="customer").sum()


def _requested(ledgers: Ledgers) -> pd.Series:
    table = ledgers["tblInsurance"]
    asked = table[(table["requested"].fillna(0) > 0).to_numpy()]
    return asked.groupby("customer")["requested"].sum()
