"""Paying runs: the days on which the firm pays, and the stretches of days between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cashbuoy.calendars import Dates, WorkCalendar
from cashbuoy.money import Minor
from cashbuoy.policy.models.paying import Weekday

_WEEKDAYS: tuple[Weekday, ...] = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
_DAY = np.timedelta64(1, "D")


def paying_runs(
    first: np.datetime64, last: np.datetime64, weekdays: Sequence[Weekday], calendar: WorkCalendar
) -> Dates:
    """The paying days from `first` on, up to and including the first one after `last`, rising.

    A weekday that is off gives its place to the next working day; two that meet there are one run.
    """
    days: Dates = np.arange(first - 14 * _DAY, last + 50 * _DAY, _DAY)
    # 1970-01-01 was a Thursday.
    weekday = (days.astype(np.int64) + 3) % 7
    chosen = days[np.isin(weekday, [_WEEKDAYS.index(w) for w in weekdays])]
    runs = np.unique(calendar.roll(chosen, "following"))
    runs = runs[runs >= first]
    return runs[: int(np.searchsorted(runs, last, side="right")) + 1]


@dataclass(frozen=True)
class Stretches:
    """What cash there would be if none of the bills were paid, between one run and the next.

    runs: (runs,) rising, datetime64[D]. room: (runs,) lowest end-of-day cash from each run to the
    day before the next, less the floor: what may have been paid in total by then. tight: (runs,)
    the day of that lowest cash. Money in base minor units.
    """

    runs: Dates
    room: Minor
    tight: Dates

    @classmethod
    def of(cls, cash: Minor, first: np.datetime64, floor: int, runs: Dates) -> Stretches:
        """From end-of-day cash (days,), the first of them being `first`. The last run's stretch
        goes on to the last day; every run lies within the days."""
        starts = ((runs - first) / _DAY).astype(np.int64)
        ends = np.append(starts[1:], cash.size)
        low = np.array(
            [s + int(cash[s:e].argmin()) for s, e in zip(starts, ends, strict=True)], dtype=np.int64
        )
        return cls(runs, cash[low] - floor, first + low * _DAY)

    @property
    def count(self) -> int:
        return int(self.runs.size)
