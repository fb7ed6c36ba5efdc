"""The CSV tables of a Xero export: which file is which, and the columns that must be there."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from cashbuoy_addin.imports.source import ImportFailed, read_csv

INVOICES = (
    "invoice_id", "contact_id", "date", "due_date", "fully_paid_on_date", "amount_credited",
    "amount_paid", "total", "currency_code", "currency_rate", "invoice_number", "status", "type",
)  # fmt: skip
CONTACTS = ("contact_id", "name")
JOURNALS = ("journal_id", "journal_date", "source_type")
JOURNAL_LINES = ("journal_id", "account_id", "account_name", "account_type", "net_amount")


def read_table(directory: Path, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """One table of the export; ImportFailed names what is missing."""
    table = find_table(directory, name, columns)
    if table is None:
        raise ImportFailed("import_table", path=directory, names=" / ".join(_file_names(name)))
    return table


def find_table(directory: Path, name: str, columns: tuple[str, ...]) -> pd.DataFrame | None:
    """The same, or None where the export lacks the table."""
    if not directory.is_dir():
        raise ImportFailed("no_such_path", path=directory)
    path = next((directory / n for n in _file_names(name) if (directory / n).is_file()), None)
    if path is None:
        return None
    table = read_csv(path, lambda titles: columns[0] in titles, delimiter=",")
    missing = [c for c in columns if c not in table.columns]
    if missing:
        raise ImportFailed(
            "import_columns",
            path=path,
            missing=", ".join(missing),
            found=", ".join(table.columns),
        )
    return table


def file_names() -> frozenset[str]:
    """The files of an export that are read."""
    tables = ("invoice", "contact", "journal", "journal_line")
    return frozenset(name for table in tables for name in _file_names(table))


def _file_names(name: str) -> tuple[str, ...]:
    return f"xero_{name}_data.csv", f"{name}_data.csv", f"{name}.csv"
