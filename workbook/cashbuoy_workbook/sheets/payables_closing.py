"""What would close the gap that the payment schedule leaves, on the sheet Payables."""

from __future__ import annotations

import math

import pandas as pd

from cashbuoy.payables.schedule import PayablesSchedule
from cashbuoy_workbook.blocks import Block
from cashbuoy_workbook.sheets.grid import Styled, block
from cashbuoy_workbook.sheets.payables_list import LAST
from cashbuoy_workbook.sheets.view import View, day

# Column of the sheet by what stands in it: the list's columns are shared.
_PLACES = {"way": 0, "name": 2, "on": 4, "until": 5, "amount": 6, "rate": 7}
_WIDTH = LAST + 1


def closing_block(view: View, schedule: PayablesSchedule, row: int) -> Block | None:
    """Ways to close the gap with amounts and dates, cheapest first, then suppliers to ask; None
    where there is no gap."""
    closing = schedule.closing
    if not closing.gap or closing.needed is None or closing.deepest is None:
        return None
    money = view.style("money_grid")
    title = _say(
        view,
        "section_closing",
        gap=f"{view.money(closing.gap):,.{view.digits}f}",
        needed=day(closing.needed),
        deepest=day(closing.deepest),
    )
    rows: list[list[Styled]] = [
        [(title, "section"), *[(None, "section")] * LAST],
        _placed({name: (_say(view, f"closing_{name}"), "header") for name in _PLACES}, "header"),
    ]
    for step in closing.steps:
        found: dict[str, Styled] = {
            "way": (_say(view, f"kind_{step.kind}"), "text_grid"),
            "name": (step.name or None, "text_grid"),
            "on": (step.on, "date_grid"),
            "until": (step.ends, "date_grid"),
            "amount": (view.money(step.taken or step.available), money),
            "rate": (None if math.isnan(step.cost_a_year) else step.cost_a_year, "share_grid"),
        }
        rows.append(_placed(found, "text_grid"))
    left: list[Styled] = [(None, "text_subtotal")] * _WIDTH
    left[0] = (_say(view, "closing_left"), "text_subtotal")
    left[_PLACES["amount"]] = (view.money(closing.uncovered), view.style("money_subtotal"))
    rows.append(left)
    if closing.asks is not None:
        rows += [_asked(view, ask, money) for ask in closing.asks.to_dict("records")]
    fills = [("red" if closing.uncovered else "green", 2 + len(closing.steps), _PLACES["amount"])]
    return block("cb_Payables_Closing", row, 0, rows, fills=fills)  # type: ignore[arg-type]


def closing_merges(closing: Block) -> list[tuple[int, int, int, int]]:
    """Ways and names take two columns of the sheet each."""
    rows = range(closing.row + 1, closing.row + closing.height)
    wide = (_PLACES["way"], _PLACES["name"])
    return [(row, at, row, at + 1) for row in rows for at in wide]


def _asked(view: View, ask: dict[object, object], money: str) -> list[Styled]:
    until = pd.Timestamp(str(ask["until"]))
    return _placed(
        {
            "way": (_say(view, "kind_ask", count=ask["bills"]), "text_grid"),
            "name": (str(ask["supplier"]), "text_grid"),
            "on": (pd.Timestamp(str(ask["by"])).date(), "date_grid"),
            "until": (None if pd.isna(until) else until.date(), "date_grid"),
            "amount": (view.money(int(str(ask["amount"]))), money),
            "rate": (None, "share_grid"),
        },
        "text_grid",
    )


def _placed(cells: dict[str, Styled], style: str) -> list[Styled]:
    row: list[Styled] = [(None, style)] * (_PLACES["rate"] + 1)
    for name, cell in cells.items():
        row[_PLACES[name]] = cell
    return row


def _say(view: View, key: str, /, **values: object) -> str:
    return view.texts(f"payables.{key}", **values)
