"""Cash events -> daily ledger -> months and weeks. Signed as in a cash-flow statement: in +, out -."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cashbuoy.forecast.categories import KEYS
from cashbuoy.money import Minor

# Columns of a frame of cash events; amounts in minor units of the base currency, signed.
EVENT_COLUMNS = (
    "date",          # datetime64, the day the cash is expected to move
    "category",      # key of forecast.categories
    "amount",        # int64, in + / out -
    "source",        # table the event comes from ("tblReceivables"), or "vat" for computed tax
    "row",           # data row in that table, 0 where computed
    "reference",     # invoice, bill, contract, item ...
    "counterparty",
    "basis",         # why that date: due, overdue, promise, bill_tenor, stage, recurring, budget, maturity, filing ...
    "provisional",   # bool: rolled by a calendar year without an official notice
)  # fmt: skip


@dataclass(frozen=True)
class Period:
    """A month or week of the forecast, cut to the forecast's days; both ends included."""

    start: dt.date
    end: dt.date
    provisional: bool = False


@dataclass(frozen=True)
class CashTable:
    """The forecast by period. `lines` has a row per category key (all of them, in statement
    order) and a column per period, int64 signed minor units; other arrays have shape (periods,).

    closing = opening + net; `lowest` is the lowest end-of-day cash within the period;
    headroom = lowest - floor; `undrawn` is committed credit not drawn and not yet expired at the period's end.
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


def daily_lines(events: pd.DataFrame, days: pd.DatetimeIndex) -> Minor:
    """Net amount per category and day, shape (len(KEYS), len(days)); events outside `days` drop out."""
    when = (
        events["date"].to_numpy("datetime64[D]") - days[0].to_datetime64().astype("datetime64[D]")
    ).astype(np.int64)
    inside = (when >= 0) & (when < len(days))
    line = pd.Categorical(events["category"], categories=KEYS).codes.astype(np.int64)
    table = np.zeros((len(KEYS), len(days)), dtype=np.int64)
    np.add.at(table, (line[inside], when[inside]), events["amount"].to_numpy(np.int64)[inside])
    return table
