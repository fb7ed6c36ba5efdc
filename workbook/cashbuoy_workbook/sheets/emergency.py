"""Emergency: what the fired rules ask for, as a list to print, hand out and tick off (A3)."""

from __future__ import annotations

from cashbuoy_workbook.blocks import Sheet
from cashbuoy_workbook.sheets.cockpit_warnings import fired_rules, in_words_of
from cashbuoy_workbook.sheets.grid import Fill, Styled, block
from cashbuoy_workbook.sheets.levels import in_emergency, rule_of
from cashbuoy_workbook.sheets.view import HEADING_ROWS, View
from cashbuoy_workbook.styles import symbol
from cashbuoy_workbook.widths import wrapped_height

SHEET = "Emergency"
WIDTHS = (10.0, 36.0, 62.0, 16.0, 14.0, 8.0)
COLUMNS = ("rule", "what", "action", "who", "by_when", "done")
HEIGHT = 26.0


def render(view: View) -> Sheet:
    """Rules that start the plan first, then the other red ones."""
    emergency = in_emergency(view)
    level = "red" if emergency else "green"
    words = view.say("state_emergency" if emergency else "state_normal")
    rows: list[list[Styled]] = [
        [(f"{symbol(level)} {words}", "label")],
        [],
        [(view.say(f"column_{c}"), "header") for c in COLUMNS],
    ]
    fills: list[Fill] = [(level, 0, i) for i in range(2)]
    heights: dict[int, float] = {}
    red = [f for f in fired_rules(view) if f.worst.level == "red"]
    for fired in sorted(red, key=lambda f: not f.worst.starts_emergency):
        action = rule_of(view, fired.worst).action
        what, todo = in_words_of(view, fired), view.pick(action.en, action.zh)
        heights[HEADING_ROWS + len(rows)] = max(
            HEIGHT, wrapped_height(what, WIDTHS[1]), wrapped_height(todo, WIDTHS[2])
        )
        fills.append(("red", len(rows), 0))
        rows.append(
            [
                (f"{symbol('red')} {fired.worst.ref}", "text_grid"),
                (what, "wrap_grid"),
                (todo, "wrap_grid"),
                (None, "text_input"),
                (None, "date_input"),
                ("☐", "symbol_grid"),
            ]
        )
    if not red:
        rows.append([(view.say("no_emergency"), "text")])
    return Sheet(
        key=SHEET,
        title=view.tab(SHEET),
        blocks=(
            view.heading(SHEET, view.say("emergency_subtitle")),
            block("cb_Emergency_Actions", HEADING_ROWS, 0, rows, fills=fills),
        ),
        widths=WIDTHS,
        heights=heights,
        freeze=(HEADING_ROWS, 0),
        print_columns=(0, len(WIDTHS) - 1),
        tab_colour="B8321A" if emergency else "",
    )
