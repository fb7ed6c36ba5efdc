"""A range of invoices under titles, read by the same rules as the ledgers of a refresh."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NoReturn

import numpy as np
import pandas as pd

from cashbuoy.errors import FormulaError
from cashbuoy.findings import Finding
from cashbuoy.ledger.balances import Balances
from cashbuoy.ledger.checks import check_rows
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.currency import Rates
from cashbuoy.ledger.documents import receivable_documents
from cashbuoy.ledger.intake import type_table
from cashbuoy.ledger.schema import CUSTOMERS, RATES, RECEIVABLES
from cashbuoy.ledger.titles import match_titles
from cashbuoy.ledger.typed import empty_table
from cashbuoy.money import minor_digits
from cashbuoy.policy.models import Policy
from cashbuoy_addin.formulas.ranges import Titled

# A range for a formula needs no more than these; a ledger of a refresh also names its invoices.
NEEDED = ("invoice_date", "amount")


@dataclass(frozen=True)
class InvoiceRange:
    """Invoices (ledger.documents) in minor units of `currency`, and as balances over time."""

    documents: pd.DataFrame
    currency: str
    rates: Rates

    @cached_property
    def balances(self) -> Balances:
        return Balances.of(self.documents)

    @property
    def digits(self) -> int:
        return minor_digits(self.currency)


def raw_frame(table: Titled) -> pd.DataFrame:
    """The range as a frame of raw cells under its titles."""
    columns = {at: _column(cells) for at, cells in enumerate(table.columns())}
    frame = pd.DataFrame(columns, copy=False)
    return frame.set_axis(list(table.titles), axis=1)


def _column(cells: Sequence[object]) -> pd.Series[Any]:
    """Cells as they are; those of a column of nothing but numbers as float64, NaN where empty."""
    if set(map(type, cells)) <= {float, type(None)}:
        return pd.Series(np.array(cells, dtype=np.float64))
    return pd.Series(cells, dtype=object)


def is_invoice_range(raw: pd.DataFrame) -> bool:
    """Whether the titles are those of an invoice ledger."""
    found = match_titles(RECEIVABLES, raw).positions
    return all(name in found for name in NEEDED)


def read_invoices(raw: pd.DataFrame, policy: Policy, as_of: dt.date) -> InvoiceRange:
    """Invoices of a range. FormulaError #VALUE! names the first row that cannot be used: a formula
    has no Checks sheet on which left-out rows would be seen."""
    positions = match_titles(RECEIVABLES, raw).positions
    for name in NEEDED:
        if name not in positions:
            _refuse_titles(raw, name)
    ledgers = _typed(raw, policy.firm.base_currency, numbered="invoice" in positions)
    currencies = ledgers[RECEIVABLES.name]["currency"].unique()
    if len(currencies) == 1:
        # All in one foreign currency: nothing to convert.
        ledgers = replace(ledgers, base_currency=str(currencies[0]))
    rates = Rates.of(ledgers, "document", as_of)
    documents = receivable_documents(ledgers, policy, rates)
    return InvoiceRange(documents, ledgers.base_currency, rates)


def _typed(raw: pd.DataFrame, base_currency: str, *, numbered: bool) -> Ledgers:
    """The range as a ledger that asks for less; without invoice numbers no row is a duplicate."""
    columns = tuple(replace(c, required=c.name in NEEDED) for c in RECEIVABLES.columns)
    table = replace(RECEIVABLES, columns=columns, key=RECEIVABLES.key if numbered else ())
    typed, found = type_table(table, raw, base_currency, None)
    typed, checked = check_rows(typed)
    for finding in (*found, *checked):
        if finding.severity == "error":
            _refuse_row(finding)
    others = {t.name: empty_table(t).frame for t in (CUSTOMERS, RATES)}
    return Ledgers({RECEIVABLES.name: typed.frame, **others}, base_currency)


def _refuse_row(finding: Finding) -> NoReturn:
    place = finding.place
    column = RECEIVABLES[place.column] if place and place.column else None
    raise FormulaError(
        "#VALUE!",
        "row {row} under the titles, {column}: '{found}' cannot be used",
        key="ledger_row",
        row=(place.row or 0) if place else 0,
        column=f"{column.en} / {column.zh}" if column else "-",
        found=finding.found,
    )


def _refuse_titles(raw: pd.DataFrame, missing: str) -> NoReturn:
    column = RECEIVABLES[missing]
    raise FormulaError(
        "#VALUE!",
        "no column is titled {wanted}; the titles found are {found}",
        key="title_missing",
        wanted=f"{column.en} / {column.zh}",
        found=", ".join(map(str, raw.columns)),
    )
