"""How far off earlier forecasts of receipts were, and whether too rosy: cockpit and forecast."""

from __future__ import annotations

import math

from cashbuoy.forecast.accuracy import RECEIPTS, TooRosy, accuracy
from cashbuoy_workbook.blocks import Block
from cashbuoy_workbook.sheets.grid import Fill, block
from cashbuoy_workbook.sheets.view import View


def accuracy_line(view: View, sheet: str, row: int, column: int) -> Block:
    """One cell with `accuracy_words`, amber where forecasts were too rosy."""
    fills: list[Fill] = [("amber", 0, 0)] if view.analysis.rolling.too_rosy else []
    words = accuracy_words(view) or None
    return block(f"cb_{sheet}_Accuracy", row, column, [[(words, "small")]], fills=fills)


def accuracy_words(view: View) -> str:
    """The note that forecasts were too rosy, else their mean error; "" where no month can be
    compared yet."""
    notes = view.analysis.rolling.too_rosy
    return rosy_words(view, notes[0]) if notes else _error(view)


def rosy_words(view: View, note: TooRosy) -> str:
    """The note in words."""
    return view.texts(
        f"variance.rosy_{note.subject}",
        months=len(note.months),
        first=f"{note.months[0]:%Y-%m}",
        last=f"{note.months[-1]:%Y-%m}",
        shortfall=_money(view, note.shortfall),
        average=_money(view, note.shortfall / len(note.months)),
        currency=view.currency_name,
    )


def _money(view: View, minor: float) -> str:
    return f"{view.money(round(minor)):,.0f}"


def _error(view: View) -> str:
    variances = view.analysis.rolling.variances
    ahead = variances[(variances["lead"] == 1) & variances["category"].isin(RECEIPTS)]
    if not len(ahead):
        return ""
    found = accuracy(ahead, "lead").iloc[0]
    if math.isnan(found["wape"]):
        return ""
    return view.texts(
        "variance.mean_error", months=int(found["months"]), error=f"{found['wape']:.1%}"
    )
