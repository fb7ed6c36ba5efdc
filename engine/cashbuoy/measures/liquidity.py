"""Indicators of liquidity: what cash and near cash cover, and for how long."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pandas as pd

from cashbuoy import indicators
from cashbuoy.forecast.categories import CATEGORIES
from cashbuoy.forecast.tables import Forecast, months_of, undrawn_credit
from cashbuoy.ledger.bank import bank_balances
from cashbuoy.measures.books import Books
from cashbuoy.measures.indicator import (
    Basis,
    Indicator,
    Reading,
    Unit,
    fraction,
    indicator,
    ratio,
    read,
)
from cashbuoy.measures.monthly import MonthlyFigures
from cashbuoy.measures.reasons import Reason
from cashbuoy.measures.statements import closed_months
from cashbuoy.measures.turnover import DAYS_OF_A_MONTH

_NO_CASH = Reading(None, reason="no_cash")


def cash_at_hand(books: Books) -> Indicator:
    """Cash at the close of the as-of date, as the forecast opens with it, and what the bank
    accounts held at the month ends before."""
    before = bank_balances(books.ledgers, books.as_of, books.dates[:-1]).tolist()
    past = [Reading(None if math.isnan(held) else held) for held in before]
    now = Reading(float(books.forecast.opening)) if books.cash_known else _NO_CASH
    basis: Basis = "ledgers" if books.has_bank_balances else "monthly"
    return indicator("cash", "money", books.dates, [*past, now], basis)


def payment_cover(books: Books) -> Indicator:
    """(Cash + committed undrawn credit) / payments due in the days ahead that the policy looks at.

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
    out = books.events[(books.events["amount"] < 0).to_numpy()]
    other = out[((out["date"] <= day) & (out["source"] != "tblPayables")).to_numpy()]
    return max(0, int(owed["open_base"].sum()) - int(other["amount"].sum()))


def cash_pool(books: Books) -> tuple[Indicator, ...]:
    """cash_pool_months: months of forecast operating payments that cash lasts without receipts;
    cash_pool_share: cash against the target of policy.buffer.pool_months such months (C1)."""
    cash = float(books.forecast.opening)
    outflow = books.forecast.monthly_outflow
    target = books.policy.buffer.pool_months * outflow
    if not regular_payments_known(books):
        outflow = target = math.nan
    why: Reason = "no_operating_outflow"
    lasts, share = (fraction(cash, of, why, why) for of in (outflow, target))
    return (
        _from_forecast("cash_pool_months", "months", lasts, books),
        _from_forecast("cash_pool_share", "share", share, books),
    )


def shortfall_chance(books: Books) -> Indicator:
    """Chance that cash falls below the floor on some day of the forecast months that
    policy.simulation.months_ahead looks at."""
    now = Reading(None, reason="simulation_off")
    if books.outlook is not None:
        by_month = books.outlook.floor.by_month
        months = min(books.policy.simulation.months_ahead, by_month.size)
        chance = float(by_month[months - 1])
        now = Reading(chance, {"months": float(months), "paths": float(books.outlook.paths)})
    return _from_forecast("shortfall_chance", "share", now, books)


def runway_months(books: Books, figures: MonthlyFigures) -> Indicator:
    """Cash / average monthly net burn: of the window's closed months where Monthly figures give
    operating cash flow, else of the forecast's operating lines. No value while nothing is burnt."""
    window = max(1, round(books.policy.indicators.window_days / DAYS_OF_A_MONTH))
    flow = figures.trailing(figures.columns["operating_cash_flow"], window) / window
    cash = figures.columns["cash"]
    if np.isnan(flow[figures.ends <= books.today]).all():
        reading = Reading(None, reason="no_operating_outflow")
        if regular_payments_known(books):
            net = mean_operating_net(books.forecast)
            reading = _runway(float(books.forecast.opening), net)
        return _from_forecast("runway_months", "months", reading, books)
    dates = closed_months(figures, ~np.isnan(flow), books.today)
    net_flows = figures.at(flow, dates).tolist()
    held = figures.at(cash, dates).tolist()
    readings = [_runway(c, b) for c, b in zip(held[:-1], net_flows[:-1], strict=True)]
    now = _runway(float(books.forecast.opening), net_flows[-1]) if books.cash_known else _NO_CASH
    return indicator("runway_months", "months", dates, [*readings, now], "monthly")


def regular_payments_known(books: Books) -> bool:
    """Whether the forecast holds more operating payments than the bills in hand: those run out
    after a month or two, and their mean over the horizon is no measure of what the firm spends."""
    out = books.events[(books.events["amount"] < 0).to_numpy()]
    regular = out["source"].isin(["tblRecurring", "tblPlan"])
    operating = out["category"].isin([c.key for c in CATEGORIES if c.activity == "operating"])
    return bool((regular & operating).any())


def mean_operating_net(forecast: Forecast) -> float:
    """Mean forecast operating cash flow per month, in + / out -: before investing and financing."""
    keys = [c.key for c in CATEGORIES if c.activity == "operating"]
    total = float(forecast.months.lines.loc[keys].to_numpy().sum())
    return total / months_of(forecast.days)


def _runway(cash: float, net: float) -> Reading:
    parts = {"numerator": cash, "denominator": -net}
    return read(indicators.runway_months, (cash, net), parts, "month_missing", "not_burning")


def _from_forecast(name: str, unit: Unit, now: Reading, books: Books) -> Indicator:
    """The past of a forecast cannot be computed again: it comes from tblHistory, the last entry of
    each month. Without any cash entered there is no value."""
    if not books.cash_known:
        now = _NO_CASH
    by_month = _recorded(books.ledgers["tblHistory"], name, books.as_of)
    months = books.dates[:-1].astype("datetime64[M]").tolist()
    past = [float(by_month.get(m, math.nan)) for m in months]
    readings = [Reading(None if math.isnan(v) else v) for v in past]
    return indicator(name, unit, books.dates, [*readings, now], "forecast")


def _recorded(entries: pd.DataFrame, name: str, as_of: dt.date) -> dict[dt.date, float]:
    """The last entry of an indicator in each month, by the first day of the month."""
    if entries.empty:
        return {}
    own = entries[(entries["indicator"] == name) & (entries["date"] <= pd.Timestamp(as_of))]
    own = own.sort_values("date", kind="stable")
    months = own["date"].to_numpy("datetime64[M]").tolist()
    return dict(zip(months, own["value"].tolist(), strict=True))
