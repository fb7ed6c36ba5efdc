"""Whom to ask for money today, and how: one contact a customer (B1); the rest with the next day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import Dates, as_dates
from cashbuoy.collection.pursued import Pursued, asked_for
from cashbuoy.collection.strategy import FIRST_LATE, Flags, Ints
from cashbuoy.policy.models import STAGES

# Why a customer is or is not asked for money today.
REASONS = (
    "stage_due",       # a stage has come and is not done
    "promise_broken",  # promised for a day that has passed
    "missed",          # an instalment of its payment plan is overdue
    "asked_today",     # once a day is enough
    "resting",         # asked a short while ago
    "promised",        # a promise is ahead
    "waits",           # the next stage has not come yet
    "credit",          # credit notes outweigh what is overdue
    "disputed",        # nothing is open but what is in dispute
    "in_plan",         # nor but what is in a payment plan
    "small",           # less than any stage that is left asks for
    "handed_over",     # with the partner or the court
    "not_due",         # nothing is late
    "all_done",        # every stage of its strategy is done
)  # fmt: skip

_NEVER = np.datetime64("NaT", "D")


@dataclass(frozen=True)
class Contacts:
    """One entry per customer, in the order of Pursued.customers.

    kind: of the action to take today (ACTION_KINDS; hand_over as such), "" for none. stage: index
    into STAGES of it, -1 for none or a follow-up. reason: REASONS. next_kind, next_date: what
    comes next and when at the earliest where there is none today. listed, shape (items,): what
    today's action is about.
    """

    kind: NDArray[np.object_]
    stage: Ints
    reason: NDArray[np.object_]
    next_kind: NDArray[np.object_]
    next_date: Dates
    listed: Flags


def contacts_due(
    pursued: Pursued, as_of: dt.date, missed: NDArray[np.bool_] | None = None
) -> Contacts:
    """One contact a customer and day, at the highest stage that any of its invoices has come to.

    A demand waits until the policy's days have passed since the one before; a note, and a promise
    that was broken, do not. `missed`, shape (customers,): an instalment of a payment plan is
    overdue and has not been asked for since.
    """
    items, debtors = pursued.items, pursued.customers
    n, today = len(debtors), as_dates(as_of)
    who = items["who"].to_numpy(np.int64)
    missing = np.zeros(n, dtype=bool) if missed is None else missed
    stage = _largest(who, np.where(items["held"], -1, items["stage"]), n)
    net = debtors["net"].to_numpy(np.int64)
    late = stage >= FIRST_LATE
    rests = debtors["rests_until"].to_numpy("datetime64[D]") > today  # NaT compares false
    asked = debtors["today"].to_numpy(bool)
    follows = _any(who, items["follow"].to_numpy(bool), n) & (net > 0)
    demand = late & ~rests & (net > 0)
    note = ~late & (stage >= 0)
    # What was promised is asked for first; the next stage can follow a day later.
    kind = np.select(
        [asked, follows, missing, demand, note],
        np.array(["", "promise", "instalment", "stage", "stage"], dtype=object),
        default="",
    ).astype(object)
    staged = kind == "stage"
    names = np.array([*STAGES, ""], dtype=object)
    kind = np.where(staged, names[np.where(staged, stage, -1)], kind)
    doing = np.where(staged, stage, -1)
    listed = _listed(pursued, kind, doing)
    # What has had a harsher stage is left out, and credit notes may outweigh the rest.
    nothing = (_sums(items, listed, n) <= 0) & (kind != "") & (kind != "instalment")
    kind, doing = np.where(nothing, "", kind), np.where(nothing, -1, doing)
    why = _reasons(pursued, kind, asked, late & rests, net)
    next_kind, next_date = _next(pursued, why, today)
    return Contacts(kind, doing, why, next_kind, next_date, listed & ~nothing[who])


def _listed(pursued: Pursued, kind: NDArray[np.object_], stage: Ints) -> Flags:
    """The items of each customer's action: a demand's, the promised ones, or those of a note."""
    items = pursued.items
    who = items["who"].to_numpy(np.int64)
    noted = (items["stage"] >= 0).to_numpy() & ~items["chased"].to_numpy(bool)
    of = kind[who]
    demand = (stage[who] >= FIRST_LATE) & asked_for(items)
    demand &= items["done"].to_numpy() <= stage[who]
    note = (stage[who] >= 0) & (stage[who] < FIRST_LATE) & noted & ~items["held"].to_numpy(bool)
    listed: Flags = demand | note | ((of == "promise") & items["follow"].to_numpy(bool))
    return listed


def _reasons(
    pursued: Pursued,
    kind: NDArray[np.object_],
    asked: Flags,
    resting: Flags,
    net: Ints,
) -> NDArray[np.object_]:
    items, n = pursued.items, len(pursued.customers)
    who = items["who"].to_numpy(np.int64)

    def some(flags: pd.Series[bool] | Flags) -> Flags:
        return _any(who, np.asarray(flags, dtype=bool), n)

    chased = some(items["chased"])
    ahead = items["next_date"].notna()
    return np.select(
        [
            (kind != "") & (kind != "promise") & (kind != "instalment"),
            kind == "promise",
            kind == "instalment",
            asked,
            resting & (net > 0),
            some(items["held"]) & ~some(items["chased"] & ~items["held"]),
            chased & (net <= 0),
            chased & some(items["chased"] & (items["done"] == len(STAGES) - 1)),
            chased & some(items["chased"] & ahead),
            chased & some(items["chased"] & items["small"]),
            chased,
            some((items["status"] == "forecast") & (items["open_base"] > 0)),
            some(items["status"] == "plan"),
            some(items["disputed_base"] > 0),
        ],
        np.array(
            [
                "stage_due", "promise_broken", "missed", "asked_today", "resting", "promised",
                "credit", "handed_over", "waits", "small", "all_done", "not_due", "in_plan",
                "disputed",
            ],
            dtype=object,
        ),
        default="credit",
    ).astype(object)  # fmt: skip


def _next(
    pursued: Pursued, why: NDArray[np.object_], today: np.datetime64 | Dates
) -> tuple[NDArray[np.object_], Dates]:
    """The earliest next stage of each customer that nothing is asked of today."""
    items, n = pursued.items, len(pursued.customers)
    who = items["who"].to_numpy(np.int64)
    first = items["next_date"].to_numpy("datetime64[D]")
    tomorrow = pursued.calendar.add_working_days(today, 1)
    rests = pursued.customers["rests_until"].to_numpy("datetime64[D]")
    late = items["next"].to_numpy(np.int64) >= FIRST_LATE
    held = items["held"].to_numpy(bool)
    first = np.maximum(first, np.where(late & ~held, np.fmax(rests[who], tomorrow), tomorrow))
    earliest = np.full(n, _NEVER)
    np.fmin.at(earliest, who, first)
    order = np.lexsort((items["next"].to_numpy(np.int64), -first.astype(np.int64)))
    order = order[(first == earliest[who])[order]]  # NaT compares false
    kinds = np.full(n, "", dtype=object)
    names = np.where(held, "promise", np.array([*STAGES, ""], dtype=object)[items["next"]])
    kinds[who[order]] = names[order]
    none = np.isin(why, ["stage_due", "promise_broken", "missed", "credit", "handed_over"])
    return np.where(none, "", kinds), np.where(none, _NEVER, earliest)


def _sums(items: pd.DataFrame, counted: Flags, n: int) -> Ints:
    sums = np.zeros(n, dtype=np.int64)
    owed = items["open_base"].to_numpy(np.int64)
    np.add.at(sums, items["who"].to_numpy()[counted], owed[counted])
    return sums


def _largest(who: Ints, values: Ints, n: int) -> Ints:
    found = np.full(n, -1, dtype=np.int64)
    np.maximum.at(found, who, values)
    return found


def _any(who: Ints, flags: Flags, n: int) -> Flags:
    found: Flags = np.zeros(n, dtype=bool)
    np.logical_or.at(found, who, flags)
    return found
