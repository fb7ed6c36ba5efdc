"""Dates and chance for the demo books: working days, month ends, a repeatable scatter."""

from __future__ import annotations

import calendar
import datetime as dt
from random import Random

# State Council notices for 2025 and 2026: first and last day off, as month-day.
_OFF = {
    2025: ("0101-0101", "0128-0204", "0404-0406", "0501-0505", "0531-0602", "1001-1008"),
    2026: ("0101-0103", "0215-0223", "0404-0406", "0501-0505", "0619-0621", "0925-0927",
    "1001-1007"),
}  # fmt: skip
_ONE = dt.timedelta(days=1)


def _on(year: int, month_day: str) -> dt.date:
    return dt.date(year, int(month_day[:2]), int(month_day[2:]))


_DAYS_OFF = {
    first + dt.timedelta(days=n)
    for year, spans in _OFF.items()
    for first, last in [[_on(year, part) for part in span.split("-")] for span in spans]
    for n in range((last - first).days + 1)
} | {  # tuples would hide the union
    _on(2024, f"10{day:02}") for day in range(1, 8)
}


def workday(day: dt.date) -> dt.date:
    """The day itself or the next one on which firms pay (make-up Saturdays are not used)."""
    while day.weekday() > 4 or day in _DAYS_OFF:
        day += _ONE
    return day


def add_workdays(day: dt.date, count: int) -> dt.date:
    for _ in range(count):
        day = workday(day + _ONE)
    return day


def month_end(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def months(first: dt.date, last: dt.date) -> list[dt.date]:
    """First days of the months from the month of `first` to that of `last`."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [shift_month(first.replace(day=1), n) for n in range(count)]


def shift_month(day: dt.date, count: int) -> dt.date:
    """The same day `count` months on, or the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + count
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


class Chance:
    """Only `random()` is drawn: its stream is the same on every Python and machine."""

    def __init__(self, seed: int) -> None:
        self._draw = Random(seed).random

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self._draw() * (high - low + 1))

    def around(self, middle: int, spread: int) -> int:
        """A whole number within `spread` of `middle`, more often near it."""
        return middle + round((self._draw() + self._draw() - 1) * spread)

    def hit(self, percent: int) -> bool:
        return self._draw() * 100 < percent

    def pick(self, weights: list[int]) -> int:
        """Index of one of the weights, in proportion to it."""
        left = int(self._draw() * sum(weights))
        for index, weight in enumerate(weights):
            left -= weight
            if left < 0:
                return index
        raise ValueError("weights are empty or all zero")
