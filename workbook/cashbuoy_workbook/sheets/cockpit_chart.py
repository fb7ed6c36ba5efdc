"""The cockpit's cash curve: month ends behind us, then the forecast, over the floor."""

from __future__ import annotations

import datetime as dt

from cashbuoy_workbook.blocks import Block, Chart, Formula, Series
from cashbuoy_workbook.sheets import forecast
from cashbuoy_workbook.sheets.cockpit_grid import DATA_COLUMN
from cashbuoy_workbook.sheets.cockpit_tiles import past_cash
from cashbuoy_workbook.sheets.grid import Styled, a1, block, on_sheet
from cashbuoy_workbook.sheets.scale import scale_of
from cashbuoy_workbook.sheets.view import View
from cashbuoy_workbook.styles import SERIES

PAST_MONTHS = 6
TITLES = 2  # rows above the figures
WIDTH, HEIGHT = 640, 336


def chart_data(view: View, row: int) -> Block:
    """The curve's figures, beside the printed page; the forecast ones are live."""
    say, style = view.say, view.style("money_round")
    figures = view.analysis.forecast
    place = forecast.layout(view)
    sheet = view.tab(forecast.SHEET)
    rows: list[list[Styled]] = [
        [(say("chart_data"), "small")],
        [(say(k), "small") for k in ("month", "curve_actual", "curve_forecast", "line_floor")],
    ]
    floor = view.money(figures.floor)
    band = _band(view)
    for end, cash in past_cash(view)[-PAST_MONTHS:]:
        label = _label(end, first=len(rows) == TITLES)
        known = view.money(cash)
        rows.append([(label, "text"), (known, style), (None, style), (floor, style)])
        if band:  # no width: a gap would be drawn as zero
            rows[-1] += [(known, style), (0.0, style)]
    opening = view.money(figures.opening)
    now = say("now_label")
    rows.append([(now, "text"), (opening, style), (opening, style), (floor, style)])
    if band:
        rows[1] += [(say(k), "small") for k in ("curve_low", "curve_band")]
        rows[-1] += [(opening, style), (0.0, style)]
    for i, period in enumerate(figures.months.periods):
        cell = a1(place.rows["closing"], place.first + i)
        closing = Formula(f"={on_sheet(sheet, cell)}", view.money(figures.months.closing[i]))
        low = a1(place.rows["floor"], place.first + i)
        limit = Formula(f"={on_sheet(sheet, low)}", floor)
        rows.append([(_label(period.end), "text"), (None, style), (closing, style), (limit, style)])
        if band:
            rows[-1] += [(figure, style) for figure in band[i]]
    return block("cb_Cockpit_ChartData", row, DATA_COLUMN, rows)


def _band(view: View) -> list[tuple[float, float]]:
    """P10 of closing cash and what lies between it and P90, month by month; empty where nothing
    was simulated."""
    outlook = view.analysis.outlook
    if outlook is None:
        return []
    low, _, high = outlook.months
    return list(zip(view.moneys(low), view.moneys(high - low), strict=True))


def _label(date: dt.date, *, first: bool = False) -> str:
    """A month's number, with the year where it begins."""
    return f"{date:%y.%m}" if first or date.month == 1 else f"{date:%m}"


def chart(view: View, data_row: int, row: int) -> Chart:
    first = data_row + TITLES
    points = min(len(past_cash(view)), PAST_MONTHS) + 1 + len(view.analysis.forecast.months.periods)
    last = first + points - 1

    def column(at: int) -> tuple[str, int, int, int, int]:
        return ("Cockpit", first, DATA_COLUMN + at, last, DATA_COLUMN + at)

    scale = scale_of(view)
    band: tuple[Series, ...] = ()
    if view.analysis.outlook is not None:
        band = (
            Series(view.say("curve_low"), column(0), column(4), "", kind="area"),
            Series(view.say("curve_band"), column(0), column(5), SERIES["band"], kind="area"),
        )
    return Chart(
        row=row,
        column=0,
        width=WIDTH,
        height=HEIGHT,
        title=view.say("chart_cockpit", unit=view.currency_name),
        series=(
            *band,
            Series(view.say("curve_actual"), column(0), column(1), SERIES["net"]),
            Series(view.say("curve_forecast"), column(0), column(2), SERIES["cash"]),
            Series(view.say("line_floor"), column(0), column(3), SERIES["floor"], dashed=True),
        ),
        number_format=scale.axis_format,
        stacked=True,
    )
