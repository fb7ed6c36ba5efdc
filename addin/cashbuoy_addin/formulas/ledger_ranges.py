"""Ranges under titles as the ledgers of a refresh; the tables that are not given are empty."""

from __future__ import annotations

from functools import cache

import pandas as pd

from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.schema import PAYABLES, RECEIVABLES, RECURRING, TABLES
from cashbuoy.ledger.typed import empty_table
from cashbuoy_addin.formulas.table_range import read_table

# What a formula needs of each table; a ledger of a refresh also names its documents.
_NEEDED = {
    RECEIVABLES.name: ("invoice_date", "amount"),
    PAYABLES.name: ("bill_date", "amount"),
    RECURRING.name: ("category", "direction", "amount", "start"),
}


def ledgers_of(
    base_currency: str, unread: frozenset[str] = frozenset(), /, **ranges: pd.DataFrame | None
) -> Ledgers:
    """Ledgers from ranges (table_range.raw_frame): `ledgers_of("CNY", tblReceivables=raw)`. Cells
    of the `unread` columns may hold anything.

    Where all amounts are in one foreign currency, that is the base: nothing is to be converted.
    Errors: FormulaError (table_range.read_table).
    """
    frames = {name: frame.copy(deep=False) for name, frame in _empty_frames().items()}
    given = {
        name: read_table(rows, TABLES[name], _NEEDED[name], base_currency, unread)
        for name, rows in ranges.items()
        if rows is not None
    }
    found = {code for frame in given.values() for code in _codes(frame["currency"])}
    base = found.pop() if len(found) == 1 else base_currency
    return Ledgers(frames | given, base)


def _codes(currency: pd.Series[str]) -> set[str]:
    codes = currency.to_numpy(dtype=object)
    # Nearly always they are all alike, and then there is no look at each.
    return {codes[0]} if codes.size and (codes == codes[0]).all() else set(codes)


@cache
def _empty_frames() -> dict[str, pd.DataFrame]:
    # Made once: with few invoices they would take most of a call.
    return {name: empty_table(table).frame for name, table in TABLES.items()}
