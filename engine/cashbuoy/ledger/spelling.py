"""One spelling for one name: `ACME  Ltd` and `acme ltd` are the same customer in every table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.cells import folded
from cashbuoy.ledger.typed import Typed

# Columns that speak of the same things; the first that has a name gives its spelling.
_SHARED = (
    (
        ("tblCustomers", "customer"),
        ("tblContracts", "customer"),
        ("tblReceivables", "customer"),
        ("tblInsurance", "customer"),
        ("tblOrders", "customer"),
    ),
    (("tblPayables", "supplier"),),
    (("tblContracts", "contract"), ("tblReceivables", "contract")),
    (("tblBank", "account"),),
    (("tblPlans", "plan"), ("tblInstalments", "plan")),
)


def unify_spelling(tables: Mapping[str, Typed]) -> tuple[dict[str, Typed], list[Finding]]:
    """Give every name its first spelling (case, width and spaces are not differences). One finding
    for each other spelling, at its first row."""
    unified = dict(tables)
    findings: list[Finding] = []
    for columns in _SHARED:
        spellings: dict[str, str] = {}
        for table, column in columns:
            frame = unified[table].frame
            at, found = pd.factorize(frame[column].to_numpy(dtype=object))
            names = [spellings.setdefault(folded(name), name) for name in found]
            others = [
                i for i, (name, other) in enumerate(zip(names, found, strict=True)) if name != other
            ]
            if others:
                unified[table] = _respelled(unified[table], column, np.array(names, object)[at])
                findings += [
                    _respelling(unified[table], column, at, i, found[i], names[i]) for i in others
                ]
    return unified, findings


def _respelled(typed: Typed, column: str, names: NDArray[Any]) -> Typed:
    return replace(typed, frame=typed.frame.assign(**{column: pd.Series(names, dtype="str")}))


def _respelling(
    typed: Typed, column: str, at: NDArray[np.intp], which: int, found: str, name: str
) -> Finding:
    rows = np.flatnonzero(at == which)
    place = Place(typed.table.name, typed.row(int(rows[0])), column)
    return Finding(
        "spelling", "info", "corrected", place, found, details={"name": name, "count": rows.size}
    )
