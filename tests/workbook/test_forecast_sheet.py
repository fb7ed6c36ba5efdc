"""The Forecast sheet: live above its leaves, to the cent, and coloured where a rule fired."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from cashbuoy.forecast.categories import BY_KEY
from cashbuoy_workbook.blocks import Formula
from cashbuoy_workbook.sheets import forecast
from cashbuoy_workbook.sheets.cash_lines import RESTS, Layout
from cashbuoy_workbook.sheets.grid import a1
from workbook.builders import (
    cells,
    figure,
    fills,
    notes,
    row_titled,
    sheet,
    small_firm,
    styles,
    view,
)

FIRST = 4  # three months of actuals stand before
NOVEMBER, DECEMBER = FIRST, FIRST + 1
# By hand: see builders.py.
IN_DECEMBER = {
    "Opening cash": 100_000.00,
    "Receipts from open invoices": 69_600.00,
    "Receipts from contract stages": 12_000.00,
    "Customers' payment plans": 333.34,
    "Operating receipts": 81_933.34,
    "Payments of open bills": -180_000.00,
    "Operating payments": -180_000.00,
    "Net cash from operating activities": -98_066.66,
    "Net cash flow": -98_066.66,
    "Closing cash": 1_933.34,
    "Lowest day (as of refresh)": -18_000.00,
    "Cash floor": 15_000.00,
    "Headroom over the floor": -33_000.00,
    "Committed credit, undrawn": 50_000.00,
    "Headroom including credit": 17_000.00,
    "Check: items less lines": 0.00,
}


def place() -> Layout:
    return forecast.layout(view(small_firm()))


@pytest.mark.parametrize(("title", "expected"), IN_DECEMBER.items())
def test_december_by_hand(title: str, expected: float) -> None:
    shown = sheet("Forecast")
    assert figure(cells(shown)[row_titled(shown, title), DECEMBER]) == expected


def test_only_leaves_and_what_a_refresh_alone_can_know_are_values() -> None:
    shown, layout = cells(sheet("Forecast")), place()
    values = {
        name
        for name, row in layout.rows.items()
        for column in layout.columns
        if not name.startswith("@") and not isinstance(shown[row, column], Formula)
        if name not in RESTS
    }
    leaves = {n for n in layout.rows if n in BY_KEY}
    assert values == leaves | {"lowest", "floor", "undrawn", "on_due"}
    # The floor is typed once and runs on by formula; opening cash comes from the last actual month.
    row = layout.rows["floor"]
    assert all(isinstance(shown[row, c], Formula) for c in layout.columns[1:])


def test_formulas_say_what_their_titles_say() -> None:
    shown, rows, december = cells(sheet("Forecast")), place().rows, "F"
    november_closing = f"=E{rows['closing'] + 1}"

    def text(name: str, column: int = DECEMBER) -> str:
        value = shown[rows[name], column]
        assert isinstance(value, Formula)
        return value.text

    def at(name: str) -> str:
        return f"{december}{rows[name] + 1}"

    assert text("opening") == november_closing
    assert text("operating_in") == f"=SUM({at('receipts')}:{at('other_receipts')})"
    assert text("operating_out") == f"=SUM({at('supplier_payments')}:{at('other_payments')})"
    assert text("operating") == f"={at('operating_in')}+{at('operating_out')}"
    assert text("closing") == f"={at('opening')}+{at('net')}"
    assert text("headroom") == f"=MIN({at('lowest')},{at('closing')})-{at('floor')}"
    assert text("cover") == f"={at('headroom')}+{at('undrawn')}"
    assert (
        text("receipts", place().total) == f"=SUM(E{rows['receipts'] + 1}:P{rows['receipts'] + 1})"
    )
    assert "tblItems[Amount],tblItems[Month],F4" in text("tie")


def test_sums_hold_no_hard_coded_numbers() -> None:
    for value in cells(sheet("Forecast")).values():
        if isinstance(value, Formula) and not value.text.startswith("=ROUND("):
            bare = re.sub(r"\$?[A-Z]{1,2}\$?\d+", "", value.text)
            assert not re.search(r"\d", bare), value.text


def test_leaves_may_be_overwritten_and_nothing_else_looks_so() -> None:
    shown, layout = styles(sheet("Forecast")), place()
    for name, row in layout.rows.items():
        if not name.startswith("@"):
            assert ("_input" in shown[row, NOVEMBER]) == (name in BY_KEY), name


def test_months_are_dates_and_the_first_says_where_it_begins() -> None:
    shown = cells(sheet("Forecast"))
    months = [shown[forecast.HEADER_ROW, c] for c in place().columns]
    assert [f"{m:%Y-%m-%d}" for m in months[:3]] == ["2026-11-01", "2026-12-01", "2027-01-01"]
    marks = [shown[forecast.MARK_ROW, c] for c in place().columns]
    assert marks == ["from 11-24", "", *["provisional"] * 10]


OLD_DATA = {(1, 0): "amber"}


def test_a_forecast_on_old_data_says_so_at_the_top() -> None:
    # The small firm's latest invoice is of 2 November, its latest bill of the 5th.
    assert fills(sheet("Forecast")).items() >= OLD_DATA.items()
    assert str(cells(sheet("Forecast"))[1, 0]).startswith(
        "◆ OLD DATA: Receivables 21 days, Payables 18 days · Close"
    )
    fresh = replace(small_firm(), findings=())
    assert "OLD" not in str(cells(forecast.render(view(fresh)))[1, 0])


def test_every_warning_on_a_month_is_a_coloured_cell_with_a_note() -> None:
    analysis, shown = small_firm(), sheet("Forecast")
    coloured, said = fills(shown), notes(shown)
    expected = {}
    for warning in analysis.warnings:
        if warning.target.kind == "month":
            measure = analysis.policy.rules[warning.rule].measure
            row = place().rows["lowest" if measure == "closing_cash" else "headroom"]
            month = warning.target.index
            expected[row, FIRST + month] = warning
            if measure == "closing_cash" and analysis.forecast.months.closing[month] < 0:
                expected[place().rows["closing"], FIRST + month] = warning
    assert len(expected) > 10
    assert coloured == {at: w.level for at, w in expected.items()} | OLD_DATA
    for at, warning in expected.items():
        assert warning.ref in said[at]
        assert f"{warning.measured / 100:,.2f} CNY" in said[at]
        assert analysis.policy.rules[warning.rule].action.en in said[at]


def test_warnings_point_at_the_cells_they_colour() -> None:
    december = forecast.cell_of(view(small_firm()), "headroom", 1)
    assert december == a1(place().rows["headroom"], DECEMBER)


def test_empty_lines_of_modules_that_are_off_are_left_out() -> None:
    on = place().rows
    assert {"contract_receipts", "plan_payments", "dividends"} <= set(on)  # on, though empty
    assert not {"planned_sales", "vat", "bills_payable"} & set(on)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_line_names_its_item_of_the_statutory_statement(language: str) -> None:
    shown, layout = cells(sheet("Forecast", language)), place()
    named = {
        name: shown[row, layout.total + 2] for name, row in layout.rows.items() if name in BY_KEY
    }
    wages = {"en": "Cash paid to and for employees", "zh": "支付给职工以及为职工支付的现金"}
    assert named["payroll"] == wages[language]
    assert all(str(words).isascii() == (language == "en") for words in named.values())
    for name, words in named.items():
        assert language == "en" or words == BY_KEY[name].statement_item


def test_the_chart_shows_closing_floor_and_net_flow() -> None:
    (chart,) = sheet("Forecast").charts
    rows = place().rows
    assert [s.values[1] for s in chart.series] == [rows["net"], rows["closing"], rows["floor"]]
    assert chart.row > max(rows.values())
