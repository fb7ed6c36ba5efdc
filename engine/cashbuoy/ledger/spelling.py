"""One name for one party: `ACME  Ltd`, `acme ltd`, and its full name in the customer list."""

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
    (
        ("tblPlans", "plan"),
        ("tblInstalments", "plan"),
        ("tblPlanPayments", "plan"),
        ("tblPlanItems", "plan"),
        ("tblPlans", "replaces"),
        ("tblPlanChanges", "plan"),
    ),
)


def unify_spelling(tables: Mapping[str, Typed]) -> tuple[dict[str, Typed], list[Finding]]:
    """Give every name its first spelling (case, width and spaces are not differences), and a
    customer's full name the customer it belongs to. One finding for each other spelling."""
    unified = dict(tables)
    findings: list[Finding] = []
    for columns in _SHARED:
        known: dict[str, str] = {}
        for table, column in columns:
            unified[table], found = _unify(unified[table], column, known)
            findings += found
            if table == "tblCustomers":
                known |= _full_names(unified[table].frame, known)
    return unified, findings


def _unify(typed: Typed, column: str, known: dict[str, str]) -> tuple[Typed, list[Finding]]:
    """Respell one column; `known` (folded name -> name) learns the names that are new."""
    at, found = pd.factorize(typed.frame[column].to_numpy(dtype=object))
    names = [known.setdefault(folded(name), name) for name in found]
    others = [i for i, name in enumerate(names) if name != found[i]]
    if not others:
        return typed, []
    spelled = pd.Series(np.array(names, dtype=object)[at], dtype="str")
    findings = [
        _respelled(typed, column, np.flatnonzero(at == i), found[i], names[i]) for i in others
    ]
    return replace(typed, frame=typed.frame.assign(**{column: spelled})), findings


def _full_names(customers: pd.DataFrame, known: Mapping[str, str]) -> dict[str, str]:
    """Folded full name -> customer, for names that only one customer has."""
    named = customers.loc[customers["name"] != "", ["name", "customer"]].drop_duplicates()
    folds = named["name"].map(folded)
    alone = ~folds.duplicated(keep=False) & ~folds.isin(list(known))
    return dict(zip(folds[alone], named.loc[alone, "customer"], strict=True))


def _respelled(typed: Typed, column: str, rows: NDArray[np.intp], found: str, name: str) -> Finding:
    id_ = "spelling" if folded(found) == folded(name) else "customer_by_name"
    place = Place(typed.table.name, typed.row(int(rows[0])), column)
    details: dict[str, Any] = {"name": name, "count": rows.size}
    return Finding(id_, "info", "corrected", place, found, details=details)
