"""The chart below a cash table: closing cash over its floor, and the net flow of each period."""

from __future__ import annotations

from cashbuoy_workbook.blocks import Chart, Series
from cashbuoy_workbook.sheets.cash_lines import Layout
from cashbuoy_workbook.sheets.scale import scale_of
from cashbuoy_workbook.sheets.view import View
from cashbuoy_workbook.styles import SERIES

# Rows that the chart covers, and one more.
CHART_ROWS = 18
_HEIGHT = 320


def cash_chart(
    view: View, sheet: str, title: str, place: Layout, header_row: int, row: int, width: int
) -> Chart:
    """The chart of one table, its top left corner in the first column of `row`."""

    def line(name: str) -> tuple[str, int, int, int, int]:
        return (sheet, place.rows[name], place.first, place.rows[name], place.last)

    periods = (sheet, header_row, place.first, header_row, place.last)
    say = view.say
    return Chart(
        row=row,
        column=0,
        width=width,
        height=_HEIGHT,
        title=title,
        series=(
            Series(say("line_net"), periods, line("net"), SERIES["receipts"], kind="column"),
            Series(say("line_closing"), periods, line("closing"), SERIES["cash"]),
            Series(say("line_floor"), periods, line("floor"), SERIES["floor"], dashed=True),
        ),
        number_format=scale_of(view).axis_format,
    )
