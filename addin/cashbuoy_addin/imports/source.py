"""CSV files as other programs write them: encodings, delimiters, lines above the titles."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NoReturn

import pandas as pd

from cashbuoy_workbook.worded_error import WordedError

ENCODINGS = ("utf-8-sig", "gb18030")  # gb18030 reads GBK and GB2312 as well
_BYTE_ORDER_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_DELIMITERS = ",\t;|"
_LINES_ABOVE = 40  # banks and shops put that many lines above the titles
_LONGEST_CELL = 1_000_000


class ImportFailed(WordedError):  # noqa: N818 - reads as what the user is told
    """A file that cannot be imported; the text names the file, what was sought, what was found."""


def read_csv(
    path: Path,
    is_titles: Callable[[Sequence[str]], bool],
    encodings: Iterable[str] = ENCODINGS,
    delimiter: str = "",
) -> pd.DataFrame:
    """All cells as text (outer spaces and tabs off, empty is None) under the titles found. Blank
    lines are skipped; cells beyond the titles get titles "column 9" and so on. `delimiter` ""
    finds it out.

    `is_titles` knows the line of titles. ImportFailed when no line is it, or nothing decodes.
    """
    text = _decode(path, tuple(encodings))
    delimiter = delimiter or _likely_delimiter(text)
    csv.field_size_limit(_LONGEST_CELL)
    try:
        lines = [
            [cell.strip() for cell in line]
            for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error as problem:
        raise ImportFailed("import_csv", path=path, reason=problem) from problem
    lines = [line for line in lines if any(line)]
    at = next((i for i, line in enumerate(lines[:_LINES_ABOVE]) if is_titles(line)), None)
    if at is None:
        _no_titles(path, lines)
    return _frame(lines[at], lines[at + 1 :])


def _decode(path: Path, encodings: tuple[str, ...]) -> str:
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise ImportFailed("cannot_read", path=path, reason=problem.strerror) from problem
    marked = next((e for mark, e in _BYTE_ORDER_MARKS.items() if data.startswith(mark)), None)
    for encoding in (marked,) if marked else encodings:
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise ImportFailed("import_encoding", path=path, encodings=", ".join(encodings))


def _likely_delimiter(text: str) -> str:
    """The one that splits the most lines among the first into the most cells."""
    head = text.splitlines()[:_LINES_ABOVE]
    return max(_DELIMITERS, key=lambda d: sum(line.count(d) for line in head))


def _frame(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> pd.DataFrame:
    width = max([len(titles), *(len(row) for row in rows)])
    while width > len(titles) and all(len(row) < width or not row[width - 1] for row in rows):
        width -= 1  # a delimiter at the end of each line is no column
    padded = [[*row[:width], *[""] * (width - len(row))] for row in rows]
    columns = [*titles, *(f"column {i + 1}" for i in range(len(titles), width))]
    cells = pd.DataFrame(padded, dtype=object, columns=range(width))
    cells = cells.where(cells != "", None)
    cells.columns = pd.Index(columns, dtype=object)
    return cells


def _no_titles(path: Path, lines: Sequence[Sequence[str]]) -> NoReturn:
    first = ", ".join(lines[0]) if lines else "-"
    raise ImportFailed("import_titles", path=path, lines=_LINES_ABOVE, first=first[:300])
