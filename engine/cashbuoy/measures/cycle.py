"""Payables, inventory, and the cash conversion cycle they form with receivables."""

from __future__ import annotations

import numpy as np

from cashbuoy import indicators
from cashbuoy.ledger.balances import Balances
from cashbuoy.measures.books import Books
from cashbuoy.measures.indicator import Indicator, Reading, indicator, read
from cashbuoy.measures.monthly import MonthlyFigures
from cashbuoy.measures.reasons import Reason
from cashbuoy.measures.receivables import over_terms
from cashbuoy.measures.turnover import Reasons, chosen, days_of, from_documents, from_monthly

PURCHASES = Reasons("no_payables", "no_purchases", "bills_too_short", "no_bills", "open_bills_only")
COST = Reasons("no_payables", "no_cogs")
STOCK = Reasons("no_inventory", "no_cogs")


def payable_indicators(books: Books, figures: MonthlyFigures) -> tuple[Indicator, ...]:
    """dpo, dpo_over_terms. Against cost of goods sold, only Monthly figures can tell."""
    settings = books.policy.indicators
    balance, columns = figures.columns["payables"], figures.columns
    side = Balances.of(books.positions.bills)
    if settings.dpo_base == "cogs":
        turnover = from_monthly(figures, balance, columns["cogs"], settings, books.today, COST)
    else:
        turnover = chosen(
            settings.source,
            from_documents(side, books.dates, settings, PURCHASES),
            from_monthly(figures, balance, columns["purchases"], settings, books.today, PURCHASES),
        )
    dpo = days_of(turnover, settings, indicators.dpo)
    beyond = over_terms(dpo, turnover, side, "dpo")
    return (
        indicator("dpo", "days", turnover.dates, dpo, turnover.basis),
        indicator("dpo_over_terms", "days", turnover.dates, beyond, turnover.basis),
    )


def inventory_indicators(books: Books, figures: MonthlyFigures) -> tuple[Indicator, ...]:
    """dio, and inventory_turnover in times a year."""
    settings = books.policy.indicators
    columns = figures.columns
    stock = from_monthly(
        figures, columns["inventory"], columns["cogs"], settings, books.today, STOCK
    )
    dio = days_of(stock, settings, indicators.dio)
    year = float(settings.days_in_year)
    turns = [_turns(reading, year) for reading in dio]
    return (
        indicator("dio", "days", stock.dates, dio, "monthly"),
        indicator("inventory_turnover", "ratio", stock.dates, turns, "monthly"),
    )


def cash_conversion_cycle(dso: Indicator, dio: Indicator, dpo: Indicator) -> Indicator:
    """DSO + DIO - DPO, now and at the month ends for which all three are known. Each is the latest
    known: inventory that of the latest closed month."""
    past = {part.id: dict([*part.history, (part.at, part.value)]) for part in (dso, dio, dpo)}
    readings = [
        _cycle({name: known.get(day) for name, known in past.items()}, "") for day, _ in dso.history
    ]
    reason: Reason = next((part.reason for part in (dso, dio, dpo) if part.reason), "")
    readings.append(_cycle({part.id: part.value for part in (dso, dio, dpo)}, reason))
    dates = [*(day for day, _ in dso.history), dso.at]
    return indicator("ccc", "days", np.array(dates, dtype="datetime64[D]"), readings, dso.basis)


def _cycle(parts: dict[str, float | None], reason: Reason) -> Reading:
    known = {name: value for name, value in parts.items() if value is not None}
    if len(known) < len(parts):
        return Reading(None, reason=reason)
    value = indicators.ccc(known["dso"], known["dio"], known["dpo"])
    return Reading(value, known)


def _turns(dio: Reading, year: float) -> Reading:
    if dio.value is None:
        return dio
    parts = {"numerator": year, "denominator": dio.value}
    return read(indicators.turnover, (year, dio.value), parts, "no_inventory", "no_inventory")
