"""Below a cash table: a link for each figure to the items behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cashbuoy.forecast.categories import BY_KEY
from cashbuoy_workbook.blocks import Block, Link
from cashbuoy_workbook.sheets import items
from cashbuoy_workbook.sheets.cash_lines import Layout
from cashbuoy_workbook.sheets.grid import Styled, a1, block
from cashbuoy_workbook.sheets.item_rows import Span
from cashbuoy_workbook.sheets.view import View


def trace_block(
    view: View,
    sheet: str,
    place: Layout,
    row: int,
    spans: Mapping[tuple[str, Any], Span],
    periods: Sequence[object],
    together: Mapping[tuple[str, Any], Span],
) -> Block:
    """One row a line that moves, one link a period, in the columns of the table; the last leads to
    what the line's total is made of. `spans` has the items by line and period, `together` those of
    all periods by line and None."""
    width = place.first + len(periods)
    gap: list[Styled] = [(None, "text")] * (place.first - 1)
    rows: list[list[Styled]] = [
        [(view.say("section_trace"), "section"), *[(None, "section")] * width]
    ]
    for key in place.rows:
        found = [spans.get((key, period)) for period in periods]
        if not any(found):
            continue
        title = view.pick(BY_KEY[key].en, BY_KEY[key].zh)
        links: list[Styled] = [
            (items.link_to(span, view) if span else None, "link_small_right")
            for span in (*found, together[key, None])
        ]
        rows.append([(title, "label_1"), *gap, *links])
    return block(f"cb_{sheet}_Trace", row, 0, rows)


def to_trace(view: View, sheet: str, row: int, at: int) -> Block:
    """A link to the block from above the table, in row `at`."""
    link = Link(sheet, a1(row, 0), view.say("to_trace"))
    return block(f"cb_{sheet}_ToTrace", at, 0, [[(link, "link_small")]])
