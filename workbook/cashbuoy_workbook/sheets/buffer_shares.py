"""Concentration by customer, group, country, industry and supplier (C4)."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

from cashbuoy.buffer.dependence import Dependence
from cashbuoy_workbook.blocks import Block, Note
from cashbuoy_workbook.sheets.grid import Fill, Styled, block
from cashbuoy_workbook.sheets.view import View
from cashbuoy_workbook.styles import symbol

COLUMNS = ("billed", "share", "share_before", "open", "share_open", "sell_less", "sell_others")


def shares_block(view: View, row: int, width: int) -> Block:
    """Every dimension below the other, its largest names first; those above the limit coloured."""
    rows: list[list[Styled]] = [
        [(view.texts("buffer.section_shares"), "section"), *[(None, "section")] * (width - 1)]
    ]
    fills: list[Fill] = []
    notes: list[Note] = []
    for dependence in view.analysis.buffer.dependences:
        rows.append(_titles(view, dependence))
        for line in dependence.table.head(view.analysis.policy.concentration.shown).to_dict(
            "records"
        ):
            if line["over"]:
                fills.append(("amber", len(rows), 2))
                notes.append(Note(len(rows), 2, _note(view, dependence, line)))
            rows.append(_row(view, line))
        rows.append([(_hhi(view, dependence), "small")])
        rows.append([(None, "text")])
    if len(rows) == 1:
        rows.append([(view.say("no_sales"), "text")])
    return block("cb_Buffer_Shares", row, 0, rows, fills=fills, notes=notes)


def _titles(view: View, dependence: Dependence) -> list[Styled]:
    months = view.analysis.policy.concentration.trend_months
    name = view.texts(f"buffer.shares_of_{dependence.dimension}")
    titles = (view.texts(f"buffer.column_{c}", months=months) for c in COLUMNS)
    return [(name, "header_left"), *((title, "header") for title in titles)]


def _row(view: View, line: dict[Hashable, Any]) -> list[Styled]:
    money = view.style("money_grid")

    def amount(column: str) -> Styled:
        return view.money(int(line[column])), money

    over = bool(line["over"])
    nothing: Styled = (None, money)
    return [
        (str(line["name"]), "text_grid"),
        amount("billed_12m"),
        (float(line["share_12m"]), "share_grid"),
        (float(line["share_before"]), "share_grid"),
        amount("open"),
        (float(line["share_open"]), "share_grid"),
        amount("sell_less") if over else nothing,
        amount("sell_others") if over else nothing,
    ]


def _note(view: View, dependence: Dependence, line: dict[Hashable, Any]) -> str:
    """Why a share is coloured, and what would bring it under the limit."""
    less, others = (
        f"{view.money(int(line[c])):,.{view.digits}f}" for c in ("sell_less", "sell_others")
    )
    words = {"name": line["name"], "share": f"{line['share_12m']:.1%}", "less": less}
    limit = f"{dependence.limit:.0%}"
    return view.texts(
        "buffer.note_share", symbol=symbol("amber"), limit=limit, others=others, **words
    )


def _hhi(view: View, dependence: Dependence) -> str:
    now, before = (
        "–" if math.isnan(v) else f"{v:,.0f}" for v in (dependence.hhi, dependence.hhi_before)
    )
    months = view.analysis.policy.concentration.trend_months
    limit = f"{dependence.limit:.0%}"
    return view.texts("buffer.shares_hhi", now=now, before=before, months=months, limit=limit)
