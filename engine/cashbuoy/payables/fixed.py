"""Payments that are not the schedule's to move: plans, loans, bills of exchange, regular items.

An instalment of our own that was missed goes before everything else: with it the creditor's
patience ends, and often the whole debt falls due. The forecast has it on the day on which overdue
bills are paid; the schedule pays it with the first run.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import Dates, WorkCalendar
from cashbuoy.ledger.no_rows import once_without_rows
from cashbuoy.money import Minor

FIXED_COLUMNS = (
    "date",  # datetime64, on which it is paid
    "category",
    "source",
    "row",
    "reference",
    "counterparty",
    "amount",  # base minor units, >= 0
    "due",  # datetime64: as agreed; the same day but for what was missed
    "missed",  # an instalment of ours that was not paid when it was due
)
# Budget lines and taxes are not paid from a list.
FIXED_SOURCES = ("tblPlans", "tblLines", "tblBills", "tblRecurring")
_KEPT = ("date", "category", "source", "row", "reference", "counterparty", "amount")


@dataclass(frozen=True)
class Missed:
    """Our own missed instalments among the forecast's events, shape (n,): reference; due; when the
    forecast pays them; paid: when the schedule does; amount: still to pay, base minor units."""

    reference: NDArray[np.object_]
    due: Dates
    forecast: Dates
    paid: Dates
    amount: Minor


@once_without_rows("instalments")
def missed_instalments(
    events: pd.DataFrame, instalments: pd.DataFrame, first_run: np.datetime64
) -> Missed:
    """What of our plans (plans.instalments.SCHEDULE_COLUMNS) was missed, as the forecast's `events`
    have it; paid with the first run, or before where the forecast does so."""
    late = instalments[(instalments["direction"] == "out") & (instalments["status"] == "overdue")]
    due = pd.Series(late["due"].to_numpy(), index=_reference(late)).groupby(level=0).min()
    rows = events[_of_missed(events, due.index)]
    forecast = rows["date"].to_numpy("datetime64[D]")
    return Missed(
        reference=rows["reference"].to_numpy(object),
        due=due.reindex(rows["reference"]).to_numpy("datetime64[D]"),
        forecast=forecast,
        paid=np.minimum(forecast, first_run),
        amount=-rows["amount"].to_numpy(np.int64),
    )


def fixed_payments(events: pd.DataFrame, missed: Missed, last: np.datetime64) -> pd.DataFrame:
    """FIXED_COLUMNS up to a day, what was missed first, then by date."""
    own = events["source"].isin(FIXED_SOURCES) & (events["amount"] < 0)
    own &= events["date"] <= last
    late = _of_missed(events, missed.reference)
    others = events.loc[own.to_numpy() & ~late, list(_KEPT)]
    others = others.assign(amount=-others["amount"], due=others["date"], missed=False)
    first = events.loc[late, list(_KEPT)]
    first = first.assign(
        date=missed.paid.astype("datetime64[ns]"),
        amount=missed.amount,
        due=missed.due.astype("datetime64[ns]"),
        missed=True,
    )
    both = pd.concat([first, others], ignore_index=True) if len(first) else others
    return both[list(FIXED_COLUMNS)].reset_index(drop=True)


def brought_forward(
    events: pd.DataFrame, fixed: pd.DataFrame, calendar: WorkCalendar
) -> pd.DataFrame:
    """Events with what was missed on the days of the schedule."""
    first = fixed[fixed["missed"].to_numpy(bool)]
    late = _of_missed(events, first["reference"].to_numpy(object))
    if not late.any():
        return events
    on = first.drop_duplicates("reference").set_index("reference")["date"]
    when = on.reindex(events.loc[late, "reference"]).to_numpy("datetime64[ns]")
    moved = events.copy()
    moved.loc[late, "date"] = when
    moved.loc[late, "provisional"] = calendar.is_provisional(when.astype("datetime64[D]"))
    return moved


def _reference(instalments: pd.DataFrame) -> NDArray[np.object_]:
    """As forecast.open_positions.own_instalment_events names them."""
    named = instalments["plan"] + " / " + instalments["number"].astype(str)
    return named.to_numpy(object)


def _of_missed(
    events: pd.DataFrame, references: pd.Index | NDArray[np.object_]
) -> NDArray[np.bool_]:
    if not len(references):
        return np.zeros(len(events), dtype=bool)
    own = (events["source"] == "tblPlans") & (events["amount"] < 0)
    found: NDArray[np.bool_] = (own & events["reference"].isin(references)).to_numpy()
    return found
