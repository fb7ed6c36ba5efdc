"""Forecast: the rolling 12-month table by the direct method (A1), live above its leaves."""

from __future__ import annotations

import math

from cashbuoy.forecast.categories import BY_KEY
from cashbuoy.forecast.horizon import Period
from cashbuoy_workbook.blocks import Block, Chart, Note, Sheet
from cashbuoy_workbook.sheets import closed_months, items
from cashbuoy_workbook.sheets.accuracy_line import accuracy_line
from cashbuoy_workbook.sheets.cash_chart import CHART_ROWS, cash_chart
from cashbuoy_workbook.sheets.cash_lines import Layout, shown_keys
from cashbuoy_workbook.sheets.cash_rows import CashRows
from cashbuoy_workbook.sheets.cash_trace import to_trace, trace_block
from cashbuoy_workbook.sheets.closed_months import FIRST_COLUMN, ActualColumns, moving
from cashbuoy_workbook.sheets.grid import BLANK, Fill, Styled, a1, block, pixels
from cashbuoy_workbook.sheets.levels import marks_by_month, warning_notes
from cashbuoy_workbook.sheets.live_levels import live_levels
from cashbuoy_workbook.sheets.outlook_rows import outlook_height, outlook_rows
from cashbuoy_workbook.sheets.view import HEADING_ROWS, TITLE_HEIGHT, View

SHEET = "Forecast"
HEADER_ROW = HEADING_ROWS
MARK_ROW = HEADER_ROW + 1
FIRST_ROW = MARK_ROW + 1
TITLE_WIDTH, MONEY_WIDTH, ITEM_WIDTH = 33.0, 13.5, 46.0

MOST_MONTHS_ON_A_PAGE = 17  # actual ones included

# Line of the table that shows what a rule measures: the lowest day of a month, not its end.
LINE_OF = {"closing_cash": "lowest", "headroom": "headroom"}


def layout(view: View) -> Layout:
    """Where every line and month stands on the sheet."""
    months = view.analysis.forecast.months
    keys = shown_keys(months, view.analysis.policy, empty_too=True, also=moving(view))
    actuals = closed_months.width(view)
    first = FIRST_COLUMN + actuals
    return Layout.of(keys, len(months.periods), FIRST_ROW, first, rests=actuals > 0)


def cell_of(view: View, measure: str, month: int) -> str:
    """Address of the cell that a rule on a forecast month colours."""
    place = layout(view)
    return a1(place.rows[LINE_OF.get(measure, measure)], place.first + month)


def line_title(view: View, measure: str) -> str:
    """The line that shows what a rule measures, as its title says it."""
    if measure in BY_KEY:
        return view.pick(BY_KEY[measure].en, BY_KEY[measure].zh)
    return view.say(f"line_{LINE_OF[measure]}")


def render(view: View) -> Sheet:
    table = view.analysis.forecast.months
    place = layout(view)
    actual = ActualColumns(view, place)
    rows = CashRows(
        view,
        table,
        place,
        floor=view.money(view.analysis.forecast.floor),
        items_of=lambda column: items.sum_where("month", a1(HEADER_ROW, column), view),
        on_due=view.analysis.receipts_on_due.months,
        opening=actual.opening(),
    )
    months = [p.start.replace(day=1) for p in table.periods]
    outlook_row = place.rows["tie"] + 2
    lines = _lines(view, rows, place, actual)
    below = outlook_row + outlook_height(view)
    trace_row = below + CHART_ROWS
    return Sheet(
        key=SHEET,
        title=view.tab(SHEET),
        blocks=(
            view.heading(SHEET, view.say("forecast_subtitle"), periods=len(table.periods)),
            _header(view, table.periods, actual),
            lines,
            *outlook_rows(view, SHEET, outlook_row, "months", place.first),
            _statement_items(view, place),
            to_trace(view, SHEET, trace_row, HEADING_ROWS - 1),
            accuracy_line(view, SHEET, HEADING_ROWS - 1, FIRST_COLUMN),
            trace_block(
                view, SHEET, place, trace_row, view.items.by_month, months, view.items.by_line
            ),
        ),
        charts=(_chart(view, place, below),),
        conditions=live_levels(view, place, _painted(lines)),
        widths=(TITLE_WIDTH, *[MONEY_WIDTH] * place.total, 2.0, ITEM_WIDTH),
        heights=TITLE_HEIGHT,
        freeze=(FIRST_ROW, 1),
        print_columns=(0, place.total),
        repeat_rows=(HEADER_ROW, MARK_ROW),
        pages_wide=math.ceil(place.last / MOST_MONTHS_ON_A_PAGE),
        # Links are of no use on paper; without them the rest fills a page.
        print_last=trace_row - 1,
        pages_tall=1,
    )


def _header(view: View, periods: tuple[Period, ...], actual: ActualColumns) -> Block:
    months: list[Styled] = [(p.start.replace(day=1), "header_month") for p in periods]
    marks: list[Styled] = [(period_mark(view, p), "hint") for p in periods]
    return block(
        "cb_Forecast_Months",
        HEADER_ROW,
        0,
        [
            [
                (view.currency_name, "header_left"),
                *actual.titles(),
                *months,
                (view.say("total"), "header"),
            ],
            [BLANK, *actual.marks(), *marks],
        ],
    )


def period_mark(view: View, period: Period) -> str:
    """What a reader must know of a month: it began before the forecast, or its working days are
    provisional."""
    if period.start.day > 1:
        return view.say("partial_month", start=f"{period.start:%m-%d}")
    return view.say("provisional") if period.provisional else ""


def _lines(view: View, rows: CashRows, place: Layout, actual: ActualColumns) -> Block:
    empty: list[Styled] = [BLANK]
    cells: list[list[Styled]] = [empty] * (max(place.rows.values()) - FIRST_ROW + 1)
    for name, row in place.rows.items():
        title, *ahead = rows.row(name)
        cells[row - FIRST_ROW] = [title, *actual.row(name), *ahead]
    fills: list[Fill] = []
    notes: list[Note] = []
    for (month, measure), warnings in marks_by_month(view).items():
        for line in _lines_in_danger(view, month, measure, warnings[0].limit):
            at = place.rows[line] - FIRST_ROW, place.first + month
            fills.append((warnings[0].level, *at))
            notes.append(Note(*at, warning_notes(view, warnings)))
    return block("cb_Forecast_Lines", FIRST_ROW, 0, cells, fills=fills, notes=notes)


def _painted(lines: Block) -> set[tuple[int, int]]:
    """Cells of the sheet that the refresh coloured."""
    places = (at for level in lines.fills.values() for at in level)
    return {(lines.row + row, lines.column + column) for row, column in places}


def _lines_in_danger(view: View, month: int, measure: str, limit: float) -> tuple[str, ...]:
    """The line that a rule measures; closing cash too, where the month ends below the limit."""
    ends_below = view.analysis.forecast.months.closing[month] < limit
    closing = ("closing",) if measure == "closing_cash" and ends_below else ()
    return (LINE_OF.get(measure, measure), *closing)


def _statement_items(view: View, place: Layout) -> Block:
    """The item of the statutory cash-flow statement (CAS 31) that each line belongs to."""
    names: list[list[Styled]] = [[(view.say("statement_item"), "small")], [BLANK]]
    leaves = {row: BY_KEY[key] for key, row in place.rows.items() if key in BY_KEY}
    items_by_row = {
        row: view.pick(leaf.statement_item_en, leaf.statement_item) for row, leaf in leaves.items()
    }
    names += [[(items_by_row.get(row), "small")] for row in range(FIRST_ROW, max(items_by_row) + 1)]
    return block("cb_Forecast_StatementItems", HEADER_ROW, place.total + 2, names)


def _chart(view: View, place: Layout, row: int) -> Chart:
    width = pixels(TITLE_WIDTH, *[MONEY_WIDTH] * (place.total))
    return cash_chart(view, SHEET, view.say("chart_forecast"), place, HEADER_ROW, row, width)
