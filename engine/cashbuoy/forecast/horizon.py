"""The days, months and weeks that a forecast covers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from cashbuoy.calendars import WorkCalendar
from cashbuoy.policy.models import Policy

_LAST_DAY_OF_WEEK = {"monday": "W-SUN", "sunday": "W-SAT", "saturday": "W-FRI"}


@dataclass(frozen=True)
class Period:
    """A month or week of the forecast, cut to the forecast's days; both ends included.

    `provisional`: it lies in a year for which no official working-day notice is out yet.
    """

    start: dt.date
    end: dt.date
    provisional: bool = False


@dataclass(frozen=True)
class Horizon:
    """Day 0 is the day after the as-of date; the last day ends a calendar month."""

    as_of: dt.date
    days: pd.DatetimeIndex
    months: tuple[Period, ...]
    weeks: tuple[Period, ...]

    @classmethod
    def of(cls, as_of: dt.date, policy: Policy, calendar: WorkCalendar) -> Horizon:
        """`policy.forecast.months` calendar months from the one of the day after `as_of`."""
        first = pd.Timestamp(as_of) + pd.Timedelta(days=1)
        last = (first.to_period("M") + policy.forecast.months - 1).end_time.normalize()
        days = pd.date_range(first, last, freq="D", unit="ns")
        weeks = _periods(days, _LAST_DAY_OF_WEEK[policy.calendar.week_starts_on], calendar)
        return cls(as_of, days, _periods(days, "M", calendar), weeks[: policy.forecast.weeks])

    @property
    def end(self) -> dt.date:
        last: dt.date = self.days[-1].date()
        return last


def _periods(days: pd.DatetimeIndex, freq: str, calendar: WorkCalendar) -> tuple[Period, ...]:
    groups = pd.Series(days, index=days).groupby(days.to_period(freq))
    starts, ends = groups.first(), groups.last()
    provisional = calendar.is_provisional(ends.to_numpy("datetime64[D]"))
    return tuple(
        Period(s.date(), e.date(), bool(p))
        for s, e, p in zip(starts, ends, provisional, strict=True)
    )
