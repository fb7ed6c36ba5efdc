"""The cockpit below its tiles: how likely a shortfall is, and the cash that would prevent it."""

from __future__ import annotations

import numpy as np

from cashbuoy.forecast.simulation import Outlook
from cashbuoy_workbook.blocks import Block, Level
from cashbuoy_workbook.sheets.cockpit_grid import LAST, TILES
from cashbuoy_workbook.sheets.cockpit_panel import short
from cashbuoy_workbook.sheets.grid import Fill, Styled, block
from cashbuoy_workbook.sheets.outlook_rows import chance_in_words, chance_level
from cashbuoy_workbook.sheets.view import View
from cashbuoy_workbook.styles import symbol

# First and last column of the three parts.
PARTS = ((0, TILES[2] - 1), (TILES[2], TILES[4] - 1), (TILES[4], LAST))


def merges(view: View, row: int) -> list[tuple[int, int, int, int]]:
    return [] if view.analysis.outlook is None else [(row, a, row, b) for a, b in PARTS]


def outlook_line(view: View, row: int) -> tuple[Block, ...]:
    """Nothing where nothing was simulated."""
    outlook = view.analysis.outlook
    if outlook is None or not known(view):
        return ()
    cells: list[Styled] = [(None, "text")] * (LAST + 1)
    fills: list[Fill] = []
    parts = (_soon(view, outlook), _later(view, outlook), _needed(view, outlook))
    for (first, last), (level, words) in zip(PARTS, parts, strict=True):
        cells[first] = (f"{symbol(level)} {words}", "text")
        fills += [(level, 0, column) for column in range(first, last + 1)]
    return (block("cb_Cockpit_Outlook", row, 0, [cells], fills=fills),)


def known(view: View) -> bool:
    """Whether opening cash is known: without it, chances say nothing."""
    return all(i.value is not None for i in view.analysis.indicators if i.id == "cash")


def _months(view: View) -> int:
    ahead = view.analysis.policy.simulation.months_ahead
    return min(ahead, len(view.analysis.forecast.months.periods))


def _soon(view: View, outlook: Outlook) -> tuple[Level, str]:
    months = _months(view)
    chance = float(outlook.floor.by_month[months - 1])
    return chance_level(chance, view.analysis.policy.rules), view.say(
        "outlook_soon", chance=chance_in_words(chance), months=months
    )


def _later(view: View, outlook: Outlook) -> tuple[Level, str]:
    periods = view.analysis.forecast.months.periods
    chance = float(outlook.floor.by_month[-1])
    likely = np.flatnonzero(outlook.floor.by_month >= 0.5)
    said = {"chance": chance_in_words(chance), "months": len(periods)}
    if not likely.size:
        return chance_level(chance, view.analysis.policy.rules), view.say("outlook_later", **said)
    month = f"{periods[int(likely[0])].start:%Y-%m}"
    return chance_level(chance, view.analysis.policy.rules), view.say(
        "outlook_likely", month=month, **said
    )


def _needed(view: View, outlook: Outlook) -> tuple[Level, str]:
    months = _months(view)
    needed = int(outlook.floor.needed[months - 1])
    said = {"confidence": f"{outlook.confidence:.0%}", "months": months}
    if not needed:
        return "green", view.say("outlook_enough", **said)
    return "amber", view.say("outlook_needed", needed=short(view, float(needed), "money"), **said)
