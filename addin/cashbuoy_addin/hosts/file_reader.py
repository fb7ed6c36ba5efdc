"""Reads the input tables and settings of a workbook file, ours or another, without opening it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.schema import TABLES, Table
from cashbuoy.ledger.titles import match_titles
from cashbuoy_addin.hosts.file_contents import read_contents
from cashbuoy_addin.hosts.file_errors import SHOWS_ERRORS, ErrorCells
from cashbuoy_addin.hosts.file_left_behind import left_behind
from cashbuoy_addin.hosts.file_tables import Rows, TablePlace, locate, unread
from cashbuoy_workbook.book import InputBook
from cashbuoy_workbook.settings import read_settings, settings_tab
from cashbuoy_workbook.tabs import known_tabs
from cashbuoy_workbook.worded_error import WordedError


def read_workbook(path: Path) -> InputBook:
    """The input tables and settings of a workbook (.xlsx, .xlsm, .xls, .xlsb, .ods), in any
    language. Tables are found by their name, else by the titles in a sheet's first rows; rows under
    a table's end belong to it. Cells keep their raw values. Formula errors come as text ("#REF!")
    from .xlsx and .xlsm; for other kinds a finding says that they look like empty cells.

    Errors: WordedError when the file is missing, cannot be read, has a password, or holds no
    table that Cashbuoy knows.
    """
    path = Path(path)
    contents = read_contents(path)
    grids = contents.grids
    places = locate(grids, contents.list_objects)
    if not places:
        raise _nothing_found(path, grids)
    tables = {
        name: _known_columns(
            TABLES[name],
            read_table(grids[place.sheet], place, contents.errors.get(place.sheet, {})),
        )
        for name, place in places.items()
    }
    own = settings_tab(grids)
    used = {place.sheet for place in places.values()} | known_tabs() | {own}
    return InputBook(
        tables=tables,
        settings=read_settings(grids[own]) if own else {},
        foreign_sheets=tuple(name for name in grids if name not in used),
        findings=(*_about_the_file(path), *unread_findings(grids, places)),
        left_behind=left_behind(path, _of_the_user(places)),
    )


def _of_the_user(places: Mapping[str, TablePlace]) -> list[TablePlace]:
    return [place for name, place in places.items() if not TABLES[name].written_by_refresh]


def _about_the_file(path: Path) -> tuple[Finding, ...]:
    kind = path.suffix.lower()
    if kind in SHOWS_ERRORS:
        return ()
    return (Finding("formula_errors_unseen", "info", "kept", found=kind),)


def unread_findings(
    grids: Mapping[str, Rows], places: Mapping[str, TablePlace]
) -> tuple[Finding, ...]:
    """Sheets of ledgers that hold something, but no row of the ledger's titles."""
    return tuple(
        Finding(
            "table_unread",
            "error",
            "left_out",
            Place(name, None, None),
            found=sheet,
            details={
                "titles": ", ".join(f"{c.en} / {c.zh}" for c in TABLES[name].columns if c.required)
            },
        )
        for name, sheet in unread(grids, places).items()
    )


def _known_columns(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """What refresh writes itself holds nothing of the user's: keep what it reads back."""
    if not table.written_by_refresh:
        return frame
    return frame.iloc[:, sorted(match_titles(table, frame).positions.values())]


def _nothing_found(path: Path, grids: Mapping[str, Rows]) -> WordedError:
    wanted = TABLES["tblReceivables"]
    titles = ", ".join(f"{c.en} / {c.zh}" for c in wanted.columns if c.required)
    return WordedError(
        "nothing_found",
        path=path,
        sheets=", ".join(grids),
        ledger_en=wanted.en,
        ledger_zh=wanted.zh,
        titles=titles,
    )


def read_table(rows: Rows, place: TablePlace, errors: ErrorCells) -> pd.DataFrame:
    """Raw table at a place: object columns under the titles found, blank cells None, blank rows
    kept except at the end. Row n of the frame (from 1) is row n under the titles."""
    first, last = place.column, place.column + place.width
    below = [row[first:last] for row in rows[place.row + 1 :]]
    for (row, column), text in errors.items():
        if place.row < row <= place.row + len(below) and first <= column < last:
            below[row - place.row - 1][column - first] = text
    while below and all(value in {"", None} for value in below[-1]):
        below.pop()
    columns = list(zip(*below, strict=True)) if below else [()] * place.width
    titles = _titles(rows[place.row][first:last], columns, first)
    frame = pd.DataFrame(
        {i: pd.Series(_plain(columns[i]), dtype=object) for i in titles}, dtype=object
    )
    frame.columns = pd.Index(titles.values(), dtype=object)
    return frame


def _plain(values: Sequence[Any]) -> list[Any]:
    kept = [None if value == "" else value for value in values]
    if int in {type(value) for value in kept}:  # .xls holds whole numbers apart
        kept = [float(value) if type(value) is int else value for value in kept]
    return kept


def _titles(found: Sequence[Any], columns: Sequence[Sequence[Any]], first: int) -> dict[int, str]:
    """Position -> title, all different. A column without a title and without values is dropped."""
    titles: dict[int, str] = {}
    for position, raw in enumerate(found):
        title = str(raw).strip()
        if not title:
            if all(value in {"", None} for value in columns[position]):
                continue
            title = f"Column {first + position + 1}"
        plain, number = title, 1
        while title in titles.values():
            number += 1
            title = f"{plain} ({number})"
        titles[position] = title
    return titles
