"""Indicators of receivables: how long sales take to become cash, how well they are collected."""

from __future__ import annotations

import math

import numpy as np

from cashbuoy import indicators
from cashbuoy.ledger.balances import Balances, Dates
from cashbuoy.measures.books import Books
from cashbuoy.measures.indicator import Indicator, Reading, fraction, indicator, read
from cashbuoy.measures.monthly import Figures, MonthlyFigures
from cashbuoy.measures.turnover import (
    Reasons,
    Turnover,
    chosen,
    countback_of,
    days_of,
    from_documents,
    from_monthly,
    kept,
)
from cashbuoy.policy.models import Indicators

SALES = Reasons(
    "no_receivables", "no_sales", "invoices_too_short", "no_invoices", "open_invoices_only"
)
_DAY = np.timedelta64(1, "D")


def receivable_indicators(books: Books, figures: MonthlyFigures) -> tuple[Indicator, ...]:
    """dso, best_possible_dso, add, dso_over_terms, cei, overdue_share."""
    side = Balances.of(books.positions.invoices)
    settings = books.policy.indicators
    ledgers = from_documents(side, books.dates, settings, SALES)
    monthly = from_monthly(
        figures,
        figures.columns["receivables"],
        figures.credit_sales(),
        settings,
        books.today,
        SALES,
    )
    turnover = chosen(settings.source, ledgers, monthly)
    if books.policy.receivables.include_bills_in_dso:
        turnover = turnover.plus(
            bills_held(books, turnover.since), bills_held(books, turnover.dates)
        )
    dso = sales_days(turnover, settings)
    best = sales_days(_current_only(turnover, side), settings)
    delinquent = [
        difference(a, b, "dso", "best_possible_dso") for a, b in zip(dso, best, strict=True)
    ]
    beyond = over_terms(dso, turnover, side, "dso")
    at, basis = turnover.dates, turnover.basis
    return (
        indicator("dso", "days", at, dso, basis),
        indicator("best_possible_dso", "days", at, best, basis),
        indicator("add", "days", at, delinquent, basis),
        indicator("dso_over_terms", "days", at, beyond, basis),
        indicator("cei", "share", books.dates, _collection_effectiveness(ledgers, side)),
        indicator("overdue_share", "share", books.dates, _overdue_share(books, side)),
    )


def sales_days(turnover: Turnover, settings: Indicators) -> list[Reading]:
    """DSO of the turnover's balance by the policy's method."""
    if settings.dso_method == "countback":
        return countback_of(turnover)
    return days_of(turnover, settings, indicators.dso)


def over_terms(days: list[Reading], turnover: Turnover, side: Balances, name: str) -> list[Reading]:
    """Turnover days less the agreed days of the window's documents, weighted by amount."""
    terms = side.terms_days(turnover.since, turnover.dates).tolist()
    agreed = [Reading(None, reason="no_terms") if math.isnan(t) else Reading(t) for t in terms]
    return [difference(d, t, name, "terms") for d, t in zip(days, agreed, strict=True)]


def difference(left: Reading, right: Reading, left_name: str, right_name: str) -> Reading:
    """Left less right; the parts are the two."""
    if left.value is None or right.value is None:
        return Reading(None, reason=left.reason or right.reason)
    return Reading(left.value - right.value, {left_name: left.value, right_name: right.value})


def bills_held(books: Books, dates: Dates) -> Figures:
    """Acceptance bills in hand at each date, shape (dates,), base minor units. All bills of the
    table are in hand at the as-of date; before it, for as long as the policy's usual tenor."""
    table = books.ledgers["tblBills"]
    table = table[(table["direction"] == "in").to_numpy()]
    face = books.rates.to_base(
        "tblBills", table["face"].to_numpy(np.int64), table["currency"], rows=table["row"]
    )
    matures = table["matures"].to_numpy("datetime64[D]")
    tenor = books.policy.receivables.acceptance_tenor_days * _DAY
    received = np.minimum(matures - tenor, books.today)
    held = (received <= dates[:, None]) & (dates[:, None] < matures)
    return (held @ face).astype(np.float64)


def _current_only(turnover: Turnover, side: Balances) -> Turnover:
    """The same with what is not yet due only; Monthly figures cannot tell."""
    if turnover.basis == "monthly":
        return turnover.without("needs_invoices")
    return turnover.against(
        turnover.opening - side.overdue(turnover.since),
        turnover.closing - side.overdue(turnover.dates),
    )


def _collection_effectiveness(turnover: Turnover, side: Balances) -> list[Reading]:
    """Share collected of what could be collected in the window (CEI / 100), from documents."""
    if turnover.reason:
        return [Reading(None, reason=turnover.reason)] * turnover.dates.size
    current = turnover.closing - side.overdue(turnover.dates)
    columns = (turnover.opening, turnover.flow, turnover.closing, current)
    names = ("opening", "sales", "closing", "closing_current")
    return [
        read(
            _collected_share,
            figures,
            dict(zip(names, figures, strict=True)),
            SALES.too_short,
            "nothing_to_collect",
        )
        for figures in zip(*(c.tolist() for c in columns), strict=True)
    ]


def _overdue_share(books: Books, side: Balances) -> list[Reading]:
    """Open more than so many days overdue, as a share of all that is open. What was open in the
    past is known only of a ledger that was kept then."""
    if side.empty:
        return [Reading(None, reason=SALES.no_documents)] * books.dates.size
    settings = books.policy.indicators
    total = side.open(books.dates).astype(np.float64)
    late = side.overdue(books.dates, settings.overdue_more_than_days).astype(np.float64)
    total[:-1][~kept(side, books.dates, settings)[:-1]] = np.nan
    return [
        fraction(a, b, SALES.too_short, SALES.no_balance)
        for a, b in zip(late.tolist(), total.tolist(), strict=True)
    ]


def _collected_share(opening: float, sales: float, closing: float, closing_current: float) -> float:
    return indicators.cei(opening, sales, closing, closing_current) / 100
