"""How the cells of a sheet of sheet_engine.py look: what was painted last on each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from cashbuoy_addin.hosts.live_areas import Area
from cashbuoy_addin.hosts.live_looks import BARE, Look

Coat = tuple[Area, str, Any]


class Paint:
    """A layer for each aspect of a look: the number of a value for each cell. Cells beyond `size`
    were never painted."""

    def __init__(self) -> None:
        self.size = (0, 0)
        self.values: dict[str, list[Any]] = {name: [getattr(BARE, name)] for name in Look._fields}
        self._layers = {name: np.zeros((0, 0), dtype=np.int16) for name in Look._fields}

    def append(self, coat: Coat) -> None:
        """Paint an area over."""
        area, aspect, value = coat
        end = area.row + area.height, area.column + area.width
        self.size = max(self.size[0], end[0]), max(self.size[1], end[1])
        layer = self._layers[aspect]
        if end[0] > layer.shape[0] or end[1] > layer.shape[1]:
            # More than is needed: sheets are painted column by column, and then row by row.
            room = [max(2 * now, wanted) for now, wanted in zip(layer.shape, end, strict=True)]
            layer = _grown(layer, room[0], room[1])
            self._layers[aspect] = layer
        layer[area.slices] = self._number(aspect, value)

    def __iadd__(self, coats: Iterable[Coat]) -> Self:
        for coat in coats:
            self.append(coat)
        return self

    def __deepcopy__(self, _memo: object) -> Paint:
        other = Paint()
        other.size = self.size
        other.values = {name: list(values) for name, values in self.values.items()}
        other._layers = {name: layer.copy() for name, layer in self._layers.items()}
        return other

    def at(self, row: int, column: int, aspect: str) -> Any:
        """What a cell has."""
        layer = self._layers[aspect]
        inside = row < layer.shape[0] and column < layer.shape[1]
        return self.values[aspect][layer[row, column] if inside else 0]

    def numbers(self, area: Area, aspect: str) -> NDArray[np.int16]:
        """Which of the aspect's `values` each cell of an area has."""
        part = self._layers[aspect][area.slices]
        return part if part.shape == area[2:] else _grown(part, area.height, area.width)

    def found(self, areas: Iterable[Area], aspect: str) -> set[Any]:
        """All that the cells of some areas have."""
        numbers = {n for area in areas for n in np.unique(self.numbers(area, aspect)).tolist()}
        return {self.values[aspect][number] for number in numbers}

    def _number(self, aspect: str, value: object) -> int:
        values = self.values[aspect]
        if value not in values:
            values.append(value)
        return values.index(value)


def _grown(layer: NDArray[np.int16], height: int, width: int) -> NDArray[np.int16]:
    larger = np.zeros((height, width), dtype=np.int16)
    larger[: layer.shape[0], : layer.shape[1]] = layer
    return larger
