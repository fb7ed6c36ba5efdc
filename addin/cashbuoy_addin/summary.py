"""What a refresh found, on one screen: cash curve, indicators, warnings, checks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from cashbuoy.controls import ControlTotal
from cashbuoy_addin.bars import Axis
from cashbuoy_addin.refresh import Refreshed
from cashbuoy_workbook.blocks import Level
from cashbuoy_workbook.sheets.cockpit_panel import short
from cashbuoy_workbook.sheets.cockpit_tiles import cash_indicator
from cashbuoy_workbook.sheets.emergency import LEVEL_OF, state_words
from cashbuoy_workbook.sheets.fired_rules import fired_rules, in_words_of
from cashbuoy_workbook.sheets.levels import in_words, level_of, month_level
from cashbuoy_workbook.sheets.scale import scale_of
from cashbuoy_workbook.sheets.view import View, day
from cashbuoy_workbook.sheets.warnings import calm_level, counts, indicator_title, reason_words
from cashbuoy_workbook.styles import symbol

COLOURS: dict[Level, str] = {
    "red": "red", "amber": "yellow", "green": "green", "grey": "bright_black",
}  # fmt: skip
# The core indicators, and those that they answer for: the days on the left, the rest on the right.
SHOWN: dict[str, tuple[str, ...]] = {
    "dso": ("dso_over_terms",), "dpo": ("dpo_over_terms",), "dio": (), "ccc": (),
    "overdue_share": (), "cash_ratio": (), "payment_cover": (),
    "cash_pool_months": ("cash_pool_share",),
}  # fmt: skip
WIDTH = 80
MOST_WARNINGS = 7
BAR_CELLS = 44


def show(result: Refreshed, console: Console) -> None:
    """Print the summary in the language of the workbook, in at most 30 lines of 80 cells."""
    view = View(result.analysis, result.book, result.run.language)
    parts: list[RenderableType] = [
        _heading(view),
        *_curve(view),
        _indicators(view),
        *_warnings(view),
        *_checks(view, result),
    ]
    console.print(Group(*parts))


def _say(view: View, key: str, **values: object) -> str:
    return view.texts(f"summary.{key}", **values)


def _heading(view: View) -> Text:
    unit = view.say("as_of_unit", as_of=day(view.analysis.as_of), unit=view.currency_name)
    name = view.analysis.policy.firm.name
    return Text(f"{name} · {unit}" if name else unit, style="bold")


def _curve(view: View) -> Iterator[RenderableType]:
    """One bar a month, coloured by the worst day in the month: below zero, below the floor, and as
    the rules say. Without opening cash there is no curve, but why there is none."""
    unknown = cash_indicator(view)
    if unknown is not None and unknown.value is None:
        reason = reason_words(view, unknown.reason)
        yield Text(f"{symbol('grey')} {_say(view, 'no_curve', reason=reason)}", style="bold")
        return
    forecast, scale = view.analysis.forecast, scale_of(view)
    amounts = [scale.of(amount) for amount in view.moneys(forecast.months.closing)]
    floor = scale.of(view.money(forecast.floor))
    axis = Axis.over([*amounts, floor], BAR_CELLS)
    shown = [f"{amount:,.{1 if scale.kind == 'days' else 0}f}" for amount in amounts]
    width = max(map(len, shown))
    lowest = scale.of(view.money(forecast.lowest))
    yield Text.assemble(
        (_say(view, "curve", unit=scale.unit), "bold"),
        "   ",
        _say(view, "floor", amount=f"{floor:,.0f}"),
        "   ",
        _say(view, "lowest", amount=f"{lowest:,.0f}", day=day(forecast.lowest_on)),
    )
    months = zip(forecast.months.periods, amounts, shown, strict=True)
    for index, (period, amount, figure) in enumerate(months):
        level = month_level(view, index)
        yield Text.assemble(
            f" {period.start:%Y-%m} {figure:>{width}} ",
            (symbol(level), COLOURS[level]),
            " ",
            (axis.bar(amount, floor), COLOURS[level]),
            no_wrap=True,
            overflow="crop",
        )


def _indicators(view: View) -> RenderableType:
    readings = [_reading(view, name, also) for name, also in SHOWN.items()]
    half = len(readings) // 2
    widths = [
        max(cell_len(title) + cell_len(value) for _, title, value in part)
        for part in (readings[:half], readings[half:])
    ]
    short_titles = sum(widths) + 2 * len("   ") + 2 * len("  ") > WIDTH
    grid = Table.grid(padding=(0, 1))
    for _ in widths:
        grid.add_column(no_wrap=True)
        grid.add_column(justify="right", no_wrap=True)
    for pair in zip(readings[:half], readings[half:], strict=True):
        cells: list[Text | str] = []
        for level, title, value in pair:
            name = _abbreviation(title) if short_titles else title
            mark = (f" {symbol(level)} ", COLOURS[level]) if level else "   "
            cells += [Text.assemble(mark, name), value]
        grid.add_row(*cells)
    return grid


def _reading(view: View, name: str, also: Sequence[str]) -> tuple[Level | None, str, str]:
    """Level, title and value of an indicator; no level where no rule looks at it."""
    indicator = next((i for i in view.analysis.indicators if i.id == name), None)
    title = indicator_title(view, name)
    if indicator is None or indicator.value is None:
        return "grey", title, view.say("level_grey")
    level = level_of(view, (name, *also))
    return level, title, in_words(view, indicator.value, indicator.unit)


def _abbreviation(title: str) -> str:
    """DSO of "Days sales outstanding (DSO)"; a title without one stays whole."""
    found = re.search(r"[（(]([A-Z]+)[)）]", title)
    return found[1] if found else title


def _warnings(view: View) -> Iterator[RenderableType]:
    fired = fired_rules(view)
    title = Text(_say(view, "warnings", counts=counts(view)), style="bold")
    now = view.analysis.emergency.now
    if now.state != "normal":
        level = LEVEL_OF[now.state]
        title.append(f"   {symbol(level)} {state_words(view, now)}", style=f"bold {COLOURS[level]}")
    yield title
    if not fired:
        level = calm_level(view)
        yield Text(f" {symbol(level)} {view.say(f'no_warnings_{level}')}")
    for rule in fired[:MOST_WARNINGS]:
        warning = rule.worst
        reading = view.say(
            "reading",
            measured=short(view, warning.measured, warning.unit),
            limit=short(view, warning.limit, warning.unit),
        )
        yield Text.assemble(
            (f" {symbol(warning.level)} {warning.ref:<6}", COLOURS[warning.level]),
            f"{in_words_of(view, rule)}   ",
            (reading, "bright_black"),
        )
    if len(fired) > MOST_WARNINGS:
        yield Text(f"   {_say(view, 'more', count=len(fired) - MOST_WARNINGS)}")


def _broken(view: View, control: ControlTotal) -> str:
    left, right, difference = (
        f"{view.money(amount):,.{view.digits}f}"
        for amount in (control.left, control.right, control.difference)
    )
    text = view.texts(f"controls.{control.id}")
    return _say(view, "control", text=text, left=left, right=right, difference=difference)


def _checks(view: View, result: Refreshed) -> Iterator[RenderableType]:
    controls = view.analysis.controls
    if result.broken:
        yield Text(f"{symbol('red')} {_say(view, 'controls_broken')}", style="bold red")
        for control in controls:
            if not control.holds:
                yield Text(f"   {_broken(view, control)}", style="red")
    else:
        yield Text(_say(view, "controls_hold", count=len(controls)))
    severities = [finding.severity for finding in view.analysis.findings]
    found = view.texts(
        "labels.checks_count",
        errors=severities.count("error"),
        warnings=severities.count("warning"),
        infos=severities.count("info"),
    )
    yield Text(_say(view, "checks", counts=found))
    if result.book.foreign_sheets:
        yield Text(_say(view, "foreign", sheets=", ".join(result.book.foreign_sheets)))
    left = [
        view.texts.headed(_say(view, f"left_{kind}"), ", ".join(where))
        for kind, where in result.book.left_behind.items()
    ]
    if left:
        yield Text(_say(view, "left_behind", what=" · ".join(left)))
    yield Text(_say(view, "written", path=result.output), style="bold", overflow="fold")
