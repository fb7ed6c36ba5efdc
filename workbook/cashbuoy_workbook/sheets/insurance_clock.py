"""The clock of every insured invoice on one line, the most urgent first."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from cashbuoy.buffer.cover_clock import STEPS
from cashbuoy_workbook.blocks import Block, Cell, Level, Note
from cashbuoy_workbook.sheets.grid import Fill, Styled, block
from cashbuoy_workbook.sheets.view import View
from cashbuoy_workbook.styles import symbol

# Column and width; the other blocks of the sheet stand in the same columns.
COLUMNS: dict[str, float] = {
    "customer": 16,
    "invoice": 13,
    "policy": 13,
    "due": 13,
    "owed": 13.5,
    "insured": 13.5,
    "ship": 13.5,
    "notice": 13.5,
    "loss": 13.5,
    "claim": 13.5,
    "payment": 13.5,
    "next": 13.5,
    "days": 12.5,
    "effect": 38,
}
_RANK = {"red": 0, "amber": 1, "green": 2, "": 3}


def clock_block(view: View, row: int) -> Block:
    titles = [(view.texts("buffer.section_clock"), "section")]
    rows: list[list[Styled]] = [
        [*titles, *[(None, "section")] * (len(COLUMNS) - 1)],
        [(view.texts(f"buffer.clock_column_{name}"), "header") for name in COLUMNS],
    ]
    found = clock_lines(view)
    shown = found.head(view.analysis.policy.insurance.clock_rows)
    fills: list[Fill] = []
    notes: list[Note] = []
    for line in shown.to_dict("records"):
        level: Level | None = line["level"] or None
        effect = _effect(view, line)
        if level in ("red", "amber"):
            at = len(rows)
            names = list(COLUMNS)
            fills += [(level, at, names.index(line["marked"])), (level, at, names.index("next"))]
            words = view.texts.headed(f"{symbol(level)} {_next(view, line)}", effect)
            notes += [Note(at, column, words) for _, _, column in fills[-2:]]
        rows.append(_line(view, line, effect))
    if not len(shown):
        rows.append([(view.texts("buffer.clock_none"), "text")])
    if len(found) > len(shown):
        more = view.texts("buffer.clock_more", count=len(found) - len(shown))
        rows.append([(more, "text")])
    return block("cb_Insurance_Clock", row, 0, rows, fills=fills, notes=notes)


def clock_lines(view: View) -> pd.DataFrame:
    """One row per invoice and policy, most urgent first: names, amounts, every step's day and
    state, the step that is next (`next`, of _next's words), days left, level, and the column
    `marked` that the level is about. Where a policy covers both risks, the commercial line."""
    book = view.analysis.buffer.cover
    pairs, clock = book.insured.pairs, book.insured.clock
    lines = book.lines.frame.take(pairs["line"].to_numpy(np.int64)).reset_index(drop=True)
    items = book.invoices.take(pairs["item"].to_numpy(np.int64)).reset_index(drop=True)
    frame = pd.DataFrame(
        {
            "customer": items["counterparty"],
            "invoice": items["document"],
            "policy": lines["policy"],
            "due": items["due_date"],
            "owed": items["owed"],
            "insured": pairs["insured"],
            "overdue": items["days_overdue"] > 0,
            "reason": pairs["reason"],
            "item": pairs["item"],
            "rank": pairs["rank"],
        }
    )
    for column, name in (("deadline", ""), ("state", "_state"), ("days_left", "_left")):
        wide = clock[column].to_numpy().reshape(-1, len(STEPS))
        for i, step in enumerate(STEPS):
            frame[f"{step}{name}"] = wide[:, i]
    levels = clock["level"].to_numpy(object).reshape(-1, len(STEPS))
    frame = _with_next(frame, levels)
    # A further policy for which the first leaves nothing has no clock.
    frame = frame[((frame["insured"] > 0) | (frame["rank"] == 0)).to_numpy()]
    frame = frame[(~frame.duplicated(["item", "policy"])).to_numpy()]
    frame["rank"] = frame["level"].map(_RANK)
    frame["left"] = frame["days"].fillna(math.inf)
    return frame.sort_values(
        ["rank", "left", "customer", "invoice"], kind="stable", ignore_index=True
    )


def _with_next(frame: pd.DataFrame, levels: np.ndarray[Any, Any]) -> pd.DataFrame:
    """What is next of each, and how urgent it is."""
    at = {step: i for i, step in enumerate(STEPS)}
    lost = (frame["payment_state"] == "lost").to_numpy()
    paid = (frame["payment_state"] == "done").to_numpy()
    claimed = (frame["claim_state"] == "done").to_numpy()
    told = (frame["notice_state"] == "done").to_numpy()
    came = (frame["loss_state"] == "done").to_numpy()
    disputed = (frame["payment_state"] == "disputed").to_numpy() & claimed
    early = ~frame["overdue"].to_numpy() & ~told & ~came
    cases = [lost, paid, disputed, claimed, told & ~came, told | came, early]
    names = ["lost", "paid", "disputed", "payment", "wait", "claim", "due"]
    frame["next"] = np.select(cases, names, "notice")
    column = ["next", "payment", "payment", "payment", "loss", "claim", "notice"]
    missed = (frame["notice_state"] == "missed").to_numpy()
    marked = np.select(cases, column, "notice").astype(object)
    marked[lost] = np.where(missed[lost], "notice", "claim")
    frame["marked"] = marked
    days = [frame[f"{s}_left"] for s in ("payment", "payment", "payment", "loss", "claim")]
    days = [frame["notice_left"] * np.nan, *days, frame["notice_left"]]
    order = [lost, paid, disputed, claimed, told & ~came, told | came]
    frame["days"] = np.select(order, days[: len(order)], frame["notice_left"])
    level = np.select(
        [lost, paid | disputed | claimed | (told & ~came), told | came],
        ["red", "", levels[:, at["claim"]]],
        levels[:, at["notice"]],
    )
    nothing = (frame["insured"] == 0).to_numpy() & ~lost
    frame["level"] = np.where(nothing, "", level).astype(object)
    return frame


def _line(view: View, line: dict[Any, Any], effect: str) -> list[Styled]:
    money = view.style("money_grid")
    days = line["days"]
    return [
        (line["customer"], "text_grid"),
        (line["invoice"], "text_grid"),
        (line["policy"] or None, "text_grid"),
        (_date(line["due"]), "date_grid"),
        (view.money(line["owed"]), money),
        (view.money(line["insured"]), money),
        *((_date(line[step]), "date_grid") for step in STEPS),
        (_next(view, line), "text_grid"),
        (None if math.isnan(days) else int(days), "count_grid"),
        (effect or None, "cell"),
    ]


def _next(view: View, line: dict[Any, Any]) -> str:
    return view.texts(f"buffer.next_{line['next']}")


def _effect(view: View, line: dict[Any, Any]) -> str:
    """What a missed step costs; why less than all is insured."""
    parts = []
    if line["next"] in ("notice", "due") and line["insured"] > 0:
        parts.append(view.texts("cover.effect_notice"))
    elif line["next"] == "claim":
        parts.append(view.texts("cover.effect_claim"))
    if line["reason"]:
        parts.append(view.texts(f"buffer.reason_{line['reason']}"))
    return view.pick("; ", "；").join(parts)


def _date(day: Any) -> Cell:  # noqa: ANN401 - a Timestamp or NaT
    return None if pd.isna(day) else day.date()
