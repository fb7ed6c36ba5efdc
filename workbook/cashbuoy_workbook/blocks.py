"""A workbook as data: what a host writes. Rows and columns count from 0; money in major units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Level = Literal["red", "amber", "green", "grey"]


@dataclass(frozen=True)
class Formula:
    """A live formula with the result the engine expects, stored beside it for readers that do not
    recalculate."""

    text: str
    value: float | str


@dataclass(frozen=True)
class Link:
    """A jump inside the workbook: `sheet` is a sheet's key, `cell` like "A1"."""

    sheet: str
    cell: str
    text: str


Cell = str | float | int | bool | dt.date | dt.time | dt.timedelta | Formula | Link | None
# A plain str is always text, even when it begins with = + - @ : only Formula makes formulas.


@dataclass(frozen=True)
class Note:
    """Why a cell is coloured; `row` and `column` are relative to the block."""

    row: int
    column: int
    text: str


@dataclass(frozen=True)
class Block:
    """One rectangle of a sheet. `values` is rows of cells, all of one length; `styles` has the
    same shape (names from styles.py). `fills` colours cells by level; positions are relative to
    the block.

    `name` is the defined name that covers the block; "" for none.
    """

    name: str
    row: int
    column: int
    values: tuple[tuple[Cell, ...], ...]
    styles: tuple[tuple[str, ...], ...]
    fills: Mapping[Level, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    @property
    def height(self) -> int:
        return len(self.values)

    @property
    def width(self) -> int:
        return len(self.values[0]) if self.values else 0


@dataclass(frozen=True)
class TableArea:
    """An Excel table: titles in its first row. `columns` are the titles shown; the rows under it
    belong to a block of the same sheet or are empty (`rows` counts them, at least 1)."""

    name: str
    row: int
    column: int
    rows: int
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """A validation list or rule over a range of cells (inclusive corners). `source`: the defined
    name of the cells that hold the options of a list too long for a rule, "" for others."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int
    kind: Literal["list", "date", "decimal", "whole"]
    options: tuple[str, ...] = ()
    title: str = ""
    message: str = ""
    source: str = ""


@dataclass(frozen=True)
class Condition:
    """A range (inclusive corners) that shows `level` where `formula` holds: written for its first
    cell with relative addresses. Conditions are tried in order, and the first that holds wins.
    `style` is that of the cells, for the sign before the number."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int
    formula: str
    level: Level
    style: str


@dataclass(frozen=True)
class Series:
    """One series of a chart; ranges are (sheet key, first_row, first_col, last_row, last_col).
    `colour` is RRGGBB, "" for an invisible series (the lower part of a stacked band)."""

    title: str
    categories: tuple[str, int, int, int, int]
    values: tuple[str, int, int, int, int]
    colour: str
    kind: Literal["line", "column", "area"] = "line"
    dashed: bool = False


@dataclass(frozen=True)
class Chart:
    """A native chart, placed with its top left corner at (row, column); size in pixels. Of many
    categories only every `label_every`-th is named on the axis."""

    row: int
    column: int
    width: int
    height: int
    title: str
    series: tuple[Series, ...]
    number_format: str = "#,##0"
    stacked: bool = False
    label_every: int = 1


@dataclass(frozen=True)
class Sheet:
    """One sheet. `key` is the language-neutral VBA code name (Cockpit, Forecast, InPayables ...);
    `title` the tab's text in the workbook's language. `widths` in characters by column;
    `column_styles` by column are for cells that no block covers ("" for none). Printed are
    `print_columns`, down to the row `print_last` if given, and a page begins at each row of
    `new_pages`."""

    key: str
    title: str
    blocks: tuple[Block, ...] = ()
    tables: tuple[TableArea, ...] = ()
    charts: tuple[Chart, ...] = ()
    choices: tuple[Choice, ...] = ()
    conditions: tuple[Condition, ...] = ()
    widths: tuple[float, ...] = ()
    column_styles: tuple[str, ...] = ()
    heights: Mapping[int, float] = field(default_factory=dict)
    merges: tuple[tuple[int, int, int, int], ...] = ()
    freeze: tuple[int, int] = (0, 0)
    landscape: bool = True
    print_columns: tuple[int, int] | None = None
    print_last: int | None = None
    new_pages: tuple[int, ...] = ()
    repeat_rows: tuple[int, int] | None = None
    pages_wide: int = 1
    pages_tall: int = 0
    hidden: bool = False
    tab_colour: str = ""
    gridlines: bool = False


@dataclass(frozen=True)
class Workbook:
    """All sheets in tab order, and the properties shown in the file's information and on printed
    pages. `created` is the date in the file's properties (the as-of date), so that the same
    workbook gives the same bytes."""

    sheets: tuple[Sheet, ...]
    title: str
    language: Literal["zh", "en"]
    firm: str = ""
    created: dt.date | None = None
