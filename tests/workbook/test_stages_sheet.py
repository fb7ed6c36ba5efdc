"""Contract stages: figures of the small firm, progress of major contracts, words for what is late."""

from __future__ import annotations

import datetime as dt

import pytest
from firm import day, invoice, ledgers, policy

from cashbuoy.analysis import analyse
from cashbuoy_workbook.blocks import Formula, Link, Sheet
from cashbuoy_workbook.book import InputBook
from cashbuoy_workbook.sheets import stages
from cashbuoy_workbook.sheets.view import View
from workbook.builders import AS_OF, block, fills, sheet


def test_contract_stages_split_the_contract() -> None:
    shown = sheet("Stages")
    rows = block(shown, "cb_Stages_Rows").values
    found = [dict(zip(stages.COLUMNS, row, strict=True)) for row in rows]
    assert [(s["stage"], s["amount"]) for s in found] == [
        ("1 Advance", 12_000), ("2 Shipment", 20_000), ("3 Acceptance", 8_000),
    ]  # fmt: skip
    assert [s["due_date"] for s in found] == [dt.date(2026, 11, 2), dt.date(2027, 2, 1), None]
    assert [s["status"] for s in found] == [
        "◆ due, not billed",
        "scheduled (provisional)",
        "○ no date yet",
    ]
    assert isinstance(found[0]["row"], Link)
    total = dict(zip(stages.COLUMNS, block(shown, "cb_Stages_Total").values[0], strict=True))
    assert isinstance(total["open_base"], Formula)
    assert total["open_base"].value == 40_000
    # Grey: the shipment lies ahead; a stage without a date.
    names = {list(stages.COLUMNS)[at[1]] for at, level in fills(shown).items() if level == "grey"}
    assert names == {"event_date", "status"}


def contracts(*rows: dict) -> Sheet:
    firm = ledgers(
        Contracts=[{"customer": "Acme", "signed": day("2026-06-01"), **row} for row in rows],
        Receivables=[
            invoice("1", "2026-06-01", "2026-06-01", 300, contract="A", paid=300,
                    paid_date=day("2026-06-05")),
            invoice("2", "2026-06-01", "2026-06-01", 300, contract="B", paid=100,
                    paid_date=day("2026-06-05")),
        ],
    )  # fmt: skip
    analysis = analyse(firm, policy("forecast: {receipts: due_date}"), AS_OF)
    view = View(analysis, InputBook({}), "en")
    return stages.render(view)


def test_progress_of_major_contracts_the_furthest_behind_first() -> None:
    late = {"contract": "A", "amount": 1000, "expected_shipped": day("2026-11-02"), "major": "yes"}
    half = {"contract": "B", "amount": 1000, "major": "yes"}
    minor = {"contract": "C", "amount": 1000}
    shown = contracts(minor, late, half)
    body = block(shown, "cb_Stages_Progress")
    found = [dict(zip(stages.COLUMNS, row, strict=True)) for row in body.values]
    # B has paid 100 of 300; A its 300, but shipment was to bring 500 more three weeks ago.
    assert [(r["contract"], r["stage"], r["open_base"]) for r in found] == [
        ("B", pytest.approx(1 / 3), 200), ("A", pytest.approx(3 / 8), 500),
    ]  # fmt: skip
    assert [r["status"] for r in found] == ["◆ behind", "◆ behind"]
    assert set(body.fills) == {"amber"}
    rows = block(shown, "cb_Stages_Rows").values
    told = [dict(zip(stages.COLUMNS, row, strict=True)) for row in rows]
    slipped = next(r for r in told if r["contract"] == "A" and r["stage"] == "2 Shipment")
    # Five working days from Monday 23 November; planned for 2 November.
    assert (slipped["event_date"], slipped["moved_days"]) == (dt.date(2026, 11, 30), 28)
    assert slipped["status"] == "◆ event overdue"


def test_without_contracts_the_sheet_says_so() -> None:
    assert block(contracts(), "cb_Stages_ProgressTitles").values[1][0] == (
        "No contract is marked as major."
    )
