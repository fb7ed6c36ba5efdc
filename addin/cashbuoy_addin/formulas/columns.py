"""The cells under one title, looked at as seldom as can be: a ledger has a hundred thousand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

FIGURES: frozenset[type] = frozenset({float, type(None)})
TEXTS: frozenset[type] = frozenset({str, type(None)})


@dataclass(frozen=True)
class Numbered:
    """Cells that are all texts or empty: the different texts, and at each cell the number of its
    own among them, shape (n,), -1 where empty."""

    texts: tuple[str, ...]
    at: NDArray[np.intp]


@dataclass(frozen=True)
class Column:
    """Cells in order, and their types."""

    cells: Sequence[Any]
    kinds: frozenset[type]
    numbered: Numbered | None = None

    @classmethod
    def of(cls, cells: Sequence[Any]) -> Column:
        """Dates and names stand many times in a ledger: texts are numbered at the first look."""
        if type(next(filter(None, cells), None)) is str:
            numbers: defaultdict[Any, int] = defaultdict(count().__next__, {None: -1})
            at = np.fromiter(map(numbers.__getitem__, cells), np.intp, len(cells))
            if set(map(type, numbers)) <= TEXTS:
                return cls(cells, TEXTS, Numbered(tuple(numbers)[1:], at))
        return cls(cells, frozenset(map(type, cells)))

    @cached_property
    def texts(self) -> Sequence[str]:
        """The texts among the cells, each at least once."""
        if self.numbered is not None:
            return self.numbered.texts
        return [c for c in self.cells if type(c) is str] if str in self.kinds else ()
