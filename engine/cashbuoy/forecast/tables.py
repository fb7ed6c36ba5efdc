"""Cash events to daily ledger to months and weeks; in +, out -."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.buffer.cash_pool import miller_orr
from cashbuoy.buffer.daily_variance import daily_variance
from cashbuoy.forecast.categories import FROM_CUSTOMERS, KEYS
from cashbuoy.forecast.horizon import Horizon, Period
from cashbuoy.forecast.outflow import monthly_outflow
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.money import Minor, minor_digits, to_minor
from cashbuoy.policy.models import CashFloor, Policy


@dataclass(frozen=True)
class CashTable:
    """The forecast by period. `lines` has a row per category key (all of them, in statement
    order) and a column per period, int64 signed minor units; other arrays have shape (periods,).

    closing = opening + net; `lowest` is the lowest end-of-day cash within the period;
    headroom = lowest - floor; `undrawn` is committed credit not drawn and not expired at the
    period's end.
    """

    periods: tuple[Period, ...]
    lines: pd.DataFrame
    opening: Minor
    net: Minor
    closing: Minor
    lowest: Minor
    headroom: Minor
    undrawn: Minor


@dataclass(frozen=True)
class Forecast:
    """The rolling forecast. Day 0 is the day after the as-of date; money in base minor units."""

    opening: int
    floor: int
    days: pd.DatetimeIndex
    net: Minor  # (days,)
    closing: Minor  # (days,)
    months: CashTable
    weeks: CashTable
    lowest: int  # lowest end-of-day cash in the horizon
    lowest_on: dt.date
    monthly_outflow: float  # operating payments per month (outflow.monthly_outflow), >= 0


@dataclass(frozen=True)
class ReceiptsByPeriod:
    """Receipts from customers (categories FROM_CUSTOMERS) per month and per week."""

    months: Minor
    weeks: Minor


def receipts_by_period(daily: Minor, horizon: Horizon) -> ReceiptsByPeriod:
    """What customers pay in each period, from `daily_lines`."""
    lines = [KEYS.index(key) for key in FROM_CUSTOMERS]
    months, weeks = (
        _by_period(daily[lines], periods, horizon).sum(axis=0)
        for periods in (horizon.months, horizon.weeks)
    )
    return ReceiptsByPeriod(months, weeks)


def build_forecast(
    events: pd.DataFrame,
    opening: int,
    ledgers: Ledgers,
    policy: Policy,
    horizon: Horizon,
    purchases: float = 0.0,
) -> Forecast:
    """The daily ledger from opening cash (close of the as-of date), and its months and weeks.
    `purchases`: what suppliers usually bill in a month (outflow.usual_purchases)."""
    daily = daily_lines(events, horizon.days)
    net = daily.sum(axis=0)
    closing = opening + np.cumsum(net)
    outflow = monthly_outflow(daily, months_of(horizon.days), purchases)
    floor = cash_floor(policy.forecast.floor, outflow, ledgers, horizon.as_of)
    lines = ledgers["tblLines"]
    if not policy.has("lines"):
        lines = lines.iloc[:0]
    tables = [
        _table(periods, daily, closing, opening, floor, horizon, lines)
        for periods in (horizon.months, horizon.weeks)
    ]
    at = int(closing.argmin())
    return Forecast(
        opening=opening,
        floor=floor,
        days=horizon.days,
        net=net,
        closing=closing,
        months=tables[0],
        weeks=tables[1],
        lowest=int(closing[at]),
        lowest_on=horizon.days[at].date(),
        monthly_outflow=outflow,
    )


def daily_lines(events: pd.DataFrame, days: pd.DatetimeIndex) -> Minor:
    """Net amount per category and day, shape (len(KEYS), len(days)); the rest drops out."""
    when = events["date"].to_numpy("datetime64[D]") - np.datetime64(days[0], "D")
    day = when.astype(np.int64)
    inside = (day >= 0) & (day < len(days))
    line = events["category"].cat.codes.to_numpy(np.int64)
    table = np.zeros((len(KEYS), len(days)), dtype=np.int64)
    np.add.at(table, (line[inside], day[inside]), events["amount"].to_numpy(np.int64)[inside])
    return table


def months_of(days: pd.DatetimeIndex) -> float:
    """How many months days in a row are: a whole month is exactly one, of a part its share of the
    month's days."""
    months, counts = np.unique(days.to_numpy("datetime64[M]"), return_counts=True)
    first, after = months.astype("datetime64[D]"), (months + 1).astype("datetime64[D]")
    return float((counts / (after - first).astype(np.int64)).sum())


def cash_floor(
    settings: CashFloor, monthly_outflow: float, ledgers: Ledgers, as_of: dt.date
) -> int:
    """The floor in minor units: a fixed amount; so many months of operating payments; or Miller
    and Orr's return point above the amount, from the firm's own daily variance (the amount alone
    while too few bank balances are known)."""
    digits = minor_digits(ledgers.base_currency)
    amount = int(to_minor(settings.amount, digits))
    if settings.method == "months":
        return round(settings.months * monthly_outflow)
    variance = daily_variance(ledgers, as_of) if settings.method == "miller_orr" else None
    if variance is None or settings.rate <= 0:
        return amount
    cost = float(to_minor(settings.transfer_cost, digits))
    return round(miller_orr(amount, cost, variance, settings.rate / 365).target)


def undrawn_credit(lines: pd.DataFrame, on: dt.date) -> int:
    """Committed credit not drawn, on lines that have not expired on that day."""
    return int(undrawn_by_day(lines, np.array([on], dtype="datetime64[D]"))[0])


def undrawn_by_day(lines: pd.DataFrame, days: NDArray[np.datetime64]) -> Minor:
    """The same for each of `days`, shape (days,)."""
    if lines.empty:
        return np.zeros(len(days), dtype=np.int64)
    live = lines[lines["committed"].to_numpy(bool)]
    free = (live["limit"] - live["drawn"]).to_numpy(np.int64).clip(min=0)
    expires = live["expires"].to_numpy("datetime64[D]")[:, None]
    usable = np.isnat(expires) | (expires > days.astype("datetime64[D]")[None, :])
    undrawn: Minor = free @ usable.astype(np.int64)
    return undrawn


def _table(
    periods: tuple[Period, ...],
    daily: Minor,
    closing: Minor,
    opening: int,
    floor: int,
    horizon: Horizon,
    lines: pd.DataFrame,
) -> CashTable:
    by_period = _by_period(daily, periods, horizon)
    first, stop = _columns(periods, horizon)
    net = by_period.sum(axis=0)
    ends = opening + np.cumsum(net)
    lowest = np.minimum.reduceat(closing[:stop], first)
    return CashTable(
        periods=periods,
        lines=pd.DataFrame(by_period, index=pd.Index(KEYS, name="category")),
        opening=np.concatenate([[opening], ends[:-1]]).astype(np.int64),
        net=net,
        closing=ends,
        lowest=lowest,
        headroom=lowest - floor,
        undrawn=undrawn_by_day(lines, np.array([p.end for p in periods], dtype="datetime64[D]")),
    )


def _by_period(daily: Minor, periods: tuple[Period, ...], horizon: Horizon) -> Minor:
    """Daily amounts, shape (lines, days), added up by period: shape (lines, periods)."""
    first, stop = _columns(periods, horizon)
    total: Minor = np.add.reduceat(daily[:, :stop], first, axis=1)
    return total


def _columns(periods: tuple[Period, ...], horizon: Horizon) -> tuple[list[int], int]:
    """Where each period starts among the days, and the day after the last."""
    start = horizon.days[0].date()
    return [(p.start - start).days for p in periods], (periods[-1].end - start).days + 1
