"""Cash events: every movement that the forecast expects, one row each, traceable to its source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.forecast.categories import KEYS
from cashbuoy.ledger.schema import TABLES
from cashbuoy.money import Minor

# Amounts in minor units of the base currency, signed: in +, out -.
EVENT_COLUMNS = (
    "date",  # datetime64, the day the cash is expected to move
    "category",  # categorical over forecast.categories.KEYS
    "amount",  # int64
    "source",  # categorical over SOURCES: the table that it comes from
    "row",  # data row in that table, 0 where computed
    "reference",  # invoice, bill, contract, item ...
    "counterparty",
    "basis",  # categorical over BASES: why that date
    "provisional",  # bool: the date rests on a year without an official calendar
)

# vat: computed tax; schedule: discounts and late fees of bills; "": several events added up.
SOURCES = (*TABLES, "vat", "schedule", "")

BASES = (
    "due",
    "usual",
    "overdue",
    "behaviour",
    "promise",
    "bill_tenor",
    "own_bill",
    "stage",
    "recurring",
    "budget",
    "maturity",
    "instalment",
    "dispute",
    "claim",
    "expiry",
    "filing",
    "approved",
    "scheduled",
)


def cash_events(
    date: NDArray[np.datetime64],
    category: str | Sequence[str] | NDArray[np.object_],
    amount: Minor,
    source: str | NDArray[np.object_],
    row: NDArray[np.int64],
    reference: pd.Series | NDArray[np.object_] | Sequence[str],
    counterparty: pd.Series | NDArray[np.object_] | Sequence[str],
    basis: str | NDArray[np.object_],
    provisional: NDArray[np.bool_],
) -> pd.DataFrame:
    """A frame of EVENT_COLUMNS from arrays of shape (n,); single texts hold for every row."""
    n = len(date)
    if not n:
        return no_events()
    return pd.DataFrame(
        {
            "date": np.asarray(date).astype("datetime64[ns]"),
            "category": _coded(category, KEYS, n),
            "amount": np.asarray(amount, dtype=np.int64),
            "source": _coded(source, SOURCES, n),
            "row": np.asarray(row, dtype=np.int64),
            "reference": np.asarray(reference, dtype=object),
            "counterparty": np.asarray(counterparty, dtype=object),
            "basis": _coded(basis, BASES, n),
            "provisional": np.asarray(provisional, dtype=bool),
        }
    )


def by_date(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """All events in order of date, then category, source and row; events of zero drop out."""
    parts = [f for f in frames if len(f)]
    if not parts:
        return no_events()
    events = parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
    order = _order(events)
    order = order[events["amount"].to_numpy()[order] != 0]
    return events.take(order).reset_index(drop=True)


def _order(events: pd.DataFrame) -> NDArray[np.int64]:
    """By date, category and row; equal ones as they stand."""
    day = events["date"].to_numpy("datetime64[D]").astype(np.int64)
    line = events["category"].cat.codes.to_numpy(np.int64)
    row = events["row"].to_numpy(np.int64)
    if not len(events):
        return np.zeros(0, dtype=np.int64)
    # One key sorts several times faster than three, runs that are in order above all.
    key = ((day - day.min()) * len(KEYS) + line) * (row.max() + 1) + row
    return np.argsort(key, kind="stable")


def no_events() -> pd.DataFrame:
    """The frame of no events at all."""
    return _no_events().copy()


@cache
def _no_events() -> pd.DataFrame:
    kinds: dict[str, Any] = dict.fromkeys(EVENT_COLUMNS, "object")
    kinds |= {"date": "datetime64[ns]", "amount": "int64", "row": "int64", "provisional": "bool"}
    kinds |= {"category": _kind(KEYS), "source": _kind(SOURCES), "basis": _kind(BASES)}
    return pd.DataFrame({name: pd.Series(dtype=kinds[name]) for name in EVENT_COLUMNS})


@cache
def _kind(names: tuple[str, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(list(names))


def _coded(
    value: str | Sequence[str] | NDArray[np.object_], names: tuple[str, ...], n: int
) -> pd.Categorical:
    kind = _kind(names)
    if isinstance(value, str):
        return pd.Categorical.from_codes(np.full(n, names.index(value), dtype=np.int8), dtype=kind)
    return pd.Categorical(np.asarray(value, dtype=object), dtype=kind)
