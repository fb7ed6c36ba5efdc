"""Text cells to what a spreadsheet should hold: numbers and dates where they can be read with
certainty, else the text as it was found."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cashbuoy.ledger.amounts import named_currency
from cashbuoy.ledger.cells import Cells
from cashbuoy.ledger.dates import DateOrder
from cashbuoy.ledger.schema import Column
from cashbuoy.ledger.values import parse

_NUMBERS = frozenset({"money", "rate", "share", "integer"})
_DAYS = frozenset({"date", "month"})


def spreadsheet_cells(
    column: Column, found: pd.Series[Any], date_order: DateOrder | None
) -> pd.Series[Any]:
    """Object column: float, datetime.date, or what was found. An amount that names its currency
    stays text, because a number would lose the name."""
    cells = Cells.of(found)
    out = found.astype(object).where(found.notna(), None).to_numpy(dtype=object, copy=True)
    if column.kind not in _NUMBERS | _DAYS:
        return pd.Series(out, dtype=object)
    parsed = parse(column, cells, date_order)
    sure = ~parsed.empty
    for issue in parsed.issues:
        sure &= ~issue.rows
    if column.kind == "money":
        sure &= cells.of_texts(named_currency, object, "") == ""
    if column.kind in _DAYS:
        out[sure] = parsed.array[sure].astype("datetime64[D]").astype(object)
    else:
        out[sure] = parsed.array[sure].astype(np.float64)
    return pd.Series(out, dtype=object)
