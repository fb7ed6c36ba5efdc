"""Customers: what each owes by age (B12), how late, its grade and what comes next, and how much of
the firm's sales it is (C4)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cashbuoy.policy.models import AgeingBucket
from cashbuoy_workbook.blocks import Block, Cell, Chart, Formula, Note, Series, Sheet, TableArea
from cashbuoy_workbook.sheets.credit import GRADE_LEVELS
from cashbuoy_workbook.sheets.grid import Fill, Styled, a1, block, columns_block, pixels, span
from cashbuoy_workbook.sheets.levels import marks_by_key, warning_notes
from cashbuoy_workbook.sheets.pay_habits import HABITS, habit_columns
from cashbuoy_workbook.sheets.scale import scale_of
from cashbuoy_workbook.sheets.source_links import source_cells
from cashbuoy_workbook.sheets.view import HEADING_ROWS, TITLE_HEIGHT, View
from cashbuoy_workbook.sheets.work_reasons import action_words
from cashbuoy_workbook.styles import SERIES
from cashbuoy_workbook.widths import column_width, taller_rows, titles_height

SHEET, TABLE = "Customers", "tblAgeing"
# The totals stand above the list, so that they stay in sight however long it grows.
TOTAL_ROW, SHARE_ROW, TITLE_ROW = HEADING_ROWS, HEADING_ROWS + 1, HEADING_ROWS + 2
FIRST_ROW = TITLE_ROW + 1
# Columns before the first amount.
_HEAD = 3


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
    rows = len(view.analysis.ageing)
    titles = tuple(title for title, _ in columns.values())
    names = view.analysis.ageing["name"].head(_MEASURED).tolist()
    name_width = column_width(names, *_NAME_WIDTHS)
    widths = tuple(({"name": name_width} | _WIDTHS).get(name, 14.0) for name in columns)
    return Sheet(
        key=SHEET,
        title=view.tab(SHEET),
        blocks=(
            view.heading(SHEET, view.say("customers_subtitle")),
            _titles(view, columns, len(buckets)),
            *([_rows(view, columns)] if rows else []),
        ),
        tables=(TableArea(TABLE, TITLE_ROW, 0, max(rows, 1), titles),),
        charts=(_chart(view, buckets, FIRST_ROW + max(rows, 1) + 1),),
        widths=widths,
        heights={
            **TITLE_HEIGHT,
            TITLE_ROW: titles_height(titles, widths),
            **taller_rows(names, name_width, FIRST_ROW),
        },
        freeze=(FIRST_ROW, 1),
        # Who owes what since when; the rest is for the screen.
        print_columns=(0, list(columns).index("allowance")),
        repeat_rows=(TITLE_ROW, TITLE_ROW),
    )


# As wide as the longest name needs, so far as paper allows; longer names wrap.
_NAME_WIDTHS = (24, 34)
_MEASURED = 500
_WIDTHS: dict[str, float] = {
    "customer": 16, "grade": 7, "oldest_days": 10, "oldest_row": 8, "step": 17,
    "step_date": 11, "share_12m": 9, "half_days": 12, "ninety_days": 12, "pay_day": 14,
}  # fmt: skip


def _columns(view: View, buckets: list[str]) -> dict[str, tuple[str, str]]:
    """Column -> title and style, in order."""
    money = view.style("money_grid")
    return {
        "customer": (view.say("column_customer"), "text_grid"),
        "name": (view.say("column_name"), "cell"),
        "grade": (view.texts("worklist.column_grade"), "symbol_grid"),
        "total": (view.say("column_owed"), money),
        **{f"b{i}": (title, money) for i, title in enumerate(buckets)},
        "overdue": (view.say("column_overdue"), money),
        "oldest_days": (view.say("column_oldest_days"), "count_grid"),
        "allowance": (view.say("column_allowance"), money),
        "oldest_row": (view.texts("worklist.column_row"), "link_grid"),
        "step": (view.texts("worklist.column_step"), "text_grid"),
        "step_date": (view.texts("worklist.column_step_date"), "date_grid"),
        "in_dispute": (view.say("column_in_dispute"), money),
        "sales_12m": (view.say("column_sales_12m"), money),
        "share_12m": (view.say("column_share_12m"), "share_grid"),
        "half_days": (view.texts("habits.column_half_days"), "count_grid"),
        "ninety_days": (view.texts("habits.column_ninety_days"), "count_grid"),
        "pay_day": (view.texts("habits.column_pay_day"), "text_grid"),
    }


def _titles(view: View, columns: dict[str, tuple[str, str]], buckets: int) -> Block:
    rows = len(view.analysis.ageing)
    last = FIRST_ROW + max(rows, 1) - 1
    titles: list[Styled] = [(title, "header") for title, _ in columns.values()]
    totals: list[Styled] = [(view.say("total"), "text_total")]
    shares: list[Styled] = [(view.say("share_of_owed"), "text_subtotal")]
    totals += [(None, "text_total")] * (_HEAD - 1)
    shares += [(None, "text_subtotal")] * (_HEAD - 1)
    owed = sum(view.analysis.ageing["total"].tolist())
    for at, name in enumerate(columns):
        if at < _HEAD:
            continue
        if name in ("oldest_row", *_STEP, *HABITS):
            totals.append((None, "text_total"))
            shares.append((None, "text_subtotal"))
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
        part = _share(at, total, owed) if at <= _HEAD + 1 + buckets else None
        shares.append((part, "share_subtotal"))
    return block("cb_Customers_Totals", TOTAL_ROW, 0, [totals, shares, titles])


def _share(column: int, total: int, owed: int) -> Formula:
    whole = a1(TOTAL_ROW, _HEAD, fixed=True)
    return Formula(
        f"=IF({whole}=0,0,{a1(TOTAL_ROW, column)}/{whole})", total / owed if owed else 0.0
    )


def _rows(view: View, columns: dict[str, tuple[str, str]]) -> Block:
    ageing = view.analysis.ageing
    values: list[list[Any]] = []
    beside = _beside(view)
    for name, (_, style) in columns.items():
        if name in beside:
            values.append(beside[name])
        elif style.startswith("money"):
            values.append(view.moneys(ageing[name].to_numpy()))
        else:
            values.append(_plain(ageing[name].tolist()))
    body = columns_block(
        "cb_Customers_Ageing", FIRST_ROW, 0, values, tuple(s for _, s in columns.values())
    )
    return _with_marks(view, body, list(columns))


def _beside(view: View) -> dict[str, list[Any]]:
    """Grade, oldest invoice and next step of the customers of the list."""
    ageing, analysis = view.analysis.ageing, view.analysis
    work = analysis.worklist
    named = {"action": "step", "next_action": "step", "date": "step_date", "next_date": "step_date"}
    parts = [
        frame[["customer", "row", *names]].rename(columns=named)
        for frame, names in (
            (work.actions, ["action", "date"]),
            (work.waiting, ["next_action", "next_date"]),
        )
        if len(frame)
    ]
    every = pd.concat(parts) if parts else pd.DataFrame(columns=["customer", "row", *_STEP])
    steps = every.set_index("customer").reindex(ageing["customer"])
    rows = steps["row"].fillna(0).to_numpy(np.int64)
    grades = ageing["grade"]
    if analysis.credit is not None:
        now = analysis.credit.customers.set_index("customer")["grade"]
        grades = now.reindex(ageing["customer"]).fillna("")
    return {
        "grade": [g or None for g in grades],
        "oldest_row": source_cells(np.full(len(rows), "tblReceivables", dtype=object), rows),
        "step": [action_words(view, k) if k else None for k in steps["step"].fillna("")],
        "step_date": pd.to_datetime(steps["step_date"]).to_numpy("datetime64[D]").tolist(),
        **habit_columns(view, ageing["customer"]),
    }


_STEP = ("step", "step_date")


def _plain(values: list[Any]) -> list[Any]:
    """Nothing overdue, no share: empty cells read better than zeros."""
    return [v or None for v in values]


def _with_marks(view: View, body: Block, names: list[str]) -> Block:
    """Colour grades, long overdue debts, and the share of customers that a concentration rule
    names."""
    column = names.index("share_12m")
    fills, notes = _graded(view, body, names)
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


def _graded(view: View, body: Block, names: list[str]) -> tuple[list[Fill], list[Note]]:
    """Grades by level; days overdue from those on that hold a grade down, with why."""
    grade, days = names.index("grade"), names.index("oldest_days")
    settings = view.analysis.policy.credit.grades
    fills: list[Fill] = []
    notes: list[Note] = []
    for i, row in enumerate(body.values):
        level = GRADE_LEVELS.get(str(row[grade]))
        if level is not None:
            fills.append((level, i, grade))
        late = row[days]
        if isinstance(late, int) and late > settings.not_above_c_from_days:
            worst = late > settings.not_above_d_from_days
            limit = settings.not_above_d_from_days if worst else settings.not_above_c_from_days
            grade_then = "D" if worst else "C"
            fills.append(("red" if worst else "amber", i, days))
            text = view.texts("worklist.note_days", days=late, limit=limit, grade=grade_then)
            notes.append(Note(i, days, text))
    return fills, notes


def _chart(view: View, buckets: list[str], row: int) -> Chart:
    first, last = _HEAD + 1, _HEAD + len(buckets)
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
