"""How sure the forecast is: thousands of paths of cash, and what they say of each day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cashbuoy.forecast.horizon import Period
from cashbuoy.forecast.paths import Certain, Dice, Uncertain, draw_closing
from cashbuoy.money import Minor
from cashbuoy.threads import in_threads

Floats = NDArray[np.float64]

QUANTILES = (0.10, 0.50, 0.90)
_DAYS_AT_ONCE = 32
_WORTH_THREADS = 1_000_000  # figures to put in order


@dataclass(frozen=True)
class Chances:
    """Chances that cash is below a line on some day, from 0 to 1; and the cash to add today, in
    minor units, to be as sure as `Outlook.confidence` that it never is.

    `by_day` (days,): on that day or before; `by_month` likewise up to each month's end.
    `in_month`, `in_week`: on a day of that period. `needed` (months,): to stay above until the
    end of each month, >= 0.
    """

    by_day: Floats
    by_month: Floats
    in_month: Floats
    in_week: Floats
    needed: Minor


@dataclass(frozen=True)
class Outlook:
    """What a simulation of `paths` paths says. Money in base minor units.

    Arrays with three rows hold P10, P50 and P90: of closing cash by day (3, days), month end
    (3, months) and week end (3, weeks), and of the lowest end-of-day cash of each month
    `month_lows` (3, months). `mean` (days,) is the mean closing cash. A quantile is one of the
    simulated figures, the smallest that at least that share of the paths does not exceed.
    """

    paths: int
    confidence: float
    closing: Minor
    months: Minor
    weeks: Minor
    month_lows: Minor
    mean: Floats
    floor: Chances
    zero: Chances


@dataclass(frozen=True)
class Spans:
    """The days, from 0, on which months and weeks begin, and one past the last of each."""

    month_starts: tuple[int, ...]
    month_stops: tuple[int, ...]
    week_starts: tuple[int, ...]
    week_stops: tuple[int, ...]

    @classmethod
    def of(cls, first: dt.date, months: Sequence[Period], weeks: Sequence[Period]) -> Spans:
        """From the forecast's first day and its periods."""

        def days(dates: Sequence[dt.date], more: int = 0) -> tuple[int, ...]:
            return tuple((d - first).days + more for d in dates)

        return cls(
            days([p.start for p in months]),
            days([p.end for p in months], 1),
            days([p.start for p in weeks]),
            days([p.end for p in weeks], 1),
        )


def simulate(
    opening: int,
    floor: int,
    uncertain: Uncertain,
    certain: Certain,
    spans: Spans,
    dice: Dice,
    confidence: float,
    workers: int | None = None,
) -> Outlook:
    """Draw the paths and read them. Pure: the same arguments give the same figures, whatever the
    number of threads (`workers`: as many as processors unless it says)."""
    closing = draw_closing(opening, uncertain, certain, dice, workers)
    return read_paths(closing, floor, spans, confidence, workers)


def read_paths(
    closing: Floats, floor: int, spans: Spans, confidence: float, workers: int | None = None
) -> Outlook:
    """Quantiles and chances of closing cash on paths, shape (days, paths)."""
    month_lows = np.minimum.reduceat(closing, spans.month_starts, axis=0)
    week_lows = np.minimum.reduceat(closing[: spans.week_stops[-1]], spans.week_starts, axis=0)
    lowest = np.minimum.accumulate(closing, axis=0)
    by_day = quantiles(closing, workers)

    def chances(line: int) -> Chances:
        ends = np.array(spans.month_stops) - 1
        ever = (lowest < line).mean(axis=1)
        short = line - _reached_with(confidence, lowest[ends])
        return Chances(
            by_day=ever,
            by_month=ever[ends],
            in_month=(month_lows < line).mean(axis=1),
            in_week=(week_lows < line).mean(axis=1),
            needed=np.ceil(np.maximum(short, 0)).astype(np.int64),
        )

    return Outlook(
        paths=closing.shape[1],
        confidence=confidence,
        closing=by_day,
        months=by_day[:, np.array(spans.month_stops) - 1],
        weeks=by_day[:, np.array(spans.week_stops) - 1],
        month_lows=quantiles(month_lows, workers),
        mean=closing.mean(axis=1),
        floor=chances(floor),
        zero=chances(0),
    )


def quantiles(figures: Floats, workers: int | None = None) -> Minor:
    """P10, P50 and P90 of each row, shape (3, rows), whole minor units."""
    rows, paths = figures.shape
    ranks = [_rank(q, paths) for q in QUANTILES]
    found = np.empty((len(ranks), rows), dtype=np.int64)

    def sort(part: int) -> None:
        rows_of = slice(part * _DAYS_AT_ONCE, (part + 1) * _DAYS_AT_ONCE)
        ordered = np.partition(figures[rows_of], ranks, axis=1)
        found[:, rows_of] = np.rint(ordered[:, ranks].T)

    small = figures.size < _WORTH_THREADS
    in_threads(sort, range(-(-rows // _DAYS_AT_ONCE)), 1 if small else workers)
    return found


def _reached_with(confidence: float, figures: Floats) -> Floats:
    """Of each row, the largest of its figures that at least that share of them reach."""
    paths = figures.shape[1]
    rank = min(int(np.floor((1 - confidence) * paths + 1e-9)), paths - 1)
    at: Floats = np.partition(figures, rank, axis=1)[:, rank]
    return at


def _rank(share: float, paths: int) -> int:
    """Index among `paths` figures in order of the smallest that `share` of them do not exceed."""
    return min(max(int(np.ceil(share * paths - 1e-9)) - 1, 0), paths - 1)
