"""Payment plans (B9): states, ways out after a miss, proposals to debtors, and all instalments."""

from __future__ import annotations

from cashbuoy_workbook.blocks import Block, Sheet
from cashbuoy_workbook.sheets.plan_offers import offers
from cashbuoy_workbook.sheets.plan_overview import overview
from cashbuoy_workbook.sheets.plan_rows import WIDTHS, Section
from cashbuoy_workbook.sheets.plan_schedules import schedules
from cashbuoy_workbook.sheets.plan_ways import ways
from cashbuoy_workbook.sheets.view import HEADING_ROWS, TITLE_HEIGHT, View

SHEET = "Plans"


def render(view: View) -> Sheet:
    blocks: list[Block] = [view.heading(SHEET, view.say("plans_subtitle"))]
    heights = dict(TITLE_HEIGHT)
    row = HEADING_ROWS
    for section in (overview(view), ways(view), offers(view)):
        row = _place(section, row, blocks, heights)
    _place(schedules(view, row), row, blocks, heights)
    return Sheet(
        key=SHEET,
        title=view.tab(SHEET),
        blocks=tuple(blocks),
        widths=WIDTHS,
        heights=heights,
        freeze=(HEADING_ROWS, 0),
        print_columns=(0, len(WIDTHS) - 1),
    )


def _place(section: Section, row: int, blocks: list[Block], heights: dict[int, float]) -> int:
    """Put a section at `row`; the row at which the next one begins."""
    blocks.append(section.block(row))
    heights |= {row + at: height for at, height in section.tall.items()}
    return row + len(section.rows) + 1
