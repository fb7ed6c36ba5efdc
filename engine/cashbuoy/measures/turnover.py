"""Days that a balance takes to turn over: one way for receivables, payables and inventory.

Balance and flow always come from the same place and window. Ledgers: documents, VAT included on
both sides. Monthly figures: the books' balances against revenue or cost, as the ratio is commonly
read; there the balances carry VAT and the flows do not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cashbuoy import indicators
from cashbuoy.calendars import add_months, month_end, month_start
from cashbuoy.errors import FormulaError
from cashbuoy.ledger.balances import Balances, Dates, month_ends_before
from cashbuoy.measures.indicator import HISTORY_MONTHS, Basis, Reading, read
from cashbuoy.measures.monthly import Figures, MonthlyFigures
from cashbuoy.measures.reasons import Reason
from cashbuoy.policy.models import Indicators

DAYS_OF_A_MONTH = 30  # so many days of the window count as one month of Monthly figures
_DAY = np.timedelta64(1, "D")

# Balance, flow and days to turnover days: indicators.dso and its kin.
Formula = Callable[[float, float, float], float]


@dataclass(frozen=True)
class Reasons:
    """Message keys (section `reasons`) for what may be missing on one side."""

    no_balance: Reason
    no_flow: Reason
    too_short: Reason = "monthly_too_short"
    no_documents: Reason = ""
    open_only: Reason = ""


@dataclass(frozen=True)
class Turnover:
    """A balance at each of `dates` (rising, the last is now) and what flowed through it after
    `since`: arrays of shape (dates,), minor units, NaN where unknown.

    `months(i)` is the flow by month up to date i, oldest first, and the days of each. `reason`
    says why nothing is known at all.
    """

    dates: Dates
    since: Dates
    opening: Figures
    closing: Figures
    flow: Figures
    days: Figures
    months: Callable[[int], tuple[Figures, Figures]]
    basis: Basis
    reasons: Reasons
    reason: Reason = ""

    def against(self, opening: Figures, closing: Figures) -> Turnover:
        """Another balance over the same flow."""
        return replace(self, opening=opening, closing=closing)

    def without(self, reason: Reason) -> Turnover:
        """Known at no date, for a reason."""
        return replace(self, reason=reason)

    def plus(self, opening: Figures, closing: Figures) -> Turnover:
        """More of the balance, such as acceptance bills held."""
        return self.against(self.opening + opening, self.closing + closing)


def from_documents(
    side: Balances, dates: Dates, settings: Indicators, reasons: Reasons
) -> Turnover:
    """Open documents against the amounts billed in `settings.window_days` up to each date; unknown
    where the ledger was not kept yet when the window began (Balances.kept_since)."""
    after = dates - settings.window_days * _DAY
    since = side.kept_since(dates[-1])
    covered = kept(side, dates, settings)
    reason: Reason = "" if covered[-1] else reasons.too_short
    if since is None:
        reason = reasons.no_documents if side.empty else reasons.open_only

    def months(i: int) -> tuple[Figures, Figures]:
        first = month_start(dates[-1] if since is None else since)
        count = (dates[i].astype("datetime64[M]") - first.astype("datetime64[M]")).astype(int)
        before = add_months(first, np.arange(int(count) + 1)) - _DAY
        ends = np.append(before[1:], dates[i])
        billed = side.billed(before, ends).astype(np.float64)
        return billed, (ends - before).astype(np.float64)

    return Turnover(
        dates,
        after,
        np.where(covered, side.open(after), np.nan),
        np.where(covered, side.open(dates), np.nan),
        np.where(covered, side.billed(after, dates), np.nan),
        np.full(dates.shape, float(settings.window_days)),
        months,
        "ledgers",
        reasons,
        reason,
    )


def kept(side: Balances, dates: Dates, settings: Indicators) -> NDArray[np.bool_]:
    """Whether the ledger was kept already when the window up to each date began."""
    since = side.kept_since(dates[-1])
    if since is None:
        return np.zeros(dates.shape, dtype=bool)
    covered: NDArray[np.bool_] = since <= dates - (settings.window_days - 1) * _DAY
    return covered


def from_monthly(
    figures: MonthlyFigures,
    balance: Figures,
    flow: Figures,
    settings: Indicators,
    as_of: np.datetime64,
    reasons: Reasons,
) -> Turnover:
    """Month-end balances against the flow of as many whole months as the window has; now is the
    latest closed month for which both are known."""
    window = max(1, round(settings.window_days / DAYS_OF_A_MONTH))
    in_window = figures.trailing(flow, window)
    month_days = figures.month_days(settings.days_in_year)
    now = figures.latest(~np.isnan(balance) & ~np.isnan(in_window), as_of)
    reason: Reason = ""
    if now is None:
        empty = ((balance, reasons.no_balance), (flow, reasons.no_flow))
        reason = next((why for column, why in empty if np.isnan(column).all()), "monthly_too_short")
    last = as_of if now is None else now
    dates = np.append(month_ends_before(last, HISTORY_MONTHS), last)
    since = month_end(add_months(dates, -window))

    def months(i: int) -> tuple[Figures, Figures]:
        known = ~np.isnan(flow) & (figures.ends <= dates[i])
        gaps = np.flatnonzero(~known & (figures.ends <= dates[i]))
        known[: gaps[-1] + 1 if gaps.size else 0] = False
        return flow[known], month_days[known]

    return Turnover(
        dates,
        since,
        figures.at(balance, since),
        figures.at(balance, dates),
        figures.at(in_window, dates),
        figures.at(figures.trailing(month_days, window), dates),
        months,
        "monthly",
        reasons,
        reason,
    )


def chosen(source: str, ledgers: Turnover, monthly: Turnover) -> Turnover:
    """By policy.indicators.source. "auto": the ledgers where they reach back far enough, else
    Monthly figures; one basis for all dates, because the two differ by VAT."""
    if source == "monthly" or (source == "auto" and ledgers.reason and not monthly.reason):
        return monthly
    return ledgers


def days_of(turnover: Turnover, settings: Indicators, formula: Formula) -> list[Reading]:
    """Turnover days at each date, on closing balances or, for method "average", on the mean of
    opening and closing balances. The same choice for all, so that the parts of one cash conversion
    cycle agree."""
    if turnover.reason:
        return [Reading(None, reason=turnover.reason)] * turnover.dates.size
    average = settings.dso_method == "average"
    balance = (turnover.opening + turnover.closing) / 2 if average else turnover.closing
    monthly = turnover.basis == "monthly"
    unknown: Reason = "monthly_too_short" if monthly else turnover.reasons.too_short
    rows = zip(balance.tolist(), turnover.flow.tolist(), turnover.days.tolist(), strict=True)
    return [
        read(
            formula,
            (b, f, d),
            {"numerator": b, "denominator": f, "days": d},
            unknown,
            turnover.reasons.no_flow,
        )
        for b, f, d in rows
    ]


def countback_of(turnover: Turnover) -> list[Reading]:
    """Days of sales that the closing balance stands for, counted back month by month; the current
    month counts with the days it has had."""
    if turnover.reason:
        return [Reading(None, reason=turnover.reason)] * turnover.dates.size
    return [_counted_back(turnover, i) for i in range(turnover.dates.size)]


def _counted_back(turnover: Turnover, i: int) -> Reading:
    balance = float(turnover.closing[i])
    if np.isnan(balance):
        return Reading(None, reason=turnover.reasons.too_short)
    if balance < 0:
        return Reading(None, {"numerator": balance}, turnover.reasons.no_balance)
    sales, days = turnover.months(i)
    parts = {
        "numerator": balance,
        "denominator": float(sales.sum()),
        "days": float(days.sum()),
    }
    try:
        return Reading(indicators.dso_countback(balance, sales, days), parts)
    except FormulaError:
        return Reading(None, parts, "countback_too_short")
