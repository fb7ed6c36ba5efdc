"""Why each customer has its grade, and what its credit is worth: terms that pay, early discounts,
the allowance (B1, B11, B12)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cashbuoy.credit.assessment import CreditBook
from cashbuoy_workbook.blocks import Block, Cell, Sheet, TableArea
from cashbuoy_workbook.sheets.credit import GRADE_LEVELS, shown_order
from cashbuoy_workbook.sheets.grade_reasons import reason_text
from cashbuoy_workbook.sheets.grid import Fill, block, columns_block
from cashbuoy_workbook.sheets.source_links import source_cells
from cashbuoy_workbook.sheets.view import HEADING_ROWS, TITLE_HEIGHT, View
from cashbuoy_workbook.widths import taller_rows, titles_height

SHEET, TABLE = "CreditReasons", "tblCreditReasons"
TITLE_ROW = HEADING_ROWS
# Column: width, style.
COLUMNS: dict[str, tuple[float, str]] = {
    "customer": (15, "text_grid"),
    "grade": (6, "symbol_grid"),
    "points": (7, "days_grid"),
    "reasons": (76, "cell"),
    "oldest_overdue": (11, "count_grid"),
    "oldest_row": (8, "link_grid"),
    "days_that_pay": (11, "count_grid"),
    "discount_value": (14, "money_grid"),
    "allowance": (14, "money_grid"),
    "allowance_net": (14, "money_grid"),
}


def render(view: View, book: CreditBook) -> Sheet:
    offer = view.analysis.policy.credit.terms.discount
    words = {"offer": f"{offer.rate * 100:g}/{offer.within_days}"}
    titles = tuple(view.say(f"credit_column_{name}", **words) for name in COLUMNS)
    widths = tuple(width for width, _ in COLUMNS.values())
    rows = len(book.customers)
    body = [_rows(view, book)] if rows else []
    return Sheet(
        key=SHEET,
        title=view.tab(SHEET),
        blocks=(
            view.heading(SHEET, view.say("credit_reasons_subtitle")),
            block("cb_CreditReasons_Titles", TITLE_ROW, 0, [[(t, "header") for t in titles]]),
            *body,
        ),
        tables=(TableArea(TABLE, TITLE_ROW, 0, max(rows, 1), titles),),
        widths=widths,
        heights={**TITLE_HEIGHT, TITLE_ROW: titles_height(titles, widths), **_heights(body)},
        freeze=(TITLE_ROW + 1, 1),
        print_columns=(0, len(COLUMNS) - 1),
        repeat_rows=(TITLE_ROW, TITLE_ROW),
    )


def _rows(view: View, book: CreditBook) -> Block:
    order = shown_order(book.customers)
    found = book.customers.iloc[order]
    points = found["points"].to_numpy(np.float64)
    sources = np.full(len(found), "tblReceivables", dtype=object)
    columns: dict[str, list[Any]] = {
        "customer": found["customer"].tolist(),
        "grade": found["grade"].tolist(),
        "points": [None if np.isnan(p) else round(p, 1) for p in points.tolist()],
        "reasons": [reason_text(view, book.reasons(i), most=None) for i in order.tolist()],
        "oldest_overdue": [d or None for d in found["oldest_overdue"].tolist()],
        "oldest_row": source_cells(sources, found["oldest_row"].to_numpy(np.int64)),
        "days_that_pay": found["days_that_pay"].tolist(),
        "discount_value": _discounts(view, found),
        "allowance": view.moneys(found["allowance"].to_numpy()),
        "allowance_net": view.moneys(found["allowance_net"].to_numpy()),
    }
    at = list(COLUMNS).index("grade")
    fills: list[Fill] = [(GRADE_LEVELS[g], i, at) for i, g in enumerate(columns["grade"])]
    styles = tuple(view.style(s) if s == "money_grid" else s for _, s in COLUMNS.values())
    return columns_block(
        "cb_CreditReasons_Rows", TITLE_ROW + 1, 0, list(columns.values()), styles, fills=fills
    )


def _heights(body: list[Block]) -> dict[int, float]:
    """Of the rows whose reasons need more than one line: the worst customers, who stand first."""
    at = list(COLUMNS).index("reasons")
    texts = (str(row[at]) for part in body for row in part.values)  # noqa: PD011 - cells
    return taller_rows(texts, COLUMNS["reasons"][0], TITLE_ROW + 1)


def _discounts(view: View, found: pd.DataFrame) -> list[Cell]:
    """Blank where the terms leave nothing to shorten."""
    shortest = view.analysis.policy.credit.terms.discount.within_days
    values = view.moneys(found["discount_value"].to_numpy(np.int64))
    return [
        value if days > shortest else None
        for value, days in zip(values, found["terms"].tolist(), strict=True)
    ]
