"""One sheet as it should stand, or as it stood: cells, looks, notes, named areas, tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cashbuoy_addin.hosts.live_areas import Area, within
from cashbuoy_addin.hosts.live_cells import assigned
from cashbuoy_addin.hosts.live_looks import Look, Shade, look_of, shade_of
from cashbuoy_workbook.blocks import Block, Formula, Level, Link, Sheet
from cashbuoy_workbook.conditions import by_cell

# Numbers of looks in a grid.
OUTSIDE = -1
"""The cell belongs to no block."""
UNKNOWN = -2
"""The cell belongs to a block, and nobody knows how it is painted."""

# A level that marks more places of a block than this many addresses hold goes on in its symbol
# alone, so that the steps of a refresh do not grow with the rows; notes likewise.
MOST_ADDRESSES = 8
MOST_NOTES = 200


@dataclass(frozen=True)
class Picture:
    """`cells` (what to assign, None outside our areas) and `looks` (numbers into `palette`) are
    arrays from A1 on, of one shape. `areas` are all rectangles that are ours, by defined name or by
    a made-up one that begins with "#". `notes` by cell, and `shades` by cell, the first that holds
    first."""

    title: str
    areas: Mapping[str, Area]
    cells: NDArray[np.object_]
    looks: NDArray[np.int16]
    palette: tuple[Look, ...]
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)
    tables: Mapping[str, Area] = field(default_factory=dict)
    shades: Mapping[tuple[int, int], tuple[Shade, ...]] = field(default_factory=dict)


def picture(sheet: Sheet, titles: Mapping[str, str]) -> Picture:
    """The picture of a rendered sheet; `titles` maps sheet keys to tabs."""
    areas = areas_of_blocks(sheet)
    shape = extent(areas.values())
    cells = np.full(shape, None, dtype=object)
    looks = np.full(shape, OUTSIDE, dtype=np.int16)
    palette: dict[Look, int] = {}
    notes: dict[tuple[int, int], str] = {}
    for block in sheet.blocks:
        _place(block, cells, looks, palette, titles)
        notes |= {(block.row + n.row, block.column + n.column): n.text for n in block.notes}
    notes = dict(list(notes.items())[:MOST_NOTES])
    title = titles[sheet.key]
    tables, shades = tables_of(sheet), shades_of(sheet)
    return Picture(title, areas, cells, looks, tuple(palette), notes, tables, shades)


def areas_of_blocks(sheet: Sheet) -> dict[str, Area]:
    """Rectangles of a sheet's blocks by defined name, or by a made-up one with "#"."""
    return {
        block.name or f"#{number}": Area(block.row, block.column, block.height, block.width)
        for number, block in enumerate(sheet.blocks)
        if block.height and block.width
    }


def shades_of(sheet: Sheet) -> dict[tuple[int, int], tuple[Shade, ...]]:
    """What its conditions make of cells."""
    return {at: tuple(map(shade_of, found)) for at, found in by_cell(sheet.conditions).items()}


def tables_of(sheet: Sheet) -> dict[str, Area]:
    """Where its tables will stand, titles included."""
    return {t.name: Area(t.row, t.column, max(t.rows, 1) + 1, len(t.columns)) for t in sheet.tables}


def extent(areas: Iterable[Area]) -> tuple[int, int]:
    """Rows and columns from A1 that hold all areas."""
    every = list(areas)
    return (
        max((a.row + a.height for a in every), default=0),
        max((a.column + a.width for a in every), default=0),
    )


def _place(
    block: Block,
    cells: NDArray[np.object_],
    looks: NDArray[np.int16],
    palette: dict[Look, int],
    titles: Mapping[str, str],
) -> None:
    levels = _levels(block)
    known: dict[tuple[str, Level | None, bool], tuple[int, str]] = {}

    def seen(style: str, level: Level | None, live: bool) -> tuple[int, str]:
        if (style, level, live) not in known:
            wanted = look_of(style, level, live=live)
            number = palette.setdefault(wanted, len(palette))
            known[style, level, live] = number, wanted.number_format
        return known[style, level, live]

    for i, (values, styles) in enumerate(zip(block.values, block.styles, strict=True)):
        row = block.row + i
        for j, (value, style) in enumerate(zip(values, styles, strict=True)):
            live = isinstance(value, Formula | Link)
            number, form = seen(style, levels.get((i, j)) if levels else None, live)
            looks[row, block.column + j] = number
            cells[row, block.column + j] = assigned(value, titles, form)


def _levels(block: Block) -> dict[tuple[int, int], Level]:
    found: dict[tuple[int, int], Level] = {}
    for level, places in block.fills.items():
        mask = np.zeros((block.height, block.width), dtype=bool)
        for place in places:
            mask[place] = True
        kept = within(mask, MOST_ADDRESSES)
        found |= {place: level for place in places if kept[place]}
    return found


def grown(array: NDArray[Any], shape: tuple[int, int], fill: object) -> NDArray[Any]:
    """The array with rows and columns of `fill` added up to `shape`; never smaller."""
    height, width = max(shape[0], array.shape[0]), max(shape[1], array.shape[1])
    if (height, width) == array.shape:
        return array
    wide = np.full((height, width), fill, dtype=array.dtype)
    wide[: array.shape[0], : array.shape[1]] = array
    return wide


def nothing(cells: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Where cells are None: not ours."""
    found: NDArray[np.bool_] = np.equal(cells, np.array(None, dtype=object)).astype(bool)
    return found
