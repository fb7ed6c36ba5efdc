"""Fees for paying late (B8): by contract, else by statute, day by day.

Where a contract is silent: public bodies and large firms owe small firms 0.05 % a day (Regulation
on payments to SMEs, in force 2025-06-01), and an agreed rate must not be below the LPR at signing;
between other firms the one-year LPR at the breach x 1.3 to 1.5 (Supreme People's Court, sales
contracts, art. 18). Simple interest; the day after the due date is the first day late, the day of
payment the last.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import Dates, as_dates
from cashbuoy.money import Minor
from cashbuoy.policy.models import LateFees, RateFrom

BuyerType = Literal["public", "large", "small"]
Basis = Literal["contract", "regulation", "court"]

# One row per stretch of days with one balance and one rate, by item and day.
FEE_COLUMNS = (
    "item",     # position of the invoice
    "first",    # datetime64, first day counted
    "last",     # datetime64, last day counted
    "days",
    "balance",  # owed on these days, int64 minor units
    "rate",     # a year
    "basis",    # contract | regulation | court
    "fee",      # int64 minor units
)  # fmt: skip

_DAY = np.timedelta64(1, "D")
_STATUTORY_BUYERS = ("public", "large")


@dataclass(frozen=True)
class LateItems:
    """Invoices, arrays of shape (n,). Money in minor units; `paid` came on `paid_date` (NaT: before
    the due date). `agreed` is the contract's rate a year, NaN where it is silent; `signed` NaT
    where unknown."""

    due: Dates
    amount: Minor
    paid: Minor
    paid_date: Dates
    buyer: NDArray[np.object_]
    agreed: NDArray[np.float64]
    signed: Dates


def late_fees(items: LateItems, until: dt.date, settings: LateFees) -> pd.DataFrame:
    """Fees up to and including `until` (FEE_COLUMNS). The fees of an item add up to its whole fee,
    rounded once (half-even); credit notes and what is not late have none."""
    end = np.maximum(as_dates(until), items.due)
    rate, basis = _rates(items, settings)
    moves = (basis == "court") & (settings.lpr_day == "each_day")
    cuts = _cuts(items, end, moves, settings.lpr)
    start, stop = cuts[:, :-1], cuts[:, 1:]
    days = (stop - start).astype(np.int64)
    paid_by = np.where(np.isnat(items.paid_date), items.due, items.paid_date)[:, None]
    balance = items.amount[:, None] - np.where(start >= paid_by, items.paid[:, None], 0)
    by_day = settings.lpr_multiple * rate_on(settings.lpr, start + _DAY)
    yearly = np.where(moves[:, None], by_day, rate[:, None])
    exact = np.maximum(balance, 0) * yearly * days / settings.day_basis
    # Rounded as a running total, so that the stretches add up to the rounded whole.
    total = np.rint(np.cumsum(exact, axis=1)).astype(np.int64)
    fee = np.diff(total, axis=1, prepend=0)
    item, stretch = np.nonzero((days > 0) & (balance > 0))
    at = (item, stretch)
    return pd.DataFrame(
        {
            "item": item,
            "first": (start[at] + _DAY).astype("datetime64[ns]"),
            "last": stop[at].astype("datetime64[ns]"),
            "days": days[at],
            "balance": balance[at],
            "rate": yearly[at],
            "basis": basis[item],
            "fee": fee[at],
        }
    )


def rate_on(steps: list[RateFrom], days: Dates) -> NDArray[np.float64]:
    """The rate a year that holds on each day; before the first step its rate."""
    since = np.array([step.since for step in steps], dtype="datetime64[D]")
    rates = np.array([step.rate for step in steps])
    at = np.searchsorted(since, days, side="right") - 1
    held: NDArray[np.float64] = rates[np.maximum(at, 0)]
    return held


def _rates(items: LateItems, settings: LateFees) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    """The rate a year of each item at its breach, and what it rests on."""
    statutory = (
        np.isin(items.buyer, _STATUTORY_BUYERS)
        & settings.we_are_sme
        & (items.due >= as_dates(settings.regulation.since))
    )
    agreed = ~np.isnan(items.agreed)
    signed = np.where(np.isnat(items.signed), items.due, items.signed)
    least = np.where(statutory, rate_on(settings.lpr, signed), 0.0)
    rate = np.select(
        [agreed, statutory],
        [np.maximum(items.agreed, least), settings.regulation.daily_rate * settings.day_basis],
        settings.lpr_multiple * rate_on(settings.lpr, items.due + _DAY),
    )
    return rate, np.select([agreed, statutory], ["contract", "regulation"], "court").astype(object)


def _cuts(items: LateItems, end: Dates, moves: NDArray[np.bool_], steps: list[RateFrom]) -> Dates:
    """Days after which balance or rate may change, in order, shape (n, cuts)."""
    before = np.array([step.since for step in steps], dtype="datetime64[D]") - _DAY
    changes = np.where(moves[:, None], before[None, :], items.due[:, None])
    paid = np.where(np.isnat(items.paid_date), items.due, items.paid_date)
    cuts = np.column_stack([items.due, paid, end, changes])
    return np.sort(np.clip(cuts, items.due[:, None], end[:, None]), axis=1)
