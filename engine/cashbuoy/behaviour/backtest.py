"""How good would the forecast of collections have been, standing at past dates?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.behaviour.bands import weekly_paths
from cashbuoy.behaviour.baselines import customers_mean, delays_of_all, on_due_date
from cashbuoy.behaviour.history import known_history
from cashbuoy.behaviour.learning import learn_delays
from cashbuoy.behaviour.widening import (
    collected,
    customers,
    cut_offs,
    open_items,
    stretch,
    stretched,
    surprises,
    week_shares,
    without_marks,
)
from cashbuoy.calendars import WorkCalendar
from cashbuoy.policy.models import Policy

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

METHODS = ("model", "due_date", "customer_mean", "all_delays")
BANDS = {"p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9}
DAYS_OF_HISTORY = 180  # before the first date that is stood at, unless one is given
LEVELS = np.arange(1, 10) / 10  # shares of what was owed, of which collections may fall short


@dataclass(frozen=True)
class Protocol:
    """Which dates are stood at, how far ahead is looked, and how many paths make the bands."""

    origins: tuple[dt.date, ...]
    weeks: int = 8
    paths: int = 1000
    seed: int = 1


@dataclass(frozen=True)
class Backtest:
    """weeks: one row per origin and week: origin, week (1..), actual, METHODS, BANDS, and
    `luck` (mean distance of the paths from the model's forecast). Minor units.

    shortfalls: one row per origin, week and level: chance (forecast that collections up to that
    week fall short of the level), fell_short.
    """

    protocol: Protocol
    weeks: pd.DataFrame
    shortfalls: pd.DataFrame

    def scores(self) -> pd.DataFrame:
        """By method: wape (sum of absolute errors over sum of actuals) and bias (sum of errors over
        the same); NaN where nothing came."""
        actual = self.weeks["actual"]
        total = actual.sum() or np.nan
        errors = {m: self.weeks[m] - actual for m in METHODS}
        return pd.DataFrame(
            {
                "method": METHODS,
                "wape": [errors[m].abs().sum() / total for m in METHODS],
                "bias": [errors[m].sum() / total for m in METHODS],
            }
        )

    def luck(self) -> float:
        """WAPE to be expected if the model's chances were exactly right: what single payments leave
        to luck, which no forecast can know."""
        return float(self.weeks["luck"].sum() / (self.weeks["model"].sum() or np.nan))

    def coverage(self) -> dict[int, float]:
        """Share of weeks, among those in which anything was expected, whose collections lay within
        the 50 and the 80 % band; by percent."""
        looked = self.weeks[self.weeks["model"] > 0]
        pairs = {50: ("p25", "p75"), 80: ("p10", "p90")}
        return {
            percent: float(looked["actual"].between(looked[low], looked[high]).mean())
            for percent, (low, high) in pairs.items()
        }

    def calibration(self) -> pd.DataFrame:
        """Chances of shortfall in bins of ten percent: low, high, n, forecast (mean chance) and
        came_true (share that did fall short)."""
        chance = self.shortfalls["chance"]
        place = np.minimum((chance * 10).astype(int), 9)
        grouped = self.shortfalls.groupby(place)
        table = pd.DataFrame(
            {
                "n": grouped.size(),
                "forecast": grouped["chance"].mean(),
                "came_true": grouped["fell_short"].mean(),
            }
        )
        table.insert(0, "low", table.index / 10)
        table.insert(1, "high", (table.index + 1) / 10)
        return table.reset_index(drop=True)


def backtest(
    invoices: pd.DataFrame, policy: Policy, calendar: WorkCalendar, protocol: Protocol
) -> Backtest:
    """Collections by week of the invoices open at each origin, beside three simple forecasts.

    invoices: ledger.documents.DOCUMENT_COLUMNS. Credit notes are left out. Marks without a date
    (dispute, promise) are left out too: nobody knows since when they have been there.
    """
    dated = without_marks(invoices)
    past = _Past(dated, policy, calendar)
    parts = [_stand_at(origin, past, protocol) for origin in protocol.origins]
    weeks, shortfalls = (
        pd.concat(frames, ignore_index=True) for frames in zip(*parts, strict=True)
    )
    return Backtest(protocol, weeks, shortfalls)


def origins(
    invoices: pd.DataFrame,
    first: dt.date | None,
    last: dt.date | None,
    every_days: int,
    weeks: int,
    as_of: dt.date,
) -> tuple[dt.date, ...]:
    """Dates to stand at, from `first` (default: DAYS_OF_HISTORY after the first date) on, as long
    as all weeks ahead of them are over at the last thing known (not after `as_of`)."""
    known = [invoices[c].to_numpy("datetime64[D]") for c in ("document_date", "paid_date")]
    dates = np.concatenate(known)
    dates = dates[dates <= np.datetime64(as_of, "D")]  # NaT compares false
    if not dates.size:
        return ()
    begin = first or dates.min().item() + dt.timedelta(days=DAYS_OF_HISTORY)
    end = dates.max().item() - dt.timedelta(days=7 * weeks)
    end = min(end, last) if last else end
    stands = range((end - begin).days // every_days + 1)
    return tuple(begin + dt.timedelta(days=every_days * i) for i in stands)


class _Past:
    """The invoices, and what the forecasts of past dates tell of the bands: of each date once."""

    def __init__(self, invoices: pd.DataFrame, policy: Policy, calendar: WorkCalendar) -> None:
        self.invoices, self.policy, self.calendar = invoices, policy, calendar
        self._surprises = cache(lambda day: surprises(invoices, policy, day, calendar))

    def widening(self, origin: dt.date) -> float:
        """See widening.band_widening; here with all invoices."""
        days = cut_offs(origin, self.policy)
        return stretch([self._surprises(day) for day in days], self.policy)


def _stand_at(
    origin: dt.date, past: _Past, protocol: Protocol
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The weeks after one date: what was forecast, what came."""
    today = pd.Timestamp(origin)
    ahead, invoices = protocol.weeks, past.invoices
    items, amount = open_items(invoices, today)
    actual = collected(items, today, ahead)

    model = learn_delays(invoices, past.policy, origin, past.calendar)
    shares = week_shares(model, items, amount, ahead)
    customer = customers(model, items)
    paths = weekly_paths(
        shares, amount, customer, (model.common_factor, model.customer_factor),
        protocol.paths, protocol.seed,
    )  # fmt: skip
    luck = np.abs(paths - amount @ shares).mean(axis=0)
    paths = stretched(paths, past.widening(origin))
    history = known_history(invoices, origin)
    due = items["due_date"].to_numpy("datetime64[D]")
    due_in: Ints = (due - np.datetime64(origin, "D")).astype(np.int64)
    simple = {
        "due_date": on_due_date(due_in, ahead),
        "customer_mean": customers_mean(history, customer, due_in, ahead),
        "all_delays": delays_of_all(history, due_in, ahead),
    }
    week = np.arange(1, ahead + 1)
    table = {"origin": origin, "week": week, "actual": actual, "model": amount @ shares}
    table |= {method: amount @ share for method, share in simple.items()}
    table |= {name: np.quantile(paths, q, axis=0) for name, q in BANDS.items()}
    table["luck"] = luck
    return pd.DataFrame(table), _shortfalls(origin, paths, actual, float(amount.sum()))


def _shortfalls(origin: dt.date, paths: Floats, actual: Floats, owed: float) -> pd.DataFrame:
    """Chance and outcome of collections up to each week falling short of each level."""
    so_far, came = np.cumsum(paths, axis=1), np.cumsum(actual)
    levels = LEVELS * owed
    chance = (so_far[:, :, None] < levels).mean(axis=0)
    week = np.repeat(np.arange(1, len(actual) + 1), len(levels))
    return pd.DataFrame(
        {
            "origin": origin,
            "week": week,
            "level": np.tile(levels, len(actual)),
            "chance": chance.ravel(),
            "fell_short": (came[:, None] < levels).ravel(),
        }
    )
