"""Warnings: what fired and what to do, every indicator measured, and what could not be measured."""

from __future__ import annotations

from collections.abc import Sequence

from cashbuoy.measures.indicator import Indicator
from cashbuoy.warning.rules import EarlyWarning
from cashbuoy_workbook.blocks import Block, Level, Link, Note, Sheet
from cashbuoy_workbook.sheets import customers, forecast
from cashbuoy_workbook.sheets.grid import Fill, Styled, a1, block
from cashbuoy_workbook.sheets.levels import (
    cell_style,
    cell_value,
    in_order,
    level_of,
    marks_by_key,
    rule_of,
    rules_on,
    warning_notes,
)
from cashbuoy_workbook.sheets.trend_bars import past_bars
from cashbuoy_workbook.sheets.view import HEADING_ROWS, TITLE_HEIGHT, View
from cashbuoy_workbook.styles import symbol
from cashbuoy_workbook.widths import LINE_HEIGHT, wrapped_height

SHEET = "Warnings"
FIRST_ROW = HEADING_ROWS
WIDTHS = (4.0, 8.0, 8.0, 38.0, 30.0, 17.0, 17.0, 11.0, 13.0, 56.0)
VALUE_COLUMN, ACTION_COLUMN = 5, 9


def indicator_rows(view: View) -> dict[str, int]:
    """Row of every indicator on the sheet: below the warnings."""
    start = FIRST_ROW + 2 + max(len(view.analysis.warnings), 1) + 3
    return {indicator.id: start + i for i, indicator in enumerate(view.analysis.indicators)}


def indicator_title(view: View, indicator: str) -> str:
    key = f"indicators.{indicator}"
    if view.texts.has(key):
        return view.texts(key)
    return view.say("named_cell", name=indicator.removeprefix("cell:"))


def place_of(view: View, warning: EarlyWarning) -> Link:
    """A link to the cell that a warning colours."""
    target = warning.target
    if target.kind == "customer":
        return Link(customers.SHEET, a1(customers.row_of(view, target.key), 0), target.key)
    if target.kind == "indicator":
        cell = a1(indicator_rows(view)[target.key], VALUE_COLUMN)
        return Link(SHEET, cell, indicator_title(view, target.key))
    month = view.analysis.forecast.months.periods[target.index].start
    line = forecast.line_title(view, target.key)
    words = view.say("in_month", line=line, month=f"{month:%Y-%m}")
    return Link(forecast.SHEET, forecast.cell_of(view, target.key, target.index), words)


def render(view: View) -> Sheet:
    fired = _fired(view)
    indicators = _indicators(view)
    silent = _not_measured(view, indicators.row + indicators.height + 1)
    heights = {
        block_.row + i: max(LINE_HEIGHT * 1.2, wrapped_height(str(row[-1]), WIDTHS[-1]))
        for block_ in (fired, indicators)
        for i, row in enumerate(block_.values)
        if len(row) > ACTION_COLUMN and isinstance(row[-1], str)
    }
    return Sheet(
        key=SHEET,
        title=view.tab(SHEET),
        blocks=(view.heading(SHEET, counts(view)), fired, indicators, silent),
        widths=WIDTHS,
        heights={**heights, **TITLE_HEIGHT},
        freeze=(FIRST_ROW, 0),
        print_columns=(0, ACTION_COLUMN),
        pages_tall=int(silent.row + silent.height <= ONE_PAGE),
    )


def counts(view: View) -> str:
    """How many warnings there are, in words."""
    levels = [w.level for w in view.analysis.warnings]
    unknown = len(view.analysis.unmeasured)
    key = "warning_counts_unknown" if unknown else "warning_counts"
    return view.say(key, red=levels.count("red"), amber=levels.count("amber"), unknown=unknown)


def calm_level(view: View) -> Level:
    """What no warning at all means: all in order, or not everything could be judged."""
    return "grey" if view.analysis.unmeasured else "green"


def _fired(view: View) -> Block:
    rows: list[list[Styled]] = [_section(view, "section_warnings"), _titles(view, _FIRED)]
    fills: list[Fill] = []
    for warning in in_order(view):
        fills += [(warning.level, len(rows), 0), (warning.level, len(rows), 1)]
        rows.append(_warning(view, warning))
    if not view.analysis.warnings:
        level = calm_level(view)
        rows.append(
            [
                (symbol(level), "symbol"),
                (None, "text"),
                (None, "text"),
                (view.say(f"no_warnings_{level}"), "text"),
            ]
        )
        fills.append((level, 2, 0))
    return block("cb_Warnings_List", FIRST_ROW, 0, rows, fills=fills)


ONE_PAGE = 60  # rows that are still legible when they are printed on one page
_FIRED = ("", "level", "rule", "what", "where", "measured", "limit", "unit", "since", "action")
_MEASURED = (
    "",
    "level",
    "rule",
    "indicator",
    "trend",
    "now",
    "last_month",
    "unit",
    "stands_for",
    "remark",
)


def _warning(view: View, warning: EarlyWarning) -> list[Styled]:
    rule = rule_of(view, warning)
    money = cell_style(view, warning.unit, "_grid")
    return [
        (symbol(warning.level), "symbol_grid"),
        (view.say(f"level_{warning.level}"), "text_grid"),
        (warning.ref, "text_grid"),
        (view.pick(rule.title.en, rule.title.zh), "text_grid"),
        (place_of(view, warning), "link_wrap"),
        (cell_value(view, warning.measured, warning.unit), money),
        (cell_value(view, warning.limit, warning.unit), money),
        (unit_word(view, warning.unit), "unit_grid"),
        (warning.since, "date_grid"),
        (view.pick(rule.action.en, rule.action.zh), "wrap_middle"),
    ]


def _indicators(view: View) -> Block:
    marks = marks_by_key(view, "indicator")
    rows: list[list[Styled]] = [_section(view, "section_indicators"), _titles(view, _MEASURED)]
    fills: list[Fill] = []
    notes: list[Note] = []
    first = min(indicator_rows(view).values(), default=FIRST_ROW + 6) - 2
    for indicator in view.analysis.indicators:
        warnings = marks.get(indicator.id, [])
        level = "grey" if indicator.value is None else level_of(view, (indicator.id,))
        at = len(rows)
        if level:
            fills.append((level, at, 0))
        if level and warnings:
            fills.append((level, at, VALUE_COLUMN))
            notes.append(Note(at, VALUE_COLUMN, warning_notes(view, warnings)))
        rows.append(
            _indicator(view, indicator, level, ", ".join(dict.fromkeys(w.ref for w in warnings)))
        )
    return block("cb_Warnings_Indicators", first, 0, rows, fills=fills, notes=notes)


def _indicator(view: View, indicator: Indicator, level: Level | None, refs: str) -> list[Styled]:
    style = cell_style(view, indicator.unit, "_grid")
    before = indicator.history[-1][1] if indicator.history else None
    return [
        (symbol(level) if level else None, "symbol_grid"),
        (_level_word(view, indicator, level), "text_grid"),
        (refs, "text_grid"),
        (indicator_title(view, indicator.id), "text_grid"),
        (f"{past_bars(indicator)} {view.say(f'from_{indicator.basis}')}".strip(), "text_grid"),
        (cell_value(view, indicator.value, indicator.unit), style),
        (cell_value(view, before, indicator.unit), style),
        (unit_word(view, indicator.unit), "unit_grid"),
        (indicator.at, "date_grid"),
        (_remark(view, indicator), "wrap_middle"),
    ]


def _level_word(view: View, indicator: Indicator, level: Level | None) -> str | None:
    if level == "grey" and indicator.value is not None:
        return view.say("not_judged")
    return view.say(f"level_{level}") if level else None


def _remark(view: View, indicator: Indicator) -> str:
    """Why there is no value, else what the indicator says, and why its rules were not judged."""
    key = f"indicators.{indicator.id}.meaning"
    if indicator.value is None or not view.texts.has(key):
        return reason_words(view, indicator.reason)
    if level_of(view, (indicator.id,)) != "grey":
        return view.texts(key)
    return f"{view.texts(key)}\n{not_judged_because(view, (indicator.id,))}"


def not_judged_because(view: View, indicators: Sequence[str]) -> str:
    """Why the rules on indicators could not be judged."""
    rules = rules_on(view, indicators)
    missing = (u.reason for u in view.analysis.unmeasured if u.rule in rules)
    reasons = " ".join(dict.fromkeys(reason_words(view, reason) for reason in missing))
    return view.say("not_judged_because", reasons=reasons)


def reason_words(view: View, reason: str) -> str:
    """Why something could not be measured; "" where nothing is missing."""
    key = f"reasons.{reason}"
    return view.texts(key) if reason and view.texts.has(key) else reason


def unit_word(view: View, unit: str) -> str:
    return view.currency_name if unit == "money" else view.say(f"unit_{unit}")


def _not_measured(view: View, row: int) -> Block:
    """Rules that are switched on but whose measure has no value, and why."""
    analysis = view.analysis
    rows: list[list[Styled]] = [_section(view, "section_not_measured")]
    for missing in analysis.unmeasured:
        title = analysis.policy.rules[missing.rule].title
        rows.append(
            [
                (symbol("grey"), "symbol_grid"),
                (view.say("level_grey"), "text_grid"),
                (missing.ref, "text_grid"),
                (view.pick(title.en, title.zh), "text_grid"),
                (reason_words(view, missing.reason), "text_grid"),
            ]
        )
    if len(rows) == 1:
        rows.append([(None, "text"), (view.say("all_measured"), "text")])
    return block("cb_Warnings_NotMeasured", row, 0, rows)


def _section(view: View, key: str) -> list[Styled]:
    return [(view.say(key), "section"), *[(None, "section")] * (len(WIDTHS) - 1)]


def _titles(view: View, names: tuple[str, ...]) -> list[Styled]:
    return [(view.say(f"column_{n}") if n else "", "header") for n in names]
