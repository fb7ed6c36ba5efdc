"""A range under titles, read as one of the ledgers' tables by the rules of a refresh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NoReturn

import numpy as np
import pandas as pd

from cashbuoy.errors import FormulaError
from cashbuoy.findings import Finding
from cashbuoy.ledger.checks import check_rows
from cashbuoy.ledger.intake import type_table
from cashbuoy.ledger.schema import Table
from cashbuoy.ledger.titles import match_titles
from cashbuoy_addin.formulas.ranges import Titled


def raw_frame(table: Titled) -> pd.DataFrame:
    """The range as a frame of raw cells under its titles."""
    sorted_out = enumerate(zip(table.columns, table.kinds, strict=True))
    columns = {at: _column(cells, kinds) for at, (cells, kinds) in sorted_out}
    frame = pd.DataFrame(columns, copy=False)
    return frame.set_axis(list(table.titles), axis=1)


def _column(cells: Sequence[object], kinds: set[type]) -> pd.Series[Any]:
    """Cells as they are; those of a column of nothing but numbers as float64, NaN where empty."""
    if kinds <= {float, type(None)}:
        return pd.Series(np.array(cells, dtype=np.float64), copy=False)
    return pd.Series(cells, dtype=object)


def read_table(
    raw: pd.DataFrame, table: Table, needed: tuple[str, ...], base_currency: str
) -> pd.DataFrame:
    """The rows of a range as those of `table`, of which only the `needed` columns must be there.

    FormulaError #VALUE! names the title that is missing, or the first row that cannot be used: a
    formula has no Checks sheet on which left-out rows would be seen. Rows repeat only where the
    range has every column that tells them apart.
    """
    positions = match_titles(table, raw).positions
    for name in needed:
        if name not in positions:
            _refuse_titles(raw, table, name)
    columns = tuple(replace(c, required=c.name in needed) for c in table.columns)
    told_apart = table.key if all(name in positions for name in table.key) else ()
    asked = replace(table, columns=columns, key=told_apart)
    typed, found = type_table(asked, raw, base_currency, None)
    typed, checked = check_rows(typed)
    for finding in (*found, *checked):
        if finding.severity == "error":
            _refuse_row(table, finding)
    return typed.frame


def _refuse_row(table: Table, finding: Finding) -> NoReturn:
    place = finding.place
    column = table[place.column] if place and place.column else None
    raise FormulaError(
        "#VALUE!",
        "row {row} under the titles, {column}: '{found}' cannot be used",
        key="ledger_row",
        row=(place.row or 0) if place else 0,
        column=f"{column.en} / {column.zh}" if column else "-",
        found=finding.found,
    )


def _refuse_titles(raw: pd.DataFrame, table: Table, missing: str) -> NoReturn:
    column = table[missing]
    raise FormulaError(
        "#VALUE!",
        "no column is titled {wanted}; the titles found are {found}",
        key="title_missing",
        wanted=f"{column.en} / {column.zh}",
        found=", ".join(map(str, raw.columns)),
    )
