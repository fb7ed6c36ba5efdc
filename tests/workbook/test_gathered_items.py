"""Items of a large firm: fewer rows, the same sums wherever a figure of the forecast points."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np
import pytest
from firm import balance, bill, day, invoice, ledgers, policy

from cashbuoy.analysis import Analysis, analyse
from cashbuoy_workbook.sheets import items
from cashbuoy_workbook.sheets.gathered_items import gathered
from cashbuoy_workbook.sheets.item_rows import GATHERED, ItemRows, item_rows
from workbook.builders import block, view

AS_OF = day("2026-03-31")
RULES = "simulation: {paths: 0}\nrolling: {reconstruct: 0}\nforecast: {item_rows: 1000}\n"


@cache
def large_firm() -> Analysis:
    """120 open invoices of 40 customers who pay anywhere between due and two months after."""
    paid = [
        invoice(f"P{i}", f"{d}", f"{d + dt.timedelta(30)}", 500 + i, f"C{i % 40}",
                paid=500 + i, paid_date=d + dt.timedelta(30 + 7 * i % 61))
        for i in range(120) for d in [day("2025-02-01") + dt.timedelta(2 * i)]
    ]  # fmt: skip
    still = [
        invoice(f"R{i}", f"{d}", f"{d + dt.timedelta(45)}", 10 + i**2 / 7, f"C{i % 40}")
        for i in range(120) for d in [day("2026-01-10") + dt.timedelta(i // 2)]
    ]  # fmt: skip
    owed = [bill("B1", "2026-03-01", "2026-05-05", 9_000)]
    books = ledgers(Bank=[balance("2026-03-31", 10_000)], Receivables=paid + still, Payables=owed)
    return analyse(books, policy(RULES), AS_OF)


@cache
def rows() -> ItemRows:
    return item_rows(large_firm())


def test_an_item_spread_over_weeks_has_one_row_for_each_week_and_month() -> None:
    every, expected = rows(), large_firm().expected
    own = (every.reference == "R119") & (every.state == "in_horizon")
    assert own.sum() > 5
    places = list(zip(every.month[own].tolist(), every.week[own].tolist(), strict=True))
    assert len(set(places)) == len(places)
    later = every.amount[(every.reference == "R119") & (every.state == "later")].sum()
    at = expected.claims.reference.tolist().index("R119")
    assert every.amount[own].sum() + later == expected.amount[at] - expected.loss[at]
    within = every.date[own] <= every.until[own]
    assert within.all()
    assert (
        every.until[own].astype("datetime64[M]") == every.date[own].astype("datetime64[M]")
    ).all()


@pytest.mark.parametrize("most", [40, 100, 300, 900])
def test_every_figure_leads_to_fewer_rows_with_the_same_sum_and_as_many_items(most: int) -> None:
    whole, short = rows(), gathered(rows(), most)
    runs = len(set(zip(whole.state, whole.category, whole.month, whole.week, strict=True)))
    assert len(short) <= most + runs < len(whole)
    for before, after in (
        (whole.by_month, short.by_month),
        (whole.by_week, short.by_week),
        (whole.by_line, short.by_line),
    ):
        assert before.keys() == after.keys()
        for key, old in before.items():
            new = after[key]
            assert new.items == old.items
            was = whole.amount[old.first : old.last + 1].sum()
            assert short.amount[new.first : new.last + 1].sum() == was
    for state in set(whole.state):
        assert short.amount[short.state == state].sum() == whole.amount[whole.state == state].sum()


def test_the_largest_items_keep_rows_of_their_own() -> None:
    short = gathered(rows(), 300)
    single = set(short.reference[short.source != GATHERED])
    assert {"B1", "R119", "R118"} <= single
    assert "R1" not in single
    assert 0 < short.single < short.items == rows().items == 122  # 120 invoices, a bill, VAT
    together = short.source == GATHERED
    assert (short.count[together] >= 1).all()
    assert (short.count[~together] == 1).all()


def test_few_rows_stay_as_they_are() -> None:
    assert gathered(rows(), len(rows())) is rows()


def test_the_sheet_says_that_small_items_are_added_up() -> None:
    shown = view(large_firm())
    assert len(rows()) > 1_000
    sheet = items.render(shown)
    title = str(block(sheet, "cb_Items_Title").values[1][0])
    assert f"the {shown.items.single} largest of 122 items have rows of their own" in title
    values = [dict(zip(items.NAMES, r, strict=True)) for r in block(sheet, "cb_Items_Rows").values]
    several = [r for r in values if r["source"] == "several rows"]
    assert several
    assert all(r["row"] is None and str(r["reference"]).startswith("items: ") for r in several)
    net = large_firm().forecast.months.net.sum()
    told = [r["amount"] for r in values if r["state"] == "in the forecast"]
    assert np.rint(100 * np.sum(np.array(told, dtype=float))) == net
