"""Contract stages: progress of the major contracts, and when each stage should have come, when it
comes, what is billed, collected and open (B2)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cashbuoy.collection.progress import contract_progress
from cashbuoy_workbook.blocks import Block, Formula, Level, Sheet, TableArea
from cashbuoy_workbook.sheets.frame_cells import date_cells, own_money_cells
from cashbuoy_workbook.sheets.grid import Fill, Styled, block, columns_block, span
from cashbuoy_workbook.sheets.source_links import source_cells
from cashbuoy_workbook.sheets.view import HEADING_ROWS, TITLE_HEIGHT, View

SHEET, TABLE = "Stages", "tblStages"
# Column: width, style. Progress above shares the widths.
COLUMNS: dict[str, tuple[float, str]] = {
    "customer": (15, "text_grid"),
    "contract": (12, "text_grid"),
    "stage": (14, "text_grid"),
    "planned_event": (12, "date_grid"),
    "event_date": (12, "date_grid"),
    "due_date": (12, "date_grid"),
    "moved_days": (8, "count_grid"),
    "currency": (8, "text_grid"),
    "amount": (15, "money_grid"),
    "billed": (15, "money_grid"),
    "collected": (15, "money_grid"),
    "open_base": (15, "money_grid"),
    "row": (7, "link_grid"),
    "status": (28, "text_grid"),
}
# Column of the sheet: what progress shows there, and its style.
PROGRESS: dict[str, tuple[str, str]] = {
    "customer": ("customer", "text_grid"),
    "contract": ("contract", "text_grid"),
    "stage": ("progress_share", "share_grid"),
    "planned_event": ("progress_collected_share", "share_grid"),
    "event_date": ("progress_stages_open", "count_grid"),
    "due_date": ("progress_next_due", "date_grid"),
    "moved_days": ("moved_days", "count_grid"),
    "currency": ("currency", "text_grid"),
    "amount": ("progress_amount", "money_grid"),
    "billed": ("progress_planned", "money_grid"),
    "collected": ("collected", "money_grid"),
    "open_base": ("progress_behind", "money_grid"),
    "row": ("row", "link_grid"),
    "status": ("status", "text_grid"),
}
_LEVELS: dict[str, Level] = {
    "overdue": "amber",
    "to_bill": "amber",
    "slipped": "amber",
    "undated": "grey",
}
_PROGRESS_LEVELS: dict[str, Level] = {"progress_on_plan": "green", "progress_late": "amber"}


def render(view: View) -> Sheet:
    stages = _open_first(view.analysis.stages)
    progress = _progress(view)
    title_row = HEADING_ROWS + sum(b.height for b in progress) + 2
    titles = tuple(view.texts(f"stages.{name}", unit=view.currency_name) for name in COLUMNS)
    section: list[Styled] = [(view.texts("stages.section_stages"), "section")]
    section += [(None, "section")] * (len(COLUMNS) - 1)
    head: list[list[Styled]] = [section, [(t, "header") for t in titles]]
    return Sheet(
        key=SHEET,
        title=view.tab(SHEET),
        blocks=(
            view.heading(SHEET, view.texts("stages.subtitle")),
            *progress,
            block("cb_Stages_Titles", title_row - 1, 0, head),
            *(_rows(view, stages, title_row + 1) if len(stages) else ()),
        ),
        tables=(TableArea(TABLE, title_row, 0, max(len(stages), 1), titles),),
        widths=tuple(width for width, _ in COLUMNS.values()),
        heights={**TITLE_HEIGHT, HEADING_ROWS + 1: 30.0, title_row: 30.0},
        freeze=(HEADING_ROWS, 2),
        print_columns=(0, len(COLUMNS) - 1),
    )


def _progress(view: View) -> list[Block]:
    """Major contracts with something still open, those that are furthest behind first."""
    found = contract_progress(view.analysis.stages, view.analysis.as_of)
    found = found[(found["major"] & (found["collected"] != found["amount"])).to_numpy(bool)]
    planned = found["planned"].to_numpy(np.float64)
    behind = found["behind"].to_numpy(np.float64)
    share = behind / np.where(planned == 0, 1, planned)
    order = np.lexsort((found["row"], -behind, -share))
    found, share = found.iloc[order], share[order]
    words: list[Styled] = [(view.texts("stages.section_progress"), "section")]
    head: list[list[Styled]] = [[*words, *[(None, "section")] * (len(COLUMNS) - 1)]]
    if found.empty:
        head.append([(view.texts("stages.no_major"), "text")])
        return [block("cb_Stages_ProgressTitles", HEADING_ROWS, 0, head)]
    shown = {at: name for at, (name, _) in PROGRESS.items()}
    head.append([(view.texts(f"stages.{shown[c]}"), "header") for c in COLUMNS])
    done = found["planned"] != 0
    state = np.select(
        [~done, found["behind"] > 0], ["progress_not_due", "progress_late"], "progress_on_plan"
    )
    columns: dict[str, list[Any]] = {
        "customer": found["customer"].tolist(),
        "contract": found["contract"].tolist(),
        "stage": [1 - s if d else None for s, d in zip(share.tolist(), done, strict=True)],
        "planned_event": (found["collected"] / found["amount"]).tolist(),
        "event_date": found["stages_open"].tolist(),
        "due_date": date_cells(found["next_due"]),
        "moved_days": [d or None for d in found["moved_days"].tolist()],
        "currency": found["currency"].tolist(),
        "amount": own_money_cells(found, "amount"),
        "billed": own_money_cells(found, "planned"),
        "collected": own_money_cells(found, "collected"),
        "open_base": own_money_cells(found, "behind"),
        "row": _sources(found),
        "status": [view.texts(f"stages.{s}") for s in state.tolist()],
    }
    last = len(COLUMNS) - 1
    fills: list[Fill] = [
        (_PROGRESS_LEVELS[s], i, last)
        for i, s in enumerate(state.tolist())
        if s in _PROGRESS_LEVELS
    ]
    styles = tuple(PROGRESS[c][1] for c in COLUMNS)
    body = columns_block(
        "cb_Stages_Progress",
        HEADING_ROWS + len(head),
        0,
        [columns[c] for c in COLUMNS],
        tuple(view.style(s) if s == "money_grid" else s for s in styles),
        fills=fills,
    )
    return [block("cb_Stages_ProgressTitles", HEADING_ROWS, 0, head), body]


def _rows(view: View, stages: pd.DataFrame, first: int) -> tuple[Block, Block]:
    """The schedule, and the total still open."""
    number = stages["number"].astype(str)
    status = _status(view, stages)
    columns: dict[str, list[Any]] = {
        "customer": stages["customer"].tolist(),
        "contract": stages["contract"].tolist(),
        "stage": (number + " " + stages[view.pick("stage_en", "stage_zh")]).tolist(),
        "planned_event": date_cells(stages["planned_event"]),
        "event_date": date_cells(stages["event_date"]),
        "due_date": date_cells(stages["due_date"]),
        "moved_days": [d or None for d in stages["moved_days"].tolist()],
        "currency": stages["currency"].tolist(),
        "amount": own_money_cells(stages, "amount"),
        "billed": own_money_cells(stages, "billed"),
        "collected": own_money_cells(stages, "collected"),
        "open_base": view.moneys(stages["open_base"].to_numpy()),
        "row": _sources(stages),
        "status": _words(view, status, stages["provisional"]),
    }
    names = list(COLUMNS)
    fills: list[Fill] = [
        (_LEVELS[s], i, names.index("status")) for i, s in enumerate(status) if s in _LEVELS
    ]
    ahead = stages["event_date"].notna() & ~stages["happened"]
    fills += [("grey", i, names.index("event_date")) for i in np.flatnonzero(ahead).tolist()]
    moved = (stages["moved_days"] > 0) & (stages["collected"] != stages["amount"])
    fills += [("amber", i, names.index("moved_days")) for i in np.flatnonzero(moved).tolist()]
    styles = tuple(view.style(s) if s == "money_grid" else s for _, s in COLUMNS.values())
    body = columns_block("cb_Stages_Rows", first, 0, list(columns.values()), styles, fills=fills)
    at = names.index("open_base")
    total = view.money(int(stages["open_base"].sum()))
    area = span(first, at, first + len(stages) - 1, at)
    last: list[Styled] = [(None, "text_total")] * len(COLUMNS)
    last[0] = (view.say("total"), "text_total")
    last[at] = (Formula(f"=SUM({area})", total), view.style("money_total"))
    return body, block("cb_Stages_Total", first + len(stages), 0, [last])


def _status(view: View, stages: pd.DataFrame) -> list[str]:
    """The engine's status; billed stages past due are overdue, scheduled ones may have moved."""
    late = (stages["due_date"] < pd.Timestamp(view.analysis.as_of)).to_numpy()
    moved = ((stages["moved_days"] > 0) & ~stages["happened"]).to_numpy()
    status = stages["status"].to_numpy(object)
    status = np.where((status == "billed") & late, "overdue", status)
    found: list[str] = np.where((status == "scheduled") & moved, "moved", status).tolist()
    return found


def _words(view: View, status: list[str], provisional: pd.Series[bool]) -> list[str]:
    words = [view.texts(f"stages.status_{s}") for s in status]
    return [
        view.texts("stages.provisional", status=w) if p and s != "collected" else w
        for w, s, p in zip(words, status, provisional.tolist(), strict=True)
    ]


def _open_first(stages: pd.DataFrame) -> pd.DataFrame:
    """Contracts with something still to collect before those that are done."""
    still = (stages["status"] != "collected").groupby(stages["contract"]).transform("any")
    return pd.concat([stages[still], stages[~still]], ignore_index=True)


def _sources(frame: pd.DataFrame) -> list[Any]:
    sources = np.full(len(frame), "tblContracts", dtype=object)
    return source_cells(sources, frame["row"].to_numpy(np.int64))
