"""A Xero export of a few lines, worked by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cashbuoy.ledger.clean import clean_ledgers
from cashbuoy_addin.imports import import_xero
from cashbuoy_addin.imports.source import ImportFailed

INVOICES = """\
invoice_id,contact_id,date,due_date,fully_paid_on_date,amount_credited,amount_paid,total,currency_code,currency_rate,invoice_number,status,type,reference
i-1,c-1,2026-01-10,2026-02-09,2026-02-20,0,1000,1000,USD,0.8,INV-1,PAID,ACCREC,order 7
i-2,c-1,2026-01-31,2026-03-02,,100,200,900,USD,0.8,INV-2,AUTHORISED,ACCREC,
i-3,c-2,2026-01-31,2026-03-02,,0,0,50,CAD,1,,AUTHORISED,ACCREC,
i-4,c-1,2026-01-31,2026-03-02,,0,0,70,CAD,1,INV-4,VOIDED,ACCREC,
i-5,c-1,2026-01-31,2026-03-02,,0,0,80,CAD,1,INV-5,DRAFT,ACCREC,
i-6,c-3,2026-01-15,soon,2026-01-14,0,30,30,CAD,1,B-1,PAID,ACCPAY,
"""
CONTACTS = "contact_id,name\nc-1,Acme\nc-2,Bolt\nc-3,Bolt\n"
JOURNALS = """\
journal_id,journal_date,source_type
1,2026-01-10,ACCREC
2,2026-01-15,ACCPAY
3,2026-01-20,ACCPAYPAYMENT
4,2026-02-20,ACCRECPAYMENT
"""
LINES = """\
journal_id,account_id,account_name,account_type,net_amount
1,ar,Receivables,CURRENT,1250
1,s,Sales,REVENUE,-1250
2,e,Office,EXPENSE,28
2,tax,Sales tax,CURRLIAB,2
2,ap,Payables,CURRLIAB,-30
3,ap,Payables,CURRLIAB,30
3,b,Bank,BANK,-30
4,b,Bank,BANK,1250
4,ar,Receivables,CURRENT,-1250
"""


@pytest.fixture
def export(tmp_path: Path) -> Path:
    for name, text in (
        ("invoice", INVOICES),
        ("contact", CONTACTS),
        ("journal", JOURNALS),
        ("journal_line", LINES),
    ):
        (tmp_path / f"xero_{name}_data.csv").write_text(text, encoding="utf-8")
    return tmp_path


def test_invoices_become_receivables_and_payables(export):
    book = import_xero(export)
    records = book.tables["tblReceivables"].to_dict("records")
    assert records[0] == {
        "invoice": "INV-1", "customer": "Acme", "invoice_date": dt.date(2026, 1, 10),
        "due_date": dt.date(2026, 2, 9), "currency": "USD", "amount": 1000.0, "paid": 1000.0,
        "paid_date": dt.date(2026, 2, 20), "rate": 1.25, "note": "order 7", "held": None,
    }  # fmt: skip
    assert (records[1]["amount"], records[1]["paid"], records[1]["paid_date"]) == (
        800.0,
        200.0,
        None,
    )
    assert [r["invoice"] for r in records] == ["INV-1", "INV-2", "Xero i-3", "INV-5"]
    assert records[2]["customer"] == "Bolt (c-2)"
    assert records[3]["held"] == "DRAFT in the source, not yet issued"
    (bill,) = book.tables["tblPayables"].to_dict("records")
    assert (bill["bill"], bill["supplier"], bill["due_date"]) == ("B-1", "Bolt (c-3)", "soon")


def test_the_base_currency_is_the_one_at_rate_one(export):
    assert import_xero(export).settings == {
        "base_currency": "CAD", "language": "en", "country": "CA", "as_of": dt.date(2026, 2, 20),
    }  # fmt: skip


def test_voided_documents_are_named(export):
    (finding,) = import_xero(export).findings
    assert (finding.id, finding.found, finding.details["count"]) == ("import_void", "INV-4", 1)


def test_customers_are_those_with_invoices(export):
    customers = import_xero(export).tables["tblCustomers"].to_dict("records")
    assert customers == [
        {"customer": "Acme", "first_deal": dt.date(2026, 1, 10)},
        {"customer": "Bolt (c-2)", "first_deal": dt.date(2026, 1, 31)},
    ]


def test_journals_give_bank_balances_and_closed_months(export):
    tables = import_xero(export).tables
    assert tables["tblBank"].to_dict("records") == [
        {"date": dt.date(2026, 1, 31), "account": "Bank", "balance": -30.0},
        {"date": dt.date(2026, 2, 20), "account": "Bank", "balance": 1220.0},
    ]
    assert tables["tblMonthly"].to_dict("records") == [
        {
            "month": dt.date(2026, 1, 1), "revenue": 1250.0, "credit_sales": 1250.0, "cogs": 0.0,
            "purchases": 28.0, "receivables": 1250.0, "payables": 0.0, "inventory": 0.0,
            "cash": -30.0,
        }
    ]  # fmt: skip


def test_cleaning_the_import_names_what_is_odd(export):
    ledgers = clean_ledgers(import_xero(export).tables, "CAD")
    assert {(f.id, f.place.table) for f in ledgers.findings} == {
        ("held_back", "tblReceivables"),
        ("unreadable", "tblPayables"),
        ("paid_before_document", "tblPayables"),
        ("due_missing", "tblPayables"),
    }


def test_an_export_without_journals_has_no_balances(export):
    (export / "xero_journal_data.csv").unlink()
    assert import_xero(export).tables.keys() == {"tblReceivables", "tblPayables", "tblCustomers"}


def test_errors_say_what_is_missing(export, tmp_path):
    with pytest.raises(ImportFailed, match="no such file or folder"):
        import_xero(tmp_path / "nowhere")
    (export / "xero_journal_line_data.csv").write_text(LINES.replace("1250", "many", 1))
    with pytest.raises(ImportFailed, match=r"readable date or amount: 1;.*journal 1.*many"):
        import_xero(export)
    (export / "xero_invoice_data.csv").write_text(INVOICES.replace("currency_rate", "fx"))
    with pytest.raises(ImportFailed, match="no column currency_rate"):
        import_xero(export)
    (export / "xero_invoice_data.csv").unlink()
    with pytest.raises(ImportFailed, match="holds no xero_invoice_data"):
        import_xero(export)
