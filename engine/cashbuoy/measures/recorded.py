"""What earlier refreshes measured: the lines of tblHistory, by indicator and date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from cashbuoy.ledger.balances import Dates
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.measures.books import Books
from cashbuoy.measures.indicator import Indicator
from cashbuoy.money import minor_digits


@dataclass(frozen=True)
class Recorded:
    """Lines of tblHistory dated before the as-of date; money stands in major units there."""

    lines: pd.DataFrame

    @classmethod
    def of(cls, ledgers: Ledgers, as_of: dt.date) -> Recorded:
        """The as-of date's own lines are left out: this refresh writes them anew."""
        lines = ledgers["tblHistory"]
        known = lines["value"].notna() & (lines["date"] < pd.Timestamp(as_of))
        return cls(lines[known.to_numpy()])

    @cached_property
    def _by_indicator(self) -> dict[str, pd.DataFrame]:
        ordered = self.lines.sort_values("date", kind="stable")
        return {str(name): rows for name, rows in ordered.groupby("indicator")}

    def at(self, indicator: str, dates: Dates, since: np.timedelta64) -> list[float | None]:
        """The latest value of each span (date - since, date], None where none was recorded;
        `dates` in any order, datetime64[D]."""
        rows = self._by_indicator.get(indicator)
        if rows is None:
            return [None] * dates.size
        days = rows["date"].to_numpy("datetime64[D]")
        values = rows["value"].to_numpy(np.float64)
        last = np.searchsorted(days, dates, side="right") - 1
        inside = (last >= 0) & (days[np.maximum(last, 0)] > dates - since)
        return [
            float(values[i]) if ok else None
            for i, ok in zip(last.tolist(), inside.tolist(), strict=True)
        ]

    def by_month(self, indicator: str, month_ends: Dates) -> list[float | None]:
        """The last value recorded in each month."""
        rows = self._by_indicator.get(indicator)
        if rows is None:
            return [None] * month_ends.size
        months = rows["date"].to_numpy("datetime64[M]")
        found = dict(zip(months.tolist(), rows["value"].tolist(), strict=True))
        return [found.get(month) for month in month_ends.astype("datetime64[M]").tolist()]


def with_past(indicators: tuple[Indicator, ...], books: Books) -> tuple[Indicator, ...]:
    """The same indicators; where the books tell nothing of a past month, the last value that a
    refresh of that month recorded stands in."""
    recorded = Recorded.of(books.ledgers, books.as_of)
    if recorded.lines.empty:
        return indicators
    money_unit = 10.0 ** minor_digits(books.ledgers.base_currency)
    return tuple(_completed(i, recorded, books.dates[:-1], money_unit) for i in indicators)


def _completed(
    indicator: Indicator, recorded: Recorded, month_ends: Dates, money_unit: float
) -> Indicator:
    past = indicator.history or tuple((end, None) for end in month_ends.tolist())
    if all(value is not None for _, value in past):
        return indicator
    ends = np.array([end for end, _ in past], dtype="datetime64[D]")
    scale = money_unit if indicator.unit == "money" else 1.0
    noted = recorded.by_month(indicator.id, ends)
    filled = tuple(
        (end, value if value is not None or note is None else note * scale)
        for (end, value), note in zip(past, noted, strict=True)
    )
    return replace(indicator, history=filled) if filled != past else indicator
