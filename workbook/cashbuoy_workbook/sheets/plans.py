"""Plans: the instalments of every live payment plan (B9), each plan with its totals."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cashbuoy_workbook.blocks import Block, Formula, Sheet
from cashbuoy_workbook.sheets.grid import Fill, Styled, block, span
from cashbuoy_workbook.sheets.view import HEADING_ROWS, TITLE_HEIGHT, View

SHEET = "Plans"
FIRST_ROW = HEADING_ROWS
COLUMNS = (
    "number", "due", "principal", "interest", "payment", "outstanding", "paid", "paid_date",
    "instalment_status", "mark",
)  # fmt: skip
SUMMED = ("principal", "interest", "payment", "paid")


def render(view: View) -> Sheet:
    return Sheet(
        key=SHEET,
        title=view.tab(SHEET),
        blocks=(view.heading(SHEET, view.say("plans_subtitle")), _schedules(view)),
        widths=(12, 13, 17, 17, 17, 17, 17, 13, 13, 11),
        heights=TITLE_HEIGHT,
        freeze=(FIRST_ROW, 0),
        print_columns=(0, len(COLUMNS) - 1),
    )


def _schedules(view: View) -> Block:
    instalments = view.analysis.instalments
    rows: list[list[Styled]] = []
    fills: list[Fill] = []
    for _, plan in instalments.groupby("plan", sort=False):
        rows += _head(view, plan)
        for at, status in enumerate(plan["status"].tolist()):
            if status == "overdue":
                fills.append(("amber", len(rows) + at, COLUMNS.index("instalment_status")))
        first = FIRST_ROW + len(rows)
        rows += _instalments(view, plan)
        rows += [_totals(view, plan, first), []]
    if not rows:
        rows.append([(view.say("no_plans"), "text")])
    return block("cb_Plans_Schedules", FIRST_ROW, 0, rows, fills=fills)


def _head(view: View, plan: pd.DataFrame) -> list[list[Styled]]:
    one = plan.iloc[0]
    words = view.say(f"plan_{one['direction']}", plan=one["plan"], counterparty=one["counterparty"])
    return [
        [(words, "section"), *[(None, "section")] * (len(COLUMNS) - 1)],
        [(view.say(f"column_{c}"), "header") for c in COLUMNS],
    ]


def _instalments(view: View, plan: pd.DataFrame) -> list[list[Styled]]:
    money = view.style("money_grid")
    columns: list[Sequence[Styled]] = [
        [(n or view.say("down_payment"), "count_grid") for n in plan["number"].tolist()],
        [(d, "date_grid") for d in plan["due"].to_numpy("datetime64[D]").tolist()],
        *(
            [(v, money) for v in view.moneys(plan[name].to_numpy())]
            for name in ("principal", "interest", "payment", "outstanding", "paid")
        ),
        [(d, "date_grid") for d in plan["paid_date"].to_numpy("datetime64[D]").tolist()],
        [(view.say(f"instalment_{s}"), "text_grid") for s in plan["status"].tolist()],
        [
            (view.say("provisional") if p else None, "text_grid")
            for p in plan["provisional"].tolist()
        ],
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def _totals(view: View, plan: pd.DataFrame, first: int) -> list[Styled]:
    totals: list[Styled] = [(view.say("total"), "text_total")]
    for at, name in enumerate(COLUMNS[1:], 1):
        if name in SUMMED:
            area = span(first, at, first + len(plan) - 1, at)
            value = view.money(int(plan[name].sum()))
            totals.append((Formula(f"=SUM({area})", value), view.style("money_total")))
        else:
            totals.append((None, "text_total"))
    return totals
