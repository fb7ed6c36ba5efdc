"""Cells of the user's own where a refresh must write: nothing is written over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from cashbuoy.ledger.schema import TABLES
from cashbuoy_addin.hosts.live_areas import Area, Mask, rectangles
from cashbuoy_addin.hosts.live_found import Found
from cashbuoy_addin.hosts.live_memory import Remembered
from cashbuoy_addin.hosts.live_picture import Picture, nothing
from cashbuoy_addin.hosts.live_reader import Seen
from cashbuoy_workbook.sheets.grid import on_sheet


def in_the_way(
    seen: Seen,
    found: Mapping[str, Found],
    new: Mapping[str, Picture],
    remembered: Remembered | None,
) -> list[str]:
    """Addresses of cells that hold something, were not ours at the last refresh, and would be ours
    after this one. Only on sheets that we remember. Tables that are read back keep what is typed
    under them: it comes back as a row."""
    read_back = {p.sheet for name, p in seen.places.items() if TABLES[name].written_by_refresh}
    known = remembered.pictures if remembered else {}
    return [
        on_sheet(found[key].old.title, area.address)
        for key in new
        if key in known and found[key].old.title not in read_back
        for area in _in_the_way(found[key], known[key], new[key])
    ]


def _in_the_way(found: Found, known: Picture, new: Picture) -> Iterator[Area]:
    now = found.now
    theirs = ~(nothing(now) | (now == ""))
    theirs &= _covered(new, now.shape) & ~_covered(known, now.shape)
    yield from rectangles(theirs)


def _covered(picture: Picture, shape: tuple[int, ...]) -> Mask:
    """The cells that a picture's areas hold."""
    covered = np.zeros((shape[0], shape[1]), dtype=bool)
    for area in picture.areas.values():
        covered[area.slices] = True
    return covered
