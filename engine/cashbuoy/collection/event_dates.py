"""When a contract's events are planned, and when they happen: a late one moves those after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import Dates, WorkCalendar
from cashbuoy.collection.staged_plan import EVENTS, Event
from cashbuoy.policy.models.trade import LeadDays

_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class EventDates:
    """One event of many contracts, arrays of shape (n,).

    planned: as agreed (the expected date, else the typical days after the event before), NaT where
    nothing says. now: when it happened, or is expected to; NaT where nothing says. happened: by the
    as-of date. missed: its expected date has passed, and it has not happened.
    """

    planned: Dates
    now: Dates
    happened: NDArray[np.bool_]
    missed: NDArray[np.bool_]


def event_dates(
    contracts: pd.DataFrame,
    lead_days: LeadDays,
    slipped_after_days: int,
    calendar: WorkCalendar,
    today: np.datetime64,
) -> Mapping[Event, EventDates]:
    """Signing, shipment and acceptance of contracts (tblContracts) at the close of `today`.

    A date that lies ahead is an expectation, in whichever column it stands. An event that comes
    later than planned moves those after it by as many days, unless they have happened or have a
    date of their own that lies ahead; none comes before the one it follows. A missed event is
    expected `slipped_after_days` working days from `today`.
    """
    signed = contracts["signed"].to_numpy("datetime64[D]")
    before = EventDates(signed, signed, signed <= today, np.zeros(len(contracts), dtype=bool))
    found: dict[Event, EventDates] = {"signed": before}
    soonest = calendar.add_working_days(today, max(slipped_after_days, 1))
    leads = {"shipped": lead_days.shipped, "accepted": lead_days.accepted}
    for event in EVENTS[1:]:
        stated = contracts[event].to_numpy("datetime64[D]")
        expected = contracts[f"expected_{event}"].to_numpy("datetime64[D]")
        planned = np.where(np.isnat(expected), _led(before.planned, leads[event]), expected)
        found[event] = before = _event(stated, planned, before, soonest, today)
    return found


def _led(earlier: Dates, days: int | None) -> Dates:
    if days is None:
        return np.full(earlier.shape, "NaT", dtype="datetime64[D]")
    return earlier + _DAY * days


def _event(
    stated: Dates, planned: Dates, before: EventDates, soonest: Dates, today: np.datetime64
) -> EventDates:
    happened, ahead = stated <= today, stated > today  # NaT compares false
    late = before.now > before.planned  # NaT compares false: no slip known
    moved = planned + np.where(late, before.now - before.planned, 0 * _DAY)
    missed = ~happened & ~ahead & (moved <= today)
    now = np.where(ahead | happened, stated, np.where(missed, soonest, moved))
    now = np.where(happened, now, np.where(np.isnat(now), now, np.fmax(now, before.now)))
    return EventDates(planned, now, happened, missed)
