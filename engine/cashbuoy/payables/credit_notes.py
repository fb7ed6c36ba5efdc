"""Credit notes of suppliers, offset against their bills."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.money import Minor


@dataclass(frozen=True)
class Offsets:
    """Portions of credit notes taken off bills, arrays of shape (portions,).

    credit, bill: positions in the frame of open payables. own: in minor units of their currency,
    > 0; base: the same in base minor units at the credit note's rate, > 0.
    """

    credit: NDArray[np.int64]
    bill: NDArray[np.int64]
    own: Minor
    base: Minor

    def taken_off(self, count: int) -> Minor:
        """What is taken off each of `count` open payables, <= 0, base minor units."""
        total = np.zeros(count, dtype=np.int64)
        np.subtract.at(total, self.bill, self.base)
        return total

    def used(self, count: int) -> Minor:
        """What is used of each of `count` open payables that are credit notes, >= 0."""
        total = np.zeros(count, dtype=np.int64)
        np.add.at(total, self.credit, self.base)
        return total


def offset_credits(payables: pd.DataFrame, chosen: NDArray[np.bool_]) -> Offsets:
    """The chosen credit notes against the chosen bills of the same supplier and currency: the
    earliest due first on both sides, to the last minor unit.

    Bills and credit notes of a supplier lie on one line of money, end to end; where a bill and a
    credit note overlap, so much is offset.
    """
    own = payables["open"].to_numpy(np.int64)
    base = payables["expected_base"].to_numpy(np.int64)
    keys = payables["counterparty"].astype(str) + "\0" + payables["currency"].astype(str)
    group, _ = pd.factorize(keys)
    notes = chosen & (own < 0) & (base < 0)
    bills = chosen & (own > 0) & (base > 0) & np.isin(group, group[notes])
    due = payables["due_date"].to_numpy("datetime64[D]").astype(np.int64)
    start = _group_starts(group, own, bills, notes)
    bill, bill_from = _laid(bills, group, due, own, start)
    credit, credit_from = _laid(notes, group, due, -own, start)
    if not bill.size or not credit.size:
        none = np.zeros(0, dtype=np.int64)
        return Offsets(none, none, none, none)
    bill_to, credit_to = bill_from + own[bill], credit_from - own[credit]
    edges = np.unique(np.concatenate([bill_from, bill_to, credit_from, credit_to]))
    low, high = edges[:-1], edges[1:]
    at_bill = np.searchsorted(bill_from, low, side="right") - 1
    at_credit = np.searchsorted(credit_from, low, side="right") - 1
    both = (at_bill >= 0) & (at_credit >= 0)
    both &= (low < bill_to[at_bill]) & (low < credit_to[at_credit])
    low, high, at_bill, at_credit = low[both], high[both], at_bill[both], at_credit[both]
    which = credit[at_credit]
    # A credit note's base amount in the same proportion, rounded as a running total.
    before, after = (
        np.rint((cut - credit_from[at_credit]) / -own[which] * -base[which]).astype(np.int64)
        for cut in (low, high)
    )
    ends = high == credit_to[at_credit]
    after = np.where(ends, -base[which], after)
    return Offsets(which, bill[at_bill], high - low, after - before)


def _group_starts(
    group: NDArray[np.int64], own: Minor, bills: NDArray[np.bool_], notes: NDArray[np.bool_]
) -> Minor:
    """Where the line of each group begins, so that groups never meet."""
    count = int(group.max(initial=-1)) + 1
    length = np.zeros((2, count), dtype=np.int64)
    np.add.at(length[0], group[bills], own[bills])
    np.subtract.at(length[1], group[notes], own[notes])
    ends: Minor = np.cumsum(length.max(axis=0))
    return np.concatenate([[0], ends[:-1]]).astype(np.int64) if count else ends


def _laid(
    chosen: NDArray[np.bool_],
    group: NDArray[np.int64],
    due: NDArray[np.int64],
    size: Minor,
    start: Minor,
) -> tuple[NDArray[np.int64], Minor]:
    """Positions of the chosen items in order of group and due date, and where each begins."""
    at = np.flatnonzero(chosen)
    at = at[np.lexsort((at, due[at], group[at]))]
    running = np.cumsum(size[at]) - size[at]
    first = np.searchsorted(group[at], group[at], side="left")
    return at, start[group[at]] + running - running[first] if at.size else running
