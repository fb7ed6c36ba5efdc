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
    transfer: each of so many `months`' transfers; complete: whether they reach the target;
    transfers: TRANSFER_COLUMNS.
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
    start, months, transfer, complete = _fastest(bearable - now, to_set_aside - now)
    count = np.clip(np.arange(1, ends.size + 1) - start, 0, months)
    aside = now + np.minimum(transfer * count, to_set_aside - now)
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


def _fastest(bearable: Minor, wanted: int) -> tuple[int, int, int, bool]:
    """The month of the first transfer (from 0), how many there are, the even transfer, and whether
    they reach `wanted`, with at most `bearable` in all after each month: the soonest end, and for
    that the longest way; where no way reaches it, the most that can be set aside."""
    if wanted <= 0:
        return 0, 0, 0, True
    size = bearable.size
    for end in range(1, size + 1):
        for start in range(end):
            count = end - start
            transfer = -(-wanted // count)
            after = np.minimum(transfer * np.arange(1, count + 1), wanted)
            if (after <= bearable[start:end]).all():
                return start, count, transfer, True
    most = [int((bearable[s:] // np.arange(1, size - s + 1)).min()) for s in range(size)]
    whole = [max(0, most[s]) * (size - s) for s in range(size)]
    start = int(np.argmax(whole))
    return start, size - start, max(0, most[start]), False


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
