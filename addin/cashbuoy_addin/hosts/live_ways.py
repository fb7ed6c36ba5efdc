"""The steps of a refresh, and those that take it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cashbuoy_addin.hosts.live_cells import Assigned, as_text, given_back
from cashbuoy_addin.hosts.live_found import Found
from cashbuoy_addin.hosts.live_looks import is_jump
from cashbuoy_addin.hosts.live_picture import OUTSIDE, Picture, extent, grown, nothing
from cashbuoy_addin.hosts.live_steps import Step, rename, steps, wanted_cells


def both_ways(
    found: Mapping[str, Found], new: Mapping[str, Picture]
) -> tuple[list[Step], list[Step]]:
    """From what was found to the new pictures, by key, and back."""
    # Formulas find other sheets and tables by name: tabs first, then sheets that hold tables.
    keys = sorted(new, key=lambda key: not new[key].tables)
    before = {key: _before(found[key], new[key]) for key in keys}
    forward = [step for key in keys for step in rename(before[key], new[key])]
    back = [step for key in keys for step in rename(new[key], before[key])]
    for key in keys:
        forward += steps(before[key], new[key], found[key].now)
        back += steps(new[key], before[key], _then(before[key], new[key], found[key].now))
    return forward, back


def _before(found: Found, new: Picture) -> Picture:
    """The sheet as it stands, with the cells that the refresh writes over."""
    old = found.old
    shape = tuple(int(n) for n in np.maximum(extent(old.areas.values()), old.looks.shape))
    cells = np.full(shape, None, dtype=object)
    looks = grown(old.looks, (shape[0], shape[1]), OUTSIDE)
    now = grown(found.now, (shape[0], shape[1]), "")
    will = grown(new.looks, (shape[0], shape[1]), OUTSIDE)
    coming = grown(new.cells, (shape[0], shape[1]), None)
    # One more at the end: -1 is a cell that will be outside.
    forms = [*(look.number_format for look in new.palette), "General"]
    for area in old.areas.values():
        part = zip(
            now[area.slices].ravel().tolist(),
            looks[area.slices].ravel().tolist(),
            will[area.slices].ravel().tolist(),
            map(_is_jump, coming[area.slices].ravel().tolist()),
            strict=True,
        )
        held = [
            _held(read, old, was, forms[max(becomes, -1)], jump=jump)
            for read, was, becomes, jump in part
        ]
        cells[area.slices] = np.array(held, dtype=object).reshape(area.height, area.width)
    return replace(old, cells=cells, looks=looks)


def _is_jump(cell: object) -> bool:
    return isinstance(cell, str) and cell.startswith("=HYPERLINK(")


def _held(read: object, old: Picture, was: int, form: str, *, jump: bool) -> Assigned:
    """What gives a cell back its content; `form` is the number format where its look is not known.
    Where a `jump` comes, a file has its text."""
    if was >= 0:
        look = old.palette[was]
        form, jump = look.number_format, jump or is_jump(look)
    # `Range.formula` reads the same of a text and of a number: among jumps, all are texts.
    if jump and isinstance(read, str) and read and not read.startswith("="):
        return as_text(read, form)
    return given_back(read, form)


def _then(before: Picture, new: Picture, now: NDArray[np.object_]) -> NDArray[np.object_]:
    """What the sheet will hold once the refresh is through."""
    wanted = wanted_cells(before, new, (now.shape[0], now.shape[1]))
    then = grown(now, (wanted.shape[0], wanted.shape[1]), "").copy()
    ours = ~nothing(wanted)
    then[ours] = [c.removeprefix("'") if isinstance(c, str) else c for c in wanted[ours].tolist()]
    return then
