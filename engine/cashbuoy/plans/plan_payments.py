"""What was paid under payment plans, part by part (B9): listed in tblPlanPayments, or noted in the
paid columns of tblInstalments. plans.imputation says how both go together."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.ledger.no_rows import once_without_rows
from cashbuoy.money import Minor
from cashbuoy.plans.imputation import UNNAMED, Entry, Imputation, impute
from cashbuoy.plans.paid_over import carried_over

# One row per part of a payment and instalment that it settles, by plan, due date and day. Money
# int64 base minor units; below zero: paid back.
PART_COLUMNS = (
    "plan",
    "number",
    "at",      # position of the instalment in the schedule
    "date",    # datetime64, NaT where nobody noted it
    "amount",
    "source",  # tblInstalments | tblPlanPayments
    "row",
)  # fmt: skip
_LISTED, _NOTED = "tblPlanPayments", "tblInstalments"


@dataclass(frozen=True)
class PlanPayments:
    """parts: PART_COLUMNS. overlaps: instalments whose paid amount was found again among the lines:
    plan, number, row (tblInstalments), noted, same, later, elsewhere. unmatched: lines that pay
    back more than had been paid: plan, row (tblPlanPayments), amount."""

    parts: pd.DataFrame
    overlaps: tuple[dict[str, Any], ...] = ()
    unmatched: tuple[dict[str, Any], ...] = ()


@once_without_rows("schedule")
def plan_payments(
    schedule: pd.DataFrame, rows: pd.DataFrame, listed: pd.DataFrame, as_of: dt.date
) -> PlanPayments:
    """The payments known at the close of `as_of` against `schedule` (plan, number, due, payment;
    index 0..n-1), each part once. rows: tblInstalments; listed: tblPlanPayments."""
    today = pd.Timestamp(as_of)
    place = pd.MultiIndex.from_frame(schedule[["plan", "number"]])
    noted = rows[~(rows["paid_date"] > today) & ((rows["paid"] != 0) | rows["paid_date"].notna())]
    noted = _entries(noted, place, "paid", "paid_date", "number", _NOTED)
    noted = noted[noted["at"] != UNNAMED]
    lines = listed[(listed["date"] <= today) & listed["plan"].isin(schedule["plan"])]
    lines = _entries(lines, place, "amount", "date", "instalment", _LISTED)
    in_parts = noted["plan"].isin(lines["plan"]).to_numpy(bool)
    alone = carried_over(schedule, noted[~in_parts])
    if lines.empty:
        return PlanPayments(_ordered(alone, schedule))
    entries = pd.concat([lines, noted[in_parts]], ignore_index=True)
    found = _imputed(entries, schedule)
    return PlanPayments(
        _ordered(pd.concat([alone, found.parts], ignore_index=True), schedule),
        found.overlaps,
        found.unmatched,
    )


def paid_by_instalment(parts: pd.DataFrame, n: int) -> tuple[Minor, NDArray[np.datetime64]]:
    """What was paid of each of the schedule's `n` instalments, and the day of the last of it (NaT
    for none), shape (n,)."""
    paid = np.zeros(n, dtype=np.int64)
    np.add.at(paid, parts["at"].to_numpy(np.int64), parts["amount"].to_numpy(np.int64))
    came = parts[parts["amount"] >= 0].groupby("at")["date"].max()
    last: NDArray[np.datetime64] = came.reindex(range(n)).to_numpy("datetime64[ns]")
    return paid, last


def _entries(
    table: pd.DataFrame, place: pd.MultiIndex, amount: str, date: str, number: str, source: str
) -> pd.DataFrame:
    """Rows of a table as PART_COLUMNS, `at` UNNAMED where they name no instalment of the plan."""
    named = table[number].fillna(UNNAMED).astype("int64")
    at = place.get_indexer(pd.MultiIndex.from_arrays([table["plan"], named]))
    return pd.DataFrame(
        {
            "plan": table["plan"].to_numpy(object),
            "number": named.to_numpy(np.int64),
            "at": at.astype(np.int64),
            "date": table[date].to_numpy("datetime64[ns]"),
            "amount": table[amount].to_numpy(np.int64),
            "source": np.full(len(table), source, dtype=object),
            "row": table["row"].to_numpy(np.int64),
        }
    )


def _ordered(parts: pd.DataFrame, schedule: pd.DataFrame) -> pd.DataFrame:
    at = parts["at"].to_numpy(np.int64)
    parts = parts.assign(
        plan=schedule["plan"].to_numpy(object)[at],
        number=schedule["number"].to_numpy(np.int64)[at],
        due=schedule["due"].to_numpy("datetime64[ns]")[at],
    )
    by = ["plan", "due", "number", "date"]
    return parts.sort_values(by, kind="stable", ignore_index=True)[list(PART_COLUMNS)]


def _imputed(entries: pd.DataFrame, schedule: pd.DataFrame) -> PlanPayments:
    """Plans with listed payments, one by one: their entries as parts."""
    due, number = schedule["due"].to_numpy(), schedule["number"].to_numpy()
    payment = schedule["payment"].to_numpy(np.int64)
    places = schedule.groupby("plan").indices
    frames, overlaps, unmatched = [], [], []
    for plan, rows in entries.groupby("plan", sort=True):
        at = np.asarray(places[plan], dtype=np.int64)
        at = at[np.lexsort((number[at], due[at]))]
        own = rows.reset_index(drop=True)
        found = _of_plan(own, at, payment[at])
        frames.append(_parts(own, at, found))
        overlaps += _overlaps(own, found)
        unmatched += [
            {"plan": plan, "row": int(own["row"][entry]), "amount": amount}
            for entry, amount in found.unmatched.items()
        ]
    parts = pd.concat(frames, ignore_index=True)
    return PlanPayments(parts, tuple(overlaps), tuple(unmatched))


def _of_plan(own: pd.DataFrame, at: NDArray[np.int64], owed: Minor) -> Imputation:
    """One plan's entries on its instalments `at`, oldest first."""
    turn = {int(a): i for i, a in enumerate(at)} | {UNNAMED: UNNAMED}
    days = own["date"].to_numpy("datetime64[D]")
    entries = [
        Entry(None if missing else int(day), turn[where], amount, noted)
        for day, missing, where, amount, noted in zip(
            days.astype(np.int64).tolist(),
            np.isnat(days).tolist(),
            own["at"].tolist(),
            own["amount"].tolist(),
            (own["source"] == _NOTED).tolist(),
            strict=True,
        )
    ]
    return impute(owed.tolist(), entries)


def _parts(own: pd.DataFrame, at: NDArray[np.int64], found: Imputation) -> pd.DataFrame:
    entry = np.array([s.entry for s in found.shares], dtype=np.int64)
    where = np.array([s.at for s in found.shares], dtype=np.int64)
    amount = np.array([s.amount for s in found.shares], dtype=np.int64)
    return own.iloc[entry].assign(at=at[where], amount=amount)


def _overlaps(own: pd.DataFrame, found: Imputation) -> list[dict[str, Any]]:
    return [
        {
            "plan": own["plan"][o.entry],
            "number": int(own["number"][o.entry]),
            "row": int(own["row"][o.entry]),
            "noted": int(own["amount"][o.entry]),
            "same": o.same,
            "later": o.later,
            "elsewhere": o.elsewhere,
        }
        for o in found.overlaps
    ]
