"""Raw tables, as users leave them, to typed ledgers; whatever cannot be read becomes a finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.checks import check_across, check_rows
from cashbuoy.ledger.dates import DateOrder
from cashbuoy.ledger.intake import type_table
from cashbuoy.ledger.schema import TABLES
from cashbuoy.ledger.spelling import unify_spelling
from cashbuoy.ledger.typed import Typed, empty_table


@dataclass(frozen=True)
class Ledgers:
    """Typed tables by name (ledger.schema.TABLES), every table present, perhaps without rows.

    Columns are canonical, all present, in schema order, with `row` (int64, 1-based data row in the
    source) first. Kinds: text -> str ("" when empty), date and month -> datetime64 (NaT), money ->
    int64 minor units of the row's currency where the table has one, else of the base currency
    (0 when empty), rate and share -> float64 (NaN), integer -> Int64 (NA), flag -> bool,
    choice -> str.
    """

    tables: Mapping[str, pd.DataFrame]
    base_currency: str
    findings: tuple[Finding, ...] = ()

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]

    @cached_property
    def by_customer(self) -> pd.DataFrame:
        """tblCustomers by customer, the first row of each."""
        return self["tblCustomers"].drop_duplicates("customer").set_index("customer")


def clean_ledgers(
    raw: Mapping[str, pd.DataFrame], base_currency: str, date_order: DateOrder | None = None
) -> Ledgers:
    """Raw tables by name (any titles, any cells) to typed ledgers with findings; never raises on
    what stands in cells. `date_order` settles texts such as 3/4/2026; without it they are named."""
    findings: list[Finding] = [
        Finding("unknown_table", "info", "left_out", Place(name))
        for name in raw
        if name not in TABLES
    ]
    typed: dict[str, Typed] = {}
    for name, table in TABLES.items():
        if name in raw:
            typed[name], found = type_table(table, raw[name], base_currency, date_order)
            findings += found
        else:
            typed[name] = empty_table(table)
    typed, respelled = unify_spelling(typed)
    findings += respelled
    for name in TABLES:
        typed[name], checked = check_rows(typed[name])
        findings += checked
    findings += check_across(typed)
    return Ledgers({name: t.frame for name, t in typed.items()}, base_currency, tuple(findings))
