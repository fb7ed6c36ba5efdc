"""Dates and months as people write them: `2026年3月1日`, `20260301`, `1-Mar-26`, Excel serials."""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cashbuoy.ledger.cells import Days, Real, plain

DateOrder = Literal["mdy", "dmy"]
Reading = dt.date | Literal["ambiguous"] | None

# Dates outside are slips of the hand (1926, 2206), or numbers that are no dates.
EARLIEST = np.datetime64("1990-01-01", "D")
LATEST = np.datetime64("2100-12-31", "D")

_LAST_SERIAL = 2_958_465  # 9999-12-31, the last day a spreadsheet knows
_TIME = r"(?:[T ]\d{1,2}[:时].*| ?(?:星期|周)[一二三四五六日天])?"
_YEAR_FIRST = re.compile(
    rf"(\d{{4}}) ?[-/.年] ?(\d{{1,2}}) ?[-/.月] ?(\d{{1,2}}) ?日?{_TIME}", re.IGNORECASE
)
_SHORT_YEAR_FIRST = re.compile(r"(\d{2})年 ?(\d{1,2})月 ?(\d{1,2})日?")
_COMPACT = re.compile(rf"(\d{{4}})(\d{{2}})(\d{{2}})(?:\.0)?{_TIME}", re.IGNORECASE)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}|\d{{2}}){_TIME}", re.IGNORECASE)
_SERIAL = re.compile(r"[2-9]\d{4}(?:\.\d+)?")
_DAY_NAMED = re.compile(rf"(\d{{1,2}})[- ]([a-z]{{3,9}})\.?,?[- ](\d{{4}}|\d{{2}}){_TIME}")
_NAMED_DAY = re.compile(rf"([a-z]{{3,9}})\.? (\d{{1,2}}),? (\d{{4}}){_TIME}")
_MONTHS = "january february march april may june july august september october november december"
_NUMBER_OF = {name[:size]: i for i, name in enumerate(_MONTHS.split(), 1) for size in range(3, 10)}

_MONTH_YEAR_FIRST = re.compile(r"(\d{4}) ?[-/.年] ?(\d{1,2}) ?月?")
_MONTH_COMPACT = re.compile(r"(\d{4})(\d{2})(?:\.0)?")
_MONTH_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{4})")
_MONTH_NAMED = re.compile(r"([a-z]{3,9})\.?[- ]?'?(\d{4}|\d{2})")


def read_date(text: str, order: DateOrder | None) -> Reading:
    """A date; "ambiguous" where day and month could be swapped and no `order` says which."""
    text = plain(text)
    for pattern in (_YEAR_FIRST, _COMPACT, _SHORT_YEAR_FIRST):
        if match := pattern.fullmatch(text):
            return _date(match[1], match[2], match[3])
    if match := _YEAR_LAST.fullmatch(text):
        return _year_last(match[1], match[2], match[3], order)
    if _SERIAL.fullmatch(text):
        days = days_of_numbers(np.array([float(text)]))[0]
        return None if np.isnat(days) else days.astype("datetime64[D]").item()
    return _named(text.casefold())


def read_month(text: str, order: DateOrder | None) -> Reading:
    """The first day of a month, from a month or from any date in it."""
    bare = plain(text)
    for pattern in (_MONTH_YEAR_FIRST, _MONTH_COMPACT):
        if match := pattern.fullmatch(bare):
            return _date(match[1], match[2], "1")
    if match := _MONTH_YEAR_LAST.fullmatch(bare):
        return _date(match[2], match[1], "1")
    match = _MONTH_NAMED.fullmatch(bare.casefold())
    if match and match[1] in _NUMBER_OF:
        return _date(match[2], str(_NUMBER_OF[match[1]]), "1")
    day = read_date(text, order)
    return day.replace(day=1) if isinstance(day, dt.date) else day


def days_of_numbers(numbers: Real) -> Days:
    """Numbers in a date column to datetime64[D]: Excel serials of the 1900 system (its 29 February
    1900 never was), or digits like 20260301; NaT for numbers that are neither. Shape (n,)."""
    whole = np.floor(np.nan_to_num(numbers, nan=-1.0, posinf=-1.0, neginf=-1.0))
    serial = (whole >= 1) & (whole <= _LAST_SERIAL) & (whole != 60)
    shift = np.where(whole < 60, 1, 0)
    since = np.where(serial, whole + shift, 0).astype(np.int64)
    days = np.datetime64("1899-12-30", "D") + since.astype("timedelta64[D]")
    compact = (whole >= 19_000_101) & (whole <= 21_001_231) & (whole == numbers)
    days[~serial] = np.datetime64("NaT", "D")
    days[compact] = _days_of_digits(whole[compact].astype(np.int64))
    return days


def months_of_numbers(numbers: Real) -> Days:
    """As days_of_numbers, digits like 202603 too; every date becomes the first of its month."""
    days = days_of_numbers(numbers)
    whole = np.nan_to_num(numbers, nan=0.0, posinf=0.0, neginf=0.0)
    compact = (whole >= 190_001) & (whole <= 210_012) & (whole == np.floor(whole))
    digits = np.where(compact, whole, 0).astype(np.int64)
    days = np.where(compact, _days_of_digits(digits * 100 + 1), days)
    return days.astype("datetime64[M]").astype("datetime64[D]")


def _days_of_digits(digits: NDArray[np.int64]) -> Days:
    """20260301 -> 2026-03-01; NaT where the digits are no date."""
    year, month, day = digits // 10_000, digits // 100 % 100, digits % 100
    possible = (month >= 1) & (month <= 12) & (day >= 1)
    months = ((year - 1970) * 12 + np.where(possible, month, 1) - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (np.where(possible, day, 1) - 1).astype(
        "timedelta64[D]"
    )
    right = possible & (days.astype("datetime64[M]") == months)
    return np.where(right, days, np.datetime64("NaT", "D"))


def _year_last(first: str, second: str, year: str, order: DateOrder | None) -> Reading:
    if order is None and len(year) == 2:
        return "ambiguous"  # even which part is the year is not certain
    day_first, month_first = _date(year, second, first), _date(year, first, second)
    if order is not None:
        return day_first if order == "dmy" else month_first
    if day_first and month_first and day_first != month_first:
        return "ambiguous"
    return day_first or month_first


def _named(text: str) -> dt.date | None:
    if (match := _DAY_NAMED.fullmatch(text)) and match[2] in _NUMBER_OF:
        return _date(match[3], str(_NUMBER_OF[match[2]]), match[1])
    if (match := _NAMED_DAY.fullmatch(text)) and match[1] in _NUMBER_OF:
        return _date(match[3], str(_NUMBER_OF[match[1]]), match[2])
    return None


def _date(year: str, month: str, day: str) -> dt.date | None:
    century = 2000 if len(year) == 2 else 0
    try:
        return dt.date(century + int(year), int(month), int(day))
    except ValueError:
        return None
