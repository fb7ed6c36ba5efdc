"""What an indicator is: a figure of the firm at a date, its past, and how it came about."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cashbuoy.errors import FormulaError
from cashbuoy.measures.reasons import Reason

Unit = Literal["days", "share", "ratio", "money", "months", "index"]
# share: a fraction of one; money: minor units of the base currency, as float; index: 0 to 10,000.
Basis = Literal["ledgers", "monthly", "forecast", "workbook"]

HISTORY_MONTHS = 12


@dataclass(frozen=True)
class Indicator:
    """One indicator now, with its past. `value` is None where it cannot be computed, `reason` then
    says why (message key, catalogue section `reasons`).

    `at` is the day the value stands for: the as-of date, or the end of the latest month that
    Monthly figures cover. `history` holds the values at the month ends before `at`, oldest first
    (None where unknown); months that the books do not reach back to are as earlier refreshes
    recorded them. `parts` are the figures it was computed from (money in minor units), so
    that it can be checked by hand: mostly numerator / denominator x days. `basis` is where they
    come from; `subject` the counterparty concerned, where there is one.
    """

    id: str
    value: float | None
    unit: Unit
    history: tuple[tuple[dt.date, float | None], ...] = ()
    parts: Mapping[str, float] | None = None
    basis: Basis = "ledgers"
    reason: Reason = ""
    at: dt.date | None = None
    subject: str = ""


@dataclass(frozen=True)
class Reading:
    """An indicator at one date: its value, or the reason why there is none."""

    value: float | None
    parts: Mapping[str, float] | None = None
    reason: Reason = ""
    subject: str = ""


def read(
    formula: Callable[..., float],
    figures: Sequence[float],
    parts: Mapping[str, float],
    unknown: Reason,
    impossible: Reason,
) -> Reading:
    """The formula's value for `figures`. Reason `unknown` where one of them is not known (NaN),
    `impossible` where they have no answer, such as the days of no sales at all."""
    if any(math.isnan(figure) for figure in figures):
        return Reading(None, reason=unknown)
    try:
        return Reading(float(formula(*figures)), parts)
    except FormulaError:
        return Reading(None, parts, impossible)


def fraction(numerator: float, denominator: float, unknown: Reason, impossible: Reason) -> Reading:
    """`ratio` of two figures, which are its parts."""
    parts = {"numerator": numerator, "denominator": denominator}
    return read(ratio, (numerator, denominator), parts, unknown, impossible)


def ratio(numerator: float, denominator: float) -> float:
    """FormulaError #DIV/0! unless the denominator is positive: a share of nothing says nothing."""
    if denominator <= 0:
        raise FormulaError("#DIV/0!", "The denominator must be more than zero.")
    return numerator / denominator


def indicator(
    name: str,
    unit: Unit,
    dates: NDArray[np.datetime64],
    readings: Sequence[Reading],
    basis: Basis = "ledgers",
) -> Indicator:
    """From readings at `dates` (datetime64[D], rising): the last is now, the others are history."""
    days: list[dt.date] = dates.tolist()
    now = readings[-1]
    past = tuple((day, r.value) for day, r in zip(days[:-1], readings[:-1], strict=True))
    return Indicator(
        name, now.value, unit, past, now.parts, basis, now.reason, days[-1], now.subject
    )
