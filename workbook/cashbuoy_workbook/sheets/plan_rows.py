"""What the parts of the sheet Payment plans share: columns, titles, rows that wrap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pandas as pd

from cashbuoy_workbook.blocks import Block, Level
from cashbuoy_workbook.sheets.grid import BLANK, Fill, Styled, block
from cashbuoy_workbook.sheets.view import View
from cashbuoy_workbook.widths import LINE_HEIGHT, wrapped_height

# The last column takes words.
WIDTHS = (13.0, 19.0, 15.0, 14.0, 13.0, 14.0, 14.0, 12.0, 14.0, 14.0, 14.0, 46.0)
HEADER_HEIGHT = 30.0


@dataclass
class Section:
    """One part of the sheet while it is put together: rows from its first, with their heights."""

    view: View
    name: str
    rows: list[list[Styled]] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    tall: dict[int, float] = field(default_factory=dict)

    def add(self, *rows: Sequence[Styled], remark: str | None = None) -> None:
        """Rows below one another; a remark fills the last column of the last and wraps there."""
        self.rows += [list(row) for row in rows]
        if remark is None:
            return
        last = self.rows[-1]
        last += [BLANK] * (len(WIDTHS) - 1 - len(last))
        last.append((remark, "small_middle"))
        height = wrapped_height(remark, WIDTHS[-1] * 1.1, LINE_HEIGHT - 2)
        if height > LINE_HEIGHT:
            self.tall[len(self.rows) - 1] = height + 3

    def titles(self, columns: Iterable[str]) -> None:
        """The row of titles above a table."""
        self.tall[len(self.rows)] = HEADER_HEIGHT
        self.rows.append(
            [
                (self.view.texts(f"plans.column_{c}", unit=self.view.currency_name), "header")
                for c in columns
            ]
        )

    def fill(self, level: Level, column: int) -> None:
        """Colour a cell of the last row."""
        self.fills.append((level, len(self.rows) - 1, column))

    def block(self, row: int) -> Block:
        return block(self.name, row, 0, self.rows, fills=self.fills)


def section_title(view: View, key: str, columns: int = len(WIDTHS)) -> list[Styled]:
    return [(view.texts(f"plans.section_{key}"), "section"), *[(None, "section")] * (columns - 1)]


def dates(values: Iterable[object]) -> list[dt.date | None]:
    return [None if pd.isna(v) else pd.Timestamp(v).date() for v in values]  # type: ignore[call-overload, arg-type]
