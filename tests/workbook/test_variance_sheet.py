"""The Variance sheet and the closed months say what the engine found, and their formulas add up."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest
from firm import balance, day, ledgers, policy, recurring

from cashbuoy.analysis import Analysis, analyse
from cashbuoy.ledger.clean import clean_ledgers
from cashbuoy_workbook.blocks import Formula
from cashbuoy_workbook.sheets import variance
from cashbuoy_workbook.sheets.closed_months import closed_months
from cashbuoy_workbook.snapshots import snapshots_sheet, with_typed
from engine.test_variance import BOOKS, FORECAST, NOVEMBER, RULES
from workbook.builders import cells, figure, fills, view


@cache
def firm(snapshots: int = len(FORECAST)) -> Analysis:
    tables = BOOKS | {"Snapshots": FORECAST[:snapshots]}
    return analyse(ledgers(**tables), policy(RULES), NOVEMBER)


def block_named(blocks, name):
    return next(b for b in blocks if b.name == name)


def labelled(block, label):
    """The last row of a block with that label."""
    return [r for r in block.values if r[0] == label][-1]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_october_stands_on_the_sheet(language) -> None:
    shown = variance.render(view(firm(), language))
    months = block_named(shown.blocks, "cb_Variance_MonthsOne")
    net = labelled(months, "Net cash" if language == "en" else "现金净流量")
    assert [figure(cell) for cell in net[1:7]] == [25_000, 2_500, -22_500, -20_000, -5_500, 3_000]
    assert all(isinstance(cell, Formula) for cell in net[1:7])


def test_the_later_month_comes_under_two_months_before() -> None:
    shown = variance.render(view(firm()))
    months = block_named(shown.blocks, "cb_Variance_MonthsTwo")
    net = labelled(months, "Net cash")
    assert [figure(cell) for cell in net[1:4]] == [-6_000, 14_000, 20_000]


def test_customers_that_fell_short_come_first() -> None:
    shown = variance.render(view(firm()))
    rows = block_named(shown.blocks, "cb_Variance_Customers").values
    assert [r[0] for r in rows[2:4]] == [
        "Late Ltd",
        "Billed since the forecast, against the budget",
    ]


def test_without_forecasts_the_sheet_says_so_and_keeps_its_shape() -> None:
    empty = variance.render(view(firm(0)))
    assert any("No closed month" in str(value) for value in cells(empty).values())
    full = variance.render(view(firm()))
    assert empty.charts[0] == full.charts[0]
    assert not fills(empty)


def test_closed_months_open_and_close_at_the_bank() -> None:
    found = closed_months(view(firm()), 3, 20)
    assert found.values[0][1:3] == ("2026-10 actual", "2026-11 actual")
    assert [figure(c) for c in labelled(found, "Opening cash")[1:3]] == [50_000, 52_500]
    assert [figure(c) for c in labelled(found, "Closing cash")[1:3]] == [52_500, 66_500]
    assert [figure(c) for c in labelled(found, "Receipts from open invoices")[1:3]] == [
        13_500,
        20_000,
    ]


def test_what_was_forecast_comes_back_from_the_sheet_as_it_was() -> None:
    analysis = firm()
    for language in ("en", "zh"):
        sheet = snapshots_sheet(analysis, language)
        titles = sheet.blocks[1].values[0]
        frame = pd.DataFrame(sheet.blocks[2].values, columns=list(titles), dtype=object)
        tables = {f"tbl{name}": pd.DataFrame(rows) for name, rows in BOOKS.items()}
        again = analyse(
            clean_ledgers(tables | {"tblSnapshots": frame}, "CNY"), policy(RULES), NOVEMBER
        )
        pd.testing.assert_frame_equal(again.rolling.snapshots, analysis.rolling.snapshots)
        pd.testing.assert_frame_equal(again.rolling.variances, analysis.rolling.variances)


def test_a_typed_figure_is_kept_as_what_it_adds_to_the_forecast() -> None:
    analysis = analyse(
        ledgers(
            Recurring=[recurring("Rent", "rent", "out", 500, "2026-01-15")],
            Bank=[balance("2026-11-30", 1_000)],
        ),
        policy(RULES),
        NOVEMBER,
    )
    sheet = snapshots_sheet(analysis, "en")
    marked = with_typed(sheet, NOVEMBER, {("rent", day("2026-12-01")): -650.0}, "en")
    assert marked.blocks[2].values[-1] == (
        NOVEMBER, day("2026-12-01"), "Rent", None, None, -150.0, -150.0, "Typed by user",
    )  # fmt: skip
    assert marked.tables[0].rows == sheet.tables[0].rows + 1
    assert with_typed(sheet, NOVEMBER, {}, "en") == sheet
