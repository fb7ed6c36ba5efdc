"""Checks of typed rows. Each case has one fault, found once, in its place."""

from __future__ import annotations

import pandas as pd
import pytest

from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.checks import left_out_sums
from cashbuoy.ledger.clean import Ledgers, clean_ledgers


def clean(base: str = "CNY", **tables: list[dict]) -> Ledgers:
    raw = {f"tbl{name}": pd.DataFrame(rows, dtype=object) for name, rows in tables.items()}
    return clean_ledgers(raw, base)


def invoice(number: str = "A-1", **more) -> dict:
    return {
        "invoice": number,
        "customer": "Acme",
        "invoice_date": "2026-01-10",
        "due_date": "2026-02-09",
        "amount": 100,
        **more,
    }


def bill(number: str = "B-1", **more) -> dict:
    return {
        "bill": number,
        "supplier": "Bolt",
        "bill_date": "2026-01-10",
        "due_date": "2026-02-09",
    } | {
        "amount": 100,
        **more,
    }


ONE_FAULT = [
    (
        {"paid": 100, "paid_date": "2026-01-09"},
        "paid_before_document",
        "paid_date",
        "warning",
        "kept",
    ),
    ({"due_date": "2026-01-09"}, "due_before_document", "due_date", "warning", "kept"),
    ({"paid": 100.01}, "overpaid", "paid", "warning", "kept"),
    ({"amount": -100, "paid": -100.01}, "overpaid", "paid", "warning", "kept"),
    ({"paid": -1}, "paid_sign", "paid", "warning", "kept"),
    ({"paid": 0, "paid_date": "2026-01-20"}, "paid_zero", "paid", "warning", "kept"),
    ({"rate": 0}, "rate_not_positive", "rate", "error", "kept"),
]


@pytest.mark.parametrize(("fault", "id_", "column", "severity", "treatment"), ONE_FAULT)
@pytest.mark.parametrize(("table", "row"), [("Receivables", invoice), ("Payables", bill)])
def test_one_fault_gives_one_finding(table, row, fault, id_, column, severity, treatment):
    ledgers = clean(**{table: [row("X-0"), row("X-1", **fault)]})
    (finding,) = ledgers.findings
    assert (finding.id, finding.severity, finding.treatment) == (id_, severity, treatment)
    assert finding.place == Place(f"tbl{table}", 2, column)
    assert len(ledgers[f"tbl{table}"]) == 2


@pytest.mark.parametrize(
    "fine",
    [
        {},
        {"amount": -100},
        {"amount": -100, "paid": -100, "paid_date": "2026-01-12"},
        {"paid": 40},
        {"paid": 100, "paid_date": "2026-01-10"},
        {"due_date": "2026-01-10"},
    ],
)
def test_credit_notes_part_payments_and_payment_on_the_day_are_no_faults(fine):
    assert clean(Receivables=[invoice(**fine)]).findings == ()


def test_a_payment_date_alone_means_paid_in_full():
    ledgers = clean(Receivables=[invoice("A", paid_date="2026-02-01"), invoice("B")])
    assert ledgers["tblReceivables"]["paid"].tolist() == [10_000, 0]
    (finding,) = ledgers.findings
    assert (finding.id, finding.treatment, finding.details["count"]) == (
        "paid_assumed",
        "assumed",
        1,
    )


def test_an_instalment_with_a_payment_date_is_paid_with_its_interest():
    plan = {
        "plan": "P",
        "counterparty": "Acme",
        "direction": "in",
        "principal": 90,
        "start": "2026-01-01",
    }
    rows = [
        {"plan": "P", "number": 1, "due": "2026-02-01", "principal": 90, "interest": 3}
        | {"paid_date": "2026-02-01"}
    ]
    ledgers = clean(Plans=[plan | {"instalments": 1}], Instalments=rows)
    assert ledgers["tblInstalments"]["paid"].tolist() == [9_300]


def test_missing_due_dates_are_counted_in_one_finding():
    ledgers = clean(Receivables=[invoice("A", due_date=None), invoice("B", due_date="")])
    assert [(f.id, f.details["count"]) for f in ledgers.findings] == [("due_missing", 2)]


def test_a_row_entered_twice_counts_once():
    ledgers = clean(Receivables=[invoice("A-1"), invoice("B"), invoice("a-1 ", customer="ACME")])
    assert ledgers["tblReceivables"]["row"].tolist() == [1, 2]
    same = [f for f in ledgers.findings if f.id.startswith("duplicate")]
    assert [(f.place.row, f.details["first_row"], f.left_out) for f in same] == [(3, 1, 10_000)]


def test_an_exact_repeat_is_told_from_another_content():
    ledgers = clean(Receivables=[invoice(), invoice(), invoice(amount=70)])
    assert [(f.id, f.severity, f.place.row, f.left_out) for f in ledgers.findings] == [
        ("duplicate_row", "warning", 2, 10_000),
        ("duplicate_key", "error", 3, 7_000),
    ]
    assert left_out_sums(ledgers.findings).to_dict("records") == [
        {"table": "tblReceivables", "currency": "CNY", "count": 2, "amount": 17_000}
    ]


def test_one_number_of_two_customers_is_two_documents():
    ledgers = clean(Receivables=[invoice(), invoice(customer="Bolt"), invoice(customer="Bolt")])
    assert ledgers["tblReceivables"]["row"].tolist() == [1, 2]
    assert [(f.id, f.place.row) for f in ledgers.findings] == [
        ("number_shared", 2),
        ("duplicate_row", 3),
    ]


def test_suppliers_may_use_the_same_number():
    assert clean(Payables=[bill(), bill(supplier="Cord")]).findings == ()


def test_a_row_left_out_makes_no_duplicate():
    ledgers = clean(Receivables=[invoice(amount="x"), invoice()])
    assert ledgers["tblReceivables"]["row"].tolist() == [2]
    assert [f.id for f in ledgers.findings] == ["unreadable"]


def test_dates_are_part_of_a_balance_key():
    rows = [
        {"date": "2026-01-31", "account": "ICBC", "balance": 5},
        {"date": "2026年1月31日", "account": "icbc", "balance": 6},
        {"date": "2026-02-28", "account": "ICBC", "balance": 6},
    ]
    ledgers = clean(Bank=rows)
    assert ledgers["tblBank"]["row"].tolist() == [1, 3]
    assert [(f.id, f.found) for f in ledgers.findings if f.severity == "error"] == [
        ("duplicate_key", "2026-01-31, ICBC")
    ]


def test_names_get_one_spelling_across_tables():
    ledgers = clean(
        Customers=[{"customer": "Acme Ltd"}],
        Receivables=[invoice("A", customer="ACME  ltd"), invoice("B", customer="Ａｃｍｅ Ltd")],
    )
    assert ledgers["tblReceivables"]["customer"].tolist() == ["Acme Ltd", "Acme Ltd"]
    assert [(f.id, f.found, f.details["name"]) for f in ledgers.findings] == [
        ("spelling", "ACME  ltd", "Acme Ltd"),
        ("spelling", "Ａｃｍｅ Ltd", "Acme Ltd"),
    ]


def test_a_full_name_means_its_customer_unless_two_have_it():
    ledgers = clean(
        Customers=[
            {"客户编号": "C1", "客户名称": "甲公司"},
            {"客户编号": "C2", "客户名称": "乙公司"},
            {"客户编号": "C3", "客户名称": "乙公司"},
        ],
        Receivables=[invoice("A", customer="甲公司"), invoice("B", customer="乙公司")],
    )
    assert ledgers["tblCustomers"]["name"].tolist() == ["甲公司", "乙公司", "乙公司"]
    assert ledgers["tblReceivables"]["customer"].tolist() == ["C1", "乙公司"]
    assert [(f.id, f.found) for f in ledgers.findings] == [
        ("customer_by_name", "甲公司"),
        ("unknown_customer", "乙公司"),
    ]


def test_unknown_names_are_found_once_each_and_only_where_a_register_is_kept():
    rows = [invoice("A"), invoice("B"), invoice("C", customer="Bolt", contract="K-9")]
    assert clean(Receivables=rows).findings == ()
    ledgers = clean(
        Customers=[{"customer": "Bolt"}],
        Contracts=[{"contract": "K-1", "customer": "Cord", "amount": 5}],
        Receivables=rows,
    )
    assert [(f.id, f.place.table, f.found, f.details["count"]) for f in ledgers.findings] == [
        ("unknown_customer", "tblReceivables", "Acme", 2),
        ("unknown_customer", "tblContracts", "Cord", 1),
        ("unknown_contract", "tblReceivables", "K-9", 1),
    ]


def test_instalments_belong_to_a_plan():
    rows = [{"plan": "P", "number": n, "due": "2026-03-01", "principal": 5} for n in (1, 2)]
    assert [(f.id, f.details["count"]) for f in clean(Instalments=rows).findings] == [
        ("unknown_plan", 2)
    ]


def test_an_account_in_two_currencies_is_named():
    rows = [
        {"date": "2026-01-31", "account": "ICBC", "currency": c, "balance": 5}
        for c in ("CNY", "USD")
    ]
    rows[1]["date"] = "2026-02-28"
    (finding,) = clean(Bank=rows).findings
    assert (finding.id, finding.found, finding.details["currencies"]) == (
        "account_currencies", "ICBC", "CNY, USD",
    )  # fmt: skip


def test_exchange_rates_must_be_above_zero():
    rows = [{"currency": "USD", "date": "2026-01-01", "rate": r} for r in (-7, 0)]
    ledgers = clean(Rates=rows)
    assert ledgers["tblRates"].empty
    assert [f.treatment for f in ledgers.findings] == ["left_out", "left_out"]


def test_sums_left_out_by_table_and_currency():
    def out(table: str, row: int, currency: str, amount: int) -> Finding:
        place = Place(table, row)
        return Finding("x", "error", "left_out", place, left_out=amount, currency=currency)

    findings = [
        out("tblReceivables", 1, "CNY", 100),
        out("tblReceivables", 2, "USD", 5),
        out("tblReceivables", 3, "CNY", -30),
        out("tblPayables", 3, "CNY", 7),
        Finding("x", "warning", "kept", Place("tblPayables", 9), left_out=0, currency="CNY"),
    ]
    assert left_out_sums(findings).to_dict("records") == [
        {"table": "tblPayables", "currency": "CNY", "count": 1, "amount": 7},
        {"table": "tblReceivables", "currency": "CNY", "count": 2, "amount": 70},
        {"table": "tblReceivables", "currency": "USD", "count": 1, "amount": 5},
    ]


def test_a_regular_item_with_a_negative_amount_goes_by_its_direction() -> None:
    raw = pd.DataFrame(
        {"项目": ["房租", "退款"], "现金流类别": ["房租", "其他"], "方向": ["支出", "收入"],
         "金额": [-100, 50], "频率": ["每月", "每月"], "开始日期": ["2026-01-15", "2026-01-15"]}
    )  # fmt: skip
    ledgers = clean_ledgers({"tblRecurring": raw}, "CNY")
    assert ledgers["tblRecurring"]["amount"].tolist() == [10_000, 5_000]
    (found,) = [f for f in ledgers.findings if f.id == "amount_sign"]
    assert (found.place.row, found.treatment, found.found) == (1, "corrected", "-100.00 CNY")
