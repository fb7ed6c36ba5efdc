"""The Items sheet: every figure traces to its items, and what is not expected is there too."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

import numpy as np
import pytest

from cashbuoy.forecast.categories import CATEGORIES
from cashbuoy_workbook.blocks import Formula, Link
from cashbuoy_workbook.sheets.items import NAMES, TOTALS_COLUMN
from cashbuoy_workbook.sheets.source_links import MOST_LINKS, source_cells
from workbook.builders import block, figure, sheet, small_firm


def rows(language: str = "en") -> list[dict[str, object]]:
    values = block(sheet("Items", language), "cb_Items_Rows").values
    return [dict(zip(NAMES, row, strict=True)) for row in values]


def test_items_add_up_to_the_forecast_month_by_month() -> None:
    months = small_firm().forecast.months
    by_month: dict[dt.date, float] = defaultdict(float)
    for row in rows():
        if row["state"] == "in the forecast":
            by_month[row["month"]] += row["amount"]  # type: ignore[index,operator]
    for period, net in zip(months.periods, months.net.tolist(), strict=True):
        assert by_month[period.start.replace(day=1)] == pytest.approx(net / 100, abs=0.001)


def test_what_is_not_in_the_forecast_ties_to_the_control_totals() -> None:
    control = next(c for c in small_firm().controls if c.id == "open_receivables")
    words = {"later": "beyond the horizon", "dispute": "in dispute", "loss": "expected loss"}
    for part, state in words.items():
        amounts = [
            r["amount"] for r in rows() if r["state"] == state and r["source"] == "Receivables"
        ]
        assert sum(amounts) == control.parts[part] / 100  # type: ignore[arg-type]
    assert [r["amount"] for r in rows() if r["state"] == "stage without date"] == [8_000]


def test_totals_stand_above_the_list_and_are_live() -> None:
    totals = block(sheet("Items"), "cb_Items_Totals").values[1]
    by_state = {
        "in the forecast": -130_600.0,
        "beyond the horizon": 9_000.0,
        "in dispute": 7_000.0,
        "expected loss": 1_600.0,
    }
    shown = dict(zip(block(sheet("Items"), "cb_Items_Totals").values[0], totals, strict=True))
    for state, amount in by_state.items():
        assert isinstance(shown[state], Formula)
        assert figure(shown[state]) == amount
    assert figure(totals[0]) == sum(figure(v) for v in totals[TOTALS_COLUMN:])


def test_items_are_in_order_of_line_month_and_week_with_the_undated_last() -> None:
    order = {c.en: i for i, c in enumerate(CATEGORIES)}
    found = [
        (order[r["category"]], r["month"], r["week"] or 99)  # type: ignore[index]
        for r in rows()
        if r["date"] is not None
    ]
    assert found == sorted(found)
    assert all(r["date"] is None for r in rows()[len(found) :])


def test_an_item_says_where_it_comes_from_and_why_it_is_expected_then() -> None:
    late = next(r for r in rows() if r["reference"] == "R2" and r["date"])
    assert late["amount"] == 19_600
    assert late["date"] == dt.date(2026, 12, 23)
    assert late["week"] == 5
    assert (late["category"], late["basis"]) == (
        "Receipts from open invoices",
        "overdue: by its age",
    )
    # Second data row of the table: titles stand in row 4 of the input sheet.
    assert late["row"] == Link("InReceivables", "A6", "6")


def test_text_of_the_user_stays_text() -> None:
    names = [r["counterparty"] for r in rows()]
    assert "=HYPERLINK(1)" in names


def test_dates_that_rest_on_a_year_without_notice_are_marked() -> None:
    marks = {r["date"]: r["mark"] for r in rows("zh") if r["date"]}
    assert marks[dt.date(2026, 12, 10)] is None
    assert marks[dt.date(2027, 1, 15)] == "暂定"


def test_the_list_is_an_excel_table() -> None:
    shown = sheet("Items")
    (table,) = shown.tables
    assert table.name == "tblItems"
    assert table.rows == len(rows())
    assert table.row + 1 == block(shown, "cb_Items_Rows").row


def test_links_end_before_excel_s_limit() -> None:
    count = MOST_LINKS + 10
    sources = np.full(count, "tblPayables", dtype=object)
    shown = source_cells(sources, np.arange(1, count + 1))
    assert sum(isinstance(c, Link) for c in shown) == MOST_LINKS
    assert shown[-1] == count + 4  # the sheet's own row number
    assert source_cells(np.array(["vat"], dtype=object), np.array([0])) == [None]
