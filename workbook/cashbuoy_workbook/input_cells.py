"""Raw ledger values as cells: kept as the user left them, styled by what they are."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cashbuoy.ledger.schema import Column
from cashbuoy_workbook.blocks import Cell

NUMBER_KINDS = ("money", "rate", "share", "integer")
_MOST_NUMBER = 1e15
_DATE_KINDS = ("date", "month")


def raw_cells(values: pd.Series[Any]) -> list[Cell]:
    """A raw column as cells: missing values are None, everything else stays what it is."""
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        moments = values.dt.tz_localize(None) if values.dt.tz is not None else values
        days = moments.dt.to_pydatetime() if hasattr(moments.dt, "to_pydatetime") else moments
        return [None if pd.isna(v) else _moment(v) for v in days]
    plain: list[Any] = values.astype(object).where(values.notna().to_numpy(), None).tolist()
    known = {str, float, bool, type(None), dt.date, dt.time, dt.timedelta}
    if {type(v) for v in plain} <= known and math.inf not in plain and -math.inf not in plain:
        return plain
    return [_cell(v) for v in plain]


def _cell(value: object) -> Cell:
    if isinstance(value, dt.datetime):
        return _moment(value)
    if isinstance(value, np.generic):
        return _cell(value.item())
    if isinstance(value, float | int) and not abs(value) < _MOST_NUMBER:
        return str(value)  # cells have no infinity, and lose digits beyond the fifteenth
    if value is None or isinstance(value, str | float | int | bool | dt.date | dt.time):
        return value
    return value if isinstance(value, dt.timedelta) else str(value)


def _moment(value: dt.datetime) -> dt.date:
    """A datetime without zone; a date where it is midnight."""
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime(warn=False)
    value = value.replace(tzinfo=None)
    return value if value.time() != dt.time.min else value.date()


def base_style(column: Column | None) -> str:
    """Name of a column's input style; None is a column of the user's own."""
    return "general_input" if column is None else f"{column.kind}_input"


def odd_styles(column: Column | None, cells: Sequence[Cell]) -> dict[int, str]:
    """Position -> style of the cells that the column's own style would not show as they are, such
    as a number among dates."""
    wanted = _types(column)
    styles = {}
    for position, value in enumerate(cells):
        kind = type(value)
        if value is None or kind in wanted:
            continue
        styles[position] = _style_of(kind)
    if column is not None and column.kind == "share":
        # 13 in a column of shares: as typed, not as 1300 %.
        styles |= {
            i: "general_input"
            for i, v in enumerate(cells)
            if isinstance(v, int | float) and abs(v) > 1
        }
    return styles


def _types(column: Column | None) -> frozenset[type]:
    if column is None:
        return frozenset({int, float, str, bool})
    if column.kind in NUMBER_KINDS:
        return frozenset({int, float})
    return frozenset({dt.date}) if column.kind in _DATE_KINDS else frozenset({str})


def _style_of(kind: type) -> str:
    if kind is str:
        return "text_input"
    if kind is dt.date:
        return "date_input"
    if kind is dt.datetime:
        return "datetime_input"
    return "time_input" if kind in {dt.time, dt.timedelta} else "general_input"
