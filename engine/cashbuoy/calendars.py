"""Working days, rolls and month arithmetic, on whole arrays of dates.

Every function takes datetime64 arrays, Series, or one dt.date, and returns a datetime64[D] (or
bool, or int64) array of the same shape: shape () for one date, whose `.item()` is a dt.date. NaT
passes through; it is neither working nor provisional, and counts as 0 days.

Mainland China: the holidays library carries the State Council's notices, make-up working days
included. A year without a weekend working day has no notice yet: weekends and the statutory days
are off, and every date in it is provisional. The policy's own days are laid on top. When they name
a make-up working day of such a year, the user has entered the year's notice: the year is then
certain, and the library's guessed substitute days give way to the user's.
"""

from __future__ import annotations

import datetime as dt
import difflib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cashbuoy.errors import FormulaError, PolicyError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holidays import HolidayBase

    from cashbuoy.policy.models import Calendar, Roll

Dates = NDArray[np.datetime64]
DatesLike = ArrayLike | dt.date
MonthRule = Literal["same_day", "month_end"]

# What the holidays library covers; other years have weekends only, and are provisional.
_FIRST_KNOWN, _LAST_KNOWN = 1950, 2100
# What a spreadsheet calls a date.
_FIRST_YEAR, _LAST_YEAR = 1900, 9999
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """Working days of one country. Dates outside the years built are answered by a longer calendar.

    working, provisional: bool, one element a day from `first`; `upto[i]` counts the working days
    among the first i days; `positions` are the indices of the working days.
    """

    country: str
    holidays: tuple[dt.date, ...]
    workdays: tuple[dt.date, ...]
    first: np.datetime64
    working: NDArray[np.bool_]
    provisional: NDArray[np.bool_]
    upto: NDArray[np.int64] = field(repr=False)
    positions: NDArray[np.int64] = field(repr=False)

    @property
    def last(self) -> np.datetime64:
        return self.first + (self.working.size - 1) * _DAY

    def is_working(self, dates: DatesLike) -> NDArray[np.bool_]:
        """Whether each date is a working day."""
        days = as_dates(dates)
        known = ~np.isnat(days)
        calendar = self.covering(days)
        return known & calendar.working[calendar.index(days)]

    def is_provisional(self, dates: DatesLike) -> NDArray[np.bool_]:
        """Whether each date falls in a year whose working days are not yet official."""
        days = as_dates(dates)
        known = ~np.isnat(days)
        calendar = self.covering(days)
        return known & calendar.provisional[calendar.index(days)]

    def roll(self, dates: DatesLike, rule: Roll) -> Dates:
        """Move days off to a working day; working days stay.

        following: the next; preceding: the one before; modified_following: the next, unless that
        lies in another month, then the one before; none: dates as they are.
        """
        days = as_dates(dates)
        if rule == "none":
            return days
        if rule == "preceding":
            return self._step(days, 0, forward=False)
        after = self._step(days, 0, forward=True)
        if rule == "following":
            return after
        before = self._step(days, 0, forward=False)
        return np.where(_month(after) == _month(days), after, before)

    def add_working_days(self, dates: DatesLike, n: ArrayLike) -> Dates:
        """The n-th working day after each date, as WORKDAY counts: the date itself is day 0 and is
        not counted; n < 0 counts back; n = 0 is the date itself, working day or not.

        FormulaError #NUM! where the answer lies outside 1900-9999.
        """
        days, count = np.broadcast_arrays(as_dates(dates), np.asarray(n, dtype=np.int64))
        out = days.copy()
        for forward in (True, False):
            chosen = count > 0 if forward else count < 0
            if chosen.any():
                out[chosen] = self._step(days[chosen], count[chosen], forward=forward)
        return out

    def working_days_between(self, start: DatesLike, end: DatesLike) -> NDArray[np.int64]:
        """Working days after `start` up to and including `end`; negative when `end` is earlier.

        The inverse of add_working_days: n working days lie between a date and the n-th after it.
        """
        a, b = np.broadcast_arrays(as_dates(start), as_dates(end))
        calendar = self.covering(a).covering(b)
        i, j = calendar.index(a), calendar.index(b)
        ahead = calendar.upto[j + 1] - calendar.upto[i + 1]
        behind = calendar.upto[j] - calendar.upto[i]
        days = np.where(b >= a, ahead, behind)
        return np.where(np.isnat(a) | np.isnat(b), 0, days)

    def _step(self, days: Dates, n: ArrayLike, *, forward: bool) -> Dates:
        """The n-th working day on the given side of each date; n = 0 is the date itself if it
        works, else the nearest one on that side."""
        count = np.asarray(n, dtype=np.int64)
        known = ~np.isnat(days)
        calendar = self.covering(days)
        while True:
            # Ranks among the working days: up to and without the date, up to and with it.
            without = calendar.upto[calendar.index(days)]
            including = calendar.upto[calendar.index(days) + 1]
            if forward:
                rank = np.where(count > 0, including + count - 1, without)
            else:
                rank = np.where(count < 0, without + count, including - 1)
            ahead = int(np.max(rank, where=known, initial=0)) - calendar.positions.size + 1
            behind = -int(np.min(rank, where=known, initial=0))
            if ahead <= 0 and behind <= 0:
                break
            calendar = calendar.extended(years_back=_years(behind), years_on=_years(ahead))
        reached = calendar.first + calendar.positions[np.where(known, rank, 0)] * _DAY
        return np.where(known, reached, np.datetime64("NaT"))

    def index(self, days: Dates) -> NDArray[np.int64]:
        """Position of each date in the arrays; 0 for NaT."""
        return np.where(np.isnat(days), 0, (days - self.first).astype(np.int64))

    def covering(self, days: Dates) -> WorkCalendar:
        """This calendar, or a longer one of the same days that reaches over all the dates."""
        known = days[~np.isnat(days)]
        if not known.size or (self.first <= known.min() and known.max() <= self.last):
            return self
        years = _year(known)
        return self.extended(
            years_back=max(0, int(_year(self.first)) - int(years.min())),
            years_on=max(0, int(years.max()) - int(_year(self.last))),
        )

    def extended(self, *, years_back: int, years_on: int) -> WorkCalendar:
        """The same calendar over more years. FormulaError #NUM! beyond 1900-9999."""
        first, last = int(_year(self.first)) - years_back, int(_year(self.last)) + years_on
        if first < _FIRST_YEAR or last > _LAST_YEAR:
            raise FormulaError(
                "#NUM!", "the date lies outside the years 1900 to 9999", key="date_out_of_range"
            )
        return work_calendar(self.country, first, last, self.holidays, self.workdays)


def work_calendar(
    country: str,
    first_year: int,
    last_year: int,
    holidays: Iterable[dt.date] = (),
    workdays: Iterable[dt.date] = (),
) -> WorkCalendar:
    """The working days of `country` (ISO code) in whole years, with the user's own days on top.

    A date among both `holidays` and `workdays` is a working day. PolicyError for a country whose
    holidays are not known.
    """
    return _built(
        country, first_year, last_year, tuple(sorted(set(holidays))), tuple(sorted(set(workdays)))
    )


def calendar_of(settings: Calendar, first: dt.date, last: dt.date) -> WorkCalendar:
    """The policy's calendar over the years from `first` to `last`."""
    return work_calendar(
        settings.country, first.year, last.year, settings.holidays, settings.workdays
    )


def as_dates(dates: DatesLike) -> Dates:
    """Dates as datetime64[D], times of day cut off."""
    return np.asarray(dates, dtype="datetime64[D]")


def month_start(dates: DatesLike) -> Dates:
    """First day of each date's month."""
    return _month(as_dates(dates)).astype("datetime64[D]")


def month_end(dates: DatesLike) -> Dates:
    """Last day of each date's month."""
    following: Dates = (_month(as_dates(dates)) + np.timedelta64(1, "M")).astype("datetime64[D]")
    last: Dates = following - _DAY
    return last


def add_months(dates: DatesLike, n: ArrayLike, rule: MonthRule = "same_day") -> Dates:
    """Dates n months on (n < 0: back).

    same_day: the same day of the month, or its last day when the month is shorter. Count from the
    first date, not from the previous one, and 31 January is followed by 28 February and 31 March.
    month_end: a date on the last day of its month stays on the last day (28 February -> 31 March).
    """
    days, count = np.broadcast_arrays(as_dates(dates), np.asarray(n, dtype=np.int64))
    months = _month(days)
    first: Dates = (months + count).astype("datetime64[D]")
    last = month_end(first)
    moved: Dates = np.minimum(first + (days - months.astype("datetime64[D]")), last)
    if rule == "month_end":
        return np.where(days == month_end(days), last, moved)
    return moved


@lru_cache(maxsize=64)
def _built(
    country: str,
    first_year: int,
    last_year: int,
    holidays: tuple[dt.date, ...],
    workdays: tuple[dt.date, ...],
) -> WorkCalendar:
    first = np.datetime64(f"{first_year:04d}-01-01")
    size = int((np.datetime64(f"{last_year:04d}-12-31") - first) / _DAY) + 1
    days = first + np.arange(size) * _DAY
    working = np.is_busday(days)
    provisional = np.ones(size, dtype=np.bool_)
    noticed = {day.year for day in workdays if day.weekday() >= 5}
    low, high = max(first_year, _FIRST_KNOWN), min(last_year, _LAST_KNOWN)
    for year in range(low, high + 1):
        off_year, certain = _year_table(country, year, year in noticed)
        at = int((np.datetime64(f"{year}-01-01") - first) / _DAY)
        working[at : at + off_year.size] = off_year
        provisional[at : at + off_year.size] = not certain
    for own, works in ((holidays, False), (workdays, True)):
        at_own = ((np.array(own, dtype="datetime64[D]") - first) / _DAY).astype(np.int64)
        working[at_own[(at_own >= 0) & (at_own < size)]] = works
    return WorkCalendar(
        country, holidays, workdays, first, working, provisional,
        np.concatenate([[0], np.cumsum(working, dtype=np.int64)]),
        np.flatnonzero(working),
    )  # fmt: skip


@lru_cache(maxsize=512)
def _year_table(country: str, year: int, noticed: bool) -> tuple[NDArray[np.bool_], bool]:
    """Working days of one year and whether they are certain; `noticed`: the user has the notice."""
    official = _official(country, year)
    certain = country != "CN" or any(day.year == year for day in official.weekend_workdays)
    if noticed and not certain:
        # Substitute days are a guess until the notice; the statutory days themselves are law.
        official, certain = _official(country, year, substitutes=False), True
    start = dt.date(year, 1, 1)
    days = (start + dt.timedelta(i) for i in range((dt.date(year + 1, 1, 1) - start).days))
    return np.array([official.is_working_day(day) for day in days], dtype=np.bool_), certain


def _official(country: str, year: int, *, substitutes: bool = True) -> HolidayBase:
    # Imported when first used: it takes a tenth of a second, and most formulas need no calendar.
    import holidays  # noqa: PLC0415

    # A notice reaches into the neighbouring years: 31 December can be a make-up working day.
    years = range(max(year - 1, _FIRST_KNOWN), min(year + 1, _LAST_KNOWN) + 1)
    try:
        return holidays.country_holidays(country, years=years, observed=substitutes)
    except NotImplementedError:
        known = sorted(holidays.list_supported_countries(include_aliases=False))
        near = difflib.get_close_matches(country, known, n=1, cutoff=0.3)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise PolicyError(
            f"calendar.country: no public holidays are known for '{country}'; give a two-letter "
            f"ISO code such as CN, HK, US, GB, DE{hint}"
        ) from None


def _month(days: Dates) -> Dates:
    months: Dates = days.astype("datetime64[M]")
    return months


def _year(days: Dates | np.datetime64) -> NDArray[np.int64]:
    return np.asarray(days).astype("datetime64[Y]").astype(np.int64) + 1970


def _years(working_days: int) -> int:
    """Years that surely hold so many working days; 0 when none are missing."""
    return 0 if working_days <= 0 else working_days // 200 + 1
