"""The books of a small firm, 601 invoices and 1,685 journals (Xero)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from cashbuoy.ledger.clean import clean_ledgers
from cashbuoy.money import convert
from cashbuoy_addin.imports import import_xero
from cashbuoy_addin.imports.xero_books import read_books


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "xero"


@pytest.fixture(scope="module")
def book(folder):
    return import_xero(folder)


@pytest.fixture(scope="module")
def ledgers(book):
    return clean_ledgers(book.tables, "CAD")


def test_every_document_arrives_or_is_named(book):
    assert len(book.tables["tblReceivables"]) == 116
    assert len(book.tables["tblPayables"]) == 476
    assert [(f.id, f.place.table, f.details["count"]) for f in book.findings] == [
        ("import_void", "tblReceivables", 1),
        ("import_void", "tblPayables", 8),
    ]
    assert book.settings["base_currency"] == "CAD"
    assert book.settings["country"] == "CA"


def test_nothing_is_left_out_and_bills_paid_before_their_date_are_named(ledgers):
    assert Counter((f.id, f.place.table, f.treatment) for f in ledgers.findings) == {
        ("paid_before_document", "tblPayables", "kept"): 20
    }
    assert len(ledgers["tblReceivables"]) + len(ledgers["tblPayables"]) == 592


def test_open_receivables_tie_to_the_ledger(ledgers, folder):
    documents = ledgers["tblReceivables"]
    unpaid = documents[documents["paid_date"].isna()]
    rest = (unpaid["amount"] - unpaid["paid"]).to_numpy()
    digits = np.full(rest.size, 2, dtype=np.int64)
    assert rest.size == 13
    assert convert(rest, unpaid["rate"].to_numpy(), digits, 2).sum() == 6_059_618
    books = read_books(folder)
    assert books.receivables_at(books.last_day) == 60_596.16
    assert books.payables_at(books.last_day) == 88.46


def test_bank_balances_and_months_come_from_the_journals(ledgers):
    bank = ledgers["tblBank"]
    latest = bank[bank["date"] == bank["date"].max()].set_index("account")["balance"]
    assert latest.to_dict() == {"BMO Business": 9_900_635, "Business American Express": -3_742}
    months = ledgers["tblMonthly"].set_index("month")
    assert months.index.max().strftime("%Y-%m") == "2021-02"
    february = months.loc["2021-02-01"]
    assert (february["receivables"], february["cash"]) == (8_791_934, 13_455_041 - 214_384)
    # Sales 44,596.56 and other revenue 1,440.92.
    assert february["revenue"] == 4_459_656 + 144_092
