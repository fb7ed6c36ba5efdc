"""Figures and forecasts for trials of warning rules, and what the rules say of them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from firm import day, policy

from cashbuoy.forecast.categories import KEYS
from cashbuoy.forecast.horizon import Period
from cashbuoy.forecast.tables import CashTable, Forecast
from cashbuoy.measures import Indicator
from cashbuoy.warning import rules as judging
from cashbuoy.warning.rules import EarlyWarning, Unmeasured
from cashbuoy.warning.warning_log import Key, LogLine
from cashbuoy.warning.watched import Watched

POLICY = policy(profile="basic")
RULES = POLICY.rules


def forecast(lowest: list[int], floor: int = -(10**9)) -> Forecast:
    """Months of 2026-07 on whose cash dips to `lowest` on the 10th and is a million higher else."""
    days = pd.date_range("2026-07-01", periods=31 * len(lowest), freq="D")
    starts = pd.date_range("2026-07-01", periods=len(lowest), freq="MS")
    closing = np.zeros(len(days), dtype=np.int64)
    periods = []
    for start, low in zip(starts, lowest, strict=True):
        end = start + pd.offsets.MonthEnd(0)
        closing[(days >= start) & (days <= end)] = low + 1_000_000
        closing[days == start + pd.Timedelta(days=9)] = low
        periods.append(Period(start.date(), end.date()))
    low = np.array(lowest, dtype=np.int64)
    nothing = np.zeros(len(lowest), dtype=np.int64)
    months = CashTable(
        periods=tuple(periods),
        lines=pd.DataFrame(np.zeros((len(KEYS), len(lowest)), dtype=np.int64), index=list(KEYS)),
        opening=nothing,
        net=nothing,
        closing=low + 1_000_000,
        lowest=low,
        headroom=low - floor,
        undrawn=nothing,
    )
    return Forecast(
        opening=0,
        floor=floor,
        days=days,
        net=np.zeros(len(days), dtype=np.int64),
        closing=closing,
        months=months,
        weeks=months,
        lowest=int(closing.min()),
        lowest_on=days[int(closing.argmin())].date(),
        monthly_outflow=0.0,
    )


SAFE = forecast([10**9] * 12)


def indicator(name: str, value: float | None, before: list[float | None] | None = None, **more):
    days = pd.date_range("2025-06-30", periods=12, freq="ME")
    past = [None] * (12 - len(before or [])) + (before or [])
    history = tuple((d.date(), v) for d, v in zip(days, past, strict=True))
    return Indicator(name, value, more.pop("unit", "days"), history, **more)


TODAY = day("2026-07-15")


def fired(
    *indicators: Indicator,
    rules=RULES,
    outlook: Forecast = SAFE,
    currency: str = "CNY",
    before: dict[Key, LogLine] | None = None,
    today: dt.date = TODAY,
    customers: pd.DataFrame | None = None,
) -> list[EarlyWarning]:
    watched = Watched(indicators, outlook, currency, customers)
    return list(judging.fire(rules, watched, POLICY.alerts, before or {}, today))


def unmeasured(rules, indicators: list[Indicator], outlook: Forecast) -> tuple[Unmeasured, ...]:
    return judging.unmeasured(rules, Watched(tuple(indicators), outlook, "CNY"))
