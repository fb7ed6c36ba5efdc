"""Formula errors in .xlsx and .xlsm files, which the reader of values gives as empty cells."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.etree import ElementTree as ET  # names of parts only; values are never parsed as XML

SHOWS_ERRORS = (".xlsx", ".xlsm")
ErrorCells = Mapping[tuple[int, int], str]

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(rb'<c ([^>]*\bt="e"[^>]*)>(.*?)</c>', re.DOTALL)
_ADDRESS = re.compile(rb'\br="([A-Z]{1,3})([0-9]+)"')
_VALUE = re.compile(rb"<v>([^<]+)</v>")


def error_cells(path: Path, sheets: Iterable[str]) -> dict[str, ErrorCells]:
    """Sheet -> (row, column) from 0 -> the error's text, such as "#REF!". Other kinds of file than
    .xlsx and .xlsm give nothing."""
    if path.suffix.lower() not in SHOWS_ERRORS:
        return {}
    with zipfile.ZipFile(path) as archive:
        parts = sheet_parts(archive)
        return {sheet: _errors(archive.read(parts[sheet])) for sheet in sheets if sheet in parts}


def _errors(xml: bytes) -> ErrorCells:
    if b't="e"' not in xml:
        return {}
    found: dict[tuple[int, int], str] = {}
    for attributes, content in _CELL.findall(xml):
        address, value = _ADDRESS.search(attributes), _VALUE.search(content)
        if address and value:
            found[int(address[2]) - 1, column_number(address[1].decode())] = value[1].decode()
    return found


def column_number(letters: str) -> int:
    """A -> 0, AA -> 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet title -> name of its part."""
    relations = {
        relation.get("Id"): relation.get("Target", "")
        for relation in tree(archive, "xl/_rels/workbook.xml.rels")
    }
    sheets = tree(archive, "xl/workbook.xml").iter(f"{MAIN}sheet")
    names = set(archive.namelist())
    parts = {}
    for sheet in sheets:
        target = relations.get(sheet.get(_RELATION), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in names:
            parts[sheet.get("name", "")] = part
    return parts


def tree(archive: zipfile.ZipFile, part: str) -> ET.Element:
    """A part that says how the others belong together."""
    # The parser refuses entities that blow up (expat 2.4.1) and loads nothing from outside.
    return ET.fromstring(archive.read(part))  # noqa: S314
