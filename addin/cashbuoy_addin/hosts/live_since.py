"""What users entered after a refresh where taking it back would write: nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from cashbuoy_addin.hosts.live_areas import Area, Mask, areas_of, rectangles
from cashbuoy_addin.hosts.live_batches import Batches, Question, grid
from cashbuoy_addin.hosts.live_cells import Assigned, holds
from cashbuoy_addin.hosts.live_memory import Remembered
from cashbuoy_addin.hosts.live_picture import extent, grown
from cashbuoy_addin.hosts.live_steps import Step
from cashbuoy_workbook.sheets.grid import on_sheet


def changed_since(batches: Batches, tabs: Collection[str], remembered: Remembered) -> Iterator[str]:
    """Addresses of cells that the way back would write over, and that hold neither what the refresh
    left there nor what the way back would write; tabs that are not there any more. One question a
    sheet."""
    now = {step.value: step.sheet for step in remembered.way_back if step.kind == "title"}
    back: dict[str, list[Step]] = {}
    for step in remembered.way_back:
        if step.kind == "cells":
            back.setdefault(now.get(step.sheet, step.sheet), []).append(step)
    yield from (tab for tab in back if tab not in tabs)
    found = [tab for tab in back if tab in tabs]
    shapes = [extent(areas_of(step.target)[0] for step in back[tab]) for tab in found]
    questions = [
        Question("formulas", tab, Area(0, 0, *shape).address)
        for tab, shape in zip(found, shapes, strict=True)
    ]
    for tab, shape, told in zip(found, shapes, batches.ask(questions), strict=True):
        stands = grown(grid(told), shape, "")[: shape[0], : shape[1]]
        will = _laid_out(back[tab], shape)
        left = [step for step in remembered.left if step.sheet == tab]
        for area in rectangles(_theirs(stands, will, _laid_out([*back[tab], *left], shape))):
            yield on_sheet(tab, area.address)


def _laid_out(todo: Sequence[Step], shape: tuple[int, int]) -> NDArray[np.object_]:
    """Cells from A1 on as the steps leave them, None where they write nothing."""
    cells = np.full(shape, None, dtype=object)
    for step in todo:
        (area,) = areas_of(step.target)
        rows = np.array([[*row] for row in step.value], dtype=object)
        part = cells[area.slices]
        part[:] = rows[: part.shape[0], : part.shape[1]]
    return cells


def _theirs(
    stands: NDArray[np.object_], will: NDArray[np.object_], left: NDArray[np.object_]
) -> Mask:
    cells = zip(stands.ravel().tolist(), will.ravel().tolist(), left.ravel().tolist(), strict=True)
    theirs = [
        back is not None and read not in {"", None} and not (_same(read, was) or _same(read, back))
        for read, back, was in cells
    ]
    return np.array(theirs, dtype=bool).reshape(stands.shape)


def _same(read: object, wrote: Assigned) -> bool:
    """Whether a cell holds what was written. Applications may write a formula in their own way:
    only what it says counts."""
    if holds(read, wrote):
        return True
    formulas = [str(text) for text in (read, wrote) if str(text).startswith("=")]
    return len(formulas) == 2 and _plain(formulas[0]) == _plain(formulas[1])


def _plain(formula: str) -> str:
    """Without blanks, quotes of sheets' names, small letters and noughts behind a point."""
    bare = re.sub(r"[\s'@]", "", formula).upper()
    return re.sub(r"\d+(\.\d+)?", lambda number: repr(float(number[0])), bare)
