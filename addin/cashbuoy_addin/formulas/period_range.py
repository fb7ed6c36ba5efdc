"""A range of months under titles: revenue and receivables, put in order of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cashbuoy.calendars import month_end
from cashbuoy.errors import FormulaError
from cashbuoy.ledger.cells import Cells
from cashbuoy.ledger.rows import screen_rows
from cashbuoy.ledger.schema import MONTHLY
from cashbuoy.ledger.titles import columns_titled, match_titles
from cashbuoy.ledger.values import Parsed, parse
from cashbuoy_addin.formulas.ranges import Numbers


@dataclass(frozen=True)
class PeriodRange:
    """Figures by month, oldest first, shape (months,). `days` None: the range names no months."""

    revenue: Numbers
    receivables: Numbers
    days: Numbers | None


def is_period_range(titles: Sequence[str]) -> bool:
    """Whether the titles are those of a period table."""
    found = columns_titled(MONTHLY, titles)
    return "receivables" in found and ("credit_sales" in found or "revenue" in found)


def read_periods(raw: pd.DataFrame) -> PeriodRange:
    """Months of a range; credit sales count where there is such a column, else revenue. Months
    still without figures are left out.

    FormulaError #VALUE! for a cell that cannot be read, a month that is missing between others or
    stands twice, or receivables or revenue missing in a month that has the other.
    """
    titles = match_titles(MONTHLY, raw)
    sales = "credit_sales" if "credit_sales" in titles.positions else "revenue"
    names = [n for n in ("month", sales, "receivables") if n in titles.positions]
    cells = {n: Cells.of(raw.iloc[:, titles.positions[n]]) for n in names}
    screened = screen_rows(MONTHLY, cells).items
    figures = {n: parse(MONTHLY[n], c) for n, c in cells.items()}
    filled = screened & ~(figures[sales].empty & figures["receivables"].empty)
    for name in names:
        _refuse_unreadable(name, figures[name], cells[name], filled)
    if not filled.any():
        raise FormulaError("#VALUE!", "the table holds no figures", key="no_figures")
    revenue, receivables = (
        np.asarray(figures[n].array, dtype=np.float64)[filled] * titles.factors.get(n, 1.0)
        for n in (sales, "receivables")
    )
    if "month" not in names:
        return PeriodRange(revenue, receivables, None)
    months = np.asarray(figures["month"].array)[filled].astype("datetime64[M]")
    order = np.argsort(months)
    _refuse_gaps(months[order])
    ends = month_end(months[order].astype("datetime64[D]"))
    days = (ends - months[order].astype("datetime64[D]")).astype(np.float64) + 1
    return PeriodRange(revenue[order], receivables[order], days)


def _refuse_unreadable(name: str, parsed: Parsed, cells: Cells, rows: np.ndarray) -> None:
    bad = np.flatnonzero(rows & (parsed.lost | parsed.empty))
    if bad.size:
        row = int(bad[0])
        raise FormulaError(
            "#VALUE!",
            "row {row} under the titles, {column}: '{found}' cannot be used",
            key="ledger_row",
            row=row + 1,
            column=f"{MONTHLY[name].en} / {MONTHLY[name].zh}",
            found="" if parsed.empty[row] else cells.found(row),
        )


def _refuse_gaps(months: np.ndarray) -> None:
    steps = np.diff(months).astype(np.int64)
    wrong = np.flatnonzero(steps != 1)
    if wrong.size:
        month = str(months[wrong[0]])
        if steps[wrong[0]] == 0:
            raise FormulaError(
                "#VALUE!", "the month {month} stands twice", key="month_twice", month=month
            )
        raise FormulaError(
            "#VALUE!", "the month after {month} is missing", key="month_gap", month=month
        )
