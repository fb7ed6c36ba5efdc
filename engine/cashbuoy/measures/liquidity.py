"""Indicators of liquidity: what cash and near cash cover, and for how long."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy import indicators
from cashbuoy.forecast.categories import CATEGORIES
from cashbuoy.forecast.tables import DAYS_PER_MONTH, Forecast, undrawn_credit
from cashbuoy.ledger.balances import Dates, month_ends_before
from cashbuoy.measures.books import Books
from cashbuoy.measures.indicator import (
    HISTORY_MONTHS,
    Indicator,
    Reading,
    Unit,
    fraction,
    indicator,
    ratio,
    read,
)
from cashbuoy.measures.monthly import Figures, MonthlyFigures
from cashbuoy.measures.turnover import DAYS_OF_A_MONTH


def balance_sheet_indicators(books: Books, figures: MonthlyFigures) -> tuple[Indicator, ...]:
    """current_ratio, quick_ratio, cash_ratio of the latest closed month with them."""
    columns = figures.columns
    current = (columns["current_assets"], "no_current_assets")
    owed = (columns["current_liabilities"], "no_current_liabilities")
    cash = (columns["cash"], "no_monthly_cash")
    stock = columns["inventory"]
    # A firm that never enters any has no inventory.
    none_or_stock = (np.zeros(stock.size) if np.isnan(stock).all() else stock, "no_inventory")
    return (
        _ratio("current_ratio", indicators.current_ratio, (current, owed), books, figures),
        _ratio(
            "quick_ratio", indicators.quick_ratio, (current, none_or_stock, owed), books, figures
        ),
        _ratio("cash_ratio", indicators.cash_ratio, (cash, owed), books, figures),
    )


def operating_cash_flow(books: Books, figures: MonthlyFigures) -> Indicator:
    """Net operating cash flow of the latest closed month, and of the months before it."""
    flow = figures.columns["operating_cash_flow"]
    dates = _closed_months(figures, ~np.isnan(flow), books.today)
    reason = "no_operating_cash_flow" if np.isnan(flow).all() else "month_missing"
    readings = [
        read(float, (v,), {"numerator": v}, reason, reason)
        for v in figures.at(flow, dates).tolist()
    ]
    return indicator("operating_cash_flow", "money", dates, readings, "monthly")


def payment_cover(books: Books) -> Indicator:
    """(Cash + committed undrawn credit) / payments due within policy.indicators.payments_ahead_days.

    Due: bills by their due date, overdue ones included whatever the forecast hopes for, and every
    other payment that the forecast expects by then. Credit counts if it does not expire before.
    """
    until = books.as_of + dt.timedelta(days=books.policy.indicators.payments_ahead_days)
    due = float(payments_due(books, until))
    cash = float(books.forecast.opening)
    credit = float(undrawn_credit(books.ledgers["tblLines"], until))
    if not books.policy.has("lines"):
        credit = 0.0
    parts = {"cash": cash, "undrawn_credit": credit, "denominator": due}
    reading = read(ratio, (cash + credit, due), parts, "", "no_payments_ahead")
    return _from_forecast("payment_cover", "ratio", reading, books)


def payments_due(books: Books, until: dt.date) -> int:
    """Payments due up to a day, >= 0, base minor units: open bills by due date, and expected
    payments of every other kind."""
    day = pd.Timestamp(until)
    bills = books.positions.payables
    owed = bills[(bills["due_date"] <= day) & (bills["status"] != "plan")]
    events = books.events
    other = events[
        ((events["date"] <= day) & (events["amount"] < 0) & (events["source"] != "tblPayables"))
    ]
    return max(0, int(owed["open_base"].sum()) - int(other["amount"].sum()))


def cash_pool(books: Books) -> tuple[Indicator, ...]:
    """cash_pool_months: months of forecast operating payments that cash lasts without receipts;
    cash_pool_share: cash against the target of policy.buffer.pool_months such months (C1)."""
    cash = float(books.forecast.opening)
    outflow = books.forecast.monthly_outflow
    target = books.policy.buffer.pool_months * outflow
    lasts, share = (fraction(cash, of, "", "no_operating_outflow") for of in (outflow, target))
    return (
        _from_forecast("cash_pool_months", "months", lasts, books),
        _from_forecast("cash_pool_share", "share", share, books),
    )


def runway_months(books: Books, figures: MonthlyFigures) -> Indicator:
    """Cash / average monthly net burn: of the window's closed months where Monthly figures give
    operating cash flow, else of the forecast's operating lines. No value while nothing is burnt."""
    window = max(1, round(books.policy.indicators.window_days / DAYS_OF_A_MONTH))
    flow = figures.trailing(figures.columns["operating_cash_flow"], window) / window
    cash = figures.columns["cash"]
    if np.isnan(flow[figures.ends <= books.today]).all():
        net = mean_operating_net(books.forecast)
        reading = _runway(float(books.forecast.opening), net)
        return _from_forecast("runway_months", "months", reading, books)
    dates = _closed_months(figures, ~np.isnan(flow), books.today)
    net_flows = figures.at(flow, dates).tolist()
    held = figures.at(cash, dates).tolist()
    readings = [_runway(c, b) for c, b in zip(held[:-1], net_flows[:-1], strict=True)]
    now = (
        _runway(float(books.forecast.opening), net_flows[-1])
        if books.cash_known
        else Reading(None, reason="no_cash")
    )
    return indicator("runway_months", "months", dates, [*readings, now], "monthly")


def mean_operating_net(forecast: Forecast) -> float:
    """Mean forecast operating cash flow per month, in + / out -: before investing and financing."""
    keys = [c.key for c in CATEGORIES if c.activity == "operating"]
    total = float(forecast.months.lines.loc[keys].to_numpy().sum())
    return total / len(forecast.days) * DAYS_PER_MONTH


def _runway(cash: float, net: float) -> Reading:
    parts = {"numerator": cash, "denominator": -net}
    return read(indicators.runway_months, (cash, net), parts, "month_missing", "not_burning")


def _ratio(
    name: str,
    formula: Callable[..., float],
    columns: Sequence[tuple[Figures, str]],
    books: Books,
    figures: MonthlyFigures,
) -> Indicator:
    """A formula of monthly columns, the last of them the denominator; each with the reason when it
    was never entered."""
    reason = next((why for column, why in columns if np.isnan(column).all()), "month_missing")
    known = ~np.isnan(np.array([column for column, _ in columns])).any(axis=0)
    dates = _closed_months(figures, known, books.today)
    rows = zip(*(figures.at(column, dates).tolist() for column, _ in columns), strict=True)
    readings = [
        read(
            formula,
            row,
            {"numerator": row[0] - sum(row[1:-1]), "denominator": row[-1]},
            reason,
            columns[-1][1],
        )
        for row in rows
    ]
    return indicator(name, "ratio", dates, readings, "monthly")


def _closed_months(
    figures: MonthlyFigures, known: NDArray[np.bool_], as_of: np.datetime64
) -> Dates:
    """Month ends of the history and of the latest closed month that is known."""
    latest = figures.latest(known, as_of)
    last = month_ends_before(as_of, 1)[0] if latest is None else latest
    return np.append(month_ends_before(last, HISTORY_MONTHS), last)


def _from_forecast(name: str, unit: Unit, now: Reading, books: Books) -> Indicator:
    """The past of a forecast cannot be computed again: it comes from tblHistory, the last entry of
    each month. Without any cash entered there is no value."""
    if not books.cash_known:
        now = Reading(None, reason="no_cash")
    entries = books.ledgers["tblHistory"]
    own = entries[(entries["indicator"] == name) & (entries["date"] <= pd.Timestamp(books.as_of))]
    own = own.sort_values("date", kind="stable")
    by_month = dict(
        zip(own["date"].to_numpy("datetime64[M]").tolist(), own["value"].tolist(), strict=True)
    )
    months = books.dates[:-1].astype("datetime64[M]").tolist()
    past = [float(by_month.get(m, math.nan)) for m in months]
    readings = [Reading(None if math.isnan(v) else v) for v in past]
    return indicator(name, unit, books.dates, [*readings, now], "forecast")
