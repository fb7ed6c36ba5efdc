"""What insurance, factoring and the whole ladder do to the firm, side by side (C5).

Every column adds to the one before: as it is; with insurance; with all eligible invoices sold to
the factor; with all bills discounted and all committed lines drawn too. Each source is used in full
on its first day. Receipts that go to the factor are gone from the forecast, a loss that the factor
bears is neither the firm's nor the insurer's any more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.buffer.cover import CoverBook
from cashbuoy.buffer.failing import by_day, payment_days
from cashbuoy.buffer.insured import payments_ahead
from cashbuoy.buffer.ladder import full_use
from cashbuoy.buffer.raising import Source
from cashbuoy.forecast.events import by_date, cash_events
from cashbuoy.forecast.expectation import ExpectedReceipts, daily_receipts
from cashbuoy.forecast.foresight import Foresight
from cashbuoy.forecast.paths import Paths
from cashbuoy.forecast.tables import Forecast
from cashbuoy.forecast.uncertainty import draw_forecast
from cashbuoy.money import Minor
from cashbuoy.policy.models import Policy

Case = Literal["as_is", "insurance", "factoring", "ladder"]
CASES: tuple[Case, ...] = ("as_is", "insurance", "factoring", "ladder")


@dataclass(frozen=True)
class Statement:
    """What the ratios rest on: base minor units, None where not known.

    receivables and sales over `days` are those of the indicator DSO; cash and liabilities those of
    the indicator cash ratio, both of the books' month end `books_on`: cash of today over
    liabilities of last month would be a ratio of no day.
    """

    cash: float | None
    liabilities: float | None
    books_on: dt.date | None
    receivables: float | None
    sales: float | None
    days: float

    def cash_ratio(self, raised: int, borrowed: int) -> float | None:
        """With so much more cash, of which so much is owed; None where it cannot be told."""
        if self.cash is None or self.liabilities is None or self.liabilities + borrowed <= 0:
            return None
        return (self.cash + raised) / (self.liabilities + borrowed)


@dataclass(frozen=True)
class Standing:
    """The firm in one case. Money in base minor units; ratios None where they cannot be computed.

    raised: cash on the days of use, after interest kept back; borrowed: what of it is owed; cost:
    interest, discount and fees; sold: invoices that are the factor's (no longer receivables).
    closing: cash by day. chance: that cash falls below the floor within the months that
    policy.simulation.months_ahead looks at; chance_ever: on any day; None without a simulation.
    """

    case: Case
    cash_ratio: float | None
    dso: float | None
    lowest: int
    lowest_on: pd.Timestamp
    expected_loss: int
    chance: float | None
    chance_ever: float | None
    raised: int
    borrowed: int
    sold: int
    cost: int
    closing: Minor


def compare(
    ahead: Foresight,
    forecast: Forecast,
    book: CoverBook,
    invoices: Sequence[Source],
    others: Sequence[Source],
    statement: Statement,
    policy: Policy,
    paths: Paths | None,
) -> tuple[Standing, ...]:
    """The firm in each of CASES, in their order. invoices: what factors buy; others: bills and
    lines; paths: the simulation of the forecast as it is, None where it is switched off."""
    committed = [s for s in others if s.kind != "line_uncommitted"]
    used: dict[Case, list[Source]] = {
        "as_is": [],
        "insurance": [],
        "factoring": [*invoices],
        "ladder": [*invoices, *committed],
    }
    found = []
    for case in CASES:
        standing, paths = _standing(
            case, ahead, forecast, book, used[case], statement, policy, paths
        )
        found.append(standing)
    return tuple(found)


def _standing(
    case: Case,
    ahead: Foresight,
    forecast: Forecast,
    book: CoverBook,
    sources: Sequence[Source],
    statement: Statement,
    policy: Policy,
    paths: Paths | None,
) -> tuple[Standing, Paths | None]:
    """One case, and its paths; `paths`: those of the case before."""
    days = ahead.horizon.days
    rows = ahead.positions.receivables
    ceded = _ceded(sources, len(rows))
    flows = sum((_flows(s, len(days)) for s in sources), np.zeros(len(days), dtype=np.int64))
    kept = 1 - ceded / np.maximum(rows["open_base"].to_numpy(np.int64), 1)
    expected = _without(ahead.expected, kept, rows)
    if case != "as_is":
        flows = flows + _insurance(book, rows, kept, days)
    before, after = (daily_receipts(e, ahead.horizon) for e in (ahead.expected, expected))
    change = (after - before).sum(axis=0)
    closing = forecast.closing + np.cumsum(flows + change)
    at = int(closing.argmin())
    if paths is not None and case != "as_is":
        paths = _drawn(ahead, forecast, expected, flows, policy, paths)
    chance, ever = _chances(paths, ahead, forecast, policy)
    raised = sum(int(np.floor(s.cash(s.first)).sum()) for s in sources)
    borrowed = sum(int(np.floor(s.cash(s.first)).sum()) for s in sources if s.on_credit)
    sold = int(ceded.sum())
    standing = Standing(
        case=case,
        cash_ratio=statement.cash_ratio(raised, borrowed),
        dso=_dso(statement, sold),
        lowest=int(closing[at]),
        lowest_on=days[at],
        expected_loss=_loss(book, rows, kept, insured=case != "as_is"),
        chance=chance,
        chance_ever=ever,
        raised=raised,
        borrowed=borrowed,
        sold=sold,
        cost=sum(_cost(s, len(days)) for s in sources),
        closing=closing.astype(np.int64),
    )
    return standing, paths


def _ceded(sources: Sequence[Source], n: int) -> Minor:
    """What of each open invoice the factor has bought for good and paid for, shape (n,): the part
    that it does not advance stays the firm's until the customer pays."""
    ceded = np.zeros(n, dtype=np.int64)
    for source in sources:
        if source.kind == "factoring_without_recourse":
            part = np.rint(source.amount * source.advance).astype(np.int64)
            np.add.at(ceded, source.item, part)
    return ceded


def _flows(source: Source, size: int) -> Minor:
    """Cash by day of a source in full use. Of invoices bought for good nothing is given back: their
    receipts are taken out of the forecast instead."""
    if source.kind != "factoring_without_recourse":
        return full_use(source, size)
    flows = np.zeros(size, dtype=np.int64)
    if source.first < size:
        flows[source.first] = int(np.floor(source.cash(source.first)).sum())
    return flows


def _cost(source: Source, size: int) -> int:
    if source.is_line:
        return -int(full_use(replace(source, ends=np.minimum(source.ends, size - 1)), size).sum())
    given_up = source.amount * source.advance - np.floor(source.cash(source.first))
    return round(float(given_up.sum()))


def _without(
    expected: ExpectedReceipts, kept: NDArray[np.float64], rows: pd.DataFrame
) -> ExpectedReceipts:
    """The claims with what was sold taken out of the open invoices; drawn with the same dice."""
    if (kept == 1).all():
        return expected
    share = pd.Series(kept, index=rows["row"].to_numpy(np.int64))
    own = (expected.claims.source == "tblReceivables") & (expected.amount > 0)
    at = np.flatnonzero(own)
    amount = expected.amount.copy()
    left = share.reindex(expected.claims.row[at]).fillna(1).to_numpy(np.float64)
    amount[at] = np.rint(amount[at] * left).astype(np.int64)
    owed = replace(expected.claims.owed, amount=amount)
    return replace(expected, claims=replace(expected.claims, owed=owed))


def _insurance(
    book: CoverBook, rows: pd.DataFrame, kept: NDArray[np.float64], days: pd.DatetimeIndex
) -> Minor:
    """What insurers are expected to pay by day for the losses that the forecast reckons with, of
    what is still the firm's."""
    pairs = book.insured.pairs
    if pairs.empty:
        return np.zeros(len(days), dtype=np.int64)
    item = pairs["item"].to_numpy(np.int64)
    invoice = book.invoices["row"].to_numpy(np.int64)[item]
    loss = pd.Series(rows["loss_base"].to_numpy(np.float64) * kept, index=rows["row"].to_numpy())
    lost = loss.reindex(invoice).fillna(0).to_numpy(np.float64)
    owed = np.maximum(book.invoices["owed"].to_numpy(np.float64)[item], 1)
    paid = np.floor(payments_ahead(pairs) * np.minimum(lost / owed, 1))
    return by_day(paid.astype(np.int64), payment_days(book), days)


def _loss(book: CoverBook, rows: pd.DataFrame, kept: NDArray[np.float64], *, insured: bool) -> int:
    """Expected loss of a year on what is still the firm's."""
    share = pd.Series(kept, index=rows["row"].to_numpy())
    left = share.reindex(book.invoices["row"]).fillna(1).to_numpy(np.float64)
    loss = book.invoices["expected_loss"] - (book.invoices["expected_payment"] if insured else 0)
    return int(np.rint(loss.to_numpy(np.float64) * left).sum())


def _drawn(
    ahead: Foresight,
    forecast: Forecast,
    expected: ExpectedReceipts,
    flows: Minor,
    policy: Policy,
    like: Paths,
) -> Paths | None:
    """The paths with the changed receipts and the certain flows by day, on the same dice."""
    at = np.flatnonzero(flows)
    nobody = np.full(at.size, "", dtype=object)
    more = cash_events(
        ahead.horizon.days.to_numpy()[at], "loans_in", flows[at], "", np.zeros(at.size, np.int64),
        nobody, nobody, "expiry", np.zeros(at.size, dtype=bool),
    )  # fmt: skip
    changed = replace(ahead, expected=expected, others=by_date([ahead.others, more]))
    return draw_forecast(changed, forecast, policy, like)


def _chances(
    paths: Paths | None, ahead: Foresight, forecast: Forecast, policy: Policy
) -> tuple[float | None, float | None]:
    """Of falling below the floor soon, and ever."""
    if paths is None:
        return None, None
    months = ahead.horizon.months
    soon = months[min(policy.simulation.months_ahead, len(months)) - 1].end
    days = (soon - ahead.horizon.days[0].date()).days + 1
    ever = (months[-1].end - ahead.horizon.days[0].date()).days + 1
    early = paths.closing[:days].min(axis=0)
    lowest = np.minimum(early, paths.closing[days:ever].min(axis=0, initial=np.inf))
    return tuple(float((low < forecast.floor).mean()) for low in (early, lowest))  # type: ignore[return-value]


def _dso(statement: Statement, sold: int) -> float | None:
    if statement.receivables is None or not statement.sales:
        return None
    return (statement.receivables - sold) / statement.sales * statement.days
