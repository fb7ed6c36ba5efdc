"""Cells and their addresses. Rectangles are [row, column, rows, columns], counted from 0."""

from __future__ import annotations

import re
from typing import NamedTuple

ROWS, COLUMNS = 1_048_576, 16_384  # Excel's; LibreOffice cuts at its own size

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_COLUMN = re.compile(r"\$?([A-Za-z]{1,3})")
_ROW = re.compile(r"\$?([0-9]{1,7})")
# Quoted sheets and columns of tables with whatever is in them, and all else up to a comma.
_AREA = re.compile(r"(?:'(?:[^']|'')*'|\[[^\]]*\]|[^,'\[])+")


class Rectangle(NamedTuple):
    """Cells side by side."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1

    def span(self, other: Rectangle) -> Rectangle:
        """The smallest rectangle with both."""
        row, column = min(self.row, other.row), min(self.column, other.column)
        bottom = max(self.row + self.rows, other.row + other.rows)
        right = max(self.column + self.columns, other.column + other.columns)
        return Rectangle(row, column, bottom - row, right - column)

    @property
    def size(self) -> int:
        """How many cells."""
        return self.rows * self.columns

    def address(self, *, absolute_rows: bool = True, absolute_columns: bool = True) -> str:
        """$A$1, $A$1:$B$2; whole columns $A:$B, whole rows $1:$2."""
        across, down = "$" * absolute_columns, "$" * absolute_rows
        left, right = column_letters(self.column), column_letters(self.column + self.columns - 1)
        top, bottom = self.row + 1, self.row + self.rows
        if self.rows == ROWS:
            return f"{across}{left}:{across}{right}"
        if self.columns == COLUMNS:
            return f"{down}{top}:{down}{bottom}"
        first = f"{across}{left}{down}{top}"
        return first if self.size == 1 else f"{first}:{across}{right}{down}{bottom}"


def column_letters(column: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    letters = ""
    number = column + 1
    while number:
        number, remainder = divmod(number - 1, 26)
        letters = chr(ord("A") + remainder) + letters
    return letters


def column_number(letters: str) -> int:
    """A -> 0, AA -> 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def parse(text: str) -> Rectangle | None:
    """A1, $A$1:B2, A:C or 3:5 as a rectangle; None if it is something else, such as a name."""
    first, colon, last = text.strip().partition(":")
    start = _parse_end(first, whole=bool(colon))
    stop = _parse_end(last, whole=True) if colon else start
    return start.span(stop) if start and stop else None


def _parse_end(text: str, *, whole: bool) -> Rectangle | None:
    cell = _CELL.fullmatch(text)
    if cell:
        row, column = int(cell[2]) - 1, column_number(cell[1])
        inside = 0 <= row < ROWS and column < COLUMNS
        return Rectangle(row, column) if inside else None
    if not whole:
        return None
    column_only, row_only = _COLUMN.fullmatch(text), _ROW.fullmatch(text)
    if column_only:
        return Rectangle(0, column_number(column_only[1]), ROWS, 1)
    if row_only:
        return Rectangle(int(row_only[1]) - 1, 0, 1, COLUMNS)
    return None


def split_areas(text: str) -> list[str]:
    """A1:B2,C3 -> its areas; commas inside quotes and brackets do not part them."""
    return _AREA.findall(text)


def split_sheet(text: str) -> tuple[str | None, str]:
    """'My sheet'!A1 -> (My sheet, A1); None without a sheet."""
    sheet, mark, rest = text.rpartition("!")
    if not mark:
        return None, text
    if sheet.startswith("'") and sheet.endswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return sheet.lstrip("$"), rest


def quote_sheet(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.]*", sheet) and not _CELL.fullmatch(sheet):
        return sheet
    return "'" + sheet.replace("'", "''") + "'"
