"""Invoices as evidence of how fast customers pay: what was known at the close of a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]


@dataclass(frozen=True)
class History:
    """One record per invoice, two where a part was paid and the rest is open. Shape (n,).

    Delays are days after due; negative before it. Time runs from `entry` (issue less due), the
    first day on which money could come, to `delay`: the day paid, or the last day seen unpaid.
    `share` is the part of the invoice that a record stands for, `issued_ago` days before as_of.
    """

    customers: NDArray[np.object_]  # names, sorted; `customer` indexes them
    customer: Ints
    entry: Ints
    delay: Ints
    paid: NDArray[np.bool_]
    share: Floats
    terms: Ints  # days from issue to due, by the calendar
    issued_ago: Ints
    amount: Floats
    disputed: NDArray[np.bool_]
    promised: Ints  # delay promised; NO_PROMISE where none is known

    def __len__(self) -> int:
        return len(self.customer)


NO_PROMISE = np.iinfo(np.int64).min


def evenly(history: History, rows: Ints, most: int) -> Ints:
    """At most so many of the records `rows`, spread over the days due; the same whatever the order
    of records."""
    if len(rows) <= most:
        return rows
    keys = (history.amount, history.delay, history.customer, history.issued_ago + history.entry)
    order = np.lexsort([key[rows] for key in keys])
    return rows[order[np.linspace(0, len(rows) - 1, most).astype(np.int64)]]


def known_history(invoices: pd.DataFrame, as_of: dt.date) -> History:
    """What the close of `as_of` knew of `invoices` (ledger.documents.DOCUMENT_COLUMNS).

    Left out: invoices issued later, void ones and credit notes, and parts paid on a day that
    nobody noted. A payment dated later has not happened; one before the invoice counts on its day.
    """
    today = np.datetime64(as_of, "D")
    issued_all = invoices["document_date"].to_numpy("datetime64[D]")
    amounts = invoices["amount"].to_numpy(np.int64)
    known = (issued_all <= today) & (amounts > 0)  # NaT compares false
    issued = issued_all[known]
    due = invoices["due_date"].to_numpy("datetime64[D]")[known]
    due = np.where(np.isnat(due), issued, due)
    paid_on = invoices["paid_date"].to_numpy("datetime64[D]")[known]
    dated = paid_on <= today
    happened = dated | np.isnat(paid_on)
    paid = invoices["paid"].to_numpy(np.float64)[known]
    settled = np.clip(paid / amounts[known], 0, 1) * happened

    paid_share = np.where(dated, settled, 0.0)
    open_share = 1.0 - settled
    entry = (issued - due).astype(np.int64)
    promise = invoices["promise_date"].to_numpy("datetime64[D]")[known]
    promised = np.where(np.isnat(promise), NO_PROMISE, (promise - due).astype(np.int64))
    paid_delay = np.maximum((np.where(dated, paid_on, issued) - due).astype(np.int64), entry)
    paid_part, open_part = np.flatnonzero(paid_share > 0), np.flatnonzero(open_share > 0)
    both = np.concatenate([paid_part, open_part])
    is_paid = np.arange(len(both)) < len(paid_part)
    at = np.flatnonzero(known)[both]
    who = invoices["counterparty"].to_numpy(object)[at]
    codes, names = pd.factorize(pd.Series(who, dtype=object).fillna(""), sort=True)
    facts: dict[str, NDArray[Any]] = {
        "customer": codes.astype(np.int64),
        "entry": entry[both],
        "delay": np.where(is_paid, paid_delay[both], (today - due).astype(np.int64)[both]),
        "paid": is_paid,
        "share": np.where(is_paid, paid_share[both], open_share[both]),
        "terms": -entry[both],
        "issued_ago": (today - issued).astype(np.int64)[both],
        "amount": invoices["amount_base"].to_numpy(np.float64)[at],
        "disputed": invoices["dispute"].to_numpy(bool)[at],
        "promised": promised[both],
    }
    order = _order(list(facts.values()))
    return History(
        customers=np.asarray(names, dtype=object), **{n: fact[order] for n, fact in facts.items()}
    )


def _order(facts: list[NDArray[Any]]) -> Ints:
    """An order of records that hangs on what they say only: sums of floats come out the same to the
    last bit whatever the order of rows, and so do the cents."""
    key = np.zeros(len(facts[0]), dtype=np.uint64)
    for fact in facts:
        key = (key ^ _bits(fact)) * np.uint64(0x9E3779B97F4A7C15)
        key ^= key >> np.uint64(29)
    return np.argsort(key, kind="stable").astype(np.int64)


def _bits(fact: NDArray[Any]) -> NDArray[np.uint64]:
    wide = fact if fact.itemsize == 8 else fact.astype(np.int64)
    return np.ascontiguousarray(wide).view(np.uint64)
