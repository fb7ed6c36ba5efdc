"""Rectangles of cells and their addresses in an open workbook. Rows and columns count from 0."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cashbuoy_workbook.sheets.grid import a1, on_sheet

Mask = NDArray[np.bool_]

# The longest address that Excel's Range takes.
_LONGEST = 255
_PART = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]+)")
_REFERENCE = re.compile(r"\$([A-Z]{1,3})\$([0-9]+)(?::\$([A-Z]{1,3})\$([0-9]+))?$")


class Area(NamedTuple):
    """A rectangle of cells."""

    row: int
    column: int
    height: int
    width: int

    @property
    def address(self) -> str:
        """As "B3" or "B3:D9"."""
        first = a1(self.row, self.column)
        last = a1(self.row + self.height - 1, self.column + self.width - 1)
        return first if first == last else f"{first}:{last}"

    @property
    def slices(self) -> tuple[slice, slice]:
        """Where it lies in an array of the sheet."""
        return (
            slice(self.row, self.row + self.height),
            slice(self.column, self.column + self.width),
        )

    def refers_to(self, title: str) -> str:
        """As a defined name says it: ='Sheet'!$B$3:$D$9."""
        first = a1(self.row, self.column, fixed=True)
        last = a1(self.row + self.height - 1, self.column + self.width - 1, fixed=True)
        return "=" + on_sheet(title, first if first == last else f"{first}:{last}")


def area_of(refers_to: str) -> Area | None:
    """The rectangle that a defined name covers; None for anything but one rectangle."""
    found = _REFERENCE.search(refers_to)
    if found is None:
        return None
    row, column = int(found[2]) - 1, _number(found[1])
    last_row = int(found[4]) - 1 if found[4] else row
    last_column = _number(found[3]) if found[3] else column
    return Area(row, column, last_row - row + 1, last_column - column + 1)


def areas_of(address: str) -> list[Area]:
    """The rectangles of an address such as "A1:B2,C3"."""
    found = [area_of(_PART.sub(r"$\1$\2", part)) for part in address.split(",")]
    return [area for area in found if area is not None]


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def around(areas: Iterable[Area]) -> Area:
    """The smallest rectangle that holds all of at least one."""
    every = list(areas)
    row, column = min(a.row for a in every), min(a.column for a in every)
    last_row = max(a.row + a.height for a in every)
    last_column = max(a.column + a.width for a in every)
    return Area(row, column, last_row - row, last_column - column)


def rectangles(mask: Mask) -> Iterator[Area]:
    """Rectangles that cover exactly the cells set; rows that are alike go together."""
    rows = np.flatnonzero(mask.any(axis=1))
    if not rows.size:
        return
    first, last = int(rows[0]), int(rows[-1]) + 1
    part = mask[first:last]
    changes = np.flatnonzero((part[1:] != part[:-1]).any(axis=1)) + 1
    starts = [0, *changes.tolist()]
    for start, end in zip(starts, [*starts[1:], len(part)], strict=True):
        edges = np.flatnonzero(np.diff(np.concatenate(([False], part[start], [False]))))
        for left, right in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            yield Area(first + start, left, end - start, right - left)


def within(mask: Mask, most: int) -> Mask:
    """The cells of a mask that so many addresses hold."""
    kept = np.zeros(mask.shape, dtype=bool)
    for address in addresses(mask)[:most]:
        for area in areas_of(address):
            kept[area.slices] = True
    return kept


def addresses(mask: Mask) -> list[str]:
    """Addresses of the cells set, as few as their allowed length permits."""
    found: list[str] = []
    for area in rectangles(mask):
        if found and len(found[-1]) + 1 + len(area.address) <= _LONGEST:
            found[-1] += f",{area.address}"
        else:
            found.append(area.address)
    return found
