"""Emergency: what the fired rules ask for, and where cash can come from first; to print and hand
out (A3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd

from cashbuoy_workbook.blocks import Level, Sheet
from cashbuoy_workbook.sheets.cockpit_panel import short
from cashbuoy_workbook.sheets.cockpit_warnings import fired_rules, in_words_of
from cashbuoy_workbook.sheets.collections import overdue
from cashbuoy_workbook.sheets.grid import Fill, Styled, block
from cashbuoy_workbook.sheets.levels import in_emergency, rule_of
from cashbuoy_workbook.sheets.view import HEADING_ROWS, TITLE_HEIGHT, View
from cashbuoy_workbook.styles import symbol
from cashbuoy_workbook.widths import wrapped_height

SHEET = "Emergency"
WIDTHS = (26.0, 34.0, 20.0, 44.0, 16.0, 14.0, 9.0)
ACTION_COLUMN = 3
HEIGHT = 26.0
MOST = 8  # a list to act on, not a register


def render(view: View) -> Sheet:
    emergency = in_emergency(view)
    level: Level = "red" if emergency else "green"
    words = view.say("state_emergency" if emergency else "state_normal")
    rows: list[list[Styled]] = [[(f"{symbol(level)} {words}", "label")], []]
    fills: list[Fill] = [(level, 0, 0), (level, 0, 1)]
    heights = dict(TITLE_HEIGHT)
    _actions(view, rows, fills, heights)
    _collect_first(view, rows)
    _can_wait(view, rows)
    _can_draw(view, rows)
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


def _actions(
    view: View, rows: list[list[Styled]], fills: list[Fill], heights: dict[int, float]
) -> None:
    """Red rules, those that start the plan first, with room for who does it by when."""
    rows += _head(
        view, "section_actions", ("rule", "what", "measured", "action", "who", "by_when", "done")
    )
    red = [f for f in fired_rules(view) if f.worst.level == "red"]
    for fired in sorted(red, key=lambda f: not f.worst.starts_emergency):
        action = rule_of(view, fired.worst).action
        what, todo = in_words_of(view, fired), view.pick(action.en, action.zh)
        heights[HEADING_ROWS + len(rows)] = max(
            HEIGHT,
            wrapped_height(what, WIDTHS[1]),
            wrapped_height(todo, WIDTHS[ACTION_COLUMN]),
        )
        fills.append(("red", len(rows), 0))
        rows.append(
            [
                (f"{symbol('red')} {fired.worst.ref}", "text_grid"),
                (what, "wrap_middle"),
                (short(view, fired.worst.measured, fired.worst.unit), "wrap_middle"),
                (todo, "wrap_middle"),
                (None, "text_input"),
                (None, "date_input"),
                ("☐", "symbol_grid"),
            ]
        )
    if not red:
        rows.append([(view.say("no_emergency"), "text")])
    rows.append([])


def _collect_first(view: View, rows: list[list[Styled]]) -> None:
    late = overdue(view)
    late = late[(late["status"] == "forecast").to_numpy()]
    late = late.sort_values("open_base", ascending=False, kind="stable").head(MOST)
    rows += _head(
        view, "section_collect_first", ("customer", "document", "open_base", "days_overdue")
    )
    columns = (
        _texts(late["counterparty"]),
        _texts(late["document"]),
        [(v, view.style("money_grid")) for v in view.moneys(late["open_base"].to_numpy())],
        [(d, "count_grid") for d in late["days_overdue"].tolist()],
    )
    rows += _listed(view, columns)


def _can_wait(view: View, rows: list[list[Styled]]) -> None:
    bills = view.analysis.payables
    before = (bills["expected_date"] <= pd.Timestamp(view.analysis.forecast.lowest_on)).to_numpy()
    chosen = bills[
        before & (bills["priority"] != "critical").to_numpy() & (bills["open_base"] > 0).to_numpy()
    ]
    chosen = chosen.sort_values("open_base", ascending=False, kind="stable").head(MOST)
    rows += _head(view, "section_can_wait", ("supplier", "bill", "unpaid_base", "expected_date"))
    days: list[dt.date] = chosen["expected_date"].to_numpy("datetime64[D]").tolist()
    columns = (
        _texts(chosen["counterparty"]),
        _texts(chosen["document"]),
        [(v, view.style("money_grid")) for v in view.moneys(chosen["open_base"].to_numpy())],
        [(d, "date_grid") for d in days],
    )
    rows += _listed(view, columns)


def _can_draw(view: View, rows: list[list[Styled]]) -> None:
    if not view.analysis.policy.has("lines"):
        return
    lines = view.analysis.ledgers["tblLines"]
    free = (lines["limit"] - lines["drawn"]).to_numpy(np.int64)
    live = (
        lines["expires"].isna() | (lines["expires"] > pd.Timestamp(view.analysis.as_of))
    ).to_numpy()
    chosen = lines.assign(free=free)[lines["committed"].to_numpy(bool) & live & (free > 0)]
    rows += _head(view, "section_draw", ("bank", "", "available", "expires"))
    days: list[dt.date] = chosen["expires"].to_numpy("datetime64[D]").tolist()
    columns = (
        _texts(chosen["bank"]),
        [(None, "text_grid")] * len(chosen),
        [(v, view.style("money_grid")) for v in view.moneys(chosen["free"].to_numpy())],
        [(d, "date_grid") for d in days],
    )
    rows += _listed(view, columns)


def _head(view: View, section: str, columns: tuple[str, ...]) -> list[list[Styled]]:
    unit = view.currency_name
    return [
        [(view.say(section), "section"), *[(None, "section")] * (len(WIDTHS) - 1)],
        [(view.say(f"column_{c}", unit=unit) if c else None, "header") for c in columns],
    ]


def _texts(values: pd.Series[str]) -> list[Styled]:
    return [(text, "text_grid") for text in values.tolist()]


def _listed(view: View, columns: Sequence[Sequence[Styled]]) -> list[list[Styled]]:
    """Columns as rows, and an empty row below."""
    nothing: list[list[Styled]] = [[(view.say("nothing_here"), "text")]]
    rows: list[list[Styled]] = [list(row) for row in zip(*columns, strict=True)]
    return [*(rows or nothing), []]
