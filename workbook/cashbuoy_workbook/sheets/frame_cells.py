"""Columns of the engine's frames as cells."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cashbuoy.money import minor_digits


def date_cells(column: pd.Series[Any]) -> list[Any]:
    """Dates, empty where there is none."""
    days: list[Any] = pd.to_datetime(column).to_numpy("datetime64[D]").tolist()
    return days


def own_money_cells(frame: pd.DataFrame, column: str) -> list[float]:
    """Minor units of each row's own `currency`, in its major units."""
    codes, currencies = pd.factorize(frame["currency"])
    scale = np.array([10.0 ** minor_digits(c) for c in currencies])
    values: list[float] = (frame[column].to_numpy(np.float64) / scale[codes]).tolist()
    return values
