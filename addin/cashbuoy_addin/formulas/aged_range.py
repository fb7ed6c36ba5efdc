"""A range of invoices by age: what is overdue, and by how much."""

from __future__ import annotations

import datetime as dt
import math
from itertools import pairwise

import numpy as np

from cashbuoy.errors import FormulaError
from cashbuoy.money import to_major
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.invoice_range import InvoiceRange, read_invoices
from cashbuoy_addin.formulas.ranges import Numbers, Titled
from cashbuoy_addin.formulas.registry import Rows, Words
from cashbuoy_addin.formulas.table_range import raw_frame

TITLES = (Words("Days overdue", "逾期天数"), Words("Open", "未收金额"), Words("Share", "占比"))
NOT_DUE = Words("not due", "未到期")
OVER = Words("over {days}", "{days} 天以上")
BETWEEN = Words("{first}-{last}", "{first}-{last} 天")


def share_overdue(
    context: CallContext, table: Titled, as_of: dt.date, more_than_days: float
) -> float:
    """Open and overdue by more than so many days, as a share of all that is open."""
    if more_than_days < 0:
        raise FormulaError("#NUM!", "the days must not be negative", key="days_negative")
    balances = read_invoices(raw_frame(table), context.policy, as_of).balances
    day = np.array([as_of], dtype="datetime64[D]")
    still_open = float(balances.open(day)[0])
    if still_open <= 0:
        raise FormulaError(
            "#DIV/0!", "nothing is open on {as_of}", key="nothing_open", as_of=str(as_of)
        )
    return float(balances.overdue(day, math.floor(more_than_days))[0]) / still_open


def aged_block(
    context: CallContext, table: Titled, as_of: dt.date, buckets: Numbers | None
) -> Rows:
    """One row a bucket, under titles: name, open amount (major units), share of all that is open
    (empty when nothing is)."""
    edges = _edges(context, buckets)
    invoices = read_invoices(raw_frame(table), context.policy, as_of)
    amounts = to_major(_by_bucket(invoices, as_of, edges), invoices.digits)
    whole = math.fsum(amounts.tolist())
    language = context.policy.language
    rows = (
        (name, amount, amount / whole if whole > 0 else None)
        for name, amount in zip(_names(edges, language), amounts.tolist(), strict=True)
    )
    return (tuple(getattr(t, language) for t in TITLES), *rows)


def _edges(context: CallContext, buckets: Numbers | None) -> list[int]:
    if buckets is None:
        ageing = context.policy.receivables.ageing
        return [b.up_to_days for b in ageing if b.up_to_days is not None]
    edges = [int(edge) for edge in buckets.tolist()]
    if edges != buckets.tolist() or edges != sorted(set(edges)) or edges[0] < 0:
        raise FormulaError(
            "#NUM!",
            "the last days of the ageing buckets must be whole and rise from 0, such as 0, 30, "
            "60, 90",
            key="buckets_rise",
        )
    return edges


def _by_bucket(invoices: InvoiceRange, as_of: dt.date, edges: list[int]) -> np.ndarray:
    """Minor units of each bucket, shape (len(edges) + 1,): they add up to all that is open."""
    day = np.array([as_of], dtype="datetime64[D]")
    balances = invoices.balances
    beyond = [balances.open(day)[0], *(balances.overdue(day, edge)[0] for edge in edges), 0]
    return -np.diff(np.array(beyond, dtype=np.int64))


def _names(edges: list[int], language: str) -> list[str]:
    first = getattr(NOT_DUE, language) if edges[0] == 0 else f"≤ {edges[0]}"
    between = [getattr(BETWEEN, language).format(first=a + 1, last=b) for a, b in pairwise(edges)]
    return [first, *between, getattr(OVER, language).format(days=edges[-1])]
