"""DSO from one range with titles: a period table, or an invoice ledger."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from cashbuoy import indicators
from cashbuoy.calendars import add_months, month_end, month_start
from cashbuoy.errors import FormulaError
from cashbuoy.ledger.balances import Balances
from cashbuoy.measures.monthly import BANKERS_YEAR
from cashbuoy.policy.models import Policy
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.invoice_range import is_invoice_range, read_invoices
from cashbuoy_addin.formulas.period_range import PeriodRange, is_period_range, read_periods
from cashbuoy_addin.formulas.ranges import Numbers, Titled, filled
from cashbuoy_addin.formulas.table_range import raw_frame

MONTHS_A_YEAR = 12
Day = Any  # np.datetime64, whose stubs tell a known date from a possible NaT


def dso_of_table(
    context: CallContext,
    table: Titled,
    revenue: Numbers | None,
    days: Numbers | None,
    method: str,
    as_of: dt.date | None,
) -> float:
    """DSO of the kind of table that the titles name; FormulaError #VALUE! when they name none."""
    if revenue is not None:
        raise FormulaError(
            "#VALUE!",
            "the table has its own revenue; leave the argument revenue empty",
            key="revenue_twice",
        )
    if is_period_range(table.titles):
        return _of_periods(context.policy, read_periods(raw_frame(table)), days, method)
    if is_invoice_range(table.titles):
        invoices = read_invoices(raw_frame(table), context.policy, context.today).balances
        return _of_invoices(context, invoices, days, method, as_of)
    raise FormulaError(
        "#VALUE!",
        "the titles {found} are neither those of a period table (month, revenue, receivables) "
        "nor of an "
        "invoice ledger (invoice date, due date, amount, paid date)",
        key="titles_unknown",
        found=", ".join(t for t in table.titles if t),
    )


def _of_periods(policy: Policy, periods: PeriodRange, days: Numbers | None, method: str) -> float:
    """Simple: the latest balance against all sales given; average: the mean of all balances."""
    if days is None and periods.days is None:
        raise FormulaError(
            "#VALUE!",
            "no column holds months, so that the length of the periods is not known: title it "
            "Month and write 2026-01, or give the argument days (365 for a year)",
            key="periods_without_months",
        )
    lengths = filled(days) if days is not None else _month_days(policy, periods)
    if method == "countback":
        return indicators.dso_countback(periods.receivables[-1], periods.revenue, lengths)
    balance = periods.receivables if method == "average" else periods.receivables[-1]
    return indicators.dso(balance, periods.revenue, lengths)


def _month_days(policy: Policy, periods: PeriodRange) -> Numbers:
    year = policy.indicators.days_in_year
    if periods.days is not None and year != BANKERS_YEAR:
        return periods.days
    return np.full(periods.revenue.size, year / MONTHS_A_YEAR)


def _of_invoices(
    context: CallContext,
    invoices: Balances,
    days: Numbers | None,
    method: str,
    as_of: dt.date | None,
) -> float:
    """Open at the close of a day against what was billed in the window up to it."""
    window = int(filled(days).sum()) if days is not None else context.policy.indicators.window_days
    if window < 1:
        raise FormulaError("#NUM!", "the days must be more than zero", key="days_positive")
    today = np.datetime64(as_of or context.today, "D")
    if as_of is None and not _is_issued_within(invoices, today, window):
        today = _latest_invoice(invoices, today)
    if method == "countback":
        return _counted_back(invoices, today)
    if days is None:
        window = _days_covered(invoices, today, window)
    start = today - np.timedelta64(window, "D")
    closing = float(invoices.open(np.array([today]))[0])
    balance = (
        [float(invoices.open(np.array([start]))[0]), closing] if method == "average" else [closing]
    )
    billed = float(invoices.billed(np.array([start]), np.array([today]))[0])
    if billed <= 0:
        raise FormulaError(
            "#DIV/0!",
            "nothing was billed in the {days} days to {as_of}; the ledger's latest invoice is of "
            "{latest}",
            key="nothing_billed",
            days=window,
            as_of=str(today),
            latest=str(invoices.issued.max()) if invoices.issued.size else "-",
        )
    return indicators.dso(balance, billed, window)


def _is_issued_within(invoices: Balances, today: Day, window: int) -> bool:
    after = today - np.timedelta64(window, "D")
    return bool(((invoices.issued > after) & (invoices.issued <= today)).any())


def _days_covered(invoices: Balances, today: Day, window: int) -> int:
    """The window, or less where the ledger begins later: days without a ledger have no sales."""
    past = invoices.issued[invoices.issued <= today]
    if past.size == 0:
        return window
    return min(window, int((today - past.min()).astype(np.int64)) + 1)


def _latest_invoice(invoices: Balances, today: Day) -> Day:
    past = invoices.issued[invoices.issued <= today]
    return past.max() if past.size else today


def _counted_back(invoices: Balances, today: Day) -> float:
    """By calendar months back from `today`, its own month up to that day, to the first invoice."""
    first = invoices.issued.min(initial=today)
    count = (today.astype("datetime64[M]") - first.astype("datetime64[M]")).astype(np.int64) + 1
    starts = add_months(month_start(first), np.arange(count))
    ends = np.minimum(month_end(starts), today)
    before = starts - np.timedelta64(1, "D")
    billed = invoices.billed(before, ends).astype(np.float64)
    lengths = (ends - before).astype(np.float64)
    return indicators.dso_countback(float(invoices.open(np.array([today]))[0]), billed, lengths)
