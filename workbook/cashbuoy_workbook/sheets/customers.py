"""Customers: what each owes by age (B12), how late, and how much of the firm's sales it is (C4)."""

from __future__ import annotations

from typing import Any

from cashbuoy.policy.models import AgeingBucket
from cashbuoy_workbook.blocks import Block, Cell, Chart, Formula, Note, Series, Sheet
from cashbuoy_workbook.sheets.grid import Fill, Styled, a1, block, columns_block, pixels, span
from cashbuoy_workbook.sheets.levels import marks_by_key, warning_notes
from cashbuoy_workbook.sheets.scale import scale_of
from cashbuoy_workbook.sheets.view import HEADING_ROWS, TITLE_HEIGHT, View
from cashbuoy_workbook.styles import SERIES

SHEET = "Customers"
TITLE_ROW = HEADING_ROWS
# The totals stand above the list, so that they stay in sight however long it grows.
TOTAL_ROW, SHARE_ROW, FIRST_ROW = TITLE_ROW + 1, TITLE_ROW + 2, TITLE_ROW + 3


def row_of(view: View, customer: str) -> int:
    """Row of a customer on the sheet; the totals' row when it owes nothing and is not listed."""
    listed = view.analysis.ageing["customer"].tolist()
    return FIRST_ROW + listed.index(customer) if customer in listed else TOTAL_ROW


def bucket_titles(view: View, buckets: list[AgeingBucket]) -> list[str]:
    """Not due, 1-30, 31-60 ... > 365, from the policy's ageing."""
    titles, before = [], 0
    for bucket in buckets:
        if bucket.up_to_days == 0:
            titles.append(view.say("not_due"))
        elif bucket.up_to_days is None:
            titles.append(view.say("days_over", days=before))
        else:
            titles.append(view.say("days_between", first=before + 1, last=bucket.up_to_days))
        before = bucket.up_to_days or before
    return titles


def render(view: View) -> Sheet:
    buckets = bucket_titles(view, view.analysis.policy.receivables.ageing)
    columns = _columns(view, buckets)
    last = len(columns) - 1
    rows = len(view.analysis.ageing)
    return Sheet(
        key=SHEET,
        title=view.tab(SHEET),
        blocks=(
            view.heading(SHEET, view.say("customers_subtitle")),
            _titles(view, columns, len(buckets)),
            *([_rows(view, columns)] if rows else []),
        ),
        charts=(_chart(view, buckets, FIRST_ROW + max(rows, 1) + 1),),
        widths=(16, 26, *[14.5] * (len(columns) - 2)),
        heights={**TITLE_HEIGHT, TITLE_ROW: 30.0},
        freeze=(FIRST_ROW, 2),
        print_columns=(0, last),
        repeat_rows=(TITLE_ROW, TITLE_ROW),
    )


def _columns(view: View, buckets: list[str]) -> dict[str, tuple[str, str]]:
    """Column -> title and style, in order."""
    money = view.style("money_grid")
    return {
        "customer": (view.say("column_customer"), "text_grid"),
        "name": (view.say("column_name"), "text_grid"),
        "total": (view.say("column_owed"), money),
        **{f"b{i}": (title, money) for i, title in enumerate(buckets)},
        "overdue": (view.say("column_overdue"), money),
        "oldest_days": (view.say("column_oldest_days"), "count_grid"),
        "in_dispute": (view.say("column_in_dispute"), money),
        "allowance": (view.say("column_allowance"), money),
        "sales_12m": (view.say("column_sales_12m"), money),
        "share_12m": (view.say("column_share_12m"), "share_grid"),
    }


def _titles(view: View, columns: dict[str, tuple[str, str]], buckets: int) -> Block:
    rows = len(view.analysis.ageing)
    last = FIRST_ROW + max(rows, 1) - 1
    titles: list[Styled] = [(title, "header") for title, _ in columns.values()]
    totals: list[Styled] = [(view.say("total"), "text_total"), (None, "text_total")]
    shares: list[Styled] = [(view.say("share_of_owed"), "text_subtotal"), (None, "text_subtotal")]
    owed = sum(view.analysis.ageing["total"].tolist())
    for at, name in enumerate(columns):
        if at < 2:
            continue
        figures = view.analysis.ageing[name]
        if name in ("oldest_days", "share_12m"):
            value: Cell = None if name == "share_12m" else int(figures.max()) if rows else 0
            totals.append((value, "integer_total" if name == "oldest_days" else "share_total"))
            shares.append((None, "share_subtotal"))
            continue
        total = int(figures.sum())
        area = span(FIRST_ROW, at, last, at)
        totals.append((Formula(f"=SUM({area})", view.money(total)), view.style("money_total")))
        part = _share(at, total, owed) if 2 <= at <= 3 + buckets else None
        shares.append((part, "share_subtotal"))
    return block("cb_Customers_Totals", TITLE_ROW, 0, [titles, totals, shares])


def _share(column: int, total: int, owed: int) -> Formula:
    whole = a1(TOTAL_ROW, 2, fixed=True)
    return Formula(
        f"=IF({whole}=0,0,{a1(TOTAL_ROW, column)}/{whole})", total / owed if owed else 0.0
    )


def _rows(view: View, columns: dict[str, tuple[str, str]]) -> Block:
    ageing = view.analysis.ageing
    values: list[list[Any]] = []
    for name, (_, style) in columns.items():
        if style.startswith("money"):
            values.append(view.moneys(ageing[name].to_numpy()))
        else:
            values.append(_plain(ageing[name].tolist()))
    body = columns_block(
        "cb_Customers_Ageing", FIRST_ROW, 0, values, tuple(s for _, s in columns.values())
    )
    return _with_marks(view, body, list(columns).index("share_12m"))


def _plain(values: list[Any]) -> list[Any]:
    """Nothing overdue, no share: empty cells read better than zeros."""
    return [v or None for v in values]


def _with_marks(view: View, body: Block, column: int) -> Block:
    """Colour the share of the customers that a concentration rule names."""
    fills: list[Fill] = []
    notes: list[Note] = []
    listed = {row[0]: i for i, row in enumerate(body.values)}
    for customer, warnings in marks_by_key(view, "customer").items():
        if customer in listed:
            fills.append((warnings[0].level, listed[customer], column))
            notes.append(Note(listed[customer], column, warning_notes(view, warnings)))
    return block(
        body.name,
        body.row,
        body.column,
        [list(zip(v, s, strict=True)) for v, s in zip(body.values, body.styles, strict=True)],
        fills=fills,
        notes=notes,
    )


def _chart(view: View, buckets: list[str], row: int) -> Chart:
    first, last = 3, 2 + len(buckets)
    return Chart(
        row=row,
        column=0,
        width=pixels(16, 26, *[14.5] * 6),
        height=280,
        title=view.say("chart_ageing", unit=view.currency_name),
        series=(
            Series(
                view.say("column_owed"),
                (SHEET, TITLE_ROW, first, TITLE_ROW, last),
                (SHEET, TOTAL_ROW, first, TOTAL_ROW, last),
                SERIES["cash"],
                kind="column",
            ),
        ),
        number_format=scale_of(view).axis_format,
    )
