"""How sure a cash table is: P10, P50 and P90 below it, and the chance of a shortfall."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from cashbuoy.forecast.simulation import Outlook
from cashbuoy.policy.models import Rule
from cashbuoy.warning.limits import above
from cashbuoy_workbook.blocks import Block, Level
from cashbuoy_workbook.sheets.grid import Styled, block
from cashbuoy_workbook.sheets.view import View

# Where the cockpit colours a chance of falling below the floor if no rule of the policy judges it.
AMBER, RED = 0.10, 0.50
_NAMES = ("p90", "p50", "p10")


def outlook_height(view: View) -> int:
    """Rows that `outlook_rows` takes, with the blank row before them; 0 without a simulation."""
    return 0 if view.analysis.outlook is None else 7


def outlook_rows(
    view: View, name: str, row: int, periods: Literal["months", "weeks"], first: int = 1
) -> tuple[Block, ...]:
    """The block below a table whose last line stands on `row` - 2, its title in column A, the
    periods from column `first` on."""
    outlook = view.analysis.outlook
    if outlook is None:
        return ()
    money = view.style("money_round")
    ends = getattr(outlook, periods)
    count = ends.shape[1]
    gap: list[Styled] = [(None, "text")] * (first - 1)
    rows: list[list[Styled]] = [
        [
            (view.say("section_outlook", paths=f"{outlook.paths:,}"), "section"),
            *[(None, "section")] * (first + count),
        ]
    ]
    for at, key in zip((2, 1, 0), _NAMES, strict=True):
        rows.append(
            [
                (view.say(f"line_{key}"), "text"),
                *gap,
                *((v, money) for v in view.moneys(ends[at])),
            ]
        )
    for key, chances in _chances(outlook, periods):
        shares = ((chance, "share") for chance in chances)
        rows.append([(view.say(key), "text"), *gap, *shares])
    return (block(f"cb_{name}_Outlook", row, 0, rows),)


def chance_in_words(chance: float) -> str:
    """A share in whole percents; never 0 % or 100 % where it is not quite."""
    if 0 < chance < 0.005:
        return "<1%"
    return ">99%" if 0.995 <= chance < 1 else f"{chance:.0%}"


def chance_level(chance: float, rules: Mapping[str, Rule]) -> Level:
    """By the limits of the policy's rule on it, so that cockpit and Warnings say the same."""
    judged = (r for r in rules.values() if r.enabled and r.measure == "shortfall_chance")
    rule = next((r for r in judged if r.test == "above"), None)
    red, amber = (RED, AMBER) if rule is None else (rule.red, rule.amber)
    return "red" if above(chance, red) else "amber" if above(chance, amber) else "green"


def _chances(outlook: Outlook, periods: str) -> list[tuple[str, list[float]]]:
    if periods == "weeks":
        return [
            ("line_chance_floor", outlook.floor.in_week.tolist()),
            ("line_chance_zero", outlook.zero.in_week.tolist()),
        ]
    return [
        ("line_chance_floor", outlook.floor.in_month.tolist()),
        ("line_chance_zero", outlook.zero.in_month.tolist()),
    ]
