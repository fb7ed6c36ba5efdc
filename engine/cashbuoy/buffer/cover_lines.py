"""The limits that insurers grant on buyers, as tblInsurance states them and as they change.

A line is one row: policy, buyer, risk, and the limit from a day on. A later row of the same policy,
buyer and risk takes its place for what is shipped from its day on (a reduction, a raise; a limit of
zero withdraws it). A slot is all the rows of one policy, buyer and risk.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import Dates
from cashbuoy.ledger.no_rows import once_without_rows
from cashbuoy.policy.models import Insurance

# One row per line of tblInsurance, in order of slot, then of the day it begins to hold. Money in
# base minor units; what the table leaves open is the policy's.
LINE_COLUMNS = (
    "row",
    "policy",
    "insurer",
    "customer",
    "risk",             # commercial | political
    "limit",
    "covered",          # share of a loss that is paid
    "deductible",       # of each buyer's loss, borne by the firm first
    "maximum_liability",  # of the policy, over all buyers; NO_LIMIT where it states none
    "valid_from",       # datetime64, NaT: always
    "valid_to",         # datetime64, the last day of shipment, NaT: no end
    "notify_days",
    "waiting_days",
    "claim_days",
    "premium_rate",
    "slot",             # index of policy, buyer and risk
    "rank",             # which of a buyer's policies against a risk it is: 0 pays first
)  # fmt: skip
RISKS = ("commercial", "political")
NO_LIMIT = np.iinfo(np.int64).max

_EPOCH = np.datetime64("1900-01-01", "D")
_DAYS = 10_000_000  # more than there are days: a slot and a day make one number


@dataclass(frozen=True)
class CoverLines:
    """All lines (LINE_COLUMNS), and what finds the one that holds on a day."""

    frame: pd.DataFrame
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.frame)

    def slots(self, risk: str, rank: int) -> pd.Series:
        """The slot of each buyer's policy of that rank against a risk, by customer."""
        own = self.frame[(self.frame["risk"] == risk) & (self.frame["rank"] == rank)]
        return own.drop_duplicates("slot").set_index("customer")["slot"]

    def holding(self, slots: NDArray[np.int64], days: Dates) -> NDArray[np.int64]:
        """Position of the line that holds for each slot on each day, -1 where none does. Slots of
        -1 have none; shape (n,) each."""
        day = np.where(np.isnat(days), 0, (days - _EPOCH).astype(np.int64))
        at = np.searchsorted(self.starts, slots * _DAYS + day, side="right") - 1
        known = (slots >= 0) & (at >= 0)
        at = np.where(known, at, 0)
        if not len(self.frame):
            return np.full(slots.shape, -1, dtype=np.int64)
        same = self.frame["slot"].to_numpy(np.int64)[at] == slots
        ends = self.frame["valid_to"].to_numpy("datetime64[D]")[at]
        alive = np.isnat(ends) | (days <= ends)
        return np.where(known & same & alive, at, -1)


@once_without_rows("insurance")
def cover_lines(insurance: pd.DataFrame, usual: Insurance) -> CoverLines:
    """tblInsurance as lines. Policies rank in the order in which the table first names them; rows
    without a risk are commercial; rows without a buyer are nobody's and left out."""
    rows = insurance[(insurance["customer"] != "").to_numpy()]
    risk = rows["risk"].where(rows["risk"].isin(RISKS), "commercial").to_numpy(object)
    political = risk == "political"
    covered = np.where(political, usual.covered.political, usual.covered.commercial)
    waiting = np.where(political, usual.waiting_days.political, usual.waiting_days.commercial)
    frame = pd.DataFrame(
        {
            "row": rows["row"].to_numpy(np.int64),
            "policy": rows["policy"].to_numpy(object),
            "insurer": rows["insurer"].to_numpy(object),
            "customer": rows["customer"].to_numpy(object),
            "risk": risk,
            "limit": _money(rows["limit"]),
            "covered": _or(rows["covered"], covered).clip(0, 1),
            "deductible": _money(rows["deductible"]),
            "maximum_liability": _liability(rows),
            "valid_from": rows["valid_from"].to_numpy("datetime64[ns]"),
            "valid_to": rows["valid_to"].to_numpy("datetime64[ns]"),
            "notify_days": _days(rows["notify_days"], usual.notify_days),
            "waiting_days": _days(rows["waiting_days"], waiting),
            "claim_days": _days(rows["claim_days"], usual.claim_days),
            "premium_rate": _or(rows["premium_rate"], np.zeros(len(rows))),
        }
    )
    groups = frame.groupby(["customer", "risk", "policy"], sort=False)
    frame["slot"] = groups.ngroup().to_numpy(np.int64)
    first = frame.drop_duplicates("slot")
    rank = first.groupby(["customer", "risk"], sort=False).cumcount()
    frame["rank"] = frame["slot"].map(pd.Series(rank.to_numpy(), index=first["slot"]))
    start = frame["valid_from"].to_numpy("datetime64[D]")
    day = np.where(np.isnat(start), 0, (start - _EPOCH).astype(np.int64))
    key = frame["slot"].to_numpy(np.int64) * _DAYS + day
    order = np.argsort(key, kind="stable")
    return CoverLines(frame.take(order).reset_index(drop=True), key[order])


def in_force(lines: CoverLines, as_of: dt.date) -> pd.DataFrame:
    """The lines that hold for what is shipped on the as-of date (LINE_COLUMNS), one a slot."""
    slots = np.unique(lines.frame["slot"].to_numpy(np.int64))
    at = lines.holding(slots, np.full(slots.shape, np.datetime64(as_of, "D")))
    return lines.frame.take(at[at >= 0]).reset_index(drop=True)


def _liability(rows: pd.DataFrame) -> NDArray[np.int64]:
    """The policy's maximum liability: the lowest that its rows state."""
    stated = rows["maximum_liability"].fillna(0).astype(np.int64)
    lowest = stated[stated > 0].groupby(rows["policy"]).min()
    return np.asarray(lowest.reindex(rows["policy"], fill_value=NO_LIMIT), dtype=np.int64)


def _money(column: pd.Series) -> NDArray[np.int64]:
    return column.fillna(0).to_numpy(np.int64).clip(min=0)


def _days(column: pd.Series, usual: object) -> NDArray[np.int64]:
    found = _or(column, np.broadcast_to(np.asarray(usual, dtype=np.float64), (len(column),)))
    return found.clip(min=0).astype(np.int64)


def _or(column: pd.Series, usual: NDArray[np.float64]) -> NDArray[np.float64]:
    found = column.to_numpy(np.float64, na_value=np.nan)
    return np.where(np.isnan(found), usual, found)
