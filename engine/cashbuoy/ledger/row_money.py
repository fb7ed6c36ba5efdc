"""The money of a table's rows: which currency each row is in, and amounts in its minor units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.ledger.amounts import currency_code, named_currency
from cashbuoy.ledger.cells import Cells
from cashbuoy.ledger.currency_codes import COLUMN_ONLY
from cashbuoy.ledger.schema import Table
from cashbuoy.ledger.values import Issue, Parsed
from cashbuoy.money import LARGEST, Minor, minor_digits, to_minor

_DROPPED_DIGITS = 1e-6  # of a minor unit; less is the noise of binary fractions


@dataclass(frozen=True)
class RowMoney:
    """Money columns in minor units (by column, shape (n,)), each row's currency code, and the
    parsed columns with the issues that came up on the way."""

    minor: Mapping[str, Minor]
    currency: NDArray[Any]
    parsed: Mapping[str, Parsed]


def row_money(
    table: Table,
    cells: Mapping[str, Cells],
    parsed: Mapping[str, Parsed],
    base_currency: str,
    in_title: str = "",
    beside: Cells | None = None,
) -> RowMoney:
    """Money of tables without a currency column is in the base currency. `in_title` is the
    currency that the amounts' title names, if any; `beside` a column of the user's own that names
    currencies in such a table."""
    parsed = dict(parsed)
    at, codes = _currencies(table, cells, parsed, base_currency, in_title, beside)
    digits = np.array([minor_digits(c) for c in codes], dtype=np.int64)[at]
    minor = {}
    for name in parsed:
        if table[name].kind == "money":
            minor[name], parsed[name] = _to_minor(parsed[name], digits)
    return RowMoney(minor, codes[at], parsed)


def _currencies(
    table: Table,
    cells: Mapping[str, Cells],
    parsed: dict[str, Parsed],
    base_currency: str,
    in_title: str,
    beside: Cells | None,
) -> tuple[NDArray[np.intp], NDArray[Any]]:
    """Each row's currency, as its place among the codes, and the codes: its own cell, else what is
    written with the amount or in its title, else base. Issues go to the currency column; without
    one, to the amount's."""
    n = len(next(iter(cells.values())))
    has_column = "currency" in table.by_name
    said = "currency" in cells or beside is not None or (in_title and not has_column)
    if not said and not _has_texts(table, cells):
        return np.zeros(n, dtype=np.intp), np.array([in_title or base_currency], dtype=object)
    written = np.full(n, "", dtype=object)
    if table.amount in cells:
        written = cells[table.amount].of_texts(named_currency, object, "")
    given, empty = written, np.ones(n, dtype=bool)
    issues: tuple[Issue, ...] = ()
    if has_column and "currency" in cells:
        empty = parsed["currency"].empty
        given = cells["currency"].of_texts(_code, object, "")
        issues = (Issue("currency_unknown", (given == "") & ~empty),)
    elif not has_column:
        given = np.full(n, base_currency, dtype=object)
    if beside is not None:
        written = np.where(written == "", beside.of_texts(_code, object, ""), written)
    in_cell = written != ""
    written = np.where(in_cell, written, in_title)
    conflict = (written != "") & (given != "") & (written != given)
    # An amount in another currency: than its row's, or where all are kept in base.
    issues += (Issue("currency_conflict" if has_column else "currency_not_base", conflict),)
    if has_column:
        issues += (Issue("currency_from_amount", in_cell & empty, lost=False),)
    codes = np.where(given != "", given, np.where(written != "", written, base_currency))
    _add_issues(parsed, "currency" if "currency" in cells else table.amount, issues)
    return pd.factorize(codes)


def _has_texts(table: Table, cells: Mapping[str, Cells]) -> bool:
    return table.amount in cells and bool(cells[table.amount].texts)


def _add_issues(parsed: dict[str, Parsed], column: str, issues: tuple[Issue, ...]) -> None:
    if column in parsed:
        some = tuple(i for i in issues if i.rows.any())
        parsed[column] = replace(parsed[column], issues=(*parsed[column].issues, *some))


def _code(text: str) -> str:
    return currency_code(text) or COLUMN_ONLY.get(text, "")


def _to_minor(parsed: Parsed, digits: NDArray[np.int64]) -> tuple[Minor, Parsed]:
    scaled = np.nan_to_num(parsed.array) * 10.0**digits
    too_large = np.abs(scaled) > LARGEST
    major = np.where(too_large, 0.0, np.nan_to_num(parsed.array))
    minor = np.zeros(major.size, dtype=np.int64)
    for places in np.flatnonzero(np.bincount(digits)).tolist():
        here = digits == places
        minor[here] = to_minor(major[here], places)
    noise = _DROPPED_DIGITS + np.abs(scaled) * 1e-15
    rounded = (np.abs(scaled - np.rint(scaled)) > noise) & ~too_large
    extra = (Issue("amount_too_large", too_large), Issue("amount_rounded", rounded, lost=False))
    issues = (*parsed.issues, *(i for i in extra if i.rows.any()))
    return minor, replace(parsed, issues=issues)
