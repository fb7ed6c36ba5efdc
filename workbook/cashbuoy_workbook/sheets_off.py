"""Sheets of modules that are off: kept out of sight in a file, with what users wrote on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import pandas as pd

from cashbuoy.ledger.schema import (
    CREDIT_CHANGES,
    GRADE_HISTORY,
    PLAN_CHANGES,
    PLAN_PROPOSALS,
    Table,
)
from cashbuoy.ledger.titles import match_titles
from cashbuoy.policy.models import Module, Policy
from cashbuoy_workbook.blocks import Block, Sheet, TableArea, Workbook
from cashbuoy_workbook.input_cells import raw_cells
from cashbuoy_workbook.unfilled import hidden_sheets

# A sheet of results stands where any of its modules is on; the others always do.
RESULT_MODULES: Mapping[str, tuple[Module, ...]] = {
    "Stages": ("contracts",),
    "Plans": ("plans",),
    "Payables": ("payables",),
    "Credit": ("customers",),
    "CreditReasons": ("customers",),
    "Splits": ("orders",),
    "CreditChanges": ("customers",),
    "Grades": ("customers",),
    "PlanProposals": ("plans",),
    "PlanChanges": ("plans",),
    "Buffer": ("buffer", "lines"),
    "Insurance": ("insurance",),
}
_LOGS: Mapping[str, Table] = {
    "CreditChanges": CREDIT_CHANGES,
    "Grades": GRADE_HISTORY,
    "PlanProposals": PLAN_PROPOSALS,
    "PlanChanges": PLAN_CHANGES,
}


def modules_missing(key: str, policy: Policy) -> tuple[Module, ...]:
    """The modules of which one would bring a sheet into sight; none where it is in sight."""
    needed = RESULT_MODULES.get(key, ())
    return () if any(map(policy.has, needed)) else needed


def with_sheets_off(
    workbook: Workbook, tables: Mapping[str, pd.DataFrame], policy: Policy
) -> Workbook:
    """The workbook with a hidden sheet for every result of a module that is off; logs keep their
    rows (`tables` are raw, by name)."""
    here = {sheet.key: sheet for sheet in workbook.sheets}
    if not any(modules_missing(key, policy) and key not in here for key in RESULT_MODULES):
        return workbook
    every = hidden_sheets(policy, workbook.language)
    off = {s.key: _kept(s, tables) for s in every if s.key not in here}
    order = [sheet.key for sheet in every]
    return replace(workbook, sheets=tuple(_placed(workbook.sheets, off, order)))


def _placed(sheets: Iterable[Sheet], off: Mapping[str, Sheet], order: list[str]) -> Iterator[Sheet]:
    """Every hidden sheet behind the one that it follows in the order of a whole workbook."""
    left = dict(off)
    for sheet in sheets:
        yield sheet
        if sheet.key in order:
            for key in order[order.index(sheet.key) + 1 :]:
                if key not in left:
                    break
                yield left.pop(key)
    yield from left.values()


def _kept(sheet: Sheet, tables: Mapping[str, pd.DataFrame]) -> Sheet:
    table = _LOGS.get(sheet.key)
    raw = tables.get(table.name) if table else None
    if table is None or raw is None or raw.empty:
        return sheet
    (area,) = sheet.tables
    found = match_titles(table, raw).positions
    nothing = [None] * len(raw)
    columns = [
        raw_cells(raw.iloc[:, found[c.name]]) if c.name in found else nothing for c in table.columns
    ]
    kinds = tuple(f"{c.kind}_input" for c in table.columns)
    rows = tuple(zip(*columns, strict=True))
    body = Block(f"cb_{sheet.key}", area.row + 1, area.column, rows, (kinds,) * len(rows))
    blocks = tuple(b for b in sheet.blocks if b.name != body.name)
    grown = TableArea(area.name, area.row, area.column, len(rows), area.columns)
    return replace(sheet, blocks=(*blocks, body), tables=(grown,))
