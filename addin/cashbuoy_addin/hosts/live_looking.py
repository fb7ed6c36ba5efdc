"""Looks where nobody told how cells look: each is asked for before it is painted over. One that is
right already is left alone; any other goes on the way back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import get_args

from cashbuoy_addin.hosts.live_areas import Area, areas_of
from cashbuoy_addin.hosts.live_batches import Batches, LookKind, Question
from cashbuoy_addin.hosts.live_steps import Step

_PAINTED = get_args(LookKind)
# Cells painted in many ways are parted so often in one refresh, and no more.
MOST_PARTED = 600


class Lookout:
    """Asks how cells look, a call for each."""

    def __init__(self, batches: Batches) -> None:
        self._batches = batches
        self._left = MOST_PARTED

    def look(
        self, todo: list[Step], undo: list[Step], tabs: Mapping[str, str]
    ) -> tuple[list[Step], list[Step]]:
        """The steps `todo`, without those that would paint cells as they look already; and `undo`,
        with those that give the others their looks back in place of what was guessed. Only of
        sheets in `tabs`, which gives the tab as it is now for the one that steps say."""
        forward: list[Step] = []
        back = [s for s in undo if s.kind not in _PAINTED or s.sheet not in tabs.values()]
        for step in todo:
            if step.sheet in tabs and step.kind in _PAINTED:
                now = step._replace(sheet=tabs[step.sheet])
                before = list(self._before(now))
                if before == [now]:
                    continue
                back += [found for found in before if found.value != step.value]
            forward.append(step)
        return forward, back

    def _before(self, step: Step) -> Iterator[Step]:
        """How the cells of a step look, in as many steps as they look different."""
        kind: LookKind = step.kind  # type: ignore[assignment]  # one of those
        (told,) = self._batches.ask([Question(kind, step.sheet, step.target)])
        if told:
            yield step._replace(value=told[0][0])
            return
        for part in _parts(step.target):
            if self._left > 0:
                self._left -= 1
                yield from self._before(step._replace(target=part))


def _parts(address: str) -> list[str]:
    """Half of its rectangles each, or the halves of the only one; none of a single cell."""
    areas = areas_of(address)
    if len(areas) > 1:
        half = len(areas) // 2
        return [",".join(area.address for area in part) for part in (areas[:half], areas[half:])]
    row, column, height, width = areas[0]
    if height >= width > 0 and height > 1:
        top = height // 2
        halves = [Area(row, column, top, width), Area(row + top, column, height - top, width)]
    elif width > 1:
        left = width // 2
        halves = [Area(row, column, height, left), Area(row, column + left, height, width - left)]
    else:
        halves = []
    return [half.address for half in halves]
