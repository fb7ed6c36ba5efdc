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
from cashbuoy_workbook.sheets.warnings import SHEET as WARNINGS
from cashbuoy_workbook.sheets.warnings import calm_level, counts, place_of
from cashbuoy_workbook.styles import symbol
from cashbuoy_workbook.widths import wrapped_height

MOST = 10
# Rule | title and month | measured against limit | what to do: first and last column of each.
PARTS = ((0, 1), (TILES[1], TILES[3] - 1), (TILES[3], TILES[4] - 1), (TILES[4], LAST))
SMALL = 0.84  # width of small print against the columns' measure
LEAST_HEIGHT = 24.0
LINE = 12.0  # its line height in points


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
            LEAST_HEIGHT,
            wrapped_height(in_words_of(view, f), characters(*PARTS[1])),
            wrapped_height(_action(view, f), characters(*PARTS[3]) / SMALL, LINE) + 4,
        )
        for i, f in enumerate(fired_rules(view))
    }


def merges(view: View, row: int) -> list[tuple[int, int, int, int]]:
    rows = range(row + 1, row + 2 + max(len(fired_rules(view)), 1))
    return [(row, TILES[4], row, LAST), *((r, a, r, b) for r in rows for a, b in PARTS)]


def top_warnings(view: View, row: int) -> list[Block]:
    title: list[Styled] = [(view.say("section_top"), "section")]
    title += [(None, "section")] * (TILES[4] - 1)
    title.append((Link(WARNINGS, "A1", counts(view)), "link"))
    title += [(None, "link")] * (LAST - TILES[4])
    rows = [title, _titles(view)]
    fills: list[Fill] = []
    for fired in fired_rules(view):
        fills.append((fired.worst.level, len(rows), 0))
        rows.append(_row(view, fired))
    if len(rows) == 2:
        level = calm_level(view)
        calm = f"{symbol(level)} {view.say(f'level_{level}')}"
        rows.append([(calm, "text"), (None, "text"), (view.say(f"no_warnings_{level}"), "text")])
        fills.append((level, 2, 0))
    return [block("cb_Cockpit_Warnings", row, 0, rows, fills=fills)]


def _titles(view: View) -> list[Styled]:
    cells: list[Styled] = [(None, "header")] * (LAST + 1)
    for (at, _), name in zip(PARTS, ("rule", "what", "against_limit", "action"), strict=True):
        cells[at] = (view.say(f"column_{name}"), "header")
    return cells


def _row(view: View, fired: Fired) -> list[Styled]:
    warning = fired.worst
    place = place_of(view, warning)
    limit = short(view, warning.limit, warning.unit)
    measured = short(view, warning.measured, warning.unit)
    parts: tuple[Styled, ...] = (
        (
            f"{symbol(warning.level)} {view.say(f'level_{warning.level}')} · {warning.ref}",
            "text_grid",
        ),
        (Link(place.sheet, place.cell, in_words_of(view, fired)), "link_wrap"),
        (view.say("reading", measured=measured, limit=limit), "small_middle"),
        (_action(view, fired), "small_middle"),
    )
    cells: list[Styled] = [(None, "text")] * (LAST + 1)
    for (first, last), part in zip(PARTS, parts, strict=True):
        cells[first : last + 1] = [part, *[(None, part[1])] * (last - first)]
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
