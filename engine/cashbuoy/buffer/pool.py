"""The cash pool over time: when the forecast closes its gap or opens one, and how to build it (C1).

The pool is all cash up to its target. What is to be set aside is the target less the floor, which
stays in the till whatever happens.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.forecast.tables import Forecast
from cashbuoy.money import Minor

# One row per month of the forecast; base minor units.
TRANSFER_COLUMNS = (
    "end",        # datetime64, the day of the transfer
    "transfer",   # >= 0
    "aside",      # set aside in all after it
    "lowest",     # lowest end-of-day cash of the month, as forecast
    "left",       # of it, less what was set aside before the month's end
    "room",       # left - floor
)  # fmt: skip


@dataclass(frozen=True)
class CashPool:
    """Money in base minor units.

    held: months of operating payments that cash lasts, NaN without any. gap: target - cash,
    negative where cash exceeds it. closes_on: the first day on which forecast cash reaches the
    target, None where it does now or never does; opens_on: the first day (after that) on which it
    falls short again. aside_now: what is above the floor today and never needed in the forecast.
    transfers: TRANSFER_COLUMNS. complete: whether they reach the target; in that many `months`.
    """

    cash: int
    outflow: float
    months_wanted: float
    floor: int
    target: int
    closes_on: dt.date | None
    opens_on: dt.date | None
    aside_now: int
    transfer: int
    months: int
    complete: bool
    transfers: pd.DataFrame

    @property
    def gap(self) -> int:
        return self.target - self.cash

    @property
    def held(self) -> float:
        return self.cash / self.outflow if self.outflow > 0 else math.nan


def plan_pool(forecast: Forecast, months_wanted: float) -> CashPool:
    """The pool of a forecast, and the even monthly transfer that fills it soonest without taking
    cash below the floor on any day; the largest that can be borne where the forecast's months do
    not suffice."""
    target = round(months_wanted * forecast.monthly_outflow)
    to_set_aside = max(0, target - forecast.floor)
    spare = np.minimum.accumulate(forecast.closing[::-1])[::-1] - forecast.floor
    now = int(np.clip(min(int(spare[0]), forecast.opening - forecast.floor), 0, to_set_aside))
    ends = _month_ends(forecast)
    bearable = np.maximum(spare[ends], 0)  # in all, after each month's transfer
    months, transfer, complete = _fastest(bearable - now, to_set_aside - now)
    count = np.arange(1, ends.size + 1)
    aside = now + np.minimum(transfer * np.minimum(count, months), to_set_aside - now)
    closes, opens = _crossings(forecast.closing >= target, forecast.opening >= target)
    days = forecast.days
    return CashPool(
        cash=forecast.opening,
        outflow=forecast.monthly_outflow,
        months_wanted=months_wanted,
        floor=forecast.floor,
        target=target,
        closes_on=None if closes is None else days[closes].date(),
        opens_on=None if opens is None else days[opens].date(),
        aside_now=now,
        transfer=transfer,
        months=months,
        complete=complete,
        transfers=_transfers(forecast, ends, aside.astype(np.int64), now),
    )


def _month_ends(forecast: Forecast) -> NDArray[np.int64]:
    ends = pd.DatetimeIndex([p.end for p in forecast.months.periods])
    found: NDArray[np.int64] = forecast.days.get_indexer(ends).astype(np.int64)
    return found


def _fastest(bearable: Minor, wanted: int) -> tuple[int, int, bool]:
    """Months and even transfer to set `wanted` aside, at most `bearable` in all after each month;
    and whether it is reached."""
    if wanted <= 0:
        return 0, 0, True
    for months in range(1, bearable.size + 1):
        transfer = -(-wanted // months)
        after = np.minimum(transfer * np.arange(1, months + 1), wanted)
        if (after <= bearable[:months]).all():
            return months, transfer, True
    most = int((bearable // np.arange(1, bearable.size + 1)).min())
    return bearable.size, max(0, most), False


def _crossings(met: NDArray[np.bool_], met_now: bool) -> tuple[int | None, int | None]:
    """The first day that meets the target after today falls short, and the first that falls short
    after today or that day meets it."""
    closes = None
    if not met_now:
        if not met.any():
            return None, None
        closes = int(met.argmax())
    after = closes or 0
    short = ~met[after:]
    return closes, after + int(short.argmax()) if short.any() else None


def _transfers(forecast: Forecast, ends: NDArray[np.int64], aside: Minor, now: int) -> pd.DataFrame:
    before = np.concatenate([[now], aside[:-1]])
    left = forecast.months.lowest - before
    return pd.DataFrame(
        {
            "end": forecast.days[ends],
            "transfer": np.diff(aside, prepend=now),
            "aside": aside,
            "lowest": forecast.months.lowest,
            "left": left,
            "room": left - forecast.floor,
        }
    )
