"""Overdue: every overdue invoice, oldest and largest first, with its late fee."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.collection.actions_log import with_promises
from cashbuoy.collection.owed_fees import fee_each_base, owed_fees
from cashbuoy_workbook.blocks import Block, Formula, Sheet, TableArea
from cashbuoy_workbook.sheets.customers import bucket_titles
from cashbuoy_workbook.sheets.frame_cells import date_cells, own_money_cells
from cashbuoy_workbook.sheets.grid import BLANK, Fill, Styled, block, columns_block, span
from cashbuoy_workbook.sheets.source_links import source_cells
from cashbuoy_workbook.sheets.view import HEADING_ROWS, TITLE_HEIGHT, View

SHEET, TABLE = "Overdue", "tblOverdue"
SUMMARY_ROW = HEADING_ROWS
TITLE_ROW = SUMMARY_ROW + 3
WIDTHS = (24, 18, 13, 13, 11, 15, 9, 17, 17, 17, 17, 13, 9, 16)

# Column: style.
OVERDUE: dict[str, str] = {
    "customer": "text_grid",
    "document": "text_grid",
    "document_date": "date_grid",
    "due_date": "date_grid",
    "days_overdue": "count_grid",
    "bucket": "text_grid",
    "currency": "text_grid",
    "open": "money_grid",
    "open_base": "money_grid",
    "in_dispute": "money_grid",
    "late_fee": "money_grid",
    "promise_date": "date_grid",
    "row": "link_grid",
    "status": "text_grid",
}


def overdue(view: View) -> pd.DataFrame:
    """Overdue open invoices (credit notes apart), the oldest bucket first, in it the largest."""
    items = view.analysis.receivables
    late: pd.DataFrame = items[((items["days_overdue"] > 0) & (items["open_base"] > 0)).to_numpy()]
    order = np.lexsort(
        (
            late["row"].to_numpy(),
            -late["open_base"].to_numpy(np.int64),
            -late["bucket"].to_numpy(np.int64),
        )
    )
    return late.take(order).reset_index(drop=True)


def late_fees(view: View, late: pd.DataFrame) -> NDArray[np.int64]:
    """By contract, else by statute (B8), base minor units; none on what is in dispute."""
    analysis = view.analysis
    found = owed_fees(late, analysis.ledgers, analysis.as_of, analysis.policy.fees_by_law)
    return fee_each_base(late, found)


def render(view: View) -> Sheet:
    late = overdue(view)
    titles = tuple(view.say(f"column_{name}", unit=view.currency_name) for name in OVERDUE)
    return Sheet(
        key=SHEET,
        title=view.tab(SHEET),
        blocks=(
            view.heading(SHEET, view.say("overdue_subtitle")),
            _summary(view, late),
            *_overdue(view, late, titles),
        ),
        tables=(TableArea(TABLE, TITLE_ROW, 0, max(len(late), 1), titles),),
        widths=WIDTHS,
        heights={**TITLE_HEIGHT, TITLE_ROW: 30.0},
        freeze=(TITLE_ROW + 1, 1),
        print_columns=(0, len(OVERDUE) - 1),
        repeat_rows=(TITLE_ROW, TITLE_ROW),
    )


def _summary(view: View, late: pd.DataFrame) -> Block:
    """Totals of the list, live."""
    first = TITLE_ROW + 1
    last = first + max(len(late), 1) - 1
    money = view.style("money_total")
    columns = list(OVERDUE)
    area = {n: span(first, i, last, i) for i, n in enumerate(columns)}
    figures = {
        "overdue_total": (f"=SUM({area['open_base']})", int(late["open_base"].sum())),
        "disputed_total": (f"=SUM({area['in_dispute']})", int(late["disputed_base"].sum())),
        "late_fee_total": (f"=SUM({area['late_fee']})", int(late_fees(view, late).sum())),
    }
    titles: list[Styled] = [(view.say("overdue_count"), "header")]
    cells: list[Styled] = [(len(late), "integer_total")]
    for name, (text, minor) in figures.items():
        value = view.money(minor)
        titles.append((view.say(name), "header"))
        cells.append((Formula(text, value), money))
    return block("cb_Overdue_Totals", SUMMARY_ROW, 0, [titles, cells])


def _promised(view: View, late: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    """The day for which each invoice was promised last, by the ledger and the log of actions."""
    analysis = view.analysis
    ledger = analysis.ledgers["tblReceivables"]
    own = pd.Series(ledger["promise_date"].to_numpy(), index=ledger["row"].to_numpy())
    known = late.assign(promise_date=own.reindex(late["row"].to_numpy()).to_numpy())
    found = with_promises(known, analysis.ledgers["tblActions"], analysis.as_of)
    return found["promise_date"]


def _overdue(view: View, late: pd.DataFrame, titles: tuple[str, ...]) -> list[Block]:
    head: list[list[Styled]] = [[(t, "header") for t in titles]]
    if not len(late):
        head.append([(view.say("no_overdue"), "text"), *[BLANK] * (len(OVERDUE) - 1)])
        return [block("cb_Overdue_Titles", TITLE_ROW, 0, head)]
    buckets = np.array(bucket_titles(view, view.analysis.policy.receivables.ageing), dtype=object)
    states = {s: view.say(f"status_{s}") for s in ("forecast", "dispute", "plan")}
    columns: dict[str, list[Any]] = {
        "customer": late["counterparty"].tolist(),
        "document": late["document"].tolist(),
        "document_date": date_cells(late["document_date"]),
        "due_date": date_cells(late["due_date"]),
        "days_overdue": late["days_overdue"].tolist(),
        "bucket": buckets[late["bucket"].to_numpy()].tolist(),
        "currency": late["currency"].tolist(),
        "open": own_money_cells(late, "open"),
        "open_base": view.moneys(late["open_base"].to_numpy()),
        "in_dispute": [m or None for m in view.moneys(late["disputed_base"].to_numpy())],
        "late_fee": view.moneys(late_fees(view, late)),
        "promise_date": date_cells(_promised(view, late)),
        "row": source_cells(
            np.full(len(late), "tblReceivables", dtype=object), late["row"].to_numpy(np.int64)
        ),
        "status": late["status"].map(states).tolist(),
    }
    fills: list[Fill] = [
        ("grey", i, len(OVERDUE) - 1) for i in np.flatnonzero(late["status"] != "forecast").tolist()
    ]
    styles = tuple(view.style(s) if s == "money_grid" else s for s in OVERDUE.values())
    body = columns_block(
        "cb_Overdue_Rows", TITLE_ROW + 1, 0, list(columns.values()), styles, fills=fills
    )
    return [block("cb_Overdue_Titles", TITLE_ROW, 0, head), body]
