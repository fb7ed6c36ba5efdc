"""Which rows of a raw table are items, and which are blank, totals, or titles once more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.cells import Cells, Mask, folded
from cashbuoy.ledger.schema import Table

_TOTAL = re.compile(
    r"(?:本页|本月|本年|本期|累计|期末)?(?:合计|总计|小计|共计|总和|累计)"
    r"|(?:sub-?\s?|grand\s)?totals?|sum"
)
_TOTAL_ENDS = frozenset("计和:：lLsSmM")
# "Acme Total", "华东 汇总", "Average": told from names by what else the row lacks.
_SUMMARY = re.compile(
    r".*(?:合计|总计|小计|共计|汇总|平均|平均值|平均数|均值|月均|年均)|(?:合计|总计|小计|共计|汇总|平均).*"
    r"|(?:.*[\s:])?(?:(?:sub-?\s?|grand\s)?totals?|average|mean)(?:[\s:].*)?"
)


@dataclass(frozen=True)
class Screened:
    """Rows that hold items (shape (n,)), and findings about totals and repeated titles. Blank rows
    go without a word."""

    items: Mask
    findings: tuple[Finding, ...] = ()


def screen_rows(
    table: Table, cells: Mapping[str, Cells], beside: pd.DataFrame | None = None
) -> Screened:
    """Sort rows into items and others. `beside`: the raw columns that are none of the table's; a
    totals row may have its word there."""
    blank = np.logical_and.reduce([c.empty for c in cells.values()])
    titles = _repeated_titles(table, cells) & ~blank
    labels = _summary_labels(table, cells, beside, ~blank & ~titles)
    totals = (_totals(table, cells) & ~blank & ~titles) | (labels != "")
    findings = [_totals_row(table, cells, int(r), labels[r]) for r in np.flatnonzero(totals)]
    findings += [
        Finding("title_row", "info", "left_out", Place(table.name, int(r) + 1))
        for r in np.flatnonzero(titles)
    ]
    return Screened(~blank & ~titles & ~totals, tuple(findings))


def _repeated_titles(table: Table, cells: Mapping[str, Cells]) -> Mask:
    alike = np.zeros(_size(cells), dtype=np.int64)
    filled = np.zeros(_size(cells), dtype=np.int64)
    for name, column in cells.items():
        alike += column.of_texts(frozenset(table[name].titles).__contains__, bool, other=False)
        filled += ~column.empty
    repeated: Mask = (alike >= 2) & (2 * alike > filled)
    return repeated


def _totals(table: Table, cells: Mapping[str, Cells]) -> Mask:
    """Rows with a totals word that lack what every item has, or hold nothing else but money."""
    labelled, lacking, described, summed = (np.zeros(_size(cells), dtype=bool) for _ in range(4))
    for name, column in cells.items():
        label = column.of_texts(_is_total, bool, other=False)
        labelled |= label
        if table[name].kind == "money":
            summed |= ~column.empty
            continue
        described |= ~column.empty & ~label
        if table[name].required:
            lacking |= column.empty
    totals: Mask = labelled & (lacking | (summed & ~described))
    return totals


def _summary_labels(
    table: Table, cells: Mapping[str, Cells], beside: pd.DataFrame | None, rows: Mask
) -> NDArray[np.object_]:
    """The words of a summary in rows that lack what every item has and hold nothing else but
    money; "" elsewhere."""
    labels = np.full(rows.size, "", dtype=object)
    where = np.flatnonzero(rows & _without_needed(table, cells))
    if where.size == 0:
        return labels
    summed, described = np.zeros(where.size, dtype=bool), np.zeros(where.size, dtype=bool)
    for name, own in cells.items():
        if table[name].kind == "money":
            summed |= ~own.empty[where]
        elif name != "currency":
            found = _summaries(own.source, where)
            described |= ~own.empty[where] & (found == "")
            labels[where] = np.where(labels[where] == "", found, labels[where])
    for _, column in () if beside is None else beside.items():
        found = _summaries(column, where)
        labels[where] = np.where(labels[where] == "", found, labels[where])
    labels[where[described | ~summed]] = ""
    return labels


def _without_needed(table: Table, cells: Mapping[str, Cells]) -> Mask:
    """Rows that lack what every item has, or have the words of a summary where a date belongs."""
    lacking = np.zeros(_size(cells), dtype=bool)
    for needed in (c for c in table.columns if c.required):
        column = cells.get(needed.name)
        lacking |= True if column is None else column.empty
        if column is not None and needed.kind in {"date", "month"}:
            lacking |= column.of_texts(is_summary, bool, other=False)
    return lacking


def _summaries(column: pd.Series[Any], where: NDArray[np.intp]) -> NDArray[np.object_]:
    cells = Cells.of(column.iloc[where].astype(object))
    return cells.of_texts(lambda text: text if is_summary(text) else "", object, "")


def is_summary(text: str) -> bool:
    """Whether a text may be the label of a sum or a mean."""
    return _SUMMARY.fullmatch(folded(text)) is not None


def _is_total(text: str) -> bool:
    # Most texts of a ledger are document numbers and names: a cheap test comes first.
    if text[-1:] not in _TOTAL_ENDS:
        return False
    word = folded(text).rstrip(": ")
    return _TOTAL.fullmatch(word if word.isascii() else word.replace(" ", "")) is not None


def _totals_row(table: Table, cells: Mapping[str, Cells], row: int, label: str) -> Finding:
    amount = cells.get(table.amount)
    texts = (c.found(row) for c in cells.values() if c.is_text[row])
    label = label or next((text for text in texts if _is_total(text)), "")
    return Finding(
        "totals_row",
        "info",
        "left_out",
        Place(table.name, row + 1),
        found=label,
        details={"amount": amount.found(row) if amount and not amount.empty[row] else "-"},
    )


def _size(cells: Mapping[str, Cells]) -> int:
    return len(next(iter(cells.values())))
