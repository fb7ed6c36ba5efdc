"""One CSV ledger to an input table, by a mapping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.titles import compared
from cashbuoy_addin.imports.mapping import ImportMapping
from cashbuoy_addin.imports.raw_columns import spreadsheet_cells
from cashbuoy_addin.imports.source import ImportFailed, read_csv
from cashbuoy_workbook.book import InputBook
from cashbuoy_workbook.texts import Language, Texts


def import_csv(path: Path, mapping: ImportMapping, language: Language | None = None) -> InputBook:
    """Read a file by a mapping. Every row with anything in it arrives; cells that cannot be read
    arrive as they stand. Dates leave day-month order behind: they become real dates here.
    `language` of the new workbook wins over the mapping's.

    ImportFailed when the file or one of the titles that the mapping needs is not there.
    """
    found = read_csv(
        path,
        lambda titles: _are_titles(titles, mapping),
        mapping.encodings,
        mapping.delimiter,
    )
    table = _mapped(path, found, mapping)
    findings: list[Finding] = []
    if mapping.always_filled:
        held = _held(path, found, mapping, Texts(language or _language(mapping)))
        if any(held):
            table["held"] = pd.Series(held, dtype=object)
            count = sum(1 for reason in held if reason)
            place = Place(mapping.table, None, "held")
            findings.append(
                Finding("import_held", "warning", "left_out", place, details={"count": count})
            )
    settings: dict[str, object] = {**mapping.settings}
    if language:
        settings["language"] = language
    return InputBook({mapping.table: table}, settings=settings, findings=tuple(findings))


def _are_titles(titles: Sequence[str], mapping: ImportMapping) -> bool:
    """Whether a line holds the titles sought: those of all columns that the table cannot do
    without, or most of all; so that a wrong title is named instead of the whole line."""
    required = [
        tuple(mapping.columns[c.name])
        for c in mapping.ledger.columns
        if c.required and c.name in mapping.columns
    ]
    sought = [*map(tuple, mapping.columns.values()), *((t,) for t in mapping.always_filled)]
    present = sum(_position(titles, wanted) is not None for wanted in sought)
    has_required = all(_position(titles, wanted) is not None for wanted in required)
    return (bool(required) and has_required) or present > len(sought) / 2


def _position(titles: Sequence[str], wanted: Sequence[str]) -> int | None:
    words = [compared(t) for t in titles]
    return next((words.index(compared(w)) for w in wanted if compared(w) in words), None)


def _mapped(path: Path, found: pd.DataFrame, mapping: ImportMapping) -> pd.DataFrame:
    titles = [str(t) for t in found.columns]
    columns: dict[str, pd.Series[Any]] = {}
    for column in mapping.ledger.columns:
        wanted = mapping.columns.get(column.name)
        if wanted:
            at = _position(titles, wanted)
            if at is not None:
                cells = _translated(found.iloc[:, at], mapping.translations.get(column.name, {}))
                columns[column.name] = spreadsheet_cells(column, cells, mapping.date_order)
            elif column.required and column.name not in mapping.constants:
                raise _title_missing(path, titles, wanted)
        if column.name in mapping.constants and column.name not in columns:
            value = mapping.constants[column.name]
            columns[column.name] = pd.Series([value] * len(found), dtype=object)
    return _copied(pd.DataFrame(columns, dtype=object), mapping)


def _translated(cells: pd.Series[Any], values: Mapping[str, str]) -> pd.Series[Any]:
    return cells.map(lambda c: values.get(c, c)) if values else cells


def _copied(table: pd.DataFrame, mapping: ImportMapping) -> pd.DataFrame:
    for name, copy in mapping.copy_from.items():
        if copy.source not in table:
            continue
        rows = table[name].isna() if name in table else pd.Series(data=True, index=table.index)
        if copy.when_filled:
            gone = pd.Series(data=False, index=table.index)
            rows &= table[copy.when_filled].notna() if copy.when_filled in table else gone
        table[name] = table[copy.source].where(rows, table.get(name)).astype(object)
    order = [c.name for c in mapping.ledger.columns if c.name in table]
    return table[order]


def _held(
    path: Path, found: pd.DataFrame, mapping: ImportMapping, texts: Texts
) -> list[str | None]:
    """A reason for each row that lacks what the source always gives."""
    titles = [str(t) for t in found.columns]
    reasons: list[list[str]] = [[] for _ in range(len(found))]
    for title in mapping.always_filled:
        at = _position(titles, (title,))
        if at is None:
            raise _title_missing(path, titles, (title,))
        for row in np.flatnonzero(found.iloc[:, at].isna().to_numpy()):
            reasons[row].append(title)
    joint = {"en": ", ", "zh": "、"}[texts.language]
    return [
        texts("checks.import_held_reason", columns=joint.join(r)) if r else None for r in reasons
    ]


def _language(mapping: ImportMapping) -> Language:
    return "en" if mapping.settings.get("language") == "en" else "zh"


def _title_missing(path: Path, titles: Sequence[str], wanted: Sequence[str]) -> ImportFailed:
    near = get_close_matches(wanted[0], titles, n=1)
    return ImportFailed(
        "import_title_near" if near else "import_title",
        path=path,
        wanted=" / ".join(wanted),
        found=", ".join(titles),
        near=near[0] if near else "",
    )
