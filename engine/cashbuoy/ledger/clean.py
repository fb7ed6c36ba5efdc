"""Raw tables, as users leave them, to typed ledgers; whatever cannot be read becomes a finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from cashbuoy.findings import Finding


@dataclass(frozen=True)
class Ledgers:
    """Typed tables by name (ledger.schema.TABLES), every table present, perhaps without rows.

    Columns are canonical, all present, in schema order, with `row` (int64, 1-based data row in the
    source) first. Kinds: text -> str ("" when empty), date and month -> datetime64 (NaT), money ->
    int64 minor units of the row's currency where the table has one, else of the base currency (0 when
    empty), rate and share -> float64 (NaN), integer -> Int64 (NA), flag -> bool, choice -> str.
    """

    tables: Mapping[str, pd.DataFrame]
    base_currency: str
    findings: tuple[Finding, ...] = ()

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]
