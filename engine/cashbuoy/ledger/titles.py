"""Which column is which: the titles found in a raw table against those of the schema."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.cells import folded, shown
from cashbuoy.ledger.schema import Column, Table

_FILLERS = re.compile(r"[\s_\-*:.]+")
_UNIT = re.compile(r"^(.+?)\(([^()]*)\)$")
_SCALES = {
    "千元": 1e3, "thousand": 1e3, "thousands": 1e3, "000": 1e3, "'000": 1e3, "k": 1e3,
    "万元": 1e4, "万": 1e4, "million": 1e6, "millions": 1e6, "mn": 1e6, "百万元": 1e6,
    "亿元": 1e8, "亿": 1e8,
}  # fmt: skip


@dataclass(frozen=True)
class Titles:
    """Position of each canonical column found, and the factor that a title's unit asks for
    ("金额（万元）" counts in ten thousands)."""

    positions: Mapping[str, int]
    factors: Mapping[str, float] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def match_titles(table: Table, raw: pd.DataFrame) -> Titles:
    """Match titles by canonical name, either language's title, then the other names in use.

    Findings: unknown columns that hold something, titles that mean the same column, required
    columns that are missing.
    """
    ranks = _ranks(table)
    titles = [shown(t) for t in raw.columns]
    offers: dict[str, list[tuple[int, int]]] = {}
    factors: dict[int, float] = {}
    findings = []
    for position, title in enumerate(titles):
        name, rank, factor = _meaning(title, ranks)
        if name:
            offers.setdefault(name, []).append((rank, position))
            factors[position] = factor
        elif not raw.iloc[:, position].isna().all():
            findings.append(_about("unknown_column", "info", table, None, title))
    positions = {name: min(found)[1] for name, found in offers.items()}
    for name, found in offers.items():
        findings += [
            _about(
                "duplicate_title", "warning", table, name, titles[p], used=titles[positions[name]]
            )
            for _, p in sorted(found)[1:]
        ]
    findings += [
        _missing(table, c, len(raw))
        for c in table.columns
        if c.required and c.name not in positions
    ]
    scaled = {
        name: factors[p]
        for name, p in positions.items()
        if factors[p] != 1 and table[name].kind == "money"
    }
    findings += [
        _about("title_unit", "info", table, name, titles[positions[name]], factor=f"{factor:,.0f}")
        for name, factor in scaled.items()
    ]
    return Titles(positions, scaled, tuple(findings))


def compared(title: str) -> str:
    """A title without case, width, spaces and punctuation."""
    return _FILLERS.sub("", folded(title))


def _ranks(table: Table) -> dict[str, tuple[str, int]]:
    """Compared title -> (canonical name, rank); the lower rank is the better match. A title that
    one column shows and another merely accepts belongs to the first."""
    ranks: dict[str, tuple[str, int]] = {}
    for column in table.columns:
        for rank, title in enumerate(column.titles):
            known = ranks.get(compared(title))
            if known is None or rank < min(known[1], 3):
                ranks[compared(title)] = (column.name, rank)
    return ranks


def _meaning(title: str, ranks: Mapping[str, tuple[str, int]]) -> tuple[str, int, float]:
    found = ranks.get(compared(title))
    if found:
        return *found, 1.0
    unit = _UNIT.match(folded(title))
    if unit and (found := ranks.get(compared(unit[1]))):
        return *found, _SCALES.get(unit[2].strip().removeprefix("单位:").strip(), 1.0)
    return "", 0, 1.0


def _missing(table: Table, column: Column, rows: int) -> Finding:
    return Finding(
        "missing_column",
        "error",
        "left_out",
        Place(table.name, None, column.name),
        expected=column.kind,
        details={"titles": ", ".join(dict.fromkeys(column.titles)), "count": rows},
    )


def _about(
    id_: str, severity: str, table: Table, name: str | None, title: str, **details: str
) -> Finding:
    return Finding(
        id_,
        "info" if severity == "info" else "warning",
        "kept",
        Place(table.name, None, name),
        found=title,
        details=details,
    )
