"""Which column is which: the titles found in a raw table against those of the schema."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import pandas as pd

from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.amounts import currency_code
from cashbuoy.ledger.cells import folded, shown
from cashbuoy.ledger.schema import Column, Table

_FILLERS = re.compile(r"[\s_\-*:.]+")
_SHOWN_TITLES = 3  # canonical name, English, Chinese
_UNIT = re.compile(r"^(.+?)\(([^()]*)\)$")
_SCALES = {
    "千元": 1e3, "thousand": 1e3, "thousands": 1e3, "000": 1e3, "'000": 1e3, "k": 1e3,
    "万元": 1e4, "万": 1e4, "million": 1e6, "millions": 1e6, "mn": 1e6, "百万元": 1e6,
    "亿元": 1e8, "亿": 1e8,
}  # fmt: skip


@dataclass(frozen=True)
class Titles:
    """Position of each canonical column found; by column, the factor that its title's unit asks for
    ("金额（万元）" counts in ten thousands), and the currency it names ("Amount (USD)")."""

    positions: Mapping[str, int]
    factors: Mapping[str, float] = field(default_factory=dict)
    currencies: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class _Meaning:
    """What a title may stand for: (rank, canonical name), the best first; and its unit."""

    columns: tuple[tuple[int, str], ...] = ()
    unit: str = ""


def match_titles(table: Table, raw: pd.DataFrame) -> Titles:
    """Match titles by canonical name, either language's title, then the other names in use.
    Required columns choose first; a title that is left goes to the next column it may mean.

    Findings: unknown columns that hold something, titles that mean the same column, required
    columns that are missing, units that scale.
    """
    titles = [shown(t) for t in raw.columns]
    meanings = _meanings(table, titles)
    positions = _assigned(table, meanings)
    taken = set(positions.values())
    findings = []
    for position, (title, meaning) in enumerate(zip(titles, meanings, strict=True)):
        if position in taken:
            continue
        if meaning.columns:
            name = next((n for _, n in meaning.columns), "")
            used = titles[positions[name]]
            findings.append(_about("duplicate_title", "warning", table, name, title, used=used))
        elif not raw.iloc[:, position].isna().all():
            findings.append(_about("unknown_column", "info", table, None, title))
    findings += [
        _missing(table, c, len(raw))
        for c in table.columns
        if c.required and c.name not in positions
    ]
    money = {n: meanings[p].unit for n, p in positions.items() if table[n].kind == "money"}
    factors = {name: _SCALES[unit] for name, unit in money.items() if unit in _SCALES}
    findings += [
        _about("title_unit", "info", table, name, titles[positions[name]], factor=f"{factor:,.0f}")
        for name, factor in factors.items()
    ]
    currencies = {name: currency_code(unit) for name, unit in money.items() if currency_code(unit)}
    return Titles(positions, factors, currencies, tuple(findings))


def columns_titled(table: Table, titles: Sequence[str]) -> set[str]:
    """Canonical names of the columns that `match_titles` finds among the titles."""
    return set(_assigned(table, _meanings(table, [shown(title) for title in titles])))


def compared(title: str) -> str:
    """A title without case, width, spaces and punctuation."""
    return _FILLERS.sub("", folded(title))


@cache
def _accepted(table: Table) -> dict[str, tuple[tuple[int, str], ...]]:
    """Compared title -> (rank, canonical name) of the columns it may mean. A title that a column
    shows belongs to it alone."""
    offers: dict[str, dict[str, int]] = {}
    for column in table.columns:
        for rank, title in enumerate(column.titles):
            offers.setdefault(compared(title), {}).setdefault(column.name, rank)
    accepted = {}
    for title, ranks in offers.items():
        columns = sorted((rank, name) for name, rank in ranks.items())
        own = [c for c in columns if c[0] < _SHOWN_TITLES]
        accepted[title] = tuple(own or columns)
    return accepted


def _assigned(table: Table, meanings: Sequence[_Meaning]) -> dict[str, int]:
    """Canonical name -> position of its best title that is still free, required columns first."""
    offers: dict[str, list[tuple[int, int]]] = {}
    for position, meaning in enumerate(meanings):
        for rank, name in meaning.columns:
            offers.setdefault(name, []).append((rank, position))
    positions: dict[str, int] = {}
    for column in sorted(table.columns, key=lambda c: not c.required):
        free = [o for o in offers.get(column.name, ()) if o[1] not in positions.values()]
        if free:
            positions[column.name] = min(free)[1]
    return positions


def _meanings(table: Table, titles: Sequence[str]) -> list[_Meaning]:
    accepted = _accepted(table)
    return [_meaning(title, accepted) for title in titles]


def _meaning(title: str, accepted: Mapping[str, tuple[tuple[int, str], ...]]) -> _Meaning:
    found = accepted.get(compared(title))
    if found:
        return _Meaning(found)
    unit = _UNIT.match(folded(title))
    if unit and (found := accepted.get(compared(unit[1]))):
        return _Meaning(found, unit[2].strip().removeprefix("单位:").strip())
    return _Meaning()


def _missing(table: Table, column: Column, rows: int) -> Finding:
    return Finding(
        "missing_column",
        "error",
        "left_out",
        Place(table.name, None, column.name),
        expected=column.expected,
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
