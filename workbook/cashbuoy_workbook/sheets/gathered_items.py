"""Items of a large firm: small ones added up, so that the sheet opens quickly and still ties."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy_workbook.sheets.item_rows import GATHERED, ItemRows


def gathered(rows: ItemRows, most: int) -> ItemRows:
    """The same sums in about `most` rows, each line, month, week and state for itself: the largest
    items stand alone in half of them; the others are added up by customer or supplier, the
    smallest of those together."""
    if len(rows) <= most:
        return rows
    size = np.abs(rows.amount)
    alone = _largest(rows.item, np.ones(len(rows), dtype=np.int64), size, most // 2)
    run = _runs(rows.state, rows.category, rows.month, rows.week)
    party, names = pd.factorize(rows.counterparty)
    lot = pd.factorize(run * len(names) + party)[0]
    one_of_lot = np.zeros(len(rows), dtype=np.int64)
    small = np.flatnonzero(~alone)
    one_of_lot[small[np.unique(lot[small], return_index=True)[1]]] = 1
    named = _largest(party, one_of_lot, np.where(alone, 0, size), most - most // 2)
    # Within a run: single items as they stand, then customers by name, then all the others.
    kind = np.where(alone, 0, np.where(named, 1, 2))
    within = np.select([kind == 0, kind == 1], [np.arange(len(rows)), party], 0)
    order = np.lexsort((within, kind, run))
    first = np.concatenate(
        [[True], np.any(np.diff([a[order] for a in (run, kind, within)]), axis=0)]
    )
    starts = np.flatnonzero(first)
    at = np.empty(len(rows), dtype=np.int64)
    at[order] = np.cumsum(first) - 1
    one = order[starts]
    several = kind[one] > 0

    def told(column: NDArray[Any], instead: str | int) -> NDArray[Any]:
        found = column[one]
        found[several] = instead
        return found

    parties = rows.counterparty[one]
    parties[kind[one] == 2] = None
    pairs = pd.DataFrame({"at": at, "item": rows.item})
    return ItemRows(
        date=np.minimum.reduceat(rows.date[order], starts),
        until=np.maximum.reduceat(rows.until[order], starts),
        week=rows.week[one],
        category=rows.category[one],
        counterparty=parties,
        reference=told(rows.reference, ""),
        amount=np.add.reduceat(rows.amount[order], starts),
        basis=told(rows.basis, "gathered"),
        source=told(rows.source, GATHERED),
        row=told(rows.row, 0),
        state=rows.state[one],
        provisional=np.logical_or.reduceat(rows.provisional[order], starts),
        count=pairs.groupby("at")["item"].nunique().to_numpy().astype(np.int64),
        at=at,
        item=rows.item,
    )


def _largest(
    of: NDArray[np.int64], rows: NDArray[np.int64], size: NDArray[np.int64], most: int
) -> NDArray[np.bool_]:
    """Which rows belong to the largest of the things numbered `of`, as long as these take no more
    than `most` rows; shape (n,)."""
    number = int(of.max(initial=-1)) + 1
    whole, taken = np.zeros(number, dtype=np.int64), np.zeros(number, dtype=np.int64)
    np.add.at(whole, of, size)
    np.add.at(taken, of, rows)
    order = np.argsort(-whole, kind="stable")
    chosen = np.zeros(number, dtype=bool)
    chosen[order] = np.cumsum(taken[order]) <= most
    return chosen[of]


def _runs(*columns: NDArray[Any]) -> NDArray[np.int64]:
    """Numbers that rise by one wherever a column changes from one row to the next."""
    codes = [pd.factorize(column)[0] for column in columns]
    found: NDArray[np.int64] = np.concatenate([[0], np.cumsum(np.any(np.diff(codes), axis=0))])
    return found
