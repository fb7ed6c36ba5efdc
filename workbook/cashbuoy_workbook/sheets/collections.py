"""Collections: whom to ask for money today, most money at risk first, and when the rest comes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.policy.models import FRIENDLY
from cashbuoy_workbook.blocks import Block, Formula, Level, Link, Sheet, TableArea
from cashbuoy_workbook.inputs import TITLE_ROW as INPUT_TITLE_ROW
from cashbuoy_workbook.modules import input_key, is_on
from cashbuoy_workbook.sheets.credit import GRADE_LEVELS
from cashbuoy_workbook.sheets.frame_cells import date_cells
from cashbuoy_workbook.sheets.grid import BLANK, Fill, Styled, a1, block, columns_block, span
from cashbuoy_workbook.sheets.source_links import source_cells
from cashbuoy_workbook.sheets.view import HEADING_ROWS, TITLE_HEIGHT, View
from cashbuoy_workbook.sheets.work_reasons import action_words, reason_words
from cashbuoy_workbook.widths import LINE_HEIGHT, wrapped_height

SHEET, TABLE = "Collections", "tblWorklist"
SUMMARY_ROW = HEADING_ROWS
TITLE_ROW = SUMMARY_ROW + 4
# Column: width, style.
COLUMNS: dict[str, tuple[float, str]] = {
    "when": (8, "text_grid"),
    "date": (11, "date_grid"),
    "customer": (16, "text_grid"),
    "grade": (7, "symbol_grid"),
    "action": (18, "text_grid"),
    "amount": (15, "money_grid"),
    "at_risk": (15, "money_grid"),
    "days": (8, "count_grid"),
    "count": (7, "count_grid"),
    "row": (8, "link_grid"),
    "channel": (14, "text_grid"),
    "owner": (18, "text_grid"),
    "reason": (58, "cell"),
    "last": (12, "date_grid"),
    "last_kind": (15, "text_grid"),
    "invoices": (30, "text_grid"),
}
_STRONG = ("final", "stop_shipment", "formal_demand", "hand_over", "partner", "court")


def render(view: View) -> Sheet:
    work = view.analysis.worklist
    titles = tuple(
        view.texts(f"worklist.column_{name}", unit=view.currency_name) for name in COLUMNS
    )
    rows = len(work.actions) + len(work.waiting)
    table = _table(view, titles)
    return Sheet(
        key=SHEET,
        title=view.tab(SHEET),
        blocks=(
            view.heading(SHEET, view.texts("worklist.subtitle")),
            _summary(view),
            *table,
        ),
        tables=(TableArea(TABLE, TITLE_ROW, 0, max(rows, 1), titles),),
        widths=tuple(width for width, _ in COLUMNS.values()),
        heights={**TITLE_HEIGHT, TITLE_ROW: 30.0, **_tall(table[-1])},
        freeze=(TITLE_ROW + 1, 3),
        print_columns=(0, list(COLUMNS).index("reason")),
        repeat_rows=(TITLE_ROW, TITLE_ROW),
    )


def _summary(view: View) -> Block:
    """Totals of today, live, and where to write down what was done."""
    actions = view.analysis.worklist.actions
    names = list(COLUMNS)
    first, last = TITLE_ROW + 1, TITLE_ROW + max(len(actions), 1)
    money = view.style("money_total")
    titles: list[Styled] = [BLANK, BLANK, (view.texts("worklist.today"), "header")]
    cells: list[Styled] = [BLANK, BLANK, (len(actions), "integer_total")]
    for name in names[3:7]:
        if name in ("amount", "at_risk"):
            at = names.index(name)
            total = int(actions[name].sum()) if len(actions) else 0
            formula = Formula(f"=SUM({span(first, at, last, at)})", view.money(total))
            titles.append((view.texts(f"worklist.total_{name}"), "header"))
            cells.append((formula, money))
        else:
            titles.append(BLANK)
            cells.append(BLANK)
    links: list[Styled] = [BLANK, BLANK]
    if is_on("tblActions", view.analysis.policy):
        rows = len(view.analysis.ledgers["tblActions"])
        place = a1(INPUT_TITLE_ROW + 1 + rows, 0)
        links.append((Link(input_key("tblActions"), place, view.texts("worklist.to_log")), "link"))
    return block("cb_Collections_Totals", SUMMARY_ROW, 0, [titles, cells, links])


def _table(view: View, titles: tuple[str, ...]) -> list[Block]:
    work = view.analysis.worklist
    head: list[list[Styled]] = [[(t, "header") for t in titles]]
    if not len(work.actions) and not len(work.waiting):
        head.append([(view.texts("worklist.nothing"), "text"), *[BLANK] * (len(COLUMNS) - 1)])
        return [block("cb_Collections_Titles", TITLE_ROW, 0, head)]
    today, later = _today(view, work.actions), _later(view, work.waiting)
    columns = {name: [*today[name], *later[name]] for name in COLUMNS}
    styles = tuple(view.style(s) if s == "money_grid" else s for _, s in COLUMNS.values())
    body = columns_block(
        "cb_Collections_Worklist",
        TITLE_ROW + 1,
        0,
        list(columns.values()),
        styles,
        fills=_fills(work.actions, columns["grade"]),
    )
    return [block("cb_Collections_Titles", TITLE_ROW, 0, head), body]


def _today(view: View, actions: pd.DataFrame) -> dict[str, list[Any]]:
    if not len(actions):
        return {name: [] for name in COLUMNS}
    rows = actions.to_dict("records")
    return {
        "when": [view.texts("worklist.now")] * len(rows),
        "date": date_cells(actions["date"]),
        "customer": actions["customer"].tolist(),
        "grade": actions["grade"].tolist(),
        "action": [action_words(view, kind) for kind in actions["action"]],
        "amount": view.moneys(actions["amount"].to_numpy(np.int64)),
        "at_risk": view.moneys(actions["at_risk"].to_numpy(np.int64)),
        "days": actions["oldest_days"].astype(int).tolist(),
        "count": actions["count"].astype(int).tolist(),
        "row": _links(actions["row"]),
        "channel": [action_words(view, channel) for channel in actions["channel"]],
        "owner": actions[view.pick("owner_en", "owner_zh")].tolist(),
        "reason": [reason_words(view, row) for row in rows],
        "last": date_cells(actions["last_contact"]),
        "last_kind": [action_words(view, k) if k else None for k in actions["last_kind"]],
        "invoices": actions["invoices"].tolist(),
    }


def _later(view: View, waiting: pd.DataFrame) -> dict[str, list[Any]]:
    if not len(waiting):
        return {name: [] for name in COLUMNS}
    rows = waiting.to_dict("records")
    blank = [None] * len(rows)
    dated = waiting["next_date"].notna().tolist()
    return {
        "when": [view.texts("worklist.next") if d else None for d in dated],
        "date": date_cells(waiting["next_date"]),
        "customer": waiting["customer"].tolist(),
        "grade": waiting["grade"].tolist(),
        "action": [action_words(view, k) if k else None for k in waiting["next_action"]],
        "amount": view.moneys(_next_asked(waiting)),
        "at_risk": view.moneys(waiting["at_risk"].to_numpy(np.int64)),
        "days": [d or None for d in waiting["oldest_days"].tolist()],
        "count": blank,
        "row": _links(waiting["row"]),
        "channel": blank,
        "owner": blank,
        "reason": [reason_words(view, row) for row in rows],
        "last": date_cells(waiting["last_contact"]),
        "last_kind": [action_words(view, k) if k else None for k in waiting["last_kind"]],
        "invoices": blank,
    }


def _next_asked(waiting: pd.DataFrame) -> NDArray[np.int64]:
    """What the next demand is about: what is overdue, else what falls due."""
    overdue = waiting["overdue"].to_numpy(np.int64)
    return np.where(overdue > 0, overdue, waiting["owed"].to_numpy(np.int64))


def _fills(actions: pd.DataFrame, grades: list[Any]) -> list[Fill]:
    names = list(COLUMNS)
    fills: list[Fill] = [(GRADE_LEVELS[g], i, names.index("grade")) for i, g in enumerate(grades)]
    kinds = actions["action"].tolist() if len(actions) else []
    fills += [(_level(kind), i, names.index("action")) for i, kind in enumerate(kinds)]
    return fills


def _level(kind: str) -> Level:
    """How serious an action is."""
    if kind in _STRONG:
        return "red"
    return "green" if kind in FRIENDLY else "amber"


def _tall(body: Block) -> dict[int, float]:
    """Rows whose reasons need more than one line."""
    at = list(COLUMNS).index("reason")
    width, _ = COLUMNS["reason"]
    found: dict[int, float] = {}
    for i, row in enumerate(body.values):
        height = wrapped_height(str(row[at] or ""), width, 13.0)
        if height > LINE_HEIGHT:
            found[body.row + i] = height + 3
    return found


def _links(rows: pd.Series[Any]) -> list[Any]:
    sources = np.full(len(rows), "tblReceivables", dtype=object)
    return source_cells(sources, rows.to_numpy(np.int64))
