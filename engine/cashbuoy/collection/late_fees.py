"""Fees for paying late (B8): by contract, else by statute, day by day.

Where a contract is silent: public bodies and large firms owe small firms 0.05 % a day (Regulation
on payments to SMEs, art. 17; in force 2020-09-01 as art. 15, revised 2025-06-01), and an agreed
rate must not be below the LPR at signing; between other firms the one-year LPR at the breach x 1.3
to 1.5 (Supreme People's Court, sales contracts, art. 18). All that is mainland China's law; firms
elsewhere have what their contracts say. Simple interest; the day after the due date is the first
day late, the day of payment the last.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import Dates, as_dates
from cashbuoy.money import Minor
from cashbuoy.policy.models import LateFees, RateFrom

BuyerType = Literal["public", "large", "small"]
# regulation_floor: agreed, but below the LPR at signing, which holds instead; none: nothing agreed,
# and no law that the policy knows.
Basis = Literal["contract", "regulation", "regulation_floor", "court", "none"]

# One row per stretch of days with one balance and one rate, by item and day.
FEE_COLUMNS = (
    "item",     # position of the invoice
    "first",    # datetime64, first day counted
    "last",     # datetime64, last day counted
    "days",
    "balance",  # owed on these days, int64 minor units
    "rate",     # a year
    "basis",    # of Basis; never none
    "fee",      # int64 minor units
)  # fmt: skip

_DAY = np.timedelta64(1, "D")
_STATUTORY_BUYERS = ("public", "large")


@dataclass(frozen=True)
class LateItems:
    """Invoices, arrays of shape (n,). Money in minor units; `paid` came on `paid_date` (NaT: before
    the due date); both have shape (n, parts) where items were paid in parts, 0 for none. `agreed`
    is the contract's rate a year, NaN where it is silent; `signed` NaT where unknown."""

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
    balance = np.broadcast_to(items.amount[:, None], start.shape)
    for amount, day in zip(_parts(items.paid).T, _paid_by(items).T, strict=True):
        balance = balance - np.where(start >= day[:, None], amount[:, None], 0)
    by_day = settings.lpr_multiple * rate_on(settings.lpr, start + _DAY)
    yearly = np.where(moves[:, None], by_day, rate[:, None])
    exact = np.maximum(balance, 0) * yearly * days / settings.day_basis
    # Rounded as a running total, so that the stretches add up to the rounded whole.
    total = np.rint(np.cumsum(exact, axis=1)).astype(np.int64)
    fee = np.diff(total, axis=1, prepend=0)
    item, stretch = np.nonzero((days > 0) & (balance > 0) & (basis != "none")[:, None])
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


def silent_rate(
    due: dt.date, until: dt.date, buyer: str, settings: LateFees
) -> tuple[float, Basis]:
    """The rate a year of money due on `due` that nobody agreed a rate for, by the size of the buyer
    (of BuyerType) and up to `until`, and what it rests on; 0 and "none" where no law is known. The
    LPR of each day, where that holds, is its mean over the days late."""
    at, never = as_dates(due).reshape(1), np.full(1, np.datetime64("NaT", "D"))
    one, size = np.ones(1, dtype=np.int64), np.array([buyer], dtype=object)
    item = LateItems(at, one, one * 0, never, size, np.full(1, np.nan), never)
    rate, basis = _rates(item, settings)
    found = float(rate[0])
    if basis[0] == "court" and settings.lpr_day == "each_day" and until > due:
        late = int((as_dates(until) - at[0]).astype(np.int64))
        days = at[0] + np.arange(1, late + 1).astype("timedelta64[D]")
        found = float(settings.lpr_multiple * rate_on(settings.lpr, days).mean())
    return found, basis[0]


def _rates(items: LateItems, settings: LateFees) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    """The rate a year of each item at its breach, and what it rests on."""
    has_law = settings.law != "none"
    statutory = (
        has_law
        & np.isin(items.buyer, _STATUTORY_BUYERS)
        & settings.we_are_sme
        & (items.due >= as_dates(settings.regulation.since))
    )
    agreed = ~np.isnan(items.agreed)
    signed = np.where(np.isnat(items.signed), items.due, items.signed)
    least = np.where(statutory, rate_on(settings.lpr, signed), 0.0)
    rate = np.select(
        [agreed, statutory],
        [np.maximum(items.agreed, least), settings.regulation.daily_rate * settings.day_basis],
        settings.lpr_multiple * rate_on(settings.lpr, items.due + _DAY) if has_law else 0.0,
    )
    basis = np.select(
        [agreed & (items.agreed < least), agreed, statutory],
        ["regulation_floor", "contract", "regulation"],
        "court" if has_law else "none",
    )
    return rate, basis.astype(object)


def _parts(values: NDArray[Any]) -> NDArray[Any]:
    """Of one payment or of several: shape (n, parts)."""
    return values[:, None] if values.ndim == 1 else values


def _paid_by(items: LateItems) -> Dates:
    """The days of the payments, shape (n, parts)."""
    days = _parts(items.paid_date)
    by: Dates = np.where(np.isnat(days), items.due[:, None], days)
    return by


def _cuts(items: LateItems, end: Dates, moves: NDArray[np.bool_], steps: list[RateFrom]) -> Dates:
    """Days after which balance or rate may change, in order, shape (n, cuts)."""
    before = np.array([step.since for step in steps], dtype="datetime64[D]") - _DAY
    changes = np.where(moves[:, None], before[None, :], items.due[:, None])
    cuts = np.column_stack([items.due, _paid_by(items), end, changes])
    return np.sort(np.clip(cuts, items.due[:, None], end[:, None]), axis=1)
