"""The cockpit's columns: six wide ones, a narrow gap between each two."""

from __future__ import annotations

WIDE, GAP = 21.5, 1.2
TILES = tuple(range(0, 12, 2))
LAST = TILES[-1]
ROW_HEIGHT = 18.0
DATA_COLUMN = LAST + 2  # the chart's figures stand beside the page


def characters(first: int, last: int) -> float:
    """Width of merged columns, both ends included, in characters."""
    return sum(WIDE if c % 2 == 0 else GAP for c in range(first, last + 1))
