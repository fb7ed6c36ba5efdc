"""Insurance: the clock of every insured invoice, buyers, and what if one of them fails (C2)."""

from __future__ import annotations

from cashbuoy_workbook.blocks import Block, Sheet
from cashbuoy_workbook.sheets.insurance_buyers import buyers_block, most_block
from cashbuoy_workbook.sheets.insurance_claims import claims_block
from cashbuoy_workbook.sheets.insurance_clock import COLUMNS, clock_block
from cashbuoy_workbook.sheets.insurance_failures import (
    failure_chart,
    failures_block,
    months_block,
)
from cashbuoy_workbook.sheets.view import HEADING_ROWS, TITLE_HEIGHT, View
from cashbuoy_workbook.widths import taller_rows, titles_height

SHEET = "Insurance"


def render(view: View) -> Sheet:
    clock = clock_block(view, HEADING_ROWS)
    buyers = buyers_block(view, clock.row + clock.height + 1)
    most = most_block(view, buyers.row + buyers.height)
    after = most.row + most.height
    claims = claims_block(view, after + 1)
    if claims:
        after = claims.row + claims.height
    failures = failures_block(view, after + 1)
    blocks = [view.heading(SHEET, view.say("insurance_subtitle")), clock, buyers, most, failures]
    if claims:
        blocks.insert(-1, claims)
    charts = []
    below = failures.row + failures.height + 1
    if view.analysis.buffer.failures:
        months = months_block(view, below)
        blocks.append(months)
        charts.append(failure_chart(view, months))
    pages = (buyers.row,) if clock.height > _FIRST_PAGE else ()
    height = buyers.height + failures.height + (claims.height + 1 if claims else 0)
    if height > _BESIDE_FAILURES:
        pages = (*pages, failures.row)
    return Sheet(
        key=SHEET,
        title=view.tab(SHEET),
        blocks=tuple(blocks),
        charts=tuple(charts),
        widths=tuple(COLUMNS.values()),
        heights={
            **TITLE_HEIGHT,
            **_heights(clock, buyers, *([claims] if claims else []), failures),
        },
        freeze=(HEADING_ROWS, 1),
        print_columns=(0, len(COLUMNS) - 1),
        new_pages=pages,
    )


def _heights(*blocks: Block) -> dict[int, float]:
    """Of column titles, and of lines that say at length why an invoice is not insured."""
    widths = tuple(COLUMNS.values())
    heights = {
        b.row + i: titles_height((str(title or "") for title in b.values[i]), widths)
        for b in blocks
        for i, styles in enumerate(b.styles)
        if "header" in styles
    }
    clock = blocks[0]
    lines = [row[-1] if len(row) == len(widths) else None for row in clock.values[_CLOCK_TITLES:]]
    effects = (str(text or "") for text in lines)
    return heights | taller_rows(effects, widths[-1], clock.row + _CLOCK_TITLES)


_CLOCK_TITLES = 2
_FIRST_PAGE = 12  # rows of the clock beside which the buyers still fit on the page
_BESIDE_FAILURES = 24  # rows of buyers and failures below which months and chart fit, too
