"""Links from items back to the row of the input sheet they come from."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cashbuoy.ledger.schema import TABLES
from cashbuoy_workbook.blocks import Link
from cashbuoy_workbook.inputs import TITLE_ROW
from cashbuoy_workbook.modules import sheet_key
from cashbuoy_workbook.sheets.grid import a1

# A sheet holds at most 65,530 links, and each slows its opening: past these, row numbers alone.
MOST_LINKS = 5_000


def source_cells(sources: NDArray[np.object_], rows: NDArray[np.int64]) -> list[Any]:
    """One cell per item: a link to its row in the input sheet, or the row's number there, as the
    sheet counts them; None for items that are computed."""
    shown: list[Any] = [n + TITLE_ROW + 1 if n else None for n in rows.tolist()]
    for i, source in enumerate(sources[:MOST_LINKS].tolist()):
        if source in TABLES and shown[i]:
            shown[i] = Link(sheet_key(source), a1(shown[i] - 1, 0), str(shown[i]))
    return shown
