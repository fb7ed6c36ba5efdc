"""Collections: every overdue invoice, oldest and largest first."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.collection.owed_fees import fee_each_base, owed_fees
from cashbuoy.money import minor_digits
from cashbuoy_workbook.blocks import Block, Formula, Link, Sheet, TableArea
from cashbuoy_workbook.sheets.customers import bucket_titles
from cashbuoy_workbook.sheets.grid import BLANK, Fill, Styled, a1, block, columns_block, span
from cashbuoy_workbook.sheets.source_links import source_cells
from cashbuoy_workbook.sheets.view import HEADING_ROWS, TITLE_HEIGHT, View

SHEET, TABLE = "Collections", "tblOverdue"
SUMMARY_ROW = HEADING_ROWS
SECTION_ROW = SUMMARY_ROW + 4
WIDTHS = (24, 18, 13, 13, 11, 15, 9, 17, 17, 17, 13, 13, 20)

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
    """By contract, else by statute (B8), base minor units; none while in dispute."""
    analysis = view.analysis
    found = owed_fees(late, analysis.ledgers, analysis.as_of, analysis.policy.late_fees)
    fee = fee_each_base(late, found)
    return np.where(late["status"] == "dispute", 0, fee).astype(np.int64)


def render(view: View) -> Sheet:
    late = overdue(view)
    section_row = SECTION_ROW
    titles = tuple(view.say(f"column_{name}", unit=view.currency_name) for name in OVERDUE)
    return Sheet(
        key=SHEET,
        title=view.tab(SHEET),
        blocks=(
            view.heading(SHEET, view.say("collections_subtitle")),
            _summary(view, late, section_row),
            *_overdue(view, late, section_row, titles),
        ),
        tables=(TableArea(TABLE, section_row + 1, 0, max(len(late), 1), titles),),
        widths=WIDTHS,
        heights=TITLE_HEIGHT,
        freeze=(HEADING_ROWS, 0),
        print_columns=(0, len(OVERDUE) - 1),
    )


def _summary(view: View, late: pd.DataFrame, section_row: int) -> Block:
    """Totals of the overdue list, live, and a jump to it."""
    first = section_row + 2
    last = first + max(len(late), 1) - 1
    money = view.style("money_total")
    disputed = int(late.loc[late["status"] == "dispute", "open_base"].sum())
    words = view.say("status_dispute")
    columns = list(OVERDUE)
    area = {n: span(first, i, last, i) for i, n in enumerate(columns)}
    figures = {
        "overdue_total": (f"=SUM({area['open_base']})", int(late["open_base"].sum())),
        # The criterion is the word that the list shows.
        "disputed_total": (
            f"=SUMIFS({area['open_base']},{area['status']},{_quoted(words)})",
            disputed,
        ),
        "late_fee_total": (f"=SUM({area['late_fee']})", int(late_fees(view, late).sum())),
    }
    titles: list[Styled] = [(view.say("overdue_count"), "header")]
    cells: list[Styled] = [(len(late), "integer_total")]
    for name, (text, minor) in figures.items():
        value = view.money(minor)
        titles.append((view.say(name), "header"))
        cells.append((Formula(text, value), money))
    jump = Link(SHEET, a1(section_row, 0), view.say("to_overdue"))
    return block("cb_Collections_Totals", SUMMARY_ROW, 0, [titles, cells, [(jump, "link")]])


def _quoted(words: str) -> str:
    doubled = words.replace('"', '""')
    return f'"{doubled}"'


def _overdue(view: View, late: pd.DataFrame, row: int, titles: tuple[str, ...]) -> list[Block]:
    blank: Styled = (None, "section")
    section = view.say("section_overdue")
    head: list[list[Styled]] = [
        [(section, "section"), *[blank] * (len(OVERDUE) - 1)],
        [(t, "header") for t in titles],
    ]
    if not len(late):
        head.append([(view.say("no_overdue"), "text"), *[BLANK] * (len(OVERDUE) - 1)])
        return [block("cb_Collections_OverdueTitles", row, 0, head)]
    ledger = view.analysis.ledgers["tblReceivables"]
    promises = pd.Series(ledger["promise_date"].to_numpy(), index=ledger["row"].to_numpy())
    buckets = np.array(bucket_titles(view, view.analysis.policy.receivables.ageing), dtype=object)
    states = {s: view.say(f"status_{s}") for s in ("forecast", "dispute", "plan")}
    columns: dict[str, list[Any]] = {
        "customer": late["counterparty"].tolist(),
        "document": late["document"].tolist(),
        "document_date": _dates(late["document_date"]),
        "due_date": _dates(late["due_date"]),
        "days_overdue": late["days_overdue"].tolist(),
        "bucket": buckets[late["bucket"].to_numpy()].tolist(),
        "currency": late["currency"].tolist(),
        "open": _own_money(late, "open"),
        "open_base": view.moneys(late["open_base"].to_numpy()),
        "late_fee": view.moneys(late_fees(view, late)),
        "promise_date": _dates(promises.reindex(late["row"].to_numpy())),
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
        "cb_Collections_Overdue", row + 2, 0, list(columns.values()), styles, fills=fills
    )
    return [block("cb_Collections_OverdueTitles", row, 0, head), body]


def _dates(column: pd.Series[Any]) -> list[Any]:
    """Dates as cells, empty where there is none."""
    days: list[Any] = column.to_numpy("datetime64[D]").tolist()
    return days


def _own_money(frame: pd.DataFrame, column: str) -> list[float]:
    """Amounts in each row's own currency, in its major units."""
    codes, currencies = pd.factorize(frame["currency"])
    scale = np.array([10.0 ** minor_digits(c) for c in currencies])
    values: list[float] = (frame[column].to_numpy(np.float64) / scale[codes]).tolist()
    return values
