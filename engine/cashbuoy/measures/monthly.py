"""Monthly figures (tblMonthly) as one row a month without gaps, NaN where nothing was entered.

Empty cells arrive as zero, so zero counts as not entered in a column that is zero throughout, in
a month whose balances (or flows) are all zero, and in operating cash flow, which is never nil.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import month_end, month_start
from cashbuoy.ledger.balances import Dates
from cashbuoy.ledger.clean import Ledgers

BALANCES = ("receivables", "payables", "inventory", "cash", "current_assets", "current_liabilities")
FLOWS = ("revenue", "credit_sales", "cogs", "purchases")
BANKERS_YEAR = 360  # twelve months of 30 days
Figures = NDArray[np.float64]


@dataclass(frozen=True)
class MonthlyFigures:
    """Columns of tblMonthly by name, shape (months,), base minor units; `ends`: the month ends."""

    ends: Dates
    columns: Mapping[str, Figures]

    @classmethod
    def of(cls, ledgers: Ledgers) -> MonthlyFigures:
        """From tblMonthly in any order; of a month entered twice the later row counts."""
        table = ledgers["tblMonthly"]
        rows = table[table["month"].notna()].drop_duplicates("month", keep="last")
        months = rows["month"].to_numpy("datetime64[M]")
        names = [*BALANCES, *FLOWS, "operating_cash_flow"]
        if months.size == 0:
            return cls(np.array([], dtype="datetime64[D]"), {n: np.array([]) for n in names})
        span = np.arange(months.min(), months.max() + 1)
        entered = rows[names].set_axis(pd.Index(months.astype(np.int64)))
        figures = entered.reindex(span.astype(np.int64)).astype(np.float64)
        for group in (BALANCES, FLOWS, ("operating_cash_flow",)):
            part = figures[list(group)]
            figures[list(group)] = part.where((part != 0).any(axis=1), np.nan)
        figures = figures.loc[:, figures.fillna(0).any()].reindex(columns=names)
        return cls(month_end(span), {n: figures[n].to_numpy(np.float64) for n in names})

    def credit_sales(self) -> Figures:
        """Credit sales, or revenue where credit sales are not told apart."""
        own = self.columns["credit_sales"]
        return self.columns["revenue"] if np.isnan(own).all() else own

    def latest(self, known: NDArray[np.bool_], as_of: np.datetime64) -> np.datetime64 | None:
        """End of the latest month closed by `as_of` for which `known` (shape (months,)) holds."""
        at = np.flatnonzero(known & (self.ends <= as_of))
        return self.ends[at[-1]] if at.size else None

    def at(self, figures: Figures, dates: Dates) -> Figures:
        """Figures of the months that end on `dates`; NaN outside the table."""
        if self.ends.size == 0:
            return np.full(dates.size, np.nan)
        index = (dates.astype("datetime64[M]") - self.ends[0].astype("datetime64[M]")).astype(
            np.int64
        )
        inside = (index >= 0) & (index < self.ends.size)
        return np.where(inside, figures[np.where(inside, index, 0)], np.nan)

    def trailing(self, figures: Figures, months: int) -> Figures:
        """Sum over so many months up to each; NaN where one of them is not known."""
        if figures.size < months:
            return np.full(figures.size, np.nan)
        sums = np.lib.stride_tricks.sliding_window_view(figures, months).sum(axis=1)
        return np.concatenate([np.full(months - 1, np.nan), sums])

    def month_days(self, days_in_year: int) -> Figures:
        """Days of each month: its own, or 30 in a year of 360 days."""
        if days_in_year == BANKERS_YEAR:
            return np.full(self.ends.size, BANKERS_YEAR / 12)
        days: Figures = (self.ends - month_start(self.ends)).astype(np.float64)
        return days + 1
