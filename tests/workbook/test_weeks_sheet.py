"""The Weeks sheet: the same events, thirteen weeks of them."""

from __future__ import annotations

from cashbuoy_workbook.blocks import Formula
from cashbuoy_workbook.sheets import weeks
from workbook.builders import cells, figure, fills, notes, row_titled, sheet, small_firm, view


def test_weeks_close_where_the_daily_ledger_does() -> None:
    shown, forecast = sheet("Weeks"), small_firm().forecast
    closing = row_titled(shown, "Closing cash")
    for i, week in enumerate(forecast.weeks.periods):
        at = (week.end - forecast.days[0].date()).days
        assert figure(cells(shown)[closing, 1 + i]) == forecast.closing[at] / 100


def test_only_lines_with_amounts_are_shown() -> None:
    rows = weeks.layout(view(small_firm())).rows
    assert {"receipts", "supplier_payments", "rent", "contract_receipts"} <= set(rows)
    assert not {"dividends", "capex"} & set(rows)


def test_the_floor_is_the_forecast_sheet_s() -> None:
    shown = sheet("Weeks")
    floor = cells(shown)[row_titled(shown, "Cash floor"), 1]
    assert isinstance(floor, Formula)
    assert floor.text.startswith("='Forecast'!E")
    assert floor.value == 15_000


def test_weeks_below_the_floor_are_coloured_and_say_why() -> None:
    shown, table = sheet("Weeks"), small_firm().forecast.weeks
    row = row_titled(shown, "Headroom over the floor")
    low = {1 + i: lowest for i, lowest in enumerate(table.lowest.tolist()) if lowest < 1_500_000}
    assert low
    expected = {(row, c): "red" if v < 0 else "amber" for c, v in low.items()}
    assert fills(shown) == expected | {(1, 0): "amber"}  # old data
    assert set(notes(shown)) == set(expected)
    assert "-18,000.00 CNY" in notes(shown)[row, 4]  # the week of 14 December


def test_weeks_are_numbered_as_the_items_are() -> None:
    shown = cells(sheet("Weeks"))
    assert [shown[weeks.NUMBER_ROW, c] for c in (1, 2, 13)] == [1, 2, 13]
    tie = shown[weeks.layout(view(small_firm())).rows["tie"], 1]
    assert isinstance(tie, Formula)
    assert "tblItems[Week],B4" in tie.text
