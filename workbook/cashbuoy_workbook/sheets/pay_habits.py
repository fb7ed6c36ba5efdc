"""How each customer usually pays, in three columns (half of its invoices, nine tenths, the
day) or in one line."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.behaviour.pay_days import MONTH_END
from cashbuoy_workbook.sheets.view import View

HABITS = ("half_days", "ninety_days", "pay_day")


def habit_columns(view: View, customers: pd.Series) -> dict[str, list[Any]]:
    """HABITS of customers in the order given; empty for whom no paid invoice is known."""
    known = view.analysis.delays.habits().set_index("customer")
    known = known[known["paid_invoices"] > 0]
    rows = known.reindex(customers).to_dict("records")
    return {
        "half_days": [_days(row["half_days"]) for row in rows],
        "ninety_days": [_days(row["ninety_days"]) for row in rows],
        "pay_day": [_pay_day(view, row["month_day"], row["week_day"]) for row in rows],
    }


def habit_words(view: View, customers: NDArray[np.object_]) -> NDArray[np.object_]:
    """How each of some customers (different ones) usually pays, in one line, shape (n,): why money
    that is expected "as customers pay" is expected when it is."""
    columns = habit_columns(view, pd.Series(customers, dtype=object))
    return np.array(
        [_line(view, *row) for row in zip(*(columns[name] for name in HABITS), strict=True)],
        dtype=object,
    )


def _line(view: View, half: int | None, ninety: int | None, pay_day: str | None) -> str:
    if half is None or ninety is None:
        return view.texts("habits.line_newcomer")
    line = view.texts("habits.line", half=half, ninety=ninety)
    return line if pay_day is None else view.texts("habits.line_on", line=line, day=pay_day)


def _days(value: float) -> int | None:
    return None if pd.isna(value) else int(value)


def _pay_day(view: View, month_day: float, week_day: float) -> str | None:
    if not pd.isna(month_day) and month_day > 0:
        if int(month_day) == MONTH_END:
            return view.texts("habits.month_end")
        return view.texts("habits.of_month", day=int(month_day))
    if not pd.isna(week_day) and week_day > 0:
        return view.texts(f"habits.week_{int(week_day)}")
    return None
