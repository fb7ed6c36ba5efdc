"""2,466 receivables of 2012-13 (IBM), and the copy with 120 rows that the source never issued."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from cashbuoy.config import shipped
from cashbuoy.ledger.checks import left_out_sums
from cashbuoy.ledger.clean import clean_ledgers
from cashbuoy_addin.imports import import_csv, load_mapping

CLEAN = "WA_Fn-UseC_-Accounts-Receivable.csv"
DAMAGED = "WA_AR_with_missing_and_dupes.csv"


def imported(shared_data: Path, name: str):
    mapping = load_mapping(Path(str(shipped().joinpath("imports", "ibm_ar.yaml"))))
    return import_csv(shared_data / "ar_ibm" / name, mapping)


def open_at(documents: pd.DataFrame, day: str) -> pd.Series:
    issued = documents["invoice_date"] <= day
    return documents.loc[issued & (documents["paid_date"] > day), "amount"]


@pytest.mark.parametrize("name", [CLEAN, DAMAGED])
def test_open_at_the_end_of_2012(shared_data, name):
    book = imported(shared_data, name)
    ledgers = clean_ledgers(book.tables, "USD")
    documents = ledgers["tblReceivables"]
    assert len(documents) == 2466
    assert (len(open_at(documents, "2012-12-31")), open_at(documents, "2012-12-31").sum()) == (
        99,
        572_506,
    )
    assert (documents["paid"] == documents["amount"]).all()
    assert documents["dispute"].sum() == 561
    assert book.settings == {"base_currency": "USD", "country": "US", "language": "en"}


def test_a_clean_ledger_has_no_findings(shared_data):
    assert clean_ledgers(imported(shared_data, CLEAN).tables, "USD").findings == ()


def test_leading_zeros_of_numbers_are_kept(shared_data):
    documents = clean_ledgers(imported(shared_data, CLEAN).tables, "USD")["tblReceivables"]
    assert documents["invoice"].iloc[0] == "0000611365"


def test_every_damaged_row_is_named_and_their_sum_is_shown(shared_data):
    book = imported(shared_data, DAMAGED)
    ledgers = clean_ledgers(book.tables, "USD")
    assert Counter((f.id, f.treatment) for f in ledgers.findings) == {
        ("held_back", "left_out"): 120
    }
    raw = pd.read_csv(shared_data / "ar_ibm" / DAMAGED)
    blank = raw[raw["PaperlessDate"].isna()]
    assert [f.place.row for f in ledgers.findings] == [i + 1 for i in blank.index]
    sums = left_out_sums(ledgers.findings).to_dict("records")
    assert [(s["count"], s["amount"]) for s in sums] == [
        (120, round(blank["InvoiceAmount"].sum() * 100))
    ]
    whole = round(raw["InvoiceAmount"].sum() * 100)
    assert ledgers["tblReceivables"]["amount"].sum() + sums[0]["amount"] == whole
    assert [(f.id, f.details["count"]) for f in book.findings] == [("import_held", 120)]


def test_blanks_and_repeats_in_what_is_needed_are_named(shared_data, tmp_path):
    lines = (shared_data / "ar_ibm" / CLEAN).read_text(encoding="utf-8").splitlines()
    no_amount = lines[1].replace("55.94", "")
    no_customer = lines[2].replace("8976-AMJEO", "")
    other = lines[4].replace("105.92", "105.93")
    (tmp_path / "bad.csv").write_text(
        "\n".join([lines[0], no_amount, no_customer, lines[3], lines[3], lines[4], other])
    )
    mapping = load_mapping(Path(str(shipped().joinpath("imports", "ibm_ar.yaml"))))
    ledgers = clean_ledgers(import_csv(tmp_path / "bad.csv", mapping).tables, "USD")
    assert [(f.id, f.place.row, f.left_out) for f in ledgers.findings] == [
        ("required_empty", 1, 0),
        ("required_empty", 2, 6_174),
        ("duplicate_row", 4, 6_588),
        ("duplicate_key", 6, 10_593),
    ]
