"""The way each tile's figure took, as a line of bars in a cell: month ends behind us, or cash in
the months ahead. Letters, not drawings: they look alike on screen and paper, in every application,
and an open workbook takes them like any text."""

from __future__ import annotations

from collections.abc import Sequence

from cashbuoy.measures.indicator import Indicator
from cashbuoy_workbook.sheets.view import View

MONTHS = 13  # twelve month ends and now, or the months ahead
BARS = "▁▂▃▄▅▆▇█"
UNKNOWN = "·"


def bars(values: Sequence[float | None]) -> str:
    """One bar a value, from the lowest of them to the highest; a dot for what is not known. Less
    than two known values say nothing: ""."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    step = (high - low) / (len(BARS) - 1)
    return "".join(
        UNKNOWN if value is None else BARS[int((value - low) / step + 0.5) if step else 0]
        for value in values
    )


def past_bars(indicator: Indicator) -> str:
    """Month ends behind us, and now."""
    return bars([*(value for _, value in indicator.history[-(MONTHS - 1) :]), indicator.value])


def cash_bars(past: Sequence[int], now: int) -> str:
    """Cash at the month ends known, and now."""
    return bars([*map(float, past[-(MONTHS - 1) :]), float(now)])


def ahead_bars(view: View) -> str:
    """The lowest day of each month ahead."""
    return bars(view.analysis.forecast.months.lowest[:MONTHS].astype(float).tolist())
