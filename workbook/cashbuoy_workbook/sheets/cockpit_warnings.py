"""The cockpit's list of what to do now: at most ten lines, the worst first."""

from __future__ import annotations

from cashbuoy_workbook.blocks import Block, Link
from cashbuoy_workbook.sheets.cockpit_grid import LAST, ROW_HEIGHT, TILES, characters
from cashbuoy_workbook.sheets.grid import Fill, Styled, block
from cashbuoy_workbook.sheets.top_actions import TopAction, top_actions
from cashbuoy_workbook.sheets.view import View
from cashbuoy_workbook.sheets.warnings import SHEET as WARNINGS
from cashbuoy_workbook.sheets.warnings import calm_level, counts
from cashbuoy_workbook.styles import symbol
from cashbuoy_workbook.widths import wrapped_height

# About | what and where | money or measured | what to do: first and last column of each.
PARTS = ((0, 1), (TILES[1], TILES[3] - 1), (TILES[3], TILES[4] - 1), (TILES[4], LAST))
SMALL = 0.84  # width of small print against the columns' measure
LEAST_HEIGHT = 24.0
LINE = 12.0  # its line height in points


def heights(view: View, row: int) -> dict[int, float]:
    """Rows as high as their words need."""
    return {row: ROW_HEIGHT} | {
        row + 2 + _calm_rows(view) + i: max(
            LEAST_HEIGHT,
            wrapped_height(action.place.text, characters(*PARTS[1])),
            wrapped_height(action.todo, characters(*PARTS[3]) / SMALL, LINE) + 4,
        )
        for i, action in enumerate(top_actions(view))
    }


def merges(view: View, row: int) -> list[tuple[int, int, int, int]]:
    rows = range(row + 1, row + 2 + _calm_rows(view) + len(top_actions(view)))
    return [(row, TILES[4], row, LAST), *((r, a, r, b) for r in rows for a, b in PARTS)]


def top_warnings(view: View, row: int) -> list[Block]:
    title: list[Styled] = [(view.say("section_top"), "section")]
    title += [(None, "section")] * (TILES[4] - 1)
    title.append((Link(WARNINGS, "A1", counts(view)), "link"))
    title += [(None, "link")] * (LAST - TILES[4])
    rows = [title, _titles(view)]
    fills: list[Fill] = []
    if _calm_rows(view):
        level = calm_level(view)
        calm = f"{symbol(level)} {view.say(f'level_{level}')}"
        rows.append([(calm, "text"), (None, "text"), (view.say(f"no_warnings_{level}"), "text")])
        fills.append((level, 2, 0))
    for action in top_actions(view):
        if action.level is not None:
            fills.append((action.level, len(rows), 0))
        rows.append(_row(action))
    return [block("cb_Cockpit_Warnings", row, 0, rows, fills=fills)]


def _calm_rows(view: View) -> int:
    """Without a warning a line says so: silence must be told from safety."""
    return 0 if view.analysis.warnings else 1


def _titles(view: View) -> list[Styled]:
    cells: list[Styled] = [(None, "header")] * (LAST + 1)
    for (at, _), name in zip(PARTS, ("about", "what", "money_or_measured", "action"), strict=True):
        cells[at] = (view.say(f"column_{name}"), "header")
    return cells


def _row(action: TopAction) -> list[Styled]:
    parts: tuple[Styled, ...] = (
        (action.about, "text_grid"),
        (action.place, "link_wrap"),
        (action.money, "small_middle"),
        (action.todo, "small_middle"),
    )
    cells: list[Styled] = [(None, "text")] * (LAST + 1)
    for (first, last), part in zip(PARTS, parts, strict=True):
        cells[first : last + 1] = [part, *[(None, part[1])] * (last - first)]
    return cells
