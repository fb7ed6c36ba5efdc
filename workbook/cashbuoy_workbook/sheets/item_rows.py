"""The rows of the Items sheet: what each item brings in a month and week, and what is not expected.

An item that is spread over many days stands in one row for each month and week in which some of it
is expected, so that the sheet stays short and still adds up. Rows are in order of line, month and
week: the items behind any figure of a cash table stand together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.forecast.categories import KEYS
from cashbuoy.forecast.horizon import Period

if TYPE_CHECKING:
    from cashbuoy.analysis import Analysis
    from cashbuoy.forecast.expectation import ExpectedReceipts

# What becomes of an item; only the first is part of the forecast.
STATES = ("in_horizon", "later", "dispute", "loss", "plan", "insurer", "undated")
# Source of a row that stands for several.
GATHERED = "gathered"

Days = NDArray[np.datetime64]
Columns = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Span:
    """Neighbouring rows (positions, both ends included) and how many different items they hold."""

    first: int
    last: int
    items: int


@dataclass(frozen=True)
class ItemRows:
    """Arrays of shape (n,), one element a row, in the sheet's order; amounts in base minor units.

    date, until: the first and last day on which something is expected, NaT for what is not.
    week: number of the week in the weekly view, 0 beyond it. category, basis, source and state are
    keys. A row with the source GATHERED adds up several items of one customer or supplier, or of
    several (`counterparty` None); `count` is the number of items in a row, else 1.

    at, item: of every row before any were gathered, shape (m,), m >= n: where it stands now, and
    the number of its item.
    """

    date: Days
    until: Days
    week: NDArray[np.int64]
    category: NDArray[np.object_]
    counterparty: NDArray[np.object_]
    reference: NDArray[np.object_]
    amount: NDArray[np.int64]
    basis: NDArray[np.object_]
    source: NDArray[np.object_]
    row: NDArray[np.int64]
    state: NDArray[np.object_]
    provisional: NDArray[np.bool_]
    count: NDArray[np.int64]
    at: NDArray[np.int64]
    item: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.amount)

    @property
    def month(self) -> Days:
        """First day of each row's month."""
        return self.date.astype("datetime64[M]").astype("datetime64[D]")

    @cached_property
    def by_month(self) -> Mapping[tuple[str, Any], Span]:
        """Where the items of a line and month (its first day, a dt.date) stand."""
        return self._spans(self.month.astype(object))

    @cached_property
    def by_week(self) -> Mapping[tuple[str, Any], Span]:
        """Where the items of a line and week (its number) stand."""
        return self._spans(self.week.astype(object))

    @cached_property
    def by_line(self) -> Mapping[tuple[str, Any], Span]:
        """Where all items of a line stand; the second part of the key is None."""
        return self._spans(np.full(len(self), None, dtype=object))

    @cached_property
    def in_weeks(self) -> Mapping[tuple[str, Any], Span]:
        """Where the items of a line in all weeks of the weekly view stand; the key as by_line's."""
        spans = self._spans(np.where(self.week > 0, 1, 0).astype(object))
        return {(line, None): span for (line, shown), span in spans.items() if shown}

    @property
    def items(self) -> int:
        """How many different items there are."""
        return int(self.item.max(initial=-1)) + 1

    @property
    def single(self) -> int:
        """How many of them have rows of their own."""
        own = self.item[(self.source != GATHERED)[self.at]]
        return int(np.unique(own).size)

    def _spans(self, period: NDArray[np.object_]) -> dict[tuple[str, Any], Span]:
        inside = np.flatnonzero((self.state == "in_horizon")[self.at])
        at = self.at[inside]
        rows = pd.DataFrame(
            {
                "line": self.category[at],
                "period": period[at],
                "at": at,
                "item": self.item[inside],
            }
        )
        groups = rows.groupby(["line", "period"], sort=False, dropna=False)
        found = groups.agg(first=("at", "min"), last=("at", "max"), items=("item", "nunique"))
        keys = [(line, None if pd.isna(p) else p) for line, p in found.index]
        spans = [Span(*(int(n) for n in row)) for row in found.itertuples(index=False)]
        return dict(zip(keys, spans, strict=True))


def item_rows(analysis: Analysis) -> ItemRows:
    """Every item of an analysis: expected ones by line, month and week, then what is not."""
    weeks = analysis.forecast.weeks.periods
    parts = [
        _expected(analysis.events, analysis.forecast.days[-1], weeks),
        _lost(analysis.expected),
        _disputed(analysis.disputes.open),
        _insurers(analysis.admitted.received),
        _owed(analysis.receivables, "tblReceivables", "plan"),
        _owed(analysis.payables, "tblPayables", "plan"),
        _undated(analysis.stages),
    ]
    columns = {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}
    n = len(columns["amount"])
    return ItemRows(
        **columns,
        count=np.ones(n, dtype=np.int64),
        at=np.arange(n),
        item=_numbered(columns["source"], columns["row"], columns["reference"]),
    )


def _expected(events: pd.DataFrame, end: pd.Timestamp, weeks: Sequence[Period]) -> Columns:
    """Events added up by item, month and week."""
    when = events["date"].to_numpy("datetime64[D]")
    texts = {c: events[c].to_numpy(object) for c in ("counterparty", "reference", "source")}
    line = events["category"].cat.codes.to_numpy(np.int64)
    week = _week_numbers(when, weeks)
    row = events["row"].to_numpy(np.int64)
    frame = pd.DataFrame(
        {
            "line": line,
            "month": when.astype("datetime64[M]").astype(np.int64),
            # Beyond the weekly view comes after every week of it.
            "week": np.where(week > 0, week, len(weeks) + 1),
            "item": _numbered(*texts.values(), row, events["basis"].cat.codes.to_numpy()),
        }
    )
    group = frame.groupby(list(frame.columns), sort=True).ngroup().to_numpy()
    count = int(group.max(initial=-1)) + 1
    # One event of each group speaks for what all of them share.
    one = np.empty(count, dtype=np.int64)
    one[group[::-1]] = np.arange(len(group))[::-1]
    days = when.astype(np.int64)
    first = np.full(count, np.iinfo(np.int64).max)
    last = np.full(count, np.iinfo(np.int64).min)
    np.minimum.at(first, group, days)
    np.maximum.at(last, group, days)
    amount = np.zeros(count, dtype=np.int64)
    np.add.at(amount, group, events["amount"].to_numpy(np.int64))
    provisional = np.zeros(count, dtype=bool)
    np.logical_or.at(provisional, group, events["provisional"].to_numpy(bool))
    later = last > end.to_datetime64().astype("datetime64[D]").astype(np.int64)
    return {
        "date": first.astype("datetime64[D]"),
        "until": last.astype("datetime64[D]"),
        "week": week[one],
        "category": np.array(KEYS, dtype=object)[line[one]],
        "counterparty": texts["counterparty"][one],
        "reference": texts["reference"][one],
        "amount": amount,
        "basis": events["basis"].to_numpy(object)[one],
        "source": texts["source"][one],
        "row": row[one],
        "state": np.where(later, "later", "in_horizon").astype(object),
        "provisional": provisional,
    }


def _lost(expected: ExpectedReceipts) -> Columns:
    """The part of every claim that is expected never to come."""
    lost = expected.loss
    at = np.flatnonzero(lost)
    claims = expected.claims
    return _not_expected(
        category=claims.category[at],
        counterparty=claims.counterparty[at],
        reference=claims.reference[at],
        amount=lost[at],
        source=claims.source[at],
        row=claims.row[at],
        state="loss",
    )


def _owed(items: pd.DataFrame, source: str, state: str) -> Columns:
    """Open items that the forecast does not expect as such."""
    rows = items[(items["status"] == state).to_numpy()]
    sign, category = (1, "receipts") if source == "tblReceivables" else (-1, "supplier_payments")
    n = len(rows)
    return _not_expected(
        category=np.full(n, category, dtype=object),
        counterparty=rows["counterparty"].to_numpy(object),
        reference=rows["document"].to_numpy(object),
        amount=sign * rows["open_base"].to_numpy(np.int64),
        source=np.full(n, source, dtype=object),
        row=rows["row"].to_numpy(np.int64),
        state=state,
    )


def _disputed(disputes: pd.DataFrame) -> Columns:
    """What is in dispute, without the part that is expected to be won."""
    waiting = (disputes["disputed_base"] - disputes["expected_base"]).to_numpy(np.int64)
    rows = disputes[waiting != 0]
    return _not_expected(
        category=np.full(len(rows), "receipts", dtype=object),
        counterparty=rows["customer"].to_numpy(object),
        reference=rows["invoice"].to_numpy(object),
        amount=waiting[waiting != 0],
        source=rows["source"].to_numpy(object),
        row=rows["row"].to_numpy(np.int64),
        state="dispute",
    )


def _insurers(received: pd.DataFrame) -> Columns:
    """What customers owe, but to the insurers, since these have paid."""
    rows = received[(received["insurers"] != 0).to_numpy()]
    return _not_expected(
        category=np.full(len(rows), "receipts", dtype=object),
        counterparty=rows["customer"].to_numpy(object),
        reference=rows["document"].to_numpy(object),
        amount=rows["insurers"].to_numpy(np.int64),
        source=np.full(len(rows), "tblReceivables", dtype=object),
        row=rows["row"].to_numpy(np.int64),
        state="insurer",
    )


def _undated(stages: pd.DataFrame) -> Columns:
    """Contract stages whose event has no date yet."""
    rows = stages[(stages["due_date"].isna() & (stages["unbilled_base"] != 0)).to_numpy()]
    n = len(rows)
    return _not_expected(
        category=np.full(n, "contract_receipts", dtype=object),
        counterparty=rows["customer"].to_numpy(object),
        reference=rows["contract"].to_numpy(object),
        amount=rows["unbilled_base"].to_numpy(np.int64),
        source=np.full(n, "tblContracts", dtype=object),
        row=rows["row"].to_numpy(np.int64),
        state="undated",
    )


def _not_expected(*, amount: NDArray[np.int64], state: str, **columns: NDArray[Any]) -> Columns:
    n = len(amount)
    never = np.full(n, "NaT", dtype="datetime64[D]")
    return dict(
        date=never,
        until=never,
        week=np.zeros(n, dtype=np.int64),
        amount=amount,
        basis=np.full(n, f"not_{state}", dtype=object),
        state=np.full(n, state, dtype=object),
        provisional=np.zeros(n, dtype=bool),
        **columns,
    )


def _week_numbers(dates: Days, weeks: Sequence[Period]) -> NDArray[np.int64]:
    """1 for the first week of the weekly view, 0 beyond its last."""
    starts = np.array([w.start for w in weeks], dtype="datetime64[D]")
    inside = dates <= np.datetime64(weeks[-1].end, "D")
    return np.where(inside, np.searchsorted(starts, dates, side="right"), 0)


def _numbered(*columns: NDArray[Any]) -> NDArray[np.int64]:
    """One number for each distinct combination of the columns, in order of appearance."""
    number = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        codes, distinct = pd.factorize(column)
        number, _ = pd.factorize(number * (len(distinct) + 1) + codes)
    return number.astype(np.int64)
