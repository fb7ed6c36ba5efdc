"""What was paid under payment plans, part by part (B9): listed in tblPlanPayments, or noted in the
paid columns of tblInstalments. plans.imputation says how both go together."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.ledger.no_rows import once_without_rows
from cashbuoy.money import Minor
from cashbuoy.plans.imputation import UNNAMED, Entry, Overlap, impute
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
    places, every = schedule.groupby("plan").indices, _as_entries(entries)
    shares: list[tuple[int, int, int]] = []  # entry, position in the schedule, amount
    overlaps: list[tuple[int, Overlap]] = []
    unmatched: list[tuple[int, int]] = []
    for plan, own in entries.groupby("plan", sort=True).indices.items():
        at = np.asarray(places[plan], dtype=np.int64)
        at = at[np.lexsort((number[at], due[at]))]
        turn = {a: i for i, a in enumerate(at.tolist())} | {UNNAMED: UNNAMED}
        of_plan = np.asarray(own).tolist()
        said = [replace(every[e], at=turn[every[e].at]) for e in of_plan]
        found = impute(payment[at].tolist(), said)
        shares += [(of_plan[s.entry], int(at[s.at]), s.amount) for s in found.shares]
        overlaps += [(of_plan[o.entry], o) for o in found.overlaps]
        unmatched += [(of_plan[entry], amount) for entry, amount in found.unmatched.items()]
    parts = np.array(shares, dtype=np.int64).reshape(-1, 3)
    columns = {c: entries[c].tolist() for c in ("plan", "number", "row", "amount")}

    def told(entry: int) -> dict[str, Any]:
        return {name: values[entry] for name, values in columns.items()}

    return PlanPayments(
        entries.iloc[parts[:, 0]].assign(at=parts[:, 1], amount=parts[:, 2]),
        tuple(
            {
                **told(entry),
                "noted": columns["amount"][entry],
                "same": o.same,
                "later": o.later,
                "elsewhere": o.elsewhere,
            }
            for entry, o in overlaps
        ),
        tuple({**told(entry), "amount": amount} for entry, amount in unmatched),
    )


def _as_entries(entries: pd.DataFrame) -> list[Entry]:
    """`at` is the position in the schedule still."""
    days = entries["date"].to_numpy("datetime64[D]")
    return [
        Entry(None if missing else day, at, amount, noted)
        for day, missing, at, amount, noted in zip(
            days.astype(np.int64).tolist(),
            np.isnat(days).tolist(),
            entries["at"].tolist(),
            entries["amount"].tolist(),
            (entries["source"] == _NOTED).tolist(),
            strict=True,
        )
    ]
