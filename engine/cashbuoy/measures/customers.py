"""Indicators of concentration: how much of sales hangs on few customers (C4)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from cashbuoy import indicators
from cashbuoy.errors import FormulaError
from cashbuoy.ledger.balances import Balances, billed_by_counterparty
from cashbuoy.measures.books import Books
from cashbuoy.measures.indicator import Indicator, Reading, fraction, indicator
from cashbuoy.measures.monthly import Figures
from cashbuoy.measures.receivables import SALES


def concentration_indicators(books: Books) -> tuple[Indicator, ...]:
    """top_share (subject: the largest customer) and hhi, over the invoices of the 12 months to each
    date. Customers whose credit notes exceed their invoices count as nothing.

    A ledger of fewer months counts with what it has; one of open items only says nothing of sales.
    """
    side = Balances.of(books.positions.invoices)
    dates = books.dates
    if side.kept_since(books.today) is None:
        reason = SALES.no_documents if side.empty else SALES.open_only
        nothing = [Reading(None, reason=reason)] * dates.size
        return (
            indicator("top_share", "share", dates, nothing),
            indicator("hhi", "index", dates, nothing),
        )
    names, billed = billed_by_counterparty(books.positions.invoices, dates)
    sales = np.maximum(billed, 0).astype(np.float64)
    return (
        indicator("top_share", "share", dates, [_top_share(row, names) for row in sales]),
        indicator("hhi", "index", dates, [_hhi(row) for row in sales]),
    )


def _top_share(sales: Figures, names: pd.Index) -> Reading:
    reading = fraction(float(sales.max()), float(sales.sum()), "", SALES.no_flow)
    largest = str(names[int(sales.argmax())]) if reading.value is not None else ""
    return replace(reading, subject=largest)


def _hhi(sales: Figures) -> Reading:
    customers = float((sales > 0).sum())
    parts = {"customers": customers, "denominator": float(sales.sum())}
    try:
        return Reading(indicators.hhi(sales), parts)
    except FormulaError:
        return Reading(None, parts, SALES.no_flow)
