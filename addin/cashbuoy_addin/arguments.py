"""Formula arguments typed on a command line, as the cells that a spreadsheet would send."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

from cashbuoy_workbook.worded_error import WordedError


class ArgumentError(WordedError):
    """An argument that is neither JSON cells nor a text."""


def as_cells(word: str) -> object:
    """One argument: JSON (a scalar, a list of cells or a list of rows), `@FILE` for the cells of a
    CSV or JSON file, or else the word itself as text. An empty word is an empty cell."""
    if not word:
        return None
    if word.startswith("@") and len(word) > 1:
        return _from_file(Path(word[1:]))
    try:
        return _checked(json.loads(word, parse_constant=_no_constant), word)
    except ValueError:
        if word[0] in "[{":
            raise ArgumentError("argument_json", word=word[:60]) from None
        return word


def _from_file(path: Path) -> object:
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix.casefold() == ".json":
        try:
            return _checked(json.loads(text, parse_constant=_no_constant), str(path))
        except ValueError as error:
            raise ArgumentError("argument_file", path=path, reason=error) from None
    return _rectangle(
        [[cell or None for cell in row] for row in csv.reader(text.splitlines()) if row]
    )


def _no_constant(name: str) -> object:
    # NaN and Infinity are no JSON and no cell: they stay words, and the formula refuses them.
    raise ValueError(name)


def _checked(value: object, word: str) -> object:
    if not isinstance(value, list):
        if isinstance(value, dict):
            raise ArgumentError("argument_object", word=word[:60])
        return value
    if any(isinstance(row, list) for row in value):
        rows = [row if isinstance(row, list) else [row] for row in value]
        if any(isinstance(cell, (list, dict)) for row in rows for cell in row):
            raise ArgumentError("argument_rows", word=word[:60])
        return _rectangle(rows)
    if any(isinstance(cell, dict) for cell in value):
        raise ArgumentError("argument_object", word=word[:60])
    return tuple((cell,) for cell in value)


def _rectangle(rows: Sequence[Sequence[object]]) -> tuple[tuple[object, ...], ...]:
    width = max(map(len, rows), default=0)
    return tuple((*row, *[None] * (width - len(row))) for row in rows)
