"""Weeks: the same events by week, thirteen weeks ahead (A1)."""

from __future__ import annotations

import numpy as np

from cashbuoy_workbook.blocks import Block, Chart, Formula, Level, Note, Sheet
from cashbuoy_workbook.sheets import forecast, items
from cashbuoy_workbook.sheets.cash_accounts import accounts_block, total_of
from cashbuoy_workbook.sheets.cash_chart import CHART_ROWS, cash_chart
from cashbuoy_workbook.sheets.cash_lines import Layout, shown_keys
from cashbuoy_workbook.sheets.cash_rows import CashRows
from cashbuoy_workbook.sheets.cash_trace import to_trace, trace_block
from cashbuoy_workbook.sheets.grid import BLANK, Fill, Styled, a1, block, on_sheet, pixels
from cashbuoy_workbook.sheets.levels import in_words
from cashbuoy_workbook.sheets.outlook_rows import outlook_height, outlook_rows
from cashbuoy_workbook.sheets.view import HEADING_ROWS, TITLE_HEIGHT, View
from cashbuoy_workbook.styles import symbol

SHEET = "Weeks"
NUMBER_ROW = HEADING_ROWS
START_ROW = NUMBER_ROW + 1
END_ROW = START_ROW + 1
FIRST_ROW = END_ROW + 1


def layout(view: View) -> Layout:
    weeks = view.analysis.forecast.weeks
    keys = shown_keys(weeks, view.analysis.policy, empty_too=False)
    return Layout.of(keys, len(weeks.periods), FIRST_ROW, 1)


def render(view: View) -> Sheet:
    table = view.analysis.forecast.weeks
    place = layout(view)
    months = forecast.layout(view)
    floor = on_sheet(view.tab(forecast.SHEET), a1(months.rows["floor"], months.first))
    outlook_row = place.rows["tie"] + 2
    below = outlook_row + outlook_height(view)
    accounts_row = below + CHART_ROWS
    accounts = accounts_block(view, accounts_row)
    trace_row = accounts_row + accounts.height + 1
    rows = CashRows(
        view,
        table,
        place,
        floor=Formula(f"={floor}", view.money(view.analysis.forecast.floor)),
        items_of=lambda column: items.sum_where("week", a1(NUMBER_ROW, column), view),
        on_due=view.analysis.receipts_on_due.weeks,
        opening=Formula(f"={total_of(accounts)}", view.money(view.analysis.forecast.opening)),
    )
    numbers = list(range(1, len(table.periods) + 1))
    return Sheet(
        key=SHEET,
        title=view.tab(SHEET),
        blocks=(
            view.heading(SHEET, view.say("weeks_subtitle"), periods=len(table.periods)),
            _header(view),
            _lines(view, rows, place),
            *outlook_rows(view, SHEET, outlook_row, "weeks"),
            to_trace(view, SHEET, trace_row, HEADING_ROWS - 1),
            accounts,
            trace_block(
                view, SHEET, place, trace_row, view.items.by_week, numbers, view.items.in_weeks
            ),
        ),
        charts=(_chart(view, place, below),),
        widths=(forecast.TITLE_WIDTH, *[forecast.MONEY_WIDTH] * (len(table.periods) + 1)),
        heights=TITLE_HEIGHT,
        freeze=(FIRST_ROW, 1),
        print_columns=(0, place.total),
        repeat_rows=(NUMBER_ROW, END_ROW),
        print_last=trace_row - 1,
        new_pages=(outlook_row,),
    )


def _chart(view: View, place: Layout, row: int) -> Chart:
    width = pixels(forecast.TITLE_WIDTH, *[forecast.MONEY_WIDTH] * place.total)
    return cash_chart(view, SHEET, view.say("chart_weeks"), place, START_ROW, row, width)


def _header(view: View) -> Block:
    periods = view.analysis.forecast.weeks.periods
    numbers: list[Styled] = [(i, "header_number") for i in range(1, len(periods) + 1)]
    starts: list[Styled] = [(p.start, "header_date") for p in periods]
    ends: list[Styled] = [
        (
            view.say("until", end=f"{p.end:%m-%d}")
            + (f" {view.say('provisional')}" if p.provisional else ""),
            "hint",
        )
        for p in periods
    ]
    return block(
        "cb_Weeks_Dates",
        NUMBER_ROW,
        0,
        [
            [(view.say("week"), "header_left"), *numbers, (view.say("total"), "header")],
            [(view.currency_name, "header_left"), *starts, (None, "header")],
            [BLANK, *ends],
        ],
    )


def _lines(view: View, rows: CashRows, place: Layout) -> Block:
    """The lines; weeks with a day below the floor (amber) or below zero (red) are coloured."""
    cells: list[list[Styled]] = [[BLANK] for _ in range(max(place.rows.values()) - FIRST_ROW + 1)]
    for name, row in place.rows.items():
        cells[row - FIRST_ROW] = rows.row(name)
    fills: list[Fill] = []
    notes: list[Note] = []
    table = view.analysis.forecast.weeks
    for week in np.flatnonzero(table.headroom < 0).tolist():
        level: Level = "red" if table.lowest[week] < 0 else "amber"
        at = place.rows["headroom"] - FIRST_ROW, place.first + week
        fills.append((level, *at))
        words = view.say(
            "note_week",
            symbol=symbol(level),
            lowest=in_words(view, float(table.lowest[week]), "money"),
            floor=in_words(view, float(view.analysis.forecast.floor), "money"),
        )
        notes.append(Note(*at, words))
    return block("cb_Weeks_Lines", FIRST_ROW, 0, cells, fills=fills, notes=notes)
