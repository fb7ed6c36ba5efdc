"""The layers of the risk buffer at a date: cash pool, insurance, ways to raise cash (C1-C5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from cashbuoy.buffer.cover import CoverBook, cover_book
from cashbuoy.buffer.dependence import Dependence, dependences
from cashbuoy.buffer.factoring import WITHOUT_RECOURSE, Offer, offers, sold
from cashbuoy.buffer.failing import BuyerFails, play_failures
from cashbuoy.buffer.ladder import Ladder, climb
from cashbuoy.buffer.pool import CashPool, plan_pool
from cashbuoy.buffer.raising import bills_and_lines
from cashbuoy.buffer.with_without import Standing, Statement, compare
from cashbuoy.credit.assessment import CreditBook
from cashbuoy.forecast.paths import Paths
from cashbuoy.forecast.shocks import Base
from cashbuoy.forecast.tables import Forecast
from cashbuoy.measures.indicator import Indicator


@dataclass(frozen=True)
class RiskBuffer:
    """pool: buffer.pool; cover: buffer.cover, every invoice, buyer and policy; failures: the
    buyers that owe most, each failing on its own; ladder: ways to raise cash; statement: what
    the ratios start from; standings: without and with, by with_without.CASES (() where modules
    lines and insurance are off); dependences: concentration by dimension."""

    pool: CashPool
    cover: CoverBook
    failures: tuple[BuyerFails, ...]
    ladder: Ladder
    statement: Statement
    standings: tuple[Standing, ...]
    dependences: tuple[Dependence, ...]


def covered(base: Base, credit: CreditBook | None, as_of: dt.date) -> CoverBook:
    """The insurance of what is owed at the as-of date."""
    ageing = base.ageing.set_index("customer")
    grades = ageing["grade"].replace("", "N")
    if credit is not None:
        grades = credit.customers.set_index("customer")["grade"]
    return cover_book(
        base.ledgers,
        base.ahead.positions.receivables,
        ageing["sales_12m"],
        grades,
        base.policy,
        as_of,
        base.ahead.calendar,
    )


def risk_buffer(
    base: Base,
    cover: CoverBook,
    forecast: Forecast,
    indicators: Sequence[Indicator],
    paths: Paths | None,
    as_of: dt.date,
) -> RiskBuffer:
    """From the base forecast, the insurance (`covered`), the indicators, whose balance-sheet
    figures the ratios start from, and the simulation's paths."""
    policy, ahead, ledgers = base.policy, base.ahead, base.ledgers
    positions = ahead.positions
    insured = pd.Series(
        cover.invoices["insured"].to_numpy(), index=cover.invoices["row"].to_numpy()
    )
    others = bills_and_lines(ledgers, policy, as_of, ahead.calendar, ahead.rates)
    factors: list[Offer] = []
    if policy.has("lines"):
        factors = offers(positions.receivables, insured, policy, as_of, ahead.calendar)
    standings: tuple[Standing, ...] = ()
    statement = _statement(indicators)
    if policy.has("insurance") or policy.has("lines"):
        # Side by side, insurance shows what it is for: what it covers is sold for good.
        for_good = sold(sorted(factors, key=lambda offer: offer.kind != WITHOUT_RECOURSE))
        standings = compare(ahead, forecast, cover, for_good, others, statement, policy, paths)
    failures: tuple[BuyerFails, ...] = ()
    if policy.has("insurance"):
        failures = play_failures(base, cover, forecast.opening, as_of, ahead.calendar)
    return RiskBuffer(
        pool=plan_pool(forecast, policy.buffer.pool_months),
        cover=cover,
        failures=failures,
        ladder=climb((*others, *sold(factors)), forecast.closing, forecast.floor, forecast.days),
        statement=statement,
        standings=standings,
        dependences=dependences(
            ledgers,
            positions.invoices,
            positions.bills,
            positions.receivables,
            positions.payables,
            policy,
            as_of,
        ),
    )


def _statement(indicators: Sequence[Indicator]) -> Statement:
    known = {i.id: i for i in indicators if i.value is not None}
    parts = {name: i.parts or {} for name, i in known.items()}
    dso, cash = parts.get("dso", {}), parts.get("cash_ratio", {})
    return Statement(
        cash=cash.get("numerator"),
        liabilities=cash.get("denominator"),
        books_on=known["cash_ratio"].at if cash else None,
        receivables=dso.get("numerator"),
        sales=dso.get("denominator"),
        days=dso.get("days", 0.0),
    )
