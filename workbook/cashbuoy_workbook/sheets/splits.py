"""Order splitting: every order's deliveries within the credit limit, or what would allow them (B6).

One row for each batch; one for an order that cannot be delivered as asked.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cashbuoy.credit.order_plans import OrderPlan
from cashbuoy.credit.order_split import Remedies
from cashbuoy_workbook.blocks import Block, Cell, Sheet, TableArea
from cashbuoy_workbook.sheets.credit import MONEY
from cashbuoy_workbook.sheets.grid import Fill, block, columns_block
from cashbuoy_workbook.sheets.source_links import source_cells
from cashbuoy_workbook.sheets.view import HEADING_ROWS, TITLE_HEIGHT, View, day
from cashbuoy_workbook.widths import taller_rows, titles_height

SHEET, TABLE = "Splits", "tblSplits"
TITLE_ROW = HEADING_ROWS
# Column: width, style.
COLUMNS: dict[str, tuple[float, str]] = {
    "order": (14, "text_grid"),
    "customer": (16, "text_grid"),
    "amount": (14, "money_grid"),
    "limit": (14, "figure_grid"),
    "owed": (14, "money_grid"),
    "hold": (11, "text_grid"),
    "number": (7, "symbol_grid"),
    "delivery": (12, "date_grid"),
    "batch": (14, "money_grid"),
    "advance": (14, "money_grid"),
    "exposure": (14, "money_grid"),
    "paid": (12, "date_grid"),
    "row": (8, "link_grid"),
    "advice": (40, "cell"),
}
_BATCH = ("number", "delivery", "batch", "advance", "exposure", "paid")
Row = dict[str, Cell]


def render(view: View) -> Sheet:
    titles = tuple(view.say(f"split_column_{name}", unit=view.currency_name) for name in COLUMNS)
    rows = [row for plan in view.analysis.orders for row in _rows(view, plan)]
    widths = tuple(width for width, _ in COLUMNS.values())
    advice = (str(row["advice"] or "") for row in rows)
    return Sheet(
        key=SHEET,
        title=view.tab(SHEET),
        blocks=(
            view.heading(SHEET, view.say("splits_subtitle")),
            block("cb_Splits_Titles", TITLE_ROW, 0, [[(t, "header") for t in titles]]),
            *([_body(view, rows)] if rows else []),
        ),
        tables=(TableArea(TABLE, TITLE_ROW, 0, max(len(rows), 1), titles),),
        widths=widths,
        heights={
            **TITLE_HEIGHT,
            TITLE_ROW: titles_height(titles, widths),
            **taller_rows(advice, COLUMNS["advice"][0], TITLE_ROW + 1),
        },
        freeze=(TITLE_ROW + 1, 1),
        print_columns=(0, len(COLUMNS) - 1),
        repeat_rows=(TITLE_ROW, TITLE_ROW),
    )


def _body(view: View, rows: list[Row]) -> Block:
    columns: dict[str, list[Any]] = {name: [row.get(name) for row in rows] for name in COLUMNS}
    sources = np.full(len(rows), "tblOrders", dtype=object)
    columns["row"] = source_cells(sources, np.array(columns["row"], dtype=np.int64))
    at = {name: i for i, name in enumerate(COLUMNS)}
    fills: list[Fill] = []
    for i, row in enumerate(rows):
        if row.get("hold"):
            fills.append(("red", i, at["hold"]))
        if row.get("advice"):
            fills.append(("amber", i, at["advice"]))
    styles = tuple(view.style(s) if s in MONEY else s for _, s in COLUMNS.values())
    return columns_block(
        "cb_Splits_Rows", TITLE_ROW + 1, 0, list(columns.values()), styles, fills=fills
    )


def _rows(view: View, plan: OrderPlan) -> list[Row]:
    shared: Row = {
        "order": plan.order,
        "customer": plan.customer,
        "amount": view.money(plan.amount),
        "limit": None if plan.state == "no_limit" else view.money(plan.limit),
        "owed": view.money(plan.exposure),
        "hold": view.say(f"hold_{plan.hold}") if plan.hold else None,
        "row": plan.row,
        "advice": _advice(view, plan),
    }
    if plan.batches is None:
        return [shared]
    found = plan.batches
    numbers = [f"{n} / {len(found)}" for n in found["number"].tolist()]
    days = (found[name].dt.date.tolist() for name in ("delivery", "paid"))
    money = (view.moneys(found[name].to_numpy()) for name in ("amount", "advance", "exposure"))
    delivery, paid = days
    batch, advance, exposure = money
    values = zip(numbers, delivery, batch, advance, exposure, paid, strict=True)
    return [shared | dict(zip(_BATCH, line, strict=True)) for line in values]


def _advice(view: View, plan: OrderPlan) -> str | None:
    """What stands in the way and what would do; None where nothing does."""
    held = view.say("split_held") if plan.hold and plan.prepaid < plan.amount else ""
    if plan.remedies is not None and not (held and plan.hold == "overdue"):
        return " · ".join(filter(None, (held, _remedies(view, plan.remedies))))
    if plan.state in {"no_limit", "no_days", "no_amount"}:
        return view.say(f"split_{plan.state}")
    return held or None


def _remedies(view: View, remedies: Remedies) -> str:
    ways = [view.say("split_way_advance", advance=_amount(view, remedies.advance))]
    if remedies.limit:
        ways.append(view.say("split_way_limit", limit=_amount(view, remedies.limit)))
    if remedies.latest is not None:
        ways.append(view.say("split_way_latest", latest=day(remedies.latest)))
    joined = view.say("split_ways_join").join(ways)
    return view.say("split_too_large", deliverable=_amount(view, remedies.deliverable), ways=joined)


def _amount(view: View, minor: int) -> str:
    return f"{view.money(minor):,.{view.digits}f}"
