"""Every buyer's exposure, what of it is insured, and what the insurance is worth."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cashbuoy_workbook.blocks import Block, Formula, Level, Note
from cashbuoy_workbook.sheets.grid import Fill, Styled, block, span
from cashbuoy_workbook.sheets.view import View
from cashbuoy_workbook.styles import symbol

COLUMNS = (
    "customer", "country", "grade", "limit", "owed", "disputed", "insured", "uninsured",
    "over_limit", "cover_lost", "pays", "expected_loss", "expected_payment", "expected_loss_net",
)  # fmt: skip
MONEY = COLUMNS[3:]
MOST_UNINSURED = 15  # shown one by one, the rest as a sum


def buyers_block(view: View, row: int) -> Block:
    """Insured buyers and the largest others, the rest in one line, and the total of all."""
    buyers = _gathered(view)
    rows: list[list[Styled]] = [
        [
            (view.texts("buffer.section_buyers"), "section"),
            *[(None, "section")] * (len(COLUMNS) - 1),
        ],
        [(view.texts(f"buffer.buyer_column_{name}"), "header") for name in COLUMNS],
    ]
    if not len(buyers):
        rows.append([(view.texts("buffer.buyers_none"), "text")])
        return block("cb_Insurance_Buyers", row, 0, rows)
    money, fills, notes = view.style("money_grid"), list[Fill](), list[Note]()
    first = row + len(rows)
    for buyer in buyers.to_dict("records"):
        for name in ("over_limit", "cover_lost"):
            if buyer[name] > 0:
                level: Level = "red" if name == "cover_lost" else "amber"
                fills.append((level, len(rows), COLUMNS.index(name)))
                why = view.texts(f"buffer.note_{name}", symbol=symbol(level))
                notes.append(Note(len(rows), COLUMNS.index(name), why))
        rows.append(
            [
                (buyer["customer"], "text_grid"),
                (buyer["country"] or None, "symbol_grid"),
                (buyer["grade"] or None, "symbol_grid"),
                *((view.money(buyer[name]), money) for name in MONEY),
            ]
        )
    last = row + len(rows) - 1
    total: list[Styled] = [(view.say("total"), "text_total"), *[(None, "text_total")] * 2]
    for at, name in enumerate(MONEY, start=3):
        whole = view.money(int(buyers[name].sum()))
        formula = Formula(f"=SUM({span(first, at, last, at)})", whole)
        total.append((formula, view.style("money_total")))
    rows.append(total)
    return block("cb_Insurance_Buyers", row, 0, rows, fills=fills, notes=notes)


def most_block(view: View, row: int) -> Block:
    """What all policies pay at most: their maximum liabilities count for all buyers together."""
    words = ""
    book = view.analysis.buffer.cover
    if book.has_cover:
        amount = f"{view.money(book.pays_at_most):,.{view.digits}f}"
        words = view.texts("buffer.buyers_most", amount=amount)
    return block("cb_Insurance_Most", row, 0, [[(words or None, "subtitle")]])


def _gathered(view: View) -> pd.DataFrame:
    buyers = view.analysis.buffer.cover.buyers
    insured = (buyers["limit"] > 0) | (buyers["insured"] > 0) | (buyers["cover_lost"] > 0)
    named = insured | (~insured).cumsum().le(MOST_UNINSURED)
    rest = buyers[~named.to_numpy()]
    shown = buyers[named.to_numpy()][list(COLUMNS)]
    if rest.empty:
        return shown
    words = view.texts("buffer.buyers_rest", count=len(rest))
    line: dict[str, Any] = {name: [int(rest[name].sum())] for name in MONEY}
    others = pd.DataFrame({"customer": [words], "country": [""], "grade": [""], **line})
    return pd.concat([shown, others[list(COLUMNS)]], ignore_index=True)
