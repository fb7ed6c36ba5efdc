"""A range under titles, read as one of the ledgers' tables by the rules of a refresh."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NoReturn

import numpy as np
import pandas as pd

from cashbuoy.errors import FormulaError
from cashbuoy.ledger.checks import check_rows
from cashbuoy.ledger.intake import type_table
from cashbuoy.ledger.schema import Table
from cashbuoy.ledger.titles import match_titles
from cashbuoy_addin.formulas.columns import FIGURES, Column
from cashbuoy_addin.formulas.doubtful_columns import refuse_doubtful
from cashbuoy_addin.formulas.ranges import Titled
from cashbuoy_addin.formulas.row_refusals import is_refused, row_refusal, titles_of


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
    raw: pd.DataFrame,
    table: Table,
    needed: tuple[str, ...],
    base_currency: str,
    unread: frozenset[str] = frozenset(),
) -> pd.DataFrame:
    """The rows of a range as those of `table`, of which only the `needed` columns must be there.

    FormulaError #VALUE! names the title that is missing, or the first row that cannot be used: a
    formula has no Checks sheet on which left-out rows would be seen. Cells of the `unread` columns
    change nothing in the answer and may hold anything. Rows repeat only where the range has every
    column that tells them apart.
    """
    titles = match_titles(table, raw)
    for name in needed or (() if titles.positions else (table.columns[0].name,)):
        if name not in titles.positions:
            _refuse_titles(raw, table, name)
    columns = tuple(replace(c, required=c.name in needed) for c in table.columns)
    told_apart = table.key if all(name in titles.positions for name in table.key) else ()
    asked = replace(table, columns=columns, key=told_apart)
    typed, found = type_table(asked, raw, base_currency, None)
    typed, checked = check_rows(typed)
    for finding in (*found, *checked):
        if is_refused(finding) and not (finding.place and finding.place.column in unread):
            raise row_refusal(table, finding)
    refuse_doubtful(raw, table, titles, typed)
    return typed.frame


def _refuse_titles(raw: pd.DataFrame, table: Table, missing: str) -> NoReturn:
    raise FormulaError(
        "#VALUE!",
        "no column is titled {wanted}; the titles found are {found}",
        key="title_missing",
        wanted=titles_of(table[missing]),
        found=", ".join(t for t in map(str, raw.columns) if t),
    )
