"""How much hangs on one name: customers, groups, countries, industries, suppliers (C4)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.buffer.concentration import shares
from cashbuoy.calendars import Dates, add_months
from cashbuoy.ledger.balances import billed_by_counterparty
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.money import Minor
from cashbuoy.policy.models import Policy

Dimension = Literal["customer", "group", "country", "industry", "supplier"]
DIMENSIONS: tuple[Dimension, ...] = ("customer", "group", "country", "industry", "supplier")

# One row per name, largest first. Money in base minor units; shares of the sum over names with a
# positive amount.
SHARE_COLUMNS = (
    "name",
    "billed_12m",
    "share_12m",
    "share_before",  # so many months ago, as policy.concentration.trend_months says
    "open",
    "share_open",
    "over",          # bool: share_12m above the limit
    "sell_less",     # what less billed to this name would bring it under the limit
    "sell_others",   # or what more billed to all others
)  # fmt: skip


@dataclass(frozen=True)
class Dependence:
    """Shares of one dimension. table: SHARE_COLUMNS; hhi and hhi_before: 0 to 10,000, NaN without
    anything billed; unnamed: billed to those of whom the dimension is not known."""

    dimension: Dimension
    limit: float
    table: pd.DataFrame
    hhi: float
    hhi_before: float
    unnamed: int

    @property
    def over(self) -> pd.DataFrame:
        """The names above the limit, largest first."""
        return self.table[self.table["over"].to_numpy(bool)]


def dependences(
    ledgers: Ledgers,
    invoices: pd.DataFrame,
    bills: pd.DataFrame,
    receivables: pd.DataFrame,
    payables: pd.DataFrame,
    policy: Policy,
    as_of: dt.date,
) -> tuple[Dependence, ...]:
    """Every dimension of which the ledgers say anything. invoices, bills: ledger.documents;
    receivables, payables: open items. A country is foreign: sales at home are many customers'."""
    settings = policy.concentration
    today = np.datetime64(as_of, "D")
    dates = np.array([today, add_months(today, -settings.trend_months, "month_end")])
    sold = _Books.of(invoices, receivables, dates)
    bought = _Books.of(bills, payables, dates)
    customers = ledgers.by_customer
    found = []
    for dimension in DIMENSIONS:
        side = bought if dimension == "supplier" else sold
        label = side.names
        if dimension in ("group", "country", "industry"):
            label = pd.Index(customers[dimension].reindex(side.names).fillna(""))
            if dimension == "country":
                label = _abroad(label, policy.firm.country)
        if (label != "").any() and len(side.names):
            found.append(_dependence(dimension, label, side, getattr(settings.limits, dimension)))
    return tuple(found)


@dataclass(frozen=True)
class _Books:
    """Billed in 12 months and owed now, by name; billed_before: in the 12 months before that."""

    names: pd.Index
    billed: Minor
    billed_before: Minor
    owed: Minor

    @classmethod
    def of(cls, documents: pd.DataFrame, items: pd.DataFrame, dates: Dates) -> _Books:
        names, billed = billed_by_counterparty(documents, dates)
        owed = items.groupby("counterparty", sort=False)["open_base"].sum()
        still = owed.reindex(names, fill_value=0).to_numpy(np.int64)
        return cls(names, billed[0], billed[1], still)


def _dependence(dimension: Dimension, label: pd.Index, side: _Books, limit: float) -> Dependence:
    code, names = pd.factorize(label.to_numpy(object), sort=True)
    billed, before, owed = (
        _by_name(amounts, code, len(names))
        for amounts in (side.billed, side.billed_before, side.owed)
    )
    share, share_before, share_open = (shares(amounts) for amounts in (billed, before, owed))
    kept = np.flatnonzero((names != "") & ((billed != 0) | (owed != 0)))
    kept = kept[np.argsort(-billed[kept], kind="stable")]  # then by name, as they stand
    total = float(np.maximum(billed, 0).sum())
    own = billed[kept].astype(np.float64)
    over = (share[kept] > limit) & (limit < 1)
    # s - x = limit (T - x), and s = limit (T + y).
    less = np.where(over, (own - limit * total) / max(1 - limit, 1e-9), 0.0)
    others = np.where(over, own / max(limit, 1e-9) - total, 0.0) if limit > 0 else less * 0
    table = pd.DataFrame(
        {
            "name": names[kept],
            "billed_12m": billed[kept],
            "share_12m": share[kept],
            "share_before": share_before[kept],
            "open": owed[kept],
            "share_open": share_open[kept],
            "over": over,
            "sell_less": np.ceil(less).astype(np.int64),
            "sell_others": np.ceil(others).astype(np.int64),
        }
    )
    unnamed = int(billed[names == ""].sum())
    return Dependence(dimension, limit, table, _hhi(share), _hhi(share_before), unnamed)


def _by_name(amounts: Minor, code: NDArray[np.int64], names: int) -> Minor:
    total = np.zeros(names, dtype=np.int64)
    np.add.at(total, code, amounts)
    return total


def _hhi(share: NDArray[np.float64]) -> float:
    """Sum of the squared percentage shares; what has no name counts as one of its own."""
    return float(((share * 100) ** 2).sum()) if share.any() else float("nan")


def _abroad(countries: pd.Index, home: str) -> pd.Index:
    codes = pd.Series(countries).str.strip().str.upper()
    return pd.Index(codes.where(codes != home.upper(), ""))
