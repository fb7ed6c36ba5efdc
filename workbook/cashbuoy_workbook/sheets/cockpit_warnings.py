"""The cockpit's list of what to do: one line a rule, the worst first, at most ten."""

from __future__ import annotations

from dataclasses import dataclass

from cashbuoy.warning.rules import EarlyWarning

from cashbuoy_workbook.blocks import Block, Link
from cashbuoy_workbook.sheets.cockpit_grid import LAST, ROW_HEIGHT, TILES, characters
from cashbuoy_workbook.sheets.cockpit_panel import short
from cashbuoy_workbook.sheets.grid import Fill, Styled, block
from cashbuoy_workbook.sheets.levels import in_order, rule_of
from cashbuoy_workbook.sheets.view import View
from cashbuoy_workbook.sheets.warnings import SHEET as WARNINGS, counts, place_of
from cashbuoy_workbook.styles import symbol
from cashbuoy_workbook.widths import wrapped_height

MOST = 10
# Title and place | measured against limit | what to do: first and last column of each.
PARTS = ((TILES[1], TILES[2]), (TILES[3], TILES[3]), (TILES[4] - 1, LAST))
SMALL = 0.82  # width of small print against the columns' measure
LINE = 11.5  # its line height in points


@dataclass(frozen=True)
class Fired:
    """A rule that fired: its worst warning, and how many more months it concerns."""

    worst: EarlyWarning
    more: int


def fired_rules(view: View) -> list[Fired]:
    """One entry per rule, the worst first."""
    by_rule: dict[str, list[EarlyWarning]] = {}
    for warning in in_order(view):
        by_rule.setdefault(warning.rule, []).append(warning)
    return [Fired(warnings[0], len(warnings) - 1) for warnings in by_rule.values()][:MOST]


def heights(view: View, row: int) -> dict[int, float]:
    """Rows as high as their action needs."""
    return {row: ROW_HEIGHT} | {
        row + 2 + i: max(
            ROW_HEIGHT,
            wrapped_height(in_words_of(view, f), characters(*PARTS[0])),
            wrapped_height(_action(view, f), characters(*PARTS[2]) / SMALL, LINE) + 3,
        )
        for i, f in enumerate(fired_rules(view))
    }


def merges(view: View, row: int) -> list[tuple[int, int, int, int]]:
    rows = range(row + 1, row + 2 + max(len(fired_rules(view)), 1))
    return [(r, a, r, b) for r in rows for a, b in PARTS if a != b]


def top_warnings(view: View, row: int) -> list[Block]:
    title: list[Styled] = [(view.say("section_top"), "section")]
    title += [(None, "section")] * (LAST - 2)
    title += [(None, "section"), (Link(WARNINGS, "A1", counts(view)), "link")]
    rows = [title, _titles(view)]
    fills: list[Fill] = []
    for fired in fired_rules(view):
        fills.append((fired.worst.level, len(rows), 0))
        rows.append(_row(view, fired))
    if len(rows) == 2:
        rows.append([(f"{symbol('green')} {view.say('level_green')}", "text"), (None, "text"), (view.say("no_warnings"), "text")])
        fills.append(("green", 2, 0))
    return [block("cb_Cockpit_Warnings", row, 0, rows, fills=fills)]


def _titles(view: View) -> list[Styled]:
    cells: list[Styled] = [(None, "header")] * (LAST + 1)
    cells[0] = (view.say("column_rule"), "header")
    for (at, _), name in zip(PARTS, ("what", "against_limit", "action"), strict=True):
        cells[at] = (view.say(f"column_{name}"), "header")
    return cells


def _row(view: View, fired: Fired) -> list[Styled]:
    warning = fired.worst
    cells: list[Styled] = [(None, "text")] * (LAST + 1)
    words = f"{symbol(warning.level)} {view.say(f'level_{warning.level}')} {warning.ref}"
    place = place_of(view, warning)
    cells[0] = (Link(place.sheet, place.cell, words), "text")
    cells[PARTS[0][0]] = (in_words_of(view, fired), "wrap")
    limit = short(view, warning.limit, warning.unit)
    measured = short(view, warning.measured, warning.unit)
    cells[PARTS[1][0]] = (view.say("reading", measured=measured, limit=limit), "small_wrap")
    cells[PARTS[2][0]] = (_action(view, fired), "small_wrap")
    return cells


def in_words_of(view: View, fired: Fired) -> str:
    """The rule in words, with the month it concerns and how many more."""
    title = rule_of(view, fired.worst).title
    words = view.pick(title.en, title.zh)
    if fired.worst.target.kind != "month":
        return words
    start = view.analysis.forecast.months.periods[fired.worst.target.index].start
    key = "what_in_months" if fired.more else "what_in_month"
    return view.say(key, what=words, month=f"{start:%Y-%m}", more=fired.more)


def _action(view: View, fired: Fired) -> str:
    action = rule_of(view, fired.worst).action
    return view.pick(action.en, action.zh)
