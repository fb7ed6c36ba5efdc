"""How wide texts are, in the characters by which spreadsheets measure columns."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable
from itertools import islice

LINE_HEIGHT = 15.0
_MOST_HEIGHTS = 500  # a row's height is a call to the spreadsheet
_BOLD = 1.1  # of the width of the same letters in plain
_PADDING = 2.0


def text_width(text: str) -> float:
    """Width of the longest line: a Chinese character counts as two Latin ones."""
    return max((_line_width(line) for line in text.split("\n")), default=0.0)


def _line_width(line: str) -> float:
    return sum(_character_width(c) for c in line)


def _character_width(character: str) -> float:
    """In widths of a digit: those of the sheet's own fonts, rounded up."""
    if unicodedata.east_asian_width(character) in "WF":
        return 2.0
    if character in "ijlI.,:;'|!()[] ·":
        return 0.65
    return 1.3 if character in "mwMW@%▲◆●○" else 1.05


def column_width(texts: Iterable[str], least: float = 8, most: float = 60) -> float:
    """Width of a column that shows all `texts` on one line, within limits."""
    widest = max((text_width(text) for text in texts), default=0.0)
    return round(min(max(widest + _PADDING, least), most), 1)


def wrapped_height(text: str, width: float, line_height: float = LINE_HEIGHT) -> float:
    """Height in points of a row that shows `text` wrapped in a column `width` characters wide.

    Lines break early at words, hence an allowance.
    """
    room = max(width - 1, 1.0)
    lines = sum(max(1, math.ceil(_line_width(part) * 1.03 / room)) for part in text.split("\n"))
    return lines * line_height


def taller_rows(texts: Iterable[str], width: float, first_row: int) -> dict[int, float]:
    """Heights of the rows from `first_row` on whose wrapped text needs more than one line; of a
    long list, those at its head."""
    heights = {
        first_row + i: wrapped_height(text, width)
        for i, text in enumerate(islice(texts, _MOST_HEIGHTS))
    }
    return {row: height for row, height in heights.items() if height > LINE_HEIGHT}


def titles_height(titles: Iterable[str], widths: Iterable[float], least: int = 2) -> float:
    """Height of a row of column titles, wrapped in their columns: `least` lines or more."""
    tallest = max(
        (
            wrapped_height(title, width / _BOLD)
            for title, width in zip(titles, widths, strict=False)
        ),
        default=0.0,
    )
    return max(tallest, least * LINE_HEIGHT)
