"""A range of months under titles: revenue and receivables, put in order of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cashbuoy.calendars import month_end
from cashbuoy.errors import FormulaError
from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.cells import Cells
from cashbuoy.ledger.rows import is_summary, screen_rows
from cashbuoy.ledger.schema import MONTHLY
from cashbuoy.ledger.titles import columns_titled, match_titles
from cashbuoy.ledger.values import Parsed, parse
from cashbuoy_addin.formulas.ranges import Numbers
from cashbuoy_addin.formulas.row_refusals import row_refusal


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
    still without figures are left out, totals and means too.

    FormulaError #VALUE! for a cell that cannot be read, a month that is missing between others or
    stands twice, receivables or revenue missing in a month that has the other, and latest months
    of nothing but zeros.
    """
    titles = match_titles(MONTHLY, raw)
    positions = {**titles.positions}
    if "month" not in positions:
        positions |= _months_without_title(raw, positions.values())
    sales = "credit_sales" if "credit_sales" in positions else "revenue"
    names = [n for n in ("month", sales, "receivables") if n in positions]
    cells = {n: Cells.of(raw.iloc[:, positions[n]]) for n in names}
    others = [at for at in range(raw.shape[1]) if at not in positions.values()]
    screened = screen_rows(MONTHLY, cells, raw.iloc[:, others]).items
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
        _refuse_zeros(revenue, receivables)
        return PeriodRange(revenue, receivables, None)
    months = np.asarray(figures["month"].array)[filled].astype("datetime64[M]")
    order = np.argsort(months)
    _refuse_gaps(months[order])
    _refuse_zeros(revenue[order], receivables[order])
    ends = month_end(months[order].astype("datetime64[D]"))
    days = (ends - months[order].astype("datetime64[D]")).astype(np.float64) + 1
    return PeriodRange(revenue[order], receivables[order], days)


def _months_without_title(raw: pd.DataFrame, taken: Iterable[int]) -> dict[str, int]:
    """The one column of dates or month names whose title is none we know. Numbers are left alone:
    an amount of 46,000 would be a day of 2025."""
    found = []
    for at in set(range(raw.shape[1])) - set(taken):
        cells = Cells.of(raw.iloc[:, at])
        months = parse(MONTHLY["month"], cells)
        said = cells.of_texts(lambda text: not is_summary(text), bool, other=True) & ~cells.empty
        if said.any() and not cells.is_number.any() and not (months.lost & said).any():
            found.append(at)
    return {"month": found[0]} if len(found) == 1 else {}


def _refuse_zeros(revenue: Numbers, receivables: Numbers) -> None:
    """Formulas fill months to come with zeros, and the latest balance would be nought."""
    some = np.flatnonzero((revenue != 0) | (receivables != 0))
    count = revenue.size - 1 - (some[-1] if some.size else -1)
    if count:
        raise FormulaError(
            "#VALUE!",
            "the latest {count} months hold nothing but zeros: empty these cells, or end the range "
            "at the last month with figures",
            key="months_of_zeros",
            count=int(count),
        )


def _refuse_unreadable(name: str, parsed: Parsed, cells: Cells, rows: np.ndarray) -> None:
    bad = np.flatnonzero(rows & (parsed.lost | parsed.empty))
    if bad.size:
        row = int(bad[0])
        finding = Finding(
            "required_empty" if parsed.empty[row] else "unreadable",
            "error",
            "left_out",
            Place(MONTHLY.name, row + 1, name),
            found="" if parsed.empty[row] else cells.found(row),
            expected=MONTHLY[name].expected,
        )
        raise row_refusal(MONTHLY, finding)


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
