"""A table with typed columns, before and after checks change its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.findings import Finding, Place, Severity
from cashbuoy.ledger.cells import Mask
from cashbuoy.ledger.schema import Column, Table
from cashbuoy.ledger.values import Parsed
from cashbuoy.money import Minor


@dataclass(frozen=True)
class Typed:
    """A table's countable rows, typed as `ledger.clean.Ledgers` says, with what was empty in them
    (by column, shape (n,)) and the currency of each row's money."""

    table: Table
    frame: pd.DataFrame
    empty: Mapping[str, Mask]
    currency: NDArray[Any]

    def keep(self, rows: Mask) -> Typed:
        """Only the rows marked."""
        if rows.all():
            return self
        return replace(
            self,
            frame=self.frame[rows].reset_index(drop=True),
            empty={name: mask[rows] for name, mask in self.empty.items()},
            currency=self.currency[rows],
        )

    def row(self, at: int) -> int:
        """Data row in the source of the frame's row `at`."""
        return int(self.array("row")[at])

    def minor(self, at: int, column: str) -> int:
        """Money of row `at` in minor units of its currency."""
        return int(self.array(column)[at])

    def array(self, column: str) -> NDArray[Any]:
        """A column's values; findings ask for single cells, often by the thousand."""
        if column not in self._arrays:
            self._arrays[column] = self.frame[column].to_numpy()
        return self._arrays[column]

    @cached_property
    def _arrays(self) -> dict[str, NDArray[Any]]:
        return {}

    def finding(
        self,
        id_: str,
        at: int,
        column: str | None = None,
        *,
        severity: Severity = "warning",
        found: str = "",
        **details: str | float,
    ) -> Finding:
        """A finding on row `at` (position in the frame) that stays in the sums."""
        place = Place(self.table.name, self.row(at), column)
        return Finding(id_, severity, "kept", place, found=found, details=details)

    def left_out(self, finding: Finding, at: int) -> Finding:
        """The same finding, its row's amount kept out of the sums."""
        return replace(
            finding,
            treatment="left_out",
            left_out=self.amount(at),
            currency=str(self.currency[at]),
        )

    def amount(self, at: int) -> int:
        """What row `at` adds to the table's sums, in minor units of its currency."""
        return self.minor(at, self.table.amount) if self.table.amount else 0


def build(
    table: Table,
    rows: NDArray[np.int64],
    parsed: Mapping[str, Parsed],
    minor: Mapping[str, Minor],
    currency: NDArray[Any],
) -> Typed:
    """Put a table together from parsed columns, money in minor units, and each row's currency.
    Columns that were not found are empty."""
    n = rows.size
    columns: dict[str, Any] = {"row": rows}
    for column in table.columns:
        if column.name == "currency":
            columns[column.name] = pd.Series(currency, dtype="str")
        elif column.kind == "money":
            columns[column.name] = minor.get(column.name, np.zeros(n, np.int64))
        else:
            columns[column.name] = _column(column, parsed.get(column.name), n)
    empty = {
        c.name: parsed[c.name].empty if c.name in parsed else np.ones(n, dtype=bool)
        for c in table.columns
    }
    return Typed(table, pd.DataFrame(columns, copy=False), empty, currency)


def empty_table(table: Table) -> Typed:
    """A table without rows, all its columns typed."""
    return build(table, np.zeros(0, dtype=np.int64), {}, {}, np.zeros(0, dtype=object))


def _column(column: Column, parsed: Parsed | None, n: int) -> pd.Series[Any]:
    if parsed is None and column.kind in {"text", "choice"}:
        return pd.Series(str(column.default or ""), index=pd.RangeIndex(n), dtype="str")
    array = parsed.array if parsed else _nothing(column, n)
    match column.kind:
        case "integer":
            return pd.Series(array, dtype="Float64").astype("Int64")
        case "text" | "choice":
            if column.default is not None:
                array = np.where(array == "", str(column.default), array)
            return pd.Series(array, dtype="str")
        case _:
            return pd.Series(array)


def _nothing(column: Column, n: int) -> NDArray[Any]:
    match column.kind:
        case "date" | "month":
            return np.full(n, np.datetime64("NaT"), dtype="datetime64[us]")
        case "flag":
            return np.zeros(n, dtype=bool)
        case _:
            return np.full(n, np.nan)
