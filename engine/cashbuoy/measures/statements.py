"""Indicators of the books' monthly figures: liquidity ratios and operating cash flow."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from cashbuoy import indicators
from cashbuoy.ledger.balances import Dates, month_ends_before
from cashbuoy.measures.books import Books
from cashbuoy.measures.indicator import HISTORY_MONTHS, Indicator, indicator, read
from cashbuoy.measures.monthly import Figures, MonthlyFigures
from cashbuoy.measures.reasons import Reason

# A monthly column, and the reason when it was never entered.
_Column = tuple[Figures, Reason]


def balance_sheet_indicators(books: Books, figures: MonthlyFigures) -> tuple[Indicator, ...]:
    """current_ratio, quick_ratio, cash_ratio of the latest closed month with them."""
    columns = figures.columns
    current: _Column = (columns["current_assets"], "no_current_assets")
    owed: _Column = (columns["current_liabilities"], "no_current_liabilities")
    cash: _Column = (columns["cash"], "no_monthly_cash")
    stock = columns["inventory"]
    # A firm that never enters any has no inventory.
    none_or_stock: _Column = (
        np.zeros(stock.size) if np.isnan(stock).all() else stock,
        "no_inventory",
    )
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
    dates = closed_months(figures, ~np.isnan(flow), books.today)
    reason: Reason = "no_operating_cash_flow" if np.isnan(flow).all() else "month_missing"
    readings = [
        read(float, (v,), {"numerator": v}, reason, reason)
        for v in figures.at(flow, dates).tolist()
    ]
    return indicator("operating_cash_flow", "money", dates, readings, "monthly")


def closed_months(figures: MonthlyFigures, known: NDArray[np.bool_], as_of: np.datetime64) -> Dates:
    """Month ends of the history and of the latest closed month that is known."""
    latest = figures.latest(known, as_of)
    last = month_ends_before(as_of, 1)[0] if latest is None else latest
    return np.append(month_ends_before(last, HISTORY_MONTHS), last)


def _ratio(
    name: str,
    formula: Callable[..., float],
    columns: Sequence[_Column],
    books: Books,
    figures: MonthlyFigures,
) -> Indicator:
    """A formula of monthly columns, the last of them the denominator."""
    reason: Reason = next(
        (why for column, why in columns if np.isnan(column).all()), "month_missing"
    )
    known = ~np.isnan(np.array([column for column, _ in columns])).any(axis=0)
    dates = closed_months(figures, known, books.today)
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
