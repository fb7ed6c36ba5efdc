"""Documents entered twice: the first counts, the others are left out and named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.findings import Finding
from cashbuoy.ledger.cells import Mask, folded, shown
from cashbuoy.ledger.typed import Typed

Keys = NDArray[np.int64]

# Where one number may stand for two documents, if the counterparties differ.
_PARTY = {"tblReceivables": "customer"}


def leave_out_duplicates(typed: Typed) -> tuple[Typed, list[Finding]]:
    """Of rows with one key the first counts. A number shared by two counterparties is two
    documents, and both count."""
    if not typed.table.key or typed.frame.empty:
        return typed, []
    party = _PARTY.get(typed.table.name, "")
    numbers = _joint([_same(typed.frame[c]) for c in typed.table.key])
    key = _joint([numbers, _same(typed.frame[party])]) if party else numbers
    again = pd.Series(key).duplicated().to_numpy()
    shared = pd.Series(numbers).duplicated().to_numpy() & ~again
    findings = []
    if shared.any():
        first = _first(numbers)
        findings += [_shared_number(typed, int(r), int(first[r])) for r in np.flatnonzero(shared)]
    if again.any():
        rows = np.flatnonzero(again)
        first = _first(key)[rows]
        same = _alike(typed.frame, rows, first)
        findings += [
            _duplicate(typed, int(r), int(f), same=bool(s))
            for r, f, s in zip(rows, first, same, strict=True)
        ]
    return typed.keep(~again), findings


def _same(column: pd.Series[Any]) -> Keys:
    """One number for each value; texts without regard to case, width and spaces."""
    at, found = pd.factorize(column.to_numpy(), use_na_sentinel=False)
    if found.dtype != object:
        return at.astype(np.int64)
    alike, _ = pd.factorize(np.array([folded(str(v)) for v in found], dtype=object))
    return alike[at].astype(np.int64)


def _joint(columns: Sequence[Keys]) -> Keys:
    """One number for each combination."""
    whole = columns[0]
    for column in columns[1:]:
        whole, _ = pd.factorize(whole * (column.max() + 1) + column)
    return whole.astype(np.int64)


def _first(keys: Keys) -> Keys:
    """For each row, the first row with its key."""
    at, _ = pd.factorize(keys)
    _, first = np.unique(at, return_index=True)
    return first[at].astype(np.int64)


def _shared_number(typed: Typed, at: int, first: int) -> Finding:
    name = typed.table.key[-1]
    found = str(typed.array(name)[at])
    return typed.finding("number_shared", at, name, found=found, first_row=typed.row(first))


def _alike(frame: pd.DataFrame, rows: Keys, others: Keys) -> Mask:
    """Whether rows say the same as the others in every column."""
    alike = np.ones(rows.size, dtype=bool)
    for column in frame.columns.drop("row"):
        values = frame[column].to_numpy()
        missing = pd.isna(values)
        equal = (values[rows] == values[others]) | (missing[rows] & missing[others])
        alike &= np.asarray(equal, dtype=bool)
    return alike


def _duplicate(typed: Typed, at: int, first: int, *, same: bool) -> Finding:
    values = [shown(typed.array(c)[at]) for c in typed.table.key]
    finding = typed.finding(
        "duplicate_row" if same else "duplicate_key",
        at,
        typed.table.key[-1],
        severity="warning" if same else "error",
        found=", ".join(values),
        first_row=typed.row(first),
    )
    return typed.left_out(finding, at)
