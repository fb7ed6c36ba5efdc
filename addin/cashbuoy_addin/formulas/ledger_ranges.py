"""Ranges under titles as the ledgers of a refresh; the tables that are not given are empty."""

from __future__ import annotations

from dataclasses import replace
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
    RECURRING.name: ("category", "direction", "amount", "frequency", "start"),
}


def ledgers_of(
    base_currency: str, unread: frozenset[str] = frozenset(), /, **ranges: pd.DataFrame | None
) -> Ledgers:
    """Ledgers from ranges (table_range.raw_frame): `ledgers_of("CNY", tblReceivables=raw)`. Cells
    of the `unread` columns may hold anything.

    Where all amounts are in one foreign currency, that is the base: nothing is to be converted.
    Errors: FormulaError (table_range.read_table).
    """
    ledgers = ledgers_in(base_currency, unread, **ranges)
    found = {
        code
        for name, rows in ranges.items()
        if rows is not None
        for code in _codes(ledgers[name]["currency"])
    }
    return replace(ledgers, base_currency=found.pop()) if len(found) == 1 else ledgers


def ledgers_in(
    base_currency: str, unread: frozenset[str] = frozenset(), /, **ranges: pd.DataFrame | None
) -> Ledgers:
    """The same in the firm's own currency, for formulas with amounts beside the ranges, which name
    no currency: foreign ones need a rate."""
    frames = {name: frame.copy(deep=False) for name, frame in _empty_frames().items()}
    given = {
        name: read_table(rows, TABLES[name], _NEEDED[name], base_currency, unread)
        for name, rows in ranges.items()
        if rows is not None
    }
    return Ledgers(frames | given, base_currency)


def _codes(currency: pd.Series[str]) -> set[str]:
    codes = currency.to_numpy(dtype=object)
    # Nearly always they are all alike, and then there is no look at each.
    return {codes[0]} if codes.size and (codes == codes[0]).all() else set(codes)


@cache
def _empty_frames() -> dict[str, pd.DataFrame]:
    # Made once: with few invoices they would take most of a call.
    return {name: empty_table(table).frame for name, table in TABLES.items()}
