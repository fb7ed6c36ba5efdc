"""The Checks sheet counts everything, and says where the list was cut."""

from __future__ import annotations

import pandas as pd
import pytest

from cashbuoy.controls import ControlTotal
from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.clean import clean_ledgers
from cashbuoy_workbook import checks
from cashbuoy_workbook.blocks import Link, Sheet
from cashbuoy_workbook.checks import checks_sheet

HOLDS = ControlTotal("cash", 12345, 12345, {"opening": 10000, "events": 2345})
BROKEN = ControlTotal("cash", 12345, 12344, {"opening": 10000, "events": 2344})


def lost(row: int, amount: int = 100, currency: str = "CNY") -> Finding:
    place = Place("tblReceivables", row, "amount")
    return Finding("unreadable", "error", "left_out", place, "x", "money", amount, currency)


def cells(sheet: Sheet) -> list[tuple[object, ...]]:
    return [row for block in sheet.blocks for row in block.values]


def findings_block(sheet: Sheet):
    return next(b for b in sheet.blocks if b.name == "cb_Findings")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_control_totals_in_major_units_with_their_parts(language) -> None:
    sheet = checks_sheet([HOLDS, BROKEN], [], language, "CNY")
    rows = [r for r in cells(sheet) if len(r) == 8 and isinstance(r[4], float)]
    assert [r[4:7] for r in rows] == [(123.45, 123.45, 0.0), (123.45, 123.44, 0.01)]
    assert "100.00" in rows[0][7]
    assert "23.45" in rows[0][7]
    assert rows[0][0].startswith("●")
    assert rows[1][0].startswith("▲")
    levels = [level for b in sheet.blocks if b.values[0] in rows for level in b.fills]
    assert levels == ["green", "red"]


def test_yen_has_no_decimals() -> None:
    sheet = checks_sheet([HOLDS], [lost(1, 500, "JPY")], "en", "JPY")
    assert any(len(r) == 8 and r[4] == 12345.0 for r in cells(sheet))
    assert any(r[1:5] == ("Receivables", 1, "JPY", 500.0) for r in cells(sheet) if len(r) == 5)


def test_left_out_rows_are_summed_by_table_and_currency() -> None:
    findings = [
        lost(1, 1050),
        lost(1, 0),  # a second finding about the same row
        lost(4, 200),
        lost(5, 300, "USD"),
        Finding("totals_row", "info", "left_out", Place("tblReceivables", 9)),
        Finding("late", "warning", "kept", Place("tblReceivables", 7)),
    ]
    sums = [r for r in cells(checks_sheet([], findings, "en", "CNY")) if r[0] == "▲"]
    assert [r[1:] for r in sums] == [
        ("Receivables", 2, "CNY", 12.5),
        ("Receivables", 1, "USD", 3.0),
    ]


def test_a_row_with_two_faults_counts_once_under_its_currency() -> None:
    raw = pd.DataFrame({"invoice": ["A"], "customer": [None], "invoice_date": ["x"], "amount": [7]})
    findings = clean_ledgers({"tblReceivables": raw}, "CNY").findings
    sums = [r for r in cells(checks_sheet([], findings, "en", "CNY")) if r[0] == "▲"]
    assert [r[1:] for r in sums] == [("Receivables", 1, "CNY", 7.0)]


def test_findings_lead_to_their_cells_errors_first() -> None:
    findings = [
        Finding("late", "warning", "kept", Place("tblPayables", 2, "due_date")),
        lost(1),
        Finding("nothing", "info", "assumed"),
        Finding("missing_column", "error", "left_out", Place("tblBank", None, "balance")),
    ]
    listed = findings_block(checks_sheet([], findings, "en", "CNY")).values
    assert [row[2] for row in listed] == [
        Link("InBank", "D4", "whole table"),  # the title itself
        Link("InReceivables", "F5", "5"),  # data row 1 stands under the titles in row 4
        Link("InPayables", "D6", "6"),
        None,
    ]
    assert listed[1][3:7] == ("Amount", "x", "an amount, such as 1,234.50", "left out of the sums")


def test_a_cut_list_says_how_much_is_missing(monkeypatch) -> None:
    monkeypatch.setattr(checks, "MOST_SHOWN", 3)
    sheet = checks_sheet([], [lost(row) for row in range(1, 11)], "en", "CNY")
    assert findings_block(sheet).height == 3
    assert sheet.tables[0].rows == 3
    texts = [c for row in cells(sheet) for c in row if isinstance(c, str)]
    assert any(t.startswith("7 more findings") for t in texts)
    assert "Errors: 10 · Warnings: 0 · Notes: 0" in texts
    assert any(r[1:] == ("Receivables", 10, "CNY", 10.0) for r in cells(sheet) if r[0] == "▲")


def test_clean_ledgers_say_so() -> None:
    sheet = checks_sheet([HOLDS], [], "en", "CNY")
    assert not sheet.tables
    assert any("No findings" in str(c) for row in cells(sheet) for c in row)


def test_a_message_without_its_figures_still_names_the_finding() -> None:
    finding = Finding("duplicate_title", "warning", "kept", Place("tblBank", None, "balance"))
    (row,) = findings_block(checks_sheet([], [finding], "en", "CNY")).values
    assert row[7] == "duplicate title"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("three-letter", "ISO", "CNY", "USD")), ("zh", ("三个字母", "ISO", "CNY", "USD"))],
)
def test_an_unknown_currency_says_what_a_code_looks_like(language, words) -> None:
    raw = pd.DataFrame({"currency": ["Taler"], "date": ["2026-01-31"], "rate": [7.1]})
    findings = clean_ledgers({"tblRates": raw}, "CNY").findings
    (row,) = findings_block(checks_sheet([], findings, language, "CNY")).values
    (expected,) = [str(cell) for cell in row if "ISO" in str(cell)]
    assert all(word in expected for word in words)


def test_a_message_counts_rows_as_the_sheet_does() -> None:
    place = Place("tblReceivables", 7, "invoice")
    copy = Finding("duplicate_row", "warning", "left_out", place, "X-1", details={"first_row": 6})
    row = findings_block(checks_sheet([], [copy], "en", "CNY")).values[0]
    link = next(c for c in row if isinstance(c, Link))
    assert f"row {int(link.text) - 1} in" in str(row[-1])
