"""The cockpit's tiles: cash now, lowest cash, and the core indicators (A2) with their change."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from cashbuoy.measures.indicator import Indicator
from cashbuoy_workbook.blocks import Block, Cell, Level, Note
from cashbuoy_workbook.sheets.cockpit_grid import TILES
from cashbuoy_workbook.sheets.grid import Fill, Styled, block
from cashbuoy_workbook.sheets.levels import marks_by_key, warning_note, worst
from cashbuoy_workbook.sheets.scale import scale_of
from cashbuoy_workbook.sheets.view import View, day
from cashbuoy_workbook.sheets.warnings import reason_words
from cashbuoy_workbook.styles import symbol

HEIGHT = 3
INDICATORS = ("dso", "dpo", "dio", "ccc")
# The rules that a tile answers for, besides those on the indicator itself.
ALSO = {"dso": ("dso_over_terms",), "dpo": ("dpo_over_terms",)}


@dataclass(frozen=True)
class Tile:
    label: str
    value: Cell
    kind: str
    remark: str
    level: Level
    notes: list[str] = field(default_factory=list)


def heights(row: int) -> dict[int, float]:
    return {row: 18, row + 1: 28, row + 2: 18}


def tiles(view: View, row: int) -> Block:
    shown = [_cash(view), _lowest(view), *(_indicator(view, name) for name in INDICATORS)]
    rows: list[list[Styled]] = [[], [], []]
    fills: list[Fill] = []
    notes: list[Note] = []
    for column, tile in zip(TILES, shown, strict=True):
        if column:
            for line in rows:
                line.append((None, "text"))
        rows[0].append((tile.label, "tile_label"))
        rows[1].append((tile.value, f"tile_{tile.kind}"))
        rows[2].append((f"{symbol(tile.level)} {tile.remark}".strip(), "tile_unit"))
        fills.append((tile.level, 2, column))
        if tile.notes:
            notes.append(Note(2, column, "\n\n".join(tile.notes)))
    return block("cb_Cockpit_Tiles", row, 0, rows, fills=fills, notes=notes)


def _cash(view: View) -> Tile:
    scale = scale_of(view)
    opening = view.analysis.forecast.opening
    before = _cash_last_month(view)
    remark = view.say("no_comparison")
    if before is not None:
        change = scale.of(view.money(opening - before))
        remark = view.say("change", change=_signed(change, scale.kind))
    level: Level = (
        "red" if opening < 0 else "amber" if opening < view.analysis.forecast.floor else "green"
    )
    label = view.say("tile_cash", unit=scale.unit)
    return Tile(label, scale.of(view.money(opening)), scale.kind, remark, level)


def _lowest(view: View) -> Tile:
    scale, forecast = scale_of(view), view.analysis.forecast
    level: Level = (
        "red" if forecast.lowest < 0 else "amber" if forecast.lowest < forecast.floor else "green"
    )
    key = {"red": "below_zero", "amber": "below_floor", "green": "above_floor"}[level]
    remark = f"{day(forecast.lowest_on)} {view.say(key)}"
    label = view.say("tile_lowest", unit=scale.unit)
    return Tile(label, scale.of(view.money(forecast.lowest)), scale.kind, remark, level)


def _indicator(view: View, name: str) -> Tile:
    found = {i.id: i for i in view.analysis.indicators}.get(name)
    label = view.say(f"tile_{name}")
    if found is None or found.value is None:
        remark = reason_words(view, found.reason if found else "") or view.say("level_grey")
        return Tile(label, "–", "text", view.say("level_grey"), "grey", [remark])
    marks = marks_by_key(view, "indicator")
    warnings = [w for key in (name, *ALSO.get(name, ())) for w in marks.get(key, [])]
    before = _before(found)
    remark = view.say("no_comparison")
    if before is not None:
        remark = view.say("change", change=_signed(round(found.value - before, 1), "days"))
    notes = [warning_note(view, w) for w in warnings]
    return Tile(label, round(found.value, 1), "days", remark, worst(warnings), notes)


def _before(indicator: Indicator) -> float | None:
    """Value at the month end before."""
    return indicator.history[-1][1] if indicator.history else None


def _signed(change: float, kind: str) -> str:
    return f"{change:+,.1f}" if kind == "days" else f"{change:+,.0f}"


def _cash_last_month(view: View) -> int | None:
    """Cash at the last month end before the as-of date, where the monthly figures know it."""
    cash = past_cash(view)
    end = pd.Timestamp(view.analysis.as_of).replace(day=1) - pd.Timedelta(days=1)
    found = cash[cash["end"] == end]["cash"].tolist()
    return found[-1] if found else None


def past_cash(view: View) -> pd.DataFrame:
    """Month ends before the as-of date with the cash then: columns `end`, `cash` (minor units)."""
    monthly = view.analysis.ledgers["tblMonthly"]
    ends = monthly["month"] + pd.offsets.MonthEnd(0)
    known = (ends < pd.Timestamp(view.analysis.as_of)) & (monthly["cash"] != 0)
    frame = pd.DataFrame({"end": ends, "cash": monthly["cash"]})
    past: pd.DataFrame = frame[known].sort_values("end").drop_duplicates("end", keep="last")
    return past
