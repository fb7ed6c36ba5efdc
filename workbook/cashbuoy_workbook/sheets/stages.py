"""Contract stages: when each should have come, when it comes, what is billed, collected and open
(B2)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cashbuoy.money import minor_digits
from cashbuoy_workbook.blocks import Block, Formula, Sheet, TableArea
from cashbuoy_workbook.sheets.grid import Fill, Styled, block, columns_block, span
from cashbuoy_workbook.sheets.view import HEADING_ROWS, TITLE_HEIGHT, View

SHEET, TABLE = "Stages", "tblStages"
TITLE_ROW = HEADING_ROWS
# Column: width, style.
COLUMNS: dict[str, tuple[float, str]] = {
    "customer": (16, "text_grid"),
    "contract": (14, "text_grid"),
    "number": (6, "count_grid"),
    "stage": (14, "text_grid"),
    "event_date": (12, "date_grid"),
    "due_date": (12, "date_grid"),
    "currency": (8, "text_grid"),
    "amount": (16, "money_grid"),
    "billed": (16, "money_grid"),
    "collected": (16, "money_grid"),
    "unbilled_base": (16, "money_grid"),
    "mark": (12, "text_grid"),
    "stage_status": (20, "text_grid"),
}


def render(view: View) -> Sheet:
    stages = _open_first(view.analysis.stages)
    titles = tuple(view.say(f"column_{name}", unit=view.currency_name) for name in COLUMNS)
    return Sheet(
        key=SHEET,
        title=view.tab(SHEET),
        blocks=(
            view.heading(SHEET, view.say("stages_subtitle")),
            block("cb_Stages_Titles", TITLE_ROW, 0, [[(t, "header") for t in titles]]),
            *(_rows(view, stages) if len(stages) else ()),
        ),
        tables=(TableArea(TABLE, TITLE_ROW, 0, max(len(stages), 1), titles),),
        widths=tuple(width for width, _ in COLUMNS.values()),
        heights={**TITLE_HEIGHT, TITLE_ROW: 30.0},
        freeze=(TITLE_ROW + 1, 2),
        print_columns=(0, len(COLUMNS) - 1),
        repeat_rows=(TITLE_ROW, TITLE_ROW),
    )


def _rows(view: View, stages: pd.DataFrame) -> tuple[Block, Block]:
    """The schedule, and its total still to bill."""
    columns: dict[str, list[Any]] = {
        "customer": stages["customer"].tolist(),
        "contract": stages["contract"].tolist(),
        "number": stages["number"].tolist(),
        "stage": stages[view.pick("stage_en", "stage_zh")].tolist(),
        "event_date": _dates(stages["event_date"]),
        "due_date": _dates(stages["due_date"]),
        "currency": stages["currency"].tolist(),
        "amount": _own_money(stages, "amount"),
        "billed": _own_money(stages, "billed"),
        "collected": _own_money(stages, "collected"),
        "unbilled_base": view.moneys(stages["unbilled_base"].to_numpy()),
        "mark": [view.say("provisional") if p else None for p in stages["provisional"].tolist()],
        "stage_status": [view.say(f"stage_{s}") for s in stages["status"].tolist()],
    }
    first = TITLE_ROW + 1
    fills: list[Fill] = [
        ("amber" if s == "to_bill" else "grey", i, len(COLUMNS) - 1)
        for i, s in enumerate(stages["status"].tolist())
        if s in ("to_bill", "undated")
    ]
    styles = tuple(view.style(s) if s == "money_grid" else s for _, s in COLUMNS.values())
    body = columns_block("cb_Stages_Rows", first, 0, list(columns.values()), styles, fills=fills)
    at = list(COLUMNS).index("unbilled_base")
    total = view.money(int(stages["unbilled_base"].sum()))
    area = span(first, at, first + len(stages) - 1, at)
    last: list[Styled] = [(None, "text_total")] * len(COLUMNS)
    last[0] = (view.say("total"), "text_total")
    last[at] = (Formula(f"=SUM({area})", total), view.style("money_total"))
    return body, block("cb_Stages_Total", first + len(stages), 0, [last])


def _open_first(stages: pd.DataFrame) -> pd.DataFrame:
    """Contracts with something still to collect before those that are done."""
    still = (stages["status"] != "collected").groupby(stages["contract"]).transform("any")
    return pd.concat([stages[still], stages[~still]], ignore_index=True)


def _dates(column: pd.Series[Any]) -> list[Any]:
    """Dates as cells, empty where there is none."""
    days: list[Any] = column.to_numpy("datetime64[D]").tolist()
    return days


def _own_money(frame: pd.DataFrame, column: str) -> list[float]:
    """Amounts in each row's own currency, in its major units."""
    codes, currencies = pd.factorize(frame["currency"])
    scale = np.array([10.0 ** minor_digits(c) for c in currencies])
    values: list[float] = (frame[column].to_numpy(np.float64) / scale[codes]).tolist()
    return values
