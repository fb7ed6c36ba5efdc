"""A Xero export (one CSV a table) to the input tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.cells import Cells
from cashbuoy.ledger.schema import TABLES
from cashbuoy.ledger.values import read_numbers
from cashbuoy_addin.imports import xero_files
from cashbuoy_addin.imports.raw_columns import spreadsheet_cells
from cashbuoy_addin.imports.source import ImportFailed
from cashbuoy_addin.imports.xero_books import read_books
from cashbuoy_workbook.book import InputBook
from cashbuoy_workbook.texts import Language, Texts

_GONE = frozenset({"VOIDED", "DELETED"})
_NOT_ISSUED = frozenset({"DRAFT", "SUBMITTED"})
_KINDS = {
    "tblReceivables": ("ACCREC", "invoice", "customer", "invoice_date"),
    "tblPayables": ("ACCPAY", "bill", "supplier", "bill_date"),
}
# Country of the firm, where its currency tells it.
_COUNTRY = {
    "AUD": "AU", "CAD": "CA", "GBP": "GB", "HKD": "HK", "NZD": "NZ", "SGD": "SG", "USD": "US",
    "ZAR": "ZA",
}  # fmt: skip


def import_xero(directory: Path, language: Language = "en") -> InputBook:
    """Invoices and bills, customers, and from the journals bank balances and closed months.

    Amounts stay in the document's currency; `rate` is 1 / currency_rate, base per unit. Voided and
    deleted documents are named in a finding; drafts arrive held back. The base currency is the one
    whose rate is always 1. ImportFailed when a table or column that is needed is not there.
    """
    invoices = xero_files.read_table(directory, "invoice", xero_files.INVOICES)
    contacts = xero_files.find_table(directory, "contact", xero_files.CONTACTS)
    names = _names(contacts)
    base = base_currency(directory, invoices)
    gone = invoices["status"].isin(_GONE)
    live = invoices[~gone].reset_index(drop=True)
    tables = {t: _documents(t, live, names, Texts(language)) for t in _KINDS}
    tables["tblCustomers"] = _customers(tables["tblReceivables"])
    settings: dict[str, object] = {"base_currency": base, "language": language}
    if base in _COUNTRY:
        settings["country"] = _COUNTRY[base]
    books = read_books(directory)
    if books:
        tables |= {"tblBank": books.bank(), "tblMonthly": books.months()}
        settings["as_of"] = books.last_day
    return InputBook(tables, settings, findings=tuple(_gone(invoices[gone])))


def base_currency(directory: Path, invoices: pd.DataFrame) -> str:
    """The currency in which every document has the rate 1."""
    rates = pd.Series(read_numbers(Cells.of(invoices["currency_rate"])).array)
    always_one = rates.eq(1).groupby(invoices["currency_code"]).all()
    bases = list(always_one.index[always_one])
    if len(bases) != 1:
        found = ", ".join(always_one.index) or "-"
        raise ImportFailed("import_base", path=directory, found=found, count=len(bases))
    return str(bases[0])


def _names(contacts: pd.DataFrame | None) -> dict[str, str]:
    """Contact id -> name; a name that several contacts share gets the start of its id."""
    if contacts is None:
        return {}
    name = contacts["name"].fillna(contacts["contact_id"])
    shared = name.duplicated(keep=False)
    told_apart = name + " (" + contacts["contact_id"].str[:8] + ")"
    return dict(zip(contacts["contact_id"], name.where(~shared, told_apart), strict=True))


def _documents(
    table: str, invoices: pd.DataFrame, names: dict[str, str], texts: Texts
) -> pd.DataFrame:
    kind, number, party, date = _KINDS[table]
    own = invoices[invoices["type"] == kind].reset_index(drop=True)
    ids = own["invoice_number"].fillna("Xero " + own["invoice_id"].str[:8])
    credited = _numbers(own["amount_credited"]).fillna(0)
    raw: dict[str, pd.Series[Any]] = {
        number: ids,
        party: own["contact_id"].map(lambda c: names.get(c, c)),
        date: own["date"],
        "due_date": own["due_date"],
        "currency": own["currency_code"],
        "amount": own["total"],
        "paid": own["amount_paid"],
        "paid_date": own["fully_paid_on_date"],
        "rate": own["currency_rate"],
        "note": own["reference"] if "reference" in own else pd.Series([None] * len(own)),
    }
    schema = TABLES[table]
    columns = {name: spreadsheet_cells(schema[name], cells, None) for name, cells in raw.items()}
    # A credit note set against an invoice makes it smaller; no money came.
    amounts = _numbers(own["total"])
    less = (credited != 0) & amounts.notna()
    columns["amount"] = columns["amount"].mask(less, (amounts - credited).round(6))
    columns["rate"] = columns["rate"].map(_inverse)
    drafts = own["status"].isin(_NOT_ISSUED)
    if drafts.any():
        reason = own["status"].map(lambda s: texts("checks.import_draft_reason", status=s))
        columns["held"] = reason.astype(object).where(drafts, None)
    return pd.DataFrame(columns, dtype=object)


def _numbers(cells: pd.Series[Any]) -> pd.Series[float]:
    return pd.Series(read_numbers(Cells.of(cells)).array)


def _inverse(rate: object) -> object:
    # Xero gives units per base; a rate that is no number stays to be seen.
    return 1 / rate if isinstance(rate, float) and rate > 0 else rate


def _customers(receivables: pd.DataFrame) -> pd.DataFrame:
    """Who has been invoiced, with the date of the first invoice."""
    if receivables.empty:
        return pd.DataFrame({"customer": [], "first_deal": []}, dtype=object)
    dated = receivables[receivables["invoice_date"].map(lambda d: not isinstance(d, str | None))]
    first = dated.groupby("customer")["invoice_date"].min()
    customers = pd.Series(receivables["customer"].dropna().unique(), dtype=object)
    deal = customers.map(first).astype(object)
    return pd.DataFrame({"customer": customers, "first_deal": deal}, dtype=object)


def _gone(documents: pd.DataFrame) -> list[Finding]:
    findings = []
    for table, (kind, *_) in _KINDS.items():
        own = documents[documents["type"] == kind]
        if len(own):
            numbers = own["invoice_number"].fillna(own["invoice_id"])
            findings.append(
                Finding(
                    "import_void",
                    "info",
                    "left_out",
                    Place(table),
                    found=", ".join(numbers),
                    details={"count": len(own)},
                )
            )
    return findings
