"""What a user put into a workbook file that a new one, written from its ledgers, does not hold."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cashbuoy_addin.hosts.file_errors import MAIN, SHOWS_ERRORS, column_number, sheet_parts, tree
from cashbuoy_addin.hosts.file_tables import TablePlace
from cashbuoy_addin.hosts.live_areas import Area, area_of
from cashbuoy_addin.hosts.live_batches import AUTHOR, OURS
from cashbuoy_workbook.sheets.grid import a1, on_sheet
from cashbuoy_workbook.tabs import output_tabs, tabs_of

_SIZE = re.compile(rb'<dimension ref="(?:[A-Z]+[0-9]+:)?([A-Z]+)([0-9]+)"')
_FULL_CELL = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>/]*>')
_FORMULA = re.compile(rb"<f[ >]")
_MOST_CELLS = 5  # named of a sheet


_RESULTS = ("Settings", "Start", "Selftest", "Checks")
"""Sheets of results of which our defined names do not tell all that is ours."""


def left_behind(path: Path, places: Iterable[TablePlace]) -> dict[str, tuple[str, ...]]:
    """By kind, where there is something: "formulas" (sheets whose ledgers hold some; their values
    go along), "notes" and "drawings" (sheets of ledgers), "cells" beside ledgers and results, the
    first of each sheet, and "names". Only .xlsx and .xlsm tell."""
    if path.suffix.lower() not in SHOWS_ERRORS:
        return {}
    with zipfile.ZipFile(path) as archive:
        parts = sheet_parts(archive)
        defined = dict(_defined(archive))
        ledgers = {p.sheet: p.column + p.width for p in places if p.sheet in parts}
        inputs = {sheet: archive.read(parts[sheet]) for sheet in ledgers}
        related = {sheet: dict(_related(archive, parts[sheet])) for sheet in ledgers}
        beside = [c for sheet, xml in inputs.items() for c in _beyond(sheet, xml, ledgers[sheet])]
        for sheet in sorted(parts.keys() & _whole_tabs() - ledgers.keys()):
            ours = list(_areas(sheet, defined))
            if ours:
                right, below = max(map(_right, ours)), max(map(_below, ours))
                beside += _beyond(sheet, archive.read(parts[sheet]), right, below)
        found = {
            "formulas": [sheet for sheet, xml in inputs.items() if _FORMULA.search(xml)],
            "notes": [sheet for sheet, parts in related.items() if _has_notes(archive, parts)],
            "drawings": [sheet for sheet, parts in related.items() if "drawing" in parts],
            "cells": beside,
            "names": [name for name in defined if not name.startswith(OURS)],
        }
        return {kind: tuple(where) for kind, where in found.items() if where}


def _whole_tabs() -> frozenset[str]:
    return output_tabs() - frozenset().union(*map(tabs_of, _RESULTS))


def _right(area: Area) -> int:
    return area.column + area.width


def _below(area: Area) -> int:
    return area.row + area.height


def _defined(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Names of the whole workbook that users see, and what they refer to."""
    for element in tree(archive, "xl/workbook.xml").iter(f"{MAIN}definedName"):
        name = element.get("name", "")
        hidden = element.get("hidden") in {"1", "true"} or element.get("localSheetId") is not None
        if not hidden and not name.startswith("_"):
            yield name, element.text or ""


def _areas(sheet: str, defined: Mapping[str, str]) -> Iterator[Area]:
    """The rectangles that our names cover on a sheet."""
    for name, refers_to in defined.items():
        area = area_of(refers_to)
        if name.startswith(OURS) and area is not None:
            plain = area.refers_to(sheet).replace("'", "")
            if refers_to.replace("'", "") == plain.removeprefix("="):
                yield area


def _beyond(sheet: str, xml: bytes, right: int, below: int | None = None) -> list[str]:
    """The first cells that hold something to the right of a column or below a row."""
    size = _SIZE.search(xml)
    if size is not None:
        wide, long = column_number(size[1].decode()) >= right, int(size[2])
        if not wide and (below is None or long <= below):
            return []
    found = []
    for letters, digits in _FULL_CELL.findall(xml):
        row, column = int(digits) - 1, column_number(letters.decode())
        if column >= right or (below is not None and row >= below):
            found.append(on_sheet(sheet, a1(row, column)))
    return found[:_MOST_CELLS]


def _related(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str]]:
    """Kinds of what a sheet is bound to, and the parts."""
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    if relations in archive.namelist():
        for relation in tree(archive, relations):
            target = posixpath.normpath(posixpath.join(folder, relation.get("Target", "")))
            yield relation.get("Type", "").rpartition("/")[2], target.lstrip("/")


def _has_notes(archive: zipfile.ZipFile, related: Mapping[str, str]) -> bool:
    """Whether somebody signed notes there; those of ours bear our name, and LibreOffice's none."""
    part = related.get("comments")
    if part is None or part not in archive.namelist():
        return False
    authors = {a.text or "" for a in tree(archive, part).iter(f"{MAIN}author")}
    return bool({author.strip() for author in authors} - {AUTHOR, ""})
