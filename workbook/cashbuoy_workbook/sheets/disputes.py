"""Disputes: what is in dispute by age and deadline, and how earlier disputes ended (B10)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cashbuoy.ledger.open_items import age_buckets
from cashbuoy_workbook.blocks import Block, Formula, Level, Link, Sheet, TableArea
from cashbuoy_workbook.inputs import TITLE_ROW as INPUT_TITLE_ROW
from cashbuoy_workbook.modules import input_key, is_on
from cashbuoy_workbook.sheets.customers import bucket_titles
from cashbuoy_workbook.sheets.frame_cells import date_cells
from cashbuoy_workbook.sheets.grid import BLANK, Fill, Styled, a1, block, columns_block, span
from cashbuoy_workbook.sheets.source_links import source_cells
from cashbuoy_workbook.sheets.view import HEADING_ROWS, TITLE_HEIGHT, View

SHEET, TABLE = "Disputes", "tblOpenDisputes"
SUMMARY_ROW = HEADING_ROWS
TITLE_ROW = SUMMARY_ROW + 4
# Column: width, style.
COLUMNS: dict[str, tuple[float, str]] = {
    "customer": (20, "text_grid"),
    "dispute": (12, "text_grid"),
    "invoice": (17, "text_grid"),
    "amount": (17, "money_grid"),
    "expected": (17, "money_grid"),
    "share": (10, "share_grid"),
    "on": (12, "date_grid"),
    "reason": (20, "text_grid"),
    "opened": (12, "date_grid"),
    "age": (9, "count_grid"),
    "bucket": (13, "text_grid"),
    "deadline": (12, "date_grid"),
    "left": (9, "count_grid"),
    "state": (13, "text_grid"),
    "owner": (14, "text_grid"),
    "row": (8, "link_grid"),
}
# Of the tables of closed disputes; they share the first columns' widths.
WINS: dict[str, str] = {
    "key": "text_grid",
    "closed": "count_grid",
    "average_days": "days_grid",
    "disputed": "money_grid",
    "won": "money_grid",
    "win_rate": "share_grid",
}
_LEVELS: dict[str, Level] = {"overdue": "red", "marked": "grey"}


def render(view: View) -> Sheet:
    book = view.analysis.disputes
    titles = tuple(
        view.texts(f"worklist.dispute_{name}", unit=view.currency_name) for name in COLUMNS
    )
    shown = max(len(book.open), 1)
    below = TITLE_ROW + 1 + shown + 1
    return Sheet(
        key=SHEET,
        title=view.tab(SHEET),
        blocks=(
            view.heading(SHEET, view.texts("worklist.disputes_subtitle")),
            _summary(view),
            *_open(view, titles),
            *_closed(view, below),
        ),
        tables=(TableArea(TABLE, TITLE_ROW, 0, shown, titles),),
        widths=tuple(width for width, _ in COLUMNS.values()),
        heights={**TITLE_HEIGHT, TITLE_ROW: 30.0},
        freeze=(TITLE_ROW + 1, 1),
        print_columns=(0, len(COLUMNS) - 1),
        repeat_rows=(TITLE_ROW, TITLE_ROW),
    )


def _summary(view: View) -> Block:
    """Totals of what is open, live, and the way to the register."""
    found = view.analysis.disputes.open
    names, first = list(COLUMNS), TITLE_ROW + 1
    last = first + max(len(found), 1) - 1
    late = int((found["state"] == "overdue").sum())
    titles: list[Styled] = [
        (view.texts(f"worklist.disputes_{name}"), "header")
        for name in ("count", "late", "total", "expected")
    ]
    cells: list[Styled] = [(len(found), "integer_total"), (late, "integer_total")]
    for name, column in (("amount", "disputed_base"), ("expected", "expected_base")):
        at = names.index(name)
        total = view.money(int(found[column].sum()))
        cells.append(
            (Formula(f"=SUM({span(first, at, last, at)})", total), view.style("money_total"))
        )
    links: list[Styled] = [BLANK]
    if is_on("tblDisputes", view.analysis.policy):
        place = a1(INPUT_TITLE_ROW + 1 + len(view.analysis.ledgers["tblDisputes"]), 0)
        links = [
            (Link(input_key("tblDisputes"), place, view.texts("worklist.to_register")), "link")
        ]
    return block("cb_Disputes_Totals", SUMMARY_ROW, 0, [titles, cells, links])


def _open(view: View, titles: tuple[str, ...]) -> list[Block]:
    found = view.analysis.disputes.open
    head: list[list[Styled]] = [[(t, "header") for t in titles]]
    if not len(found):
        head.append([(view.texts("worklist.disputes_none"), "text"), *[BLANK] * (len(COLUMNS) - 1)])
        return [block("cb_Disputes_Titles", TITLE_ROW, 0, head)]
    found = found.sort_values(["days_left", "row"], kind="stable", ignore_index=True)
    known = (found["age_days"] >= 0).tolist()
    ageing = view.analysis.policy.receivables
    buckets = np.array(bucket_titles(view, ageing.ageing), dtype=object)
    # From the day on which it was opened: the first bucket is no age.
    aged = buckets[np.maximum(age_buckets(found["age_days"].to_numpy(np.int64), ageing), 1)]
    columns: dict[str, list[Any]] = {
        "customer": found["customer"].tolist(),
        "dispute": [d or None for d in found["dispute"]],
        "invoice": found["invoice"].tolist(),
        "amount": view.moneys(found["disputed_base"].to_numpy(np.int64)),
        "expected": view.moneys(found["expected_base"].to_numpy(np.int64)),
        "share": [
            s if k else None for s, k in zip(found["won_share"].tolist(), known, strict=True)
        ],
        "on": date_cells(found["expected_on"]),
        "reason": [_reason(view, code) for code in found["reason"]],
        "opened": date_cells(found["opened"]),
        "age": [a if k else None for a, k in zip(found["age_days"].tolist(), known, strict=True)],
        "bucket": [b if k else None for b, k in zip(aged.tolist(), known, strict=True)],
        "deadline": date_cells(found["deadline"]),
        "left": [n if k else None for n, k in zip(found["days_left"].tolist(), known, strict=True)],
        "state": [view.texts(f"worklist.state_{s}") for s in found["state"]],
        "owner": [o or None for o in found["owner"]],
        "row": source_cells(found["source"].to_numpy(object), found["row"].to_numpy(np.int64)),
    }
    at = list(COLUMNS).index("state")
    fills: list[Fill] = [
        (_LEVELS[s], i, at) for i, s in enumerate(found["state"].tolist()) if s in _LEVELS
    ]
    styles = tuple(view.style(s) if s == "money_grid" else s for _, s in COLUMNS.values())
    body = columns_block(
        "cb_Disputes_Rows",
        TITLE_ROW + 1,
        0,
        [columns[name] for name in COLUMNS],
        styles,
        fills=fills,
    )
    return [block("cb_Disputes_Titles", TITLE_ROW, 0, head), body]


def _closed(view: View, row: int) -> list[Block]:
    """How closed disputes ended, by reason and by customer."""
    book = view.analysis.disputes
    blocks: list[Block] = []
    for name, found in (("reason", book.by_reason), ("customer", book.by_customer)):
        titles = [view.texts(f"worklist.win_{name}")]
        unit = view.currency_name
        titles += [
            view.texts(f"worklist.win_{n}", unit=unit)
            for n in ("closed", "days", "disputed", "won", "rate")
        ]
        blank: Styled = (None, "section")
        section = view.texts(f"worklist.section_by_{name}")
        head: list[list[Styled]] = [
            [(section, "section"), *[blank] * (len(WINS) - 1)],
            [(t, "header") for t in titles],
        ]
        if not len(found):
            head[1:] = [[(view.texts("worklist.no_closed"), "text")]]
        blocks.append(block(f"cb_Disputes_By{name.title()}Titles", row, 0, head))
        row += len(head)
        if len(found):
            blocks.append(_won(view, found, name, row))
        row += len(found) + 1
    return blocks


def _won(view: View, found: pd.DataFrame, by: str, row: int) -> Block:
    keys = found["key"].tolist()
    days = found["average_days"].to_numpy(np.float64)
    rates = found["win_rate"].to_numpy(np.float64)
    columns: list[list[Any]] = [
        [_reason(view, k) for k in keys] if by == "reason" else keys,
        found["closed"].tolist(),
        [None if np.isnan(d) else round(d, 1) for d in days.tolist()],
        view.moneys(found["disputed"].to_numpy(np.int64)),
        view.moneys(found["won"].to_numpy(np.int64)),
        [None if np.isnan(r) else r for r in rates.tolist()],
    ]
    styles = tuple(view.style(s) if s == "money_grid" else s for s in WINS.values())
    return columns_block(f"cb_Disputes_By{by.title()}", row, 0, columns, styles)


def _reason(view: View, code: str) -> str:
    reasons = view.analysis.policy.disputes.reasons
    if code not in reasons:
        return view.texts("worklist.dispute_unknown")
    return view.pick(reasons[code].title.en, reasons[code].title.zh)
