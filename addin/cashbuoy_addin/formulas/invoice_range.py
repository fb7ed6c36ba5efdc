"""A range of invoices under titles, read by the same rules as the ledgers of a refresh."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from cashbuoy.ledger.balances import Balances
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.currency import Rates
from cashbuoy.ledger.documents import receivable_documents
from cashbuoy.ledger.schema import CUSTOMERS, RATES, RECEIVABLES
from cashbuoy.ledger.titles import match_titles
from cashbuoy.ledger.typed import empty_table
from cashbuoy.money import minor_digits
from cashbuoy.policy.models import Policy
from cashbuoy_addin.formulas.table_range import read_table

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


def is_invoice_range(raw: pd.DataFrame) -> bool:
    """Whether the titles are those of an invoice ledger."""
    found = match_titles(RECEIVABLES, raw).positions
    return all(name in found for name in NEEDED)


def read_invoices(raw: pd.DataFrame, policy: Policy, as_of: dt.date) -> InvoiceRange:
    """Invoices of a range. Errors: FormulaError (table_range.read_table)."""
    base = policy.firm.base_currency
    invoices = read_table(raw, RECEIVABLES, NEEDED, base)
    currencies = invoices["currency"].unique()
    if len(currencies) == 1:
        # All in one foreign currency: nothing to convert.
        base = str(currencies[0])
    others = {t.name: empty_table(t).frame for t in (CUSTOMERS, RATES)}
    ledgers = Ledgers({RECEIVABLES.name: invoices, **others}, base)
    rates = Rates.of(ledgers, "document", as_of)
    return InvoiceRange(receivable_documents(ledgers, policy, rates), base, rates)
