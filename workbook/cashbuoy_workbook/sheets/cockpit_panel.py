"""Beside the cockpit's curve: the 3+1 monitor (A4), the age of the data (A5), and its checks."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from cashbuoy.measures.indicator import Unit
from cashbuoy.warning.monitor import MonitorLight, programmes_started
from cashbuoy_workbook.blocks import Block, Level, Link, Note
from cashbuoy_workbook.sheets.cockpit_grid import LAST, TILES
from cashbuoy_workbook.sheets.grid import Fill, Styled, block
from cashbuoy_workbook.sheets.levels import in_words
from cashbuoy_workbook.sheets.scale import scale_of
from cashbuoy_workbook.sheets.trend_bars import bars
from cashbuoy_workbook.sheets.view import View, day
from cashbuoy_workbook.sheets.warnings import reason_words
from cashbuoy_workbook.styles import symbol

HEIGHT = 14
COLUMN = TILES[4]
MONITOR_ROWS = 6
# The ledgers whose age is shown, and the dates that tell it.
DATED = {
    "tblBank": ("date",),
    "tblReceivables": ("invoice_date", "paid_date"),
    "tblPayables": ("bill_date", "paid_date"),
    "tblMonthly": ("month",),
}


def merges(row: int) -> list[tuple[int, int, int, int]]:
    """The programmes' state runs over the panel's width."""
    line = row + MONITOR_ROWS - 1
    return [(line, COLUMN, line, LAST)]


def panel(view: View, row: int) -> list[Block]:
    return [_monitor(view, row), _data(view, row + MONITOR_ROWS + 1)]


def _line(left: Styled, right: Styled) -> list[Styled]:
    return [left, (None, left[1] if left[1] == "section" else "text"), right]


def _monitor(view: View, row: int) -> Block:
    rows = [_line((view.say("section_monitor"), "section"), (None, "section"))]
    fills: list[Fill] = []
    notes: list[Note] = []
    lights = view.analysis.monitor
    for light in lights:
        level = light_level(light)
        fills.append((level, len(rows), 0))
        why = light_note(view, light)
        if why:
            notes.append(Note(len(rows), 2, why))
        title = f"{symbol(level)} {light_title(view, light)}"
        rows.append(_line((title, "text"), (_reading(view, light), "small")))
    while len(rows) < MONITOR_ROWS - 1:
        rows.append(_line((None, "text"), (None, "text")))
    abnormal = sum(light.abnormal for light in lights)
    start = programmes_started(lights, view.analysis.policy.monitor.start_at)
    words = view.say(
        "programmes_on" if start else "programmes_off", abnormal=abnormal, lights=len(lights)
    )
    rows.append([(words, "label" if start else "text")] * 1 + [(None, "text")] * 2)
    if start:
        fills += [("red", len(rows) - 1, i) for i in range(3)]
    return block("cb_Cockpit_Monitor", row, COLUMN, rows, fills=fills, notes=notes)


def light_level(light: MonitorLight) -> Level:
    """Grey where there is nothing to judge, or nothing to judge it by; a firm without cash is
    abnormal although payables against cash have no value."""
    if light.abnormal:
        return "red"
    if light.measured is None or light.limit is None:
        return "grey"
    return "green"


def light_line(view: View, light: MonitorLight) -> str:
    """A light in words: its title, reading, and why where it could not be judged well."""
    words = view.texts.headed(light_title(view, light), _reading(view, light))
    if not light.reason:
        return words
    return view.say("light_reason", words=words, reason=reason_words(view, light.reason))


def light_note(view: View, light: MonitorLight) -> str:
    """Why a light is what it is: its past, the usual range that follows, and what is missing."""
    lines = []
    if light.usual is not None:
        low, median, high = (
            short(view, figure, light.unit)
            for figure in (light.usual.low, light.usual.median, light.usual.high)
        )
        lines.append(
            view.say("light_usual", low=low, high=high, median=median, periods=light.usual.periods)
        )
    trend = bars([*(value for _, value in light.past), light.measured])
    if trend:
        lines.append(view.say("light_past", trend=trend))
    if light.reason:
        lines.append(reason_words(view, light.reason))
    return "\n".join(lines)


def light_title(view: View, light: MonitorLight) -> str:
    return view.say(f"light_{light.id}")


def _reading(view: View, light: MonitorLight) -> str:
    if light.measured is None:
        return view.say("no_data")
    measured = short(view, light.measured, light.unit)
    if light.limit is None:
        return measured
    limit = short(view, light.limit, light.unit)
    if limit == measured and light.unit == "share":  # apart only beyond the first place
        measured, limit = f"{light.measured:.2%}", f"{light.limit:.2%}"
    if light.unit == "money":  # the unit once: both would not go into the panel's width
        measured = _number(view, light.measured)
    return view.say("reading", measured=measured, limit=limit)


def _number(view: View, amount: float) -> str:
    scale = scale_of(view)
    number = scale.of(view.money(round(amount)))
    return f"{number:,.1f}" if scale.kind == "days" else f"{number:,.0f}"


def short(view: View, value: float, unit: Unit) -> str:
    """A figure in few characters: money in round units."""
    if unit != "money":
        return in_words(view, value, unit)
    return f"{_number(view, value)} {scale_of(view).unit}"


def _data(view: View, row: int) -> Block:
    """How old the data is, whether it reads and adds up."""
    rows = [_line((view.say("section_data"), "section"), (None, "section"))]
    fills: list[Fill] = []
    stale = {
        f.place.table
        for f in view.analysis.findings
        if f.id == "freshness_stale" and f.place is not None
    }
    for table in DATED:
        latest = _latest(view, table)
        level: Level = "grey" if latest is None else "amber" if table in stale else "green"
        fills.append((level, len(rows), 0))
        title = f"{symbol(level)} {view.say(f'data_{table}')}"
        rows.append(_line((title, "text"), (_age(view, latest), "small")))
    for level, title, words in _checks(view):
        fills.append((level, len(rows), 0))
        link = Link("Checks", "A1", words)
        rows.append(_line((f"{symbol(level)} {title}", "text"), (link, "link_small")))
    return block("cb_Cockpit_Data", row, COLUMN, rows, fills=fills)


def _checks(view: View) -> list[tuple[Level, str, str]]:
    """Level, title and words of what the Checks sheet found."""
    severities = [f.severity for f in view.analysis.findings]
    errors, warnings = severities.count("error"), severities.count("warning")
    found: Level = "red" if errors else "amber" if warnings else "green"
    holds = all(c.holds for c in view.analysis.controls)
    return [
        (
            found,
            view.say("checks"),
            view.say("checks_line", errors=errors, warnings=warnings),
        ),
        (
            "green" if holds else "red",
            view.say("controls"),
            view.say("controls_hold" if holds else "controls_broken"),
        ),
    ]


def _latest(view: View, table: str) -> dt.date | None:
    """Date of a ledger's latest entry known at the as-of date; a month counts by its end."""
    ledger, today = view.analysis.ledgers[table], pd.Timestamp(view.analysis.as_of)
    dates = pd.concat([ledger[column] for column in DATED[table]])
    if table == "tblMonthly":
        dates = dates + pd.offsets.MonthEnd(0)
    known = dates[dates <= today]
    return known.max().date() if len(known) else None


def _age(view: View, latest: dt.date | None) -> str:
    if latest is None:
        return view.say("no_data")
    return view.say("age", latest=day(latest), days=(view.analysis.as_of - latest).days)
