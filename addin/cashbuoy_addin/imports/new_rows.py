"""Which rows of an import a ledger does not hold yet, by the ledger's key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.ledger.cells import Cells, folded, shown
from cashbuoy.ledger.schema import Column, Table
from cashbuoy.ledger.titles import match_titles
from cashbuoy.ledger.values import parse


@dataclass(frozen=True)
class NewRows:
    """`rows` (canonical columns, index from 0) are not in the ledger; `present` rows are, of which
    `differing` say something else there."""

    rows: pd.DataFrame
    present: int
    differing: int


def new_rows(table: Table, current: pd.DataFrame, incoming: pd.DataFrame) -> NewRows:
    """Rows of `incoming` whose key no row of `current` has; both raw, under titles of any kind.
    Where a table has no key, or an import not all of it, a row is known by all that it says. Rows
    that are alike within the import all come: Checks names them.
    """
    held, come = _canonical(table, current), _canonical(table, incoming)
    said = [column.name for column in table.columns if column.name in come]
    key = table.key if table.key and set(table.key) <= set(said) else tuple(said)
    both = [name for name in said if name in held]
    if not set(key) <= set(held):
        return NewRows(come, 0, 0)
    there = pd.Index(_joined(table, held, key).tolist(), dtype=object)
    names = pd.Index(_joined(table, come, key).tolist(), dtype=object)
    present = names.isin(there)
    first = pd.Series(np.arange(len(held)), index=there)
    first = first[~first.index.duplicated()]
    at = first.reindex(names[present]).to_numpy(dtype=np.int64)
    mine = _joined(table, come[present].reset_index(drop=True), both)
    theirs = _joined(table, held.iloc[at].reset_index(drop=True), both)
    differing = int((mine != theirs).sum())
    return NewRows(come[~present].reset_index(drop=True), int(present.sum()), differing)


def _canonical(table: Table, raw: pd.DataFrame) -> pd.DataFrame:
    """The table's own columns of a raw frame, rows without anything left out."""
    at = match_titles(table, raw).positions
    columns = {c.name: raw.iloc[:, at[c.name]] for c in table.columns if c.name in at}
    frame = pd.DataFrame(columns, dtype=object).reset_index(drop=True)
    return frame[frame.notna().any(axis=1)].reset_index(drop=True)


def _joined(table: Table, frame: pd.DataFrame, names: Sequence[str]) -> NDArray[np.object_]:
    """One text a row, the same for cells that mean the same."""
    whole: NDArray[np.object_] = np.full(len(frame), "", dtype=object)
    for name in names:
        whole = whole + _meant(table[name], frame[name]) + "\x1f"
    return whole


def _meant(column: Column, found: pd.Series[Any]) -> NDArray[np.object_]:
    parsed = parse(column, Cells.of(found))
    typed = np.array([folded(text) for text in parsed.array.astype(str).tolist()], dtype=object)
    as_found = found.map(lambda cell: "" if cell is None else folded(shown(cell)))
    unread = parsed.lost
    for issue in parsed.issues:
        unread = unread | issue.rows
    meant: NDArray[np.object_] = np.where(unread, as_found.to_numpy(dtype=object), typed)
    meant[parsed.empty] = ""
    return meant
