"""How suppliers have been paid so far, on the sheet Payables: what the forecast of their bills
assumes, and how often they take our acceptance bills."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from cashbuoy_workbook.blocks import Block
from cashbuoy_workbook.sheets.grid import Styled, block
from cashbuoy_workbook.sheets.payables_list import LAST, WIDTHS
from cashbuoy_workbook.sheets.view import View
from cashbuoy_workbook.widths import titles_height

MOST_SUPPLIERS = 100
_TITLE_ROW = 2  # of the block
_TITLES = (
    None, "supplier", "currency", "paid_bills", "half_days", "ninety_days", "bill_share",
    "bill_term", "bills_given",
)  # fmt: skip


def habits_block(view: View, row: int) -> Block | None:
    """All suppliers together, then each that has a habit; None where nothing is known."""
    found = _habits(view)
    if found.empty:
        return None
    key = (
        "habits_followed" if view.analysis.policy.payables.habits.follow else "habits_not_followed"
    )
    titles: list[Styled] = [(title or None, "header") for title in _titles(view)]
    rows: list[list[Styled]] = [
        [(_say(view, "section_habits"), "section"), *[(None, "section")] * LAST],
        [(_say(view, key), "text_muted")],
        titles,
        *(_line(view, line) for line in found.head(MOST_SUPPLIERS).to_dict("records")),
    ]
    return block("cb_Payables_Habits", row, 0, rows)


def habits_heights(view: View, habits: Block | None) -> dict[int, float]:
    """The row of titles is as high as its narrow columns need."""
    if habits is None:
        return {}
    return {habits.row + _TITLE_ROW: titles_height(_titles(view), WIDTHS)}


def _titles(view: View) -> list[str]:
    return ["" if name is None else _say(view, f"habit_{name}") for name in _TITLES]


def _habits(view: View) -> pd.DataFrame:
    """One row per supplier and currency of its acceptance bills."""
    by_bill = view.analysis.own_bills.drop(columns="payments")
    return view.analysis.paying.merge(by_bill, on="supplier", how="outer").sort_values(
        "supplier", ignore_index=True
    )


def _line(view: View, line: Mapping[Hashable, Any]) -> list[Styled]:
    share = line["share"]
    return [
        (None, "text"),
        (line["supplier"] or _say(view, "habit_all"), "text_grid"),
        (None if pd.isna(line["currency"]) else line["currency"], "text_grid"),
        (_whole(line["paid_bills"]), "count_grid"),
        (_whole(line["half_days"]), "integer_grid"),
        (_whole(line["ninety_days"]), "integer_grid"),
        (None if pd.isna(share) else float(share), "share_grid"),
        (_whole(line["term_days"]), "count_grid"),
        (_whole(line["by_bill"]), "count_grid"),
    ]


def _whole(value: float) -> int | None:
    return None if pd.isna(value) else int(value)


def _say(view: View, key: str) -> str:
    return view.texts(f"payables.{key}")
