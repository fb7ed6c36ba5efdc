"""Claims that insurers have admitted or paid, and whose what the customers still owe is."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cashbuoy_workbook.blocks import Block, Cell, Formula, Note
from cashbuoy_workbook.sheets.grid import Fill, Styled, block, span
from cashbuoy_workbook.sheets.view import View
from cashbuoy_workbook.styles import symbol

COLUMNS = (
    "customer", "invoice", "insurer", "admitted", "owed", "amount", "due", "expected", "paid",
    "insurers", "own", "state",
)  # fmt: skip
_SUMMED = ("insurers", "own")


def claims_block(view: View, row: int) -> Block | None:
    """One line a claim and invoice, those to come first; nothing where there are none."""
    found = claim_lines(view)
    if found.empty:
        return None
    rows: list[list[Styled]] = [
        [
            (view.texts("cover.section_claims"), "section"),
            *[(None, "section")] * (len(COLUMNS) - 1),
        ],
        [(view.texts(f"cover.claim_column_{name}"), "header") for name in COLUMNS],
    ]
    money, fills, notes = view.style("money_grid"), list[Fill](), list[Note]()
    first = row + len(rows)
    for line in found.to_dict("records"):
        if line["state"] == "late":
            words = f"{symbol('amber')} {view.texts('cover.claim_late')}"
            fills.append(("amber", len(rows), COLUMNS.index("due")))
            notes.append(Note(len(rows), COLUMNS.index("due"), words))
        rows.append(
            [
                (line["customer"], "text_grid"),
                (line["invoice"] or None, "text_grid"),
                (line["insurer"] or None, "text_grid"),
                (_date(line["admitted"]), "date_grid"),
                (view.money(line["owed"]), money),
                (view.money(line["amount"]), money),
                *((_date(line[name]), "date_grid") for name in ("due", "expected", "paid")),
                *((view.money(line[name]), money) for name in _SUMMED),
                (view.texts(f"cover.claim_{line['state']}"), "cell"),
            ]
        )
    last = row + len(rows) - 1
    total: list[Styled] = [(None, "text_total")] * len(COLUMNS)
    total[0] = (view.say("total"), "text_total")
    for name in _SUMMED:
        at, whole = COLUMNS.index(name), view.money(int(found[name].sum()))
        total[at] = (
            Formula(f"=SUM({span(first, at, last, at)})", whole),
            view.style("money_total"),
        )
    rows.append(total)
    rows.append([(view.texts("cover.claims_note"), "subtitle")])
    return block("cb_Insurance_Claims", row, 0, rows, fills=fills, notes=notes)


def claim_lines(view: View) -> pd.DataFrame:
    """The columns of the block: money in base minor units, days NaT where there are none."""
    claims = view.analysis.admitted
    items = view.analysis.receivables.set_index("row")
    never = pd.Timestamp("NaT")
    late = claims.to_come["due"] < pd.Timestamp(view.analysis.as_of)
    stated = claims.to_come["stated"].map({True: "to_come", False: "by_terms"})
    to_come = claims.to_come.assign(
        state=stated.where(~late, "late"), paid=never, insurers=claims.to_come["amount"]
    ).rename(columns={"expected_on": "expected"})
    state = claims.received["booked"].map({True: "booked", False: "paid"})
    paid = claims.received.assign(state=state, admitted=never, due=never, expected=never)
    paid = paid.rename(columns={"paid_on": "paid"})
    parts = [part for part in (to_come, paid) if len(part)]
    if not parts:
        return pd.DataFrame()
    found = pd.concat(parts, ignore_index=True)
    found["owed"] = items["open_base"].reindex(found["row"]).fillna(0).to_numpy("int64")
    # An invoice with several claims owes us once: its last line says how much.
    theirs = found.groupby("row")["insurers"].transform("sum")
    last = ~found.duplicated("row", keep="last") & (found["row"] > 0)
    found["own"] = (found["owed"] - theirs).where(last, 0).astype("int64")
    return found.rename(columns={"document": "invoice"})[list(COLUMNS)]


def _date(day: Any) -> Cell:  # noqa: ANN401 - a Timestamp or NaT
    return None if pd.isna(day) else day.date()
