"""Sheets Insurance and Buffer of a small insured firm: what stands where, in both languages."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pandas as pd
import pytest

from cashbuoy.analysis import Analysis, analyse
from cashbuoy.ledger.clean import clean_ledgers
from cashbuoy.policy.load import load_policy
from cashbuoy_workbook.blocks import Formula, Sheet
from cashbuoy_workbook.book import InputBook
from cashbuoy_workbook.sheets import buffer, insurance
from cashbuoy_workbook.sheets.view import View
from workbook.builders import cells, figure, fills, notes

INVOICES = [
    # Notice by 5 November: 7 August and ninety days.
    ("near", "Late Ltd", "2026-06-08", "2026-08-07", 500),
    ("missed", "Late Ltd", "2026-05-25", "2026-07-24", 300),
    ("told", "Late Ltd", "2026-05-20", "2026-07-19", 200),
    ("new", "Good Ltd", "2026-10-20", "2026-12-19", 2_000),
]
ACTIONS = [("2026-10-10", "Late Ltd", "claim_notice", "told", None)]


@cache
def analysis(*actions: tuple[object, ...]) -> Analysis:
    tables = {
        "tblReceivables": pd.DataFrame(
            INVOICES, columns=["invoice", "customer", "invoice_date", "due_date", "amount"]
        ),
        "tblInsurance": pd.DataFrame(
            [("P", "Sure", "Late Ltd", 9_000, 0.9), ("P", "Sure", "Good Ltd", 1_500, 0.9)],
            columns=["policy", "insurer", "customer", "limit", "covered"],
        ),
        "tblActions": pd.DataFrame(
            [*ACTIONS, *actions], columns=["date", "customer", "action", "invoices", "amount"]
        ),
        "tblBank": pd.DataFrame(
            [("2026-10-31", "Main", 1_000)], columns=["date", "account", "balance"]
        ),
        "tblMonthly": pd.DataFrame(
            [("2026-09", 400, 2_000)], columns=["month", "cash", "current_liabilities"]
        ),
    }
    ledgers = clean_ledgers(tables, "CNY")
    as_of = pd.Timestamp("2026-10-31").date()
    return analyse(
        ledgers, load_policy("extends: advanced\nsimulation: {paths: 0}", "p.yaml"), as_of
    )


@cache
def sheet(key: str, language: str = "en") -> Sheet:
    view = View(analysis(), InputBook({}), language)  # type: ignore[arg-type]
    return {"Insurance": insurance, "Buffer": buffer}[key].render(view)


def test_claims_admitted_and_paid_stand_below_the_buyers() -> None:
    """Of the 200 told 160 are admitted, of the 500 near 450 are paid: 40 and 50 are still ours."""
    claims = (
        ("2026-10-20", "Late Ltd", "claim_admitted", "told", 160),
        ("2026-10-25", "Late Ltd", "claim_paid", "near", 450),
    )
    view = View(analysis(*claims), InputBook({}), "en")  # type: ignore[arg-type]
    shown = insurance.render(view)
    block = next(b for b in shown.blocks if b.name == "cb_Insurance_Claims")
    admitted, paid, total = block.values[2:5]
    days = [str(d) for d in admitted if isinstance(d, dt.date)]
    # 20 October and 30 days: Thursday 19 November.
    assert days == ["2026-10-20", "2026-11-19", "2026-11-19"]
    assert (admitted[4], admitted[5], admitted[9], admitted[10]) == (200, 160, 160, 40)
    assert (paid[4], paid[5], paid[9], paid[10]) == (500, 450, 450, 50)
    assert (admitted[11], paid[11]) == ("to come", "paid")
    assert [figure(total[column]) for column in (9, 10)] == [610, 90]
    assert not any(b.name == "cb_Insurance_Claims" for b in sheet("Insurance").blocks)


def test_the_cash_ratio_is_that_of_the_books_and_says_so() -> None:
    """400 over 2,000 at the end of September, as on Cockpit; the bank holds 1,000 today."""
    here = cells(sheet("Buffer"))
    row = next(r for (r, _), v in here.items() if v == "Cash ratio (books of 2026-09-30)")
    assert here[row, 1] == 0.2
    assert any("as on Cockpit" in str(v) for v in here.values())


def line_of(shown: Sheet, text: str, column: int = 1) -> int:
    return next(r for (r, c), v in cells(shown).items() if c == column and v == text)


def test_the_clock_begins_with_what_is_most_urgent() -> None:
    shown = sheet("Insurance")
    order = [line_of(shown, name) for name in ("near", "missed", "new", "told")]
    assert order == sorted(order)
    here = cells(shown)
    near, missed, told = (line_of(shown, n) for n in ("near", "missed", "told"))
    assert (here[near, 11], here[near, 12]) == ("Give notice", 5)
    assert (here[missed, 11], here[missed, 5]) == ("Cover lost", 0)
    assert here[told, 11] == "Wait for the loss"
    assert f"{here[near, 7]}" == "2026-11-05"
    assert fills(shown)[near, 7] == fills(shown)[missed, 7] == "red"
    assert "cover of this invoice is lost" in notes(shown)[near, 7]


def test_the_buyers_add_up_live() -> None:
    shown = sheet("Insurance")
    total = next(r for (r, c), v in cells(shown).items() if c == 0 and v == "Total")
    owed, insured = (cells(shown)[total, c] for c in (4, 6))
    assert isinstance(owed, Formula)
    assert isinstance(insured, Formula)
    # All of Late Ltd but what was missed, and 1,500 of the 2,000 of Good Ltd.
    assert (owed.value, insured.value) == (3_000, 2_200)
    good = next(r for (r, c), v in cells(shown).items() if (c, v) == (0, "Good Ltd") and r < total
                and cells(shown).get((r, 8)) == 500)  # fmt: skip
    assert fills(shown)[good, 8] == "amber"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("key", ["Insurance", "Buffer"])
def test_blocks_stand_apart_and_what_is_coloured_says_why(key: str, language: str) -> None:
    shown = sheet(key, language)
    taken: list[tuple[int, int]] = []
    for block in shown.blocks:
        taken += [
            (block.row + i, block.column + j)
            for i in range(block.height) for j in range(block.width)
        ]  # fmt: skip
    assert len(taken) == len(set(taken))
    why = notes(shown)
    for place, level in fills(shown).items():
        if level in ("red", "amber"):
            assert place in why, (key, place)
    for chart in shown.charts:
        under = range(chart.row, chart.row + -(-chart.height // 20))
        assert not [at for at in taken if at[0] in under]
