"""The way each tile's figure took: month ends behind us, or cash in the months ahead."""

from __future__ import annotations

from cashbuoy_workbook.blocks import Block, Cell, Sparkline
from cashbuoy_workbook.sheets.cockpit_grid import TILES, TREND_COLUMN
from cashbuoy_workbook.sheets.cockpit_tiles import INDICATORS, past_cash
from cashbuoy_workbook.sheets.grid import Styled, block
from cashbuoy_workbook.sheets.view import View
from cashbuoy_workbook.styles import SERIES

MONTHS = 13  # twelve month ends and now, or the months ahead


def trend_data(view: View, row: int) -> Block:
    """The figures of the lines, one row a tile, oldest first, beside the printed page."""
    title: list[Styled] = [(view.say("trend_data"), "small")]
    rows: list[list[Styled]] = [title]
    for values in _trends(view):
        cells = [None] * (MONTHS - len(values)) + values
        rows.append([(value, "general") for value in cells])
    return block("cb_Cockpit_Trends", row, TREND_COLUMN, rows)


def trend_lines(row: int, data_row: int) -> tuple[Sparkline, ...]:
    """A line in each tile's last row."""
    last = TREND_COLUMN + MONTHS - 1
    return tuple(
        Sparkline(
            row,
            column,
            ("Cockpit", data_row + 1 + i, TREND_COLUMN, data_row + 1 + i, last),
            SERIES["cash"],
            SERIES["floor"],
        )
        for i, column in enumerate(TILES)
    )


def _trends(view: View) -> list[list[Cell]]:
    """Cash; the lowest day of each month ahead; the indicators."""
    forecast = view.analysis.forecast
    cash = [cash for _, cash in past_cash(view)[-(MONTHS - 1) :]]
    ahead: list[Cell] = list(view.moneys(forecast.months.lowest[:MONTHS]))
    known = {i.id: i for i in view.analysis.indicators}
    trends: list[list[Cell]] = [list(view.moneys([*cash, forecast.opening])), ahead]
    for name in INDICATORS:
        found = known.get(name)
        past = [value for _, value in found.history[-(MONTHS - 1) :]] if found else []
        trends.append([*past, found.value if found else None])
    return trends
