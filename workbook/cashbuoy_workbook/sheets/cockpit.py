"""Cockpit: the first sheet, one screen and one printed page, for the owner."""

from __future__ import annotations

from cashbuoy_workbook.blocks import Block, Level, Sheet
from cashbuoy_workbook.sheets import (
    cockpit_chart,
    cockpit_outlook,
    cockpit_panel,
    cockpit_tiles,
    cockpit_warnings,
    emergency,
)
from cashbuoy_workbook.sheets.accuracy_line import accuracy_line, accuracy_words
from cashbuoy_workbook.sheets.cockpit_grid import GAP, LAST, ROW_HEIGHT, TILES, WIDE
from cashbuoy_workbook.sheets.grid import Styled, block
from cashbuoy_workbook.sheets.view import View, day
from cashbuoy_workbook.styles import symbol

SHEET = "Cockpit"
TITLE_ROW, TILE_ROW = 0, 3
OUTLOOK_ROW = TILE_ROW + cockpit_tiles.HEIGHT + 1
ACCURACY_ROW = OUTLOOK_ROW + 1
CHART_ROW = ACCURACY_ROW + 1
WARNING_ROW = CHART_ROW + cockpit_panel.HEIGHT + 1


def render(view: View) -> Sheet:
    top = cockpit_warnings.top_warnings(view, WARNING_ROW)
    return Sheet(
        key=SHEET,
        title=view.tab(SHEET),
        blocks=(
            *_heading(view),
            cockpit_tiles.tiles(view, TILE_ROW),
            *cockpit_outlook.outlook_line(view, OUTLOOK_ROW),
            accuracy_line(view, SHEET, ACCURACY_ROW, 0),
            *cockpit_panel.panel(view, CHART_ROW),
            *top,
            cockpit_chart.chart_data(view, TITLE_ROW),
        ),
        charts=(cockpit_chart.chart(view, TITLE_ROW, CHART_ROW),),
        widths=(*[WIDE if c % 2 == 0 else GAP for c in range(LAST + 1)], GAP, *[13] * 6),
        heights={
            TITLE_ROW: 30,
            1: 18,
            2: 6,
            **cockpit_tiles.heights(TILE_ROW),
            OUTLOOK_ROW - 1: 6,
            OUTLOOK_ROW: ROW_HEIGHT,
            ACCURACY_ROW: ROW_HEIGHT if accuracy_words(view) else 8,
            **{CHART_ROW + i: ROW_HEIGHT for i in range(cockpit_panel.HEIGHT)},
            WARNING_ROW - 1: 8,
            **cockpit_warnings.heights(view, WARNING_ROW),
        },
        merges=(
            (TITLE_ROW, TILES[3], TITLE_ROW, LAST),
            *cockpit_outlook.merges(view, OUTLOOK_ROW),
            (ACCURACY_ROW, 0, ACCURACY_ROW, LAST),
            *cockpit_panel.merges(CHART_ROW),
            *cockpit_warnings.merges(view, WARNING_ROW),
        ),
        print_columns=(0, LAST),
        pages_tall=1,
        tab_colour="0F5E8C",
    )


def _heading(view: View) -> list[Block]:
    """Firm and date on the left, the state on the right."""
    firm = view.analysis.policy.firm.name
    title = view.say("title_Cockpit")
    level, words = _state(view)
    old = view.old_data()
    unit = view.say("as_of_unit", as_of=day(view.analysis.as_of), unit=view.currency_name)
    state: list[Styled] = [(f"{symbol(level)} {words}", "header")]
    state += [(None, "header")] * (LAST - TILES[3])
    return [
        block(
            "cb_Cockpit_Title",
            TITLE_ROW,
            0,
            [
                [(f"{firm} · {title}" if firm else title, "title")],
                [(" · ".join(part for part in (old, unit) if part), "subtitle")],
            ],
            fills=[("amber", 1, 0)] if old else (),
        ),
        block(
            "cb_Cockpit_State",
            TITLE_ROW,
            TILES[3],
            [state],
            fills=[(level, 0, i) for i in range(len(state))],
        ),
    ]


def _state(view: View) -> tuple[Level, str]:
    """The state and since when; normal only so far as rules could be judged: silence is not
    safety."""
    now = view.analysis.emergency.now
    unknown = len(view.analysis.unmeasured)
    if now.state == "normal" and unknown:
        return "grey", view.say("state_unknown", count=unknown)
    return emergency.LEVEL_OF[now.state], emergency.state_words(view, now)
