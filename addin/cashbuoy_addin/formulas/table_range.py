"""A range under titles, read as one of the ledgers' tables by the rules of a refresh."""

from __future__ import annotations

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
from cashbuoy_addin.formulas.columns import FIGURES, Column
from cashbuoy_addin.formulas.ranges import Titled


def raw_frame(table: Titled) -> pd.DataFrame:
    """The range as a frame of raw cells under its titles."""
    columns = {at: _series(column) for at, column in enumerate(table.columns)}
    frame = pd.DataFrame(columns, copy=False)
    return frame.set_axis(list(table.titles), axis=1)


def _series(column: Column) -> pd.Series[Any]:
    """Cells as they are; nothing but numbers as float64, NaN where empty; nothing but texts as
    categories."""
    if column.kinds <= FIGURES:
        return pd.Series(np.array(column.cells, dtype=np.float64), copy=False)
    if column.numbered is None:
        return pd.Series(column.cells, dtype=object)
    kind = pd.CategoricalDtype(pd.Index(column.numbered.texts, dtype=object))
    cells = pd.Categorical.from_codes(column.numbered.at, dtype=kind, validate=False)
    return pd.Series(cells, copy=False)


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
