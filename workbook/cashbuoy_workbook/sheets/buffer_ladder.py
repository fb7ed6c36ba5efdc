"""The ladder of ways to raise cash, cheapest first, and what each step does (C3)."""

from __future__ import annotations

from cashbuoy.buffer.ladder import Step
from cashbuoy_workbook.blocks import Block, Note
from cashbuoy_workbook.sheets.buffer_standings import cash_level, low_cash_note
from cashbuoy_workbook.sheets.grid import Fill, Styled, block
from cashbuoy_workbook.sheets.view import View, day

COLUMNS = (
    "step", "can", "taken", "cost", "cost_a_year", "first", "on", "until", "lowest_after",
    "ratio_after", "remark",
)  # fmt: skip


def ladder_block(view: View, row: int, width: int) -> Block:
    """Steps that are taken, and those that could be but do not help, with the reason."""
    ladder = view.analysis.buffer.ladder
    rows: list[list[Styled]] = [
        [(view.texts("buffer.section_ladder"), "section"), *[(None, "section")] * (width - 1)],
        [(_in_words(view), "subtitle")],
    ]
    if not ladder.steps:
        rows.append([(view.texts("buffer.ladder_none"), "text")])
        return block("cb_Buffer_Ladder", row, 0, rows)
    rows.append([(view.texts(f"buffer.column_{name}"), "header") for name in COLUMNS])
    fills: list[Fill] = []
    notes: list[Note] = []
    for step in ladder.steps:
        at = len(rows)
        if step.remark == "ends_before" and step.kind == "line" and ladder.gap:
            fills.append(("amber", at, COLUMNS.index("until")))
            notes.append(Note(at, COLUMNS.index("until"), remark(view, step)))
        if step.taken:
            level = cash_level(step.lowest, ladder.floor)
            fills.append((level, at, COLUMNS.index("lowest_after")))
            if level != "green":
                note = low_cash_note(view, step.lowest)
                notes.append(Note(at, COLUMNS.index("lowest_after"), note))
        rows.append(_row(view, step))
    return block("cb_Buffer_Ladder", row, 0, rows, fills=fills, notes=notes)


def step_name(view: View, step: Step) -> str:
    return view.texts(f"buffer.step_{step.kind}", count=step.count, name=step.name)


def remark(view: View, step: Step) -> str:
    """Why a step is not taken, or not for long."""
    if step.remark == "not_needed" and not view.analysis.buffer.ladder.gap:
        return view.texts("buffer.remark_no_gap")
    if step.remark:
        return view.texts(f"buffer.remark_{step.remark}")
    return view.texts("buffer.remark_used") if step.taken else ""


def _row(view: View, step: Step) -> list[Styled]:
    money = view.style("money_grid")
    statement = view.analysis.buffer.statement
    ratio = statement.cash_ratio(step.raised, step.borrowed) if step.taken else None
    cost = None if step.cost_a_year != step.cost_a_year else step.cost_a_year  # NaN
    return [
        (step_name(view, step), "cell"),
        (view.money(step.available), money),
        (view.money(step.taken) if step.taken else None, money),
        (view.money(step.cost) if step.taken else None, money),
        (cost, "share_grid"),
        (step.first, "date_grid"),
        (step.on if step.taken else None, "date_grid"),
        (step.ends, "date_grid"),
        (view.money(step.lowest) if step.taken else None, money),
        (ratio, "ratio_grid"),
        (remark(view, step) or None, "cell"),
    ]


def _in_words(view: View) -> str:
    ladder = view.analysis.buffer.ladder
    if ladder.needed is None:
        return view.texts("buffer.ladder_no_gap")
    gap = view.texts(
        "buffer.ladder_gap",
        needed=day(ladder.needed),
        deepest=day(ladder.deepest),
        gap=_money(view, ladder.gap),
    )
    end = "ladder_open" if ladder.uncovered else "ladder_closed"
    figures = {"cost": _money(view, ladder.cost), "uncovered": _money(view, ladder.uncovered)}
    return f"{gap} {view.texts(f'buffer.{end}', **figures)}"


def _money(view: View, minor: int) -> str:
    return f"{view.money(minor):,.{view.digits}f}"
