"""Indicators of the IBM receivables at the end of 2012: figures known for these data."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from firm import day, policy

from cashbuoy import indicators
from cashbuoy.analysis import Analysis, analyse
from cashbuoy.ledger.clean import Ledgers, clean_ledgers

pytestmark = pytest.mark.realdata
FILE = "ar_ibm/WA_Fn-UseC_-Accounts-Receivable.csv"
COLUMNS = {
    "invoiceNumber": "invoice",
    "customerID": "customer",
    "InvoiceDate": "invoice_date",
    "DueDate": "due_date",
    "InvoiceAmount": "amount",
    "SettledDate": "paid_date",
}


@pytest.fixture(scope="module")
def books(shared_data: Path) -> Ledgers:
    raw = pd.read_csv(shared_data / FILE, dtype=str).rename(columns=COLUMNS)
    for column in ("invoice_date", "due_date", "paid_date"):
        raw[column] = pd.to_datetime(raw[column], format="%m/%d/%Y")
    raw["amount"] = raw["amount"].astype(float)
    raw["paid"] = raw["amount"]
    return clean_ledgers({"tblReceivables": raw[[*COLUMNS.values(), "paid"]]}, "USD")


def at_the_end_of_2012(books: Ledgers, text: str = "") -> Analysis:
    return analyse(books, policy(text), day("2012-12-31"))


def test_open_receivables(books: Ledgers) -> None:
    analysis = at_the_end_of_2012(books)
    assert len(analysis.receivables) == 99
    assert analysis.receivables["open_base"].sum() == 5725_06
    assert analysis.ageing["total"].sum() == 5725_06
    assert all(control.holds for control in analysis.controls)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("dso", "", 26.84),
        ("best_possible_dso", "", 23.14),
        ("add", "", 3.70),
        ("cei", "", 0.9616),
        ("dso", "indicators: {dso_method: countback}", 27.33),
        ("hhi", "", 111.66),  # the last twelve months
    ],
)
def test_known_indicators(books: Ledgers, name: str, text: str, expected: float) -> None:
    found = {i.id: i for i in at_the_end_of_2012(books, text).indicators}
    digits = 4 if name == "cei" else 2
    assert found[name].value is not None
    assert round(found[name].value, digits) == expected
    if name == "dso" and not text:
        assert found[name].parts == {"numerator": 572506, "denominator": 1919681, "days": 90}


def test_concentration_of_the_whole_ledger(books: Ledgers) -> None:
    by_customer = books["tblReceivables"].groupby("customer")["amount"].sum()
    assert round(indicators.hhi(by_customer.to_numpy()), 1) == 109.2
