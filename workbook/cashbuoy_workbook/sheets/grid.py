"""Blocks from rows or columns of styled cells, and the cells' addresses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cashbuoy_workbook.blocks import Block, Cell, Level, Note

Styled = tuple[Cell, str]  # a cell and the name of its style
BLANK: Styled = (None, "text")

Fill = tuple[Level, int, int]  # level, row, column within the block


def block(
    name: str,
    row: int,
    column: int,
    rows: Sequence[Sequence[Styled]],
    *,
    fills: Iterable[Fill] = (),
    notes: Iterable[Note] = (),
) -> Block:
    """A block from rows of styled cells; shorter rows are filled up with blanks."""
    width = max(len(r) for r in rows)
    full = [(*r, *(BLANK for _ in range(width - len(r)))) for r in rows]
    return Block(
        name,
        row,
        column,
        tuple(tuple(value for value, _ in r) for r in full),
        tuple(tuple(style for _, style in r) for r in full),
        by_level(fills),
        tuple(notes),
    )


def columns_block(
    name: str,
    row: int,
    column: int,
    columns: Sequence[Sequence[Any]],
    styles: tuple[str, ...],
    *,
    fills: Iterable[Fill] = (),
) -> Block:
    """A block from equally long columns, one style each; made for ledgers of any length."""
    values = tuple(zip(*columns, strict=True))
    return Block(name, row, column, values, (styles,) * len(values), by_level(fills))


def by_level(fills: Iterable[Fill]) -> dict[Level, tuple[tuple[int, int], ...]]:
    cells: dict[Level, list[tuple[int, int]]] = {}
    for level, row, column in fills:
        cells.setdefault(level, []).append((row, column))
    return {level: tuple(places) for level, places in cells.items()}


def letters(column: int) -> str:
    """Column 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def a1(row: int, column: int, *, fixed: bool = False) -> str:
    """Address of a cell counted from 0: B3, or $B$3 when it stays put in copies."""
    return f"${letters(column)}${row + 1}" if fixed else f"{letters(column)}{row + 1}"


def span(first_row: int, first_column: int, last_row: int, last_column: int) -> str:
    """Address of a range: B3:B9."""
    return f"{a1(first_row, first_column)}:{a1(last_row, last_column)}"


def on_sheet(title: str, address: str) -> str:
    """An address on another sheet, quoted as formulas want it."""
    quoted = title.replace("'", "''")
    return f"'{quoted}'!{address}"


def pixels(*characters: float) -> int:
    """Width of columns on the screen at normal size, for charts that span them."""
    return sum(int(width * 7 + 5) for width in characters)
