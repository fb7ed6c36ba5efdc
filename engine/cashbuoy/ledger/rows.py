"""Which rows of a raw table are items, and which are blank, totals, or titles once more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.cells import Cells, Mask, folded
from cashbuoy.ledger.schema import Table

_TOTAL = re.compile(
    r"(?:本页|本月|本年|本期|累计|期末)?(?:合计|总计|小计|共计|总和|累计)"
    r"|(?:sub-?\s?|grand\s)?totals?|sum"
)
_TOTAL_ENDS = frozenset("计和:：lLsSmM")


@dataclass(frozen=True)
class Screened:
    """Rows that hold items (shape (n,)), and findings about totals and repeated titles. Blank rows
    go without a word."""

    items: Mask
    findings: tuple[Finding, ...] = ()


def screen_rows(table: Table, cells: Mapping[str, Cells]) -> Screened:
    """Sort rows into items and others."""
    blank = np.logical_and.reduce([c.empty for c in cells.values()])
    titles = _repeated_titles(table, cells) & ~blank
    totals = _totals(table, cells) & ~blank & ~titles
    findings = [_totals_row(table, cells, int(r)) for r in np.flatnonzero(totals)]
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


def _is_total(text: str) -> bool:
    # Most texts of a ledger are document numbers and names: a cheap test comes first.
    if text[-1:] not in _TOTAL_ENDS:
        return False
    word = folded(text).rstrip(": ")
    return _TOTAL.fullmatch(word if word.isascii() else word.replace(" ", "")) is not None


def _totals_row(table: Table, cells: Mapping[str, Cells], row: int) -> Finding:
    amount = cells.get(table.amount)
    texts = (c.found(row) for c in cells.values() if c.is_text[row])
    label = next((text for text in texts if _is_total(text)), "")
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
