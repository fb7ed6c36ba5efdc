"""The clock of credit insurance (C2): what must be done by when for an invoice to stay covered.

Extension: an invoice may be overdue so long; then shipments to the buyer are no longer covered, and
the overdue notice falls due. The waiting period runs from the notice to the loss, the claim must
follow the loss, and an admitted claim is paid. An insolvency is a loss at once.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from cashbuoy.calendars import Dates, WorkCalendar, as_dates
from cashbuoy.policy.models import Insurance

Step = Literal["ship", "notice", "loss", "claim", "payment"]
STEPS: tuple[Step, ...] = ("ship", "notice", "loss", "claim", "payment")

# ahead: still to come; ended: shipments are no longer covered; missed: the deadline has passed;
# lost: an earlier one has; disputed: not paid before that is settled in the seller's favour.
State = Literal["ahead", "done", "ended", "missed", "lost", "disputed"]

_NEVER = np.datetime64("NaT", "D")

# One row per invoice and step, invoices in the order given.
CLOCK_COLUMNS = (
    "item",       # position of the invoice
    "step",       # of STEPS
    "deadline",   # datetime64; loss and payment: the day expected. NaT where there is none
    "done",       # datetime64, NaT while it is not
    "state",
    "days_left",  # deadline less as-of date, calendar days; NaN where nothing is left to do
    "level",      # red | amber | green | ""
)  # fmt: skip


@dataclass(frozen=True)
class CoverTerms:
    """Days of each stretch, shape (n,) or one number for all."""

    extension: ArrayLike
    notify: ArrayLike
    waiting: ArrayLike
    claim: ArrayLike
    payment: ArrayLike


@dataclass(frozen=True)
class CoverEvents:
    """What has happened to each invoice by the as-of date, shape (n,), NaT for what has not.

    `insolvent`: the day on which the buyer's insolvency became known. `disputed` ends when the
    dispute is settled in the seller's favour. `admitted`: the insurer has accepted the claim;
    `paid`: its money has come; `settled`: a dispute is over, and payment waited for it. None stands
    for not yet, of all of them.
    """

    notified: Dates
    insolvent: Dates
    claimed: Dates
    disputed: NDArray[np.bool_]
    admitted: Dates | None = None
    paid: Dates | None = None
    settled: Dates | None = None

    @classmethod
    def none(cls, n: int) -> CoverEvents:
        """Nothing has happened to any of n invoices."""
        never = np.full(n, _NEVER)
        return cls(never, never, never, np.zeros(n, dtype=bool))


def cover_clock(
    due: Dates,
    terms: CoverTerms,
    events: CoverEvents,
    as_of: dt.date,
    calendar: WorkCalendar,
    settings: Insurance,
) -> pd.DataFrame:
    """The clock of invoices due on `due` (datetime64[D], shape (n,)): CLOCK_COLUMNS.

    A deadline on a day off moves as `settings.deadlines_roll` says, money to the next working day.
    Shipments end with the extension, or at once when the buyer is insolvent or notice was given.
    Payment follows the admission; while that is open, the claim is taken to be admitted at once.
    """
    today = as_dates(as_of)
    never = np.full(due.shape, _NEVER)
    notified, insolvent, claimed, admitted, received, settled = (
        never if day is None else np.where(day <= today, day, _NEVER)
        for day in (
            events.notified, events.insolvent, events.claimed, events.admitted, events.paid,
            events.settled,
        )
    )  # fmt: skip
    ends = due + _days(terms.extension)
    ship = _first(ends, insolvent, notified)
    notice = calendar.roll(_first(ends, insolvent) + _days(terms.notify), settings.deadlines_roll)
    told = np.where(np.isnat(notified), np.maximum(notice, today), notified)
    loss = np.where(np.isnat(insolvent), told + _days(terms.waiting), insolvent)
    claim = calendar.roll(loss + _days(terms.claim), settings.deadlines_roll)
    filed = np.where(np.isnat(claimed), np.maximum(loss, today), claimed)
    accepted = np.fmax(np.where(np.isnat(admitted), filed, admitted), settled)
    paid = insurer_pays_on(accepted, terms.payment, calendar)

    no_notice, no_claim = _late(notice, notified, today), _late(claim, claimed, today)
    # What the insurer has paid or accepted is not lost, whatever the log says of the steps before.
    accepts = ~np.isnat(admitted) | ~np.isnat(received)
    no_notice, no_claim = no_notice & ~accepts, no_claim & ~accepts
    lost = no_notice | no_claim
    came = np.where(loss <= today, loss, _NEVER)
    deadlines = (ship, notice, loss, claim, np.where(lost | events.disputed, _NEVER, paid))
    done = (never, notified, came, claimed, received)
    states = (
        np.where(ship < today, "ended", "ahead"),
        np.where(no_notice, "missed", _reached(notified)),
        np.where(no_notice, "lost", _reached(came)),
        np.select([no_notice, no_claim], ["lost", "missed"], _reached(claimed)),
        np.select(
            [lost, ~np.isnat(received), events.disputed], ["lost", "done", "disputed"], "ahead"
        ),
    )
    return _frame(deadlines, done, states, today, settings)


def insurer_pays_on(accepted: Dates, days: ArrayLike, calendar: WorkCalendar) -> Dates:
    """The day by which a claim accepted on `accepted` is paid; money moves on working days."""
    paid: Dates = calendar.roll(accepted + _days(days), "following")
    return paid


def _frame(
    deadlines: tuple[Dates, ...],
    done_on: tuple[Dates, ...],
    states: tuple[NDArray[Any], ...],
    today: Dates,
    settings: Insurance,
) -> pd.DataFrame:
    """One row per invoice and step, from arrays by step."""
    deadline, done, state = (np.stack(p, axis=1).ravel() for p in (deadlines, done_on, states))
    n = deadline.size // len(STEPS)
    step = np.tile(np.array(STEPS, dtype=object), n)
    left = np.where(
        (state == "ahead") & ~np.isnat(deadline),
        (deadline - today).astype("timedelta64[D]").astype(np.float64),
        np.nan,
    )
    acts = np.isin(step, ["ship", "notice", "claim"])
    near = [
        np.isin(state, ["missed", "lost", "ended"]),
        acts & (left <= settings.red_days),
        acts & (left <= settings.amber_days),
        acts & (state == "ahead"),
    ]
    return pd.DataFrame(
        {
            "item": np.repeat(np.arange(n), len(STEPS)),
            "step": step,
            "deadline": deadline.astype("datetime64[ns]"),
            "done": done.astype("datetime64[ns]"),
            "state": state.astype(object),
            "days_left": left,
            "level": np.select(near, ["red", "red", "amber", "green"], "").astype(object),
        }
    )


def _reached(day: Dates) -> NDArray[Any]:
    return np.where(np.isnat(day), "ahead", "done")


def _late(deadline: Dates, done: Dates, today: Dates) -> NDArray[np.bool_]:
    """Done after the deadline, or not done and the deadline has passed."""
    late: NDArray[np.bool_] = np.where(np.isnat(done), deadline < today, done > deadline)
    return late


def _first(*dates: Dates) -> Dates:
    """The earliest of the dates that are known."""
    earliest: Dates = np.fmin.reduce(dates)
    return earliest


def _days(count: ArrayLike) -> NDArray[np.timedelta64]:
    days: NDArray[np.timedelta64] = np.asarray(count, dtype=np.int64).astype("timedelta64[D]")
    return days
