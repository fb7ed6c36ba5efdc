"""A range of invoices under titles, read by the same rules as the ledgers of a refresh."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from cashbuoy.ledger.balances import Balances
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.currency import Rates
from cashbuoy.ledger.documents import receivable_documents
from cashbuoy.ledger.schema import RECEIVABLES
from cashbuoy.ledger.titles import columns_titled
from cashbuoy.money import minor_digits
from cashbuoy.policy.models import Policy
from cashbuoy_addin.formulas.ledger_ranges import ledgers_in, ledgers_of

# The titles that tell an invoice ledger from other tables.
NEEDED = ("invoice_date", "amount")
# What balances do not depend on.
_UNREAD = frozenset({"dispute", "promise_date", "instrument", "contract", "note"})


@dataclass(frozen=True)
class InvoiceRange:
    """Invoices (ledger.documents) in minor units of `currency`, and as balances over time."""

    documents: pd.DataFrame
    currency: str

    @cached_property
    def balances(self) -> Balances:
        return Balances.of(self.documents)

    @property
    def digits(self) -> int:
        return minor_digits(self.currency)


def is_invoice_range(titles: Sequence[str]) -> bool:
    """Whether the titles are those of an invoice ledger."""
    return columns_titled(RECEIVABLES, titles).issuperset(NEEDED)


def read_invoices(raw: pd.DataFrame, policy: Policy, as_of: dt.date) -> InvoiceRange:
    """Invoices of a range. Errors: FormulaError (table_range.read_table)."""
    return _read(ledgers_of(policy.firm.base_currency, _UNREAD, tblReceivables=raw), policy, as_of)


def read_invoices_in_base(raw: pd.DataFrame, policy: Policy, as_of: dt.date) -> InvoiceRange:
    """The same in the firm's currency (ledger_ranges.ledgers_in)."""
    return _read(ledgers_in(policy.firm.base_currency, _UNREAD, tblReceivables=raw), policy, as_of)


def _read(ledgers: Ledgers, policy: Policy, as_of: dt.date) -> InvoiceRange:
    rates = Rates.of(ledgers, "document", as_of)
    documents = receivable_documents(ledgers, policy, rates)
    return InvoiceRange(documents, ledgers.base_currency)
