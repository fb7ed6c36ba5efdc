"""The cockpit's tiles: cash now, lowest cash, and the core indicators (A2) with their change."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass, field

import pandas as pd

from cashbuoy.measures.indicator import Indicator
from cashbuoy_workbook.blocks import Block, Cell, Level, Note
from cashbuoy_workbook.sheets.cockpit_grid import TILES
from cashbuoy_workbook.sheets.grid import Fill, Styled, block
from cashbuoy_workbook.sheets.levels import (
    cash_level,
    level_of,
    marks_by_key,
    marks_by_month,
    month_level,
    warning_note,
)
from cashbuoy_workbook.sheets.scale import scale_of
from cashbuoy_workbook.sheets.trend_bars import ahead_bars, cash_bars, past_bars
from cashbuoy_workbook.sheets.view import View, day
from cashbuoy_workbook.sheets.warnings import not_judged_because, reason_words
from cashbuoy_workbook.styles import symbol

HEIGHT = 4  # label, figure, change, trend
INDICATORS = ("dso", "dpo", "dio", "ccc")
# The rules that a tile answers for, besides those on the indicator itself.
ALSO = {"dso": ("dso_over_terms",), "dpo": ("dpo_over_terms",)}


@dataclass(frozen=True)
class Tile:
    label: str
    value: Cell
    kind: str
    remark: str
    level: Level | None  # None: no rule looks at it
    notes: list[str] = field(default_factory=list)
    trend: str = ""


def heights(row: int) -> dict[int, float]:
    return {row: 18, row + 1: 28, row + 2: 18, row + 3: 22}


def tiles(view: View, row: int) -> Block:
    shown = [_cash(view), _lowest(view), *(_indicator(view, name) for name in INDICATORS)]
    rows: list[list[Styled]] = [[], [], [], []]
    fills: list[Fill] = []
    notes: list[Note] = []
    for column, tile in zip(TILES, shown, strict=True):
        if column:
            for line in rows:
                line.append((None, "text"))
        rows[0].append((tile.label, "tile_label"))
        rows[1].append((tile.value, f"tile_{tile.kind}"))
        rows[3].append((tile.trend or None, "tile_trend"))
        sign = symbol(tile.level) if tile.level else ""
        rows[2].append((f"{sign} {tile.remark}".strip(), "tile_unit"))
        if tile.level:
            fills.append((tile.level, 2, column))
        if tile.notes:
            notes.append(Note(2, column, "\n\n".join(tile.notes)))
    return block("cb_Cockpit_Tiles", row, 0, rows, fills=fills, notes=notes)


def _cash(view: View) -> Tile:
    scale, forecast = scale_of(view), view.analysis.forecast
    label = view.say("tile_cash", unit=scale.unit)
    cash = cash_indicator(view)
    if cash is not None and cash.value is None:
        return _unknown(view, label, cash)
    past = past_cash(view)
    remark = view.say("no_comparison")
    if past and past[-1][0] == view.analysis.as_of.replace(day=1) - dt.timedelta(days=1):
        change = scale.of(view.money(forecast.opening - past[-1][1]))
        remark = view.say("change", change=_signed(change, scale.kind))
    level = cash_level(view, forecast.opening)
    trend = cash_bars([amount for _, amount in past], forecast.opening)
    figure = scale.of(view.money(forecast.opening))
    return Tile(label, figure, scale.kind, remark, level, trend=trend)


def _lowest(view: View) -> Tile:
    scale, forecast = scale_of(view), view.analysis.forecast
    label = view.say("tile_lowest", unit=scale.unit)
    cash = cash_indicator(view)
    if cash is not None and cash.value is None:
        return _unknown(view, label, cash)
    starts = [period.start for period in forecast.months.periods]
    level = month_level(view, bisect_right(starts, forecast.lowest_on) - 1)
    words = view.say(f"cash_{cash_level(view, forecast.lowest)}")
    remark = f"{day(forecast.lowest_on)} {words}"
    marks = [w for ws in marks_by_month(view).values() for w in ws if w.on == forecast.lowest_on]
    notes = [warning_note(view, w) for w in marks]
    figure = scale.of(view.money(forecast.lowest))
    return Tile(label, figure, scale.kind, remark, level, notes, ahead_bars(view))


def _unknown(view: View, label: str, indicator: Indicator | None) -> Tile:
    """A tile without a figure; its note says what is missing."""
    reason = reason_words(view, indicator.reason) if indicator else ""
    words = view.say("level_grey")
    return Tile(label, "–", "text", words, "grey", [reason or words])


def _indicator(view: View, name: str) -> Tile:
    found = {i.id: i for i in view.analysis.indicators}.get(name)
    label = view.say(f"tile_{name}")
    if found is None or found.value is None:
        return _unknown(view, label, found)
    marks = marks_by_key(view, "indicator")
    answers_for = (name, *ALSO.get(name, ()))
    warnings = [w for key in answers_for for w in marks.get(key, [])]
    level = level_of(view, answers_for)
    before = _before(found)
    remark = view.say("no_comparison")
    if before is not None:
        remark = view.say("change", change=_signed(round(found.value - before, 1), "days"))
    notes = [warning_note(view, w) for w in warnings]
    if level == "grey":
        notes.append(not_judged_because(view, answers_for))
    figure = round(found.value, 1)
    return Tile(label, figure, "days", remark, level, notes, past_bars(found))


def _before(indicator: Indicator) -> float | None:
    """Value at the month end before."""
    return indicator.history[-1][1] if indicator.history else None


def _signed(change: float, kind: str) -> str:
    return f"{change:+,.1f}" if kind == "days" else f"{change:+,.0f}"


def cash_indicator(view: View) -> Indicator | None:
    return next((i for i in view.analysis.indicators if i.id == "cash"), None)


def past_cash(view: View) -> list[tuple[dt.date, int]]:
    """Cash at the month ends before the as-of date, oldest first: the bank's balances, else what
    Monthly figures say."""
    monthly = view.analysis.ledgers["tblMonthly"]
    monthly = monthly[(monthly["cash"] != 0).to_numpy()]
    ends = (monthly["month"] + pd.offsets.MonthEnd(0)).dt.date.tolist()
    cash = cash_indicator(view)
    bank = {d: round(v) for d, v in cash.history if v is not None} if cash else {}
    known = dict(zip(ends, monthly["cash"].tolist(), strict=True)) | bank
    return sorted((d, v) for d, v in known.items() if d < view.analysis.as_of)
