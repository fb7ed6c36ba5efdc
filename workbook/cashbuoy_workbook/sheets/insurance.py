"""Insurance: the clock of every insured invoice, buyers, and what if one of them fails (C2)."""

from __future__ import annotations

from cashbuoy_workbook.blocks import Sheet
from cashbuoy_workbook.sheets.insurance_buyers import buyers_block, most_block
from cashbuoy_workbook.sheets.insurance_clock import COLUMNS, clock_block
from cashbuoy_workbook.sheets.insurance_failures import (
    failure_chart,
    failures_block,
    months_block,
)
from cashbuoy_workbook.sheets.view import HEADING_ROWS, TITLE_HEIGHT, View

SHEET = "Insurance"


def render(view: View) -> Sheet:
    clock = clock_block(view, HEADING_ROWS)
    buyers = buyers_block(view, clock.row + clock.height + 1)
    most = most_block(view, buyers.row + buyers.height)
    failures = failures_block(view, most.row + most.height + 1)
    blocks = [view.heading(SHEET, view.say("insurance_subtitle")), clock, buyers, most, failures]
    charts = []
    below = failures.row + failures.height + 1
    if view.analysis.buffer.failures:
        months = months_block(view, below)
        blocks.append(months)
        charts.append(failure_chart(view, months))
    heads = (clock.row + 1, buyers.row + 1, failures.row + 2)
    return Sheet(
        key=SHEET,
        title=view.tab(SHEET),
        blocks=tuple(blocks),
        charts=tuple(charts),
        widths=tuple(COLUMNS.values()),
        heights={**TITLE_HEIGHT, **dict.fromkeys(heads, 32.0)},
        freeze=(HEADING_ROWS, 1),
        print_columns=(0, len(COLUMNS) - 1),
        new_pages=(buyers.row,) if clock.height > _FIRST_PAGE else (),
    )


_FIRST_PAGE = 12  # rows of the clock beside which the buyers still fit on the page
