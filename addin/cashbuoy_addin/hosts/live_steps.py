"""What turns one picture of a sheet into another, as steps that a workbook carries out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cashbuoy_addin.hosts.live_areas import Area, addresses, around
from cashbuoy_addin.hosts.live_cells import holds
from cashbuoy_addin.hosts.live_looks import BARE, LEVEL_FILLS, Look
from cashbuoy_addin.hosts.live_picture import OUTSIDE, UNKNOWN, Picture, extent, grown, nothing

Kind = Literal[
    "title", "number_format", "fill", "ink", "bold", "cells", "note", "no_note", "table", "name",
    "rule", "visible", "shades",
]  # fmt: skip


class Step(NamedTuple):
    """One call: `target` is an address (or the name of a table or a defined name).

    The value of "rule" is the words of a list ("" for other rules), the title and the message that
    a cell offers, as they must be now, and the same three as they will be; of "visible" whether
    the sheet is; of "shades" first the fills by which ours are known, then a
    row each of formula, number format, fill, ink and bold: they take the place of ours in a cell.
    """

    sheet: str
    kind: Kind
    target: str
    value: Any


def steps(old: Picture, new: Picture, now: NDArray[np.object_]) -> list[Step]:
    """From `old` to `new`, where `now` is what `Range.formula` reads from A1 on. Looks go first:
    whether a text stays a text depends on them."""
    return [
        *_looks(old, new),
        *_tables(old, new),
        *_cells(old, new, now),
        *_names(old, new),
        *_notes(old, new),
        *_shades(old, new),
    ]


def rename(old: Picture, new: Picture) -> list[Step]:
    """The tab in another language."""
    return [] if old.title == new.title else [Step(old.title, "title", "", new.title)]


_ASPECTS: tuple[tuple[Kind, Callable[[Look], Any]], ...] = (
    ("number_format", lambda look: look.number_format),
    ("fill", lambda look: look.fill),
    ("ink", lambda look: look.ink),
    ("bold", lambda look: look.bold),
)


def _looks(old: Picture, new: Picture) -> Iterator[Step]:
    shape = np.maximum(old.looks.shape, new.looks.shape)
    was = grown(old.looks, tuple(shape), OUTSIDE)
    will = grown(new.looks, tuple(shape), OUTSIDE)
    ours = ((was != OUTSIDE) | (will >= 0)) & (will != UNKNOWN)
    for kind, aspect in _ASPECTS:
        before = [aspect(look) for look in old.palette]
        after = [aspect(look) for look in new.palette]
        values = list(dict.fromkeys([aspect(BARE), *before, *after]))
        # One more entry at the end: -1 is a cell outside, which is plain once it is left.
        then = _numbers(before, values)[np.where(was >= 0, was, -1)]
        then = np.where(was >= 0, then, -1)
        wanted = _numbers(after, values)[np.where(will >= 0, will, -1)]
        changed = ours & (then != wanted)
        for number in np.unique(wanted[changed]).tolist():
            mask = changed & (wanted == number)
            for address in addresses(mask):
                yield Step(new.title, kind, address, values[number])


def _numbers(found: Sequence[Any], values: list[Any]) -> NDArray[np.int64]:
    return np.array([*(values.index(value) for value in found), 0], dtype=np.int64)


def left_over(old: Iterable[Area], new: Iterable[Area]) -> list[Area]:
    """Areas of `old` that those of `new` do not wholly cover."""
    before, after = list(old), list(new)
    covered = np.zeros(extent([*before, *after]), dtype=bool)
    for area in after:
        covered[area.slices] = True
    return [area for area in before if not covered[area.slices].all()]


def wanted_cells(
    old: Picture, new: Picture, shape: tuple[int, int] = (0, 0)
) -> NDArray[np.object_]:
    """What to assign everywhere: the new cells, "" where an old area was left, None elsewhere."""
    shape = (
        max(shape[0], extent(old.areas.values())[0]),
        max(shape[1], extent(old.areas.values())[1]),
    )
    wanted = grown(new.cells, shape, None).copy()
    for area in old.areas.values():
        part = wanted[area.slices]
        part[nothing(part)] = ""
    return wanted


def _cells(old: Picture, new: Picture, now: NDArray[np.object_]) -> Iterator[Step]:
    wanted = wanted_cells(old, new, (now.shape[0], now.shape[1]))
    now = grown(now, (wanted.shape[0], wanted.shape[1]), "")
    candidates = [*new.areas.values(), *left_over(old.areas.values(), new.areas.values())]
    different = [area for area in candidates if _differs(now[area.slices], wanted[area.slices])]
    if not different:
        return
    whole = around(different)
    gaps = nothing(wanted[whole.slices])
    # Between our areas nothing is written, unless there is nothing.
    if not any(now[whole.slices][gaps]):
        different = [whole]
    for area in different:
        block = wanted[area.slices].copy()
        block[nothing(block)] = ""
        yield Step(new.title, "cells", area.address, block.tolist())


def _differs(now: NDArray[np.object_], wanted: NDArray[np.object_]) -> bool:
    return not all(
        holds(read, value)
        for reads, values in zip(now.tolist(), wanted.tolist(), strict=True)
        for read, value in zip(reads, values, strict=True)
    )


def _tables(old: Picture, new: Picture) -> Iterator[Step]:
    for name, area in new.tables.items():
        # A table that the user has turned into plain cells stays so.
        if old.tables.get(name) not in (None, area):
            yield Step(new.title, "table", name, area.address)


def _names(old: Picture, new: Picture) -> Iterator[Step]:
    for name, area in new.areas.items():
        if not name.startswith("#") and old.areas.get(name) != area:
            yield Step(new.title, "name", name, area.refers_to(new.title))


def _notes(old: Picture, new: Picture) -> Iterator[Step]:
    for place, text in old.notes.items():
        if place not in new.notes:
            yield Step(new.title, "no_note", Area(*place, 1, 1).address, text)
    for place, text in new.notes.items():
        if old.notes.get(place) != text:
            value = [old.notes.get(place, ""), text]
            yield Step(new.title, "note", Area(*place, 1, 1).address, value)


def _shades(old: Picture, new: Picture) -> Iterator[Step]:
    for place in sorted(old.shades.keys() | new.shades.keys()):
        wanted = new.shades.get(place, ())
        if old.shades.get(place, ()) != wanted:
            rows = [[*LEVEL_FILLS, ""], *([shade.formula, *shade.look] for shade in wanted)]
            yield Step(new.title, "shades", Area(*place, 1, 1).address, rows)
