"""Cells of the user's own where a refresh must write: nothing is written over them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from cashbuoy_addin.hosts.live_areas import Area, Mask, rectangles
from cashbuoy_addin.hosts.live_found import Found
from cashbuoy_addin.hosts.live_picture import Picture, nothing
from cashbuoy_addin.hosts.live_reader import Seen
from cashbuoy_workbook.sheets.grid import on_sheet


def in_the_way(seen: Seen, found: Mapping[str, Found], new: Mapping[str, Picture]) -> list[str]:
    """Addresses of cells that hold something, are not ours yet, and would be ours after this
    refresh. Tables that are read back keep what is typed under them: it comes back as a row."""
    return [
        on_sheet(found[key].old.title, area.address)
        for key in new
        if found[key].old.title not in seen.read_back
        for area in _in_the_way(found[key], new[key])
    ]


def _in_the_way(found: Found, new: Picture) -> Iterator[Area]:
    now, ours = found.now, found.ours
    if not ours:  # nobody can tell what is whose where our names are gone
        return
    theirs = ~(nothing(now) | (now == ""))
    theirs &= _covered(new.areas.values(), now.shape) & ~_covered(ours, now.shape)
    yield from rectangles(theirs)


def _covered(areas: Iterable[Area], shape: tuple[int, ...]) -> Mask:
    covered = np.zeros((shape[0], shape[1]), dtype=bool)
    for area in areas:
        covered[area.slices] = True
    return covered
