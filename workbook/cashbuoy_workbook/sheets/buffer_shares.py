"""Concentration by customer, group, country, industry and supplier (C4)."""

from __future__ import annotations

import math

from cashbuoy.buffer.dependence import Dependence
from cashbuoy_workbook.blocks import Block
from cashbuoy_workbook.sheets.grid import Fill, Styled, block
from cashbuoy_workbook.sheets.view import View

COLUMNS = ("billed", "share", "share_before", "open", "share_open", "sell_less", "sell_others")


def shares_block(view: View, row: int, width: int) -> Block:
    """Every dimension below the other, its largest names first; those above the limit coloured."""
    rows: list[list[Styled]] = [
        [(view.texts("buffer.section_shares"), "section"), *[(None, "section")] * (width - 1)]
    ]
    fills: list[Fill] = []
    for dependence in view.analysis.buffer.dependences:
        rows.append(_titles(view, dependence))
        for line in dependence.table.head(view.analysis.policy.concentration.shown).to_dict(
            "records"
        ):
            if line["over"]:
                fills.append(("amber", len(rows), 2))
            rows.append(_row(view, line))
        rows.append([(_hhi(view, dependence), "small")])
        rows.append([(None, "text")])
    if len(rows) == 1:
        rows.append([(view.say("no_sales"), "text")])
    return block("cb_Buffer_Shares", row, 0, rows, fills=fills)


def _titles(view: View, dependence: Dependence) -> list[Styled]:
    months = view.analysis.policy.concentration.trend_months
    name = view.texts(f"buffer.shares_of_{dependence.dimension}")
    titles = (view.texts(f"buffer.column_{c}", months=months) for c in COLUMNS)
    return [(name, "header_left"), *((title, "header") for title in titles)]


def _row(view: View, line: dict[object, object]) -> list[Styled]:
    money = view.style("money_grid")

    def amount(column: str) -> Styled:
        return view.money(int(line[column])), money  # type: ignore[call-overload]

    over = bool(line["over"])
    nothing: Styled = (None, money)
    return [
        (str(line["name"]), "text_grid"),
        amount("billed_12m"),
        (float(line["share_12m"]), "share_grid"),  # type: ignore[arg-type]
        (float(line["share_before"]), "share_grid"),  # type: ignore[arg-type]
        amount("open"),
        (float(line["share_open"]), "share_grid"),  # type: ignore[arg-type]
        amount("sell_less") if over else nothing,
        amount("sell_others") if over else nothing,
    ]


def _hhi(view: View, dependence: Dependence) -> str:
    now, before = (
        "–" if math.isnan(v) else f"{v:,.0f}" for v in (dependence.hhi, dependence.hhi_before)
    )
    months = view.analysis.policy.concentration.trend_months
    limit = f"{dependence.limit:.0%}"
    return view.texts("buffer.shares_hhi", now=now, before=before, months=months, limit=limit)
