"""Payments noted on one instalment that are more than it asks for: they settle others of its plan.

A debtor who pays several instalments at once is noted on one line. What is over settles the oldest
instalments still open first (Civil Code of the People's Republic of China, art. 561), on the day on
which it came. Nothing is lost: each plan's payments add up to what was noted.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cashbuoy.plans.in_turn import in_turn


def carried_over(schedule: pd.DataFrame, noted: pd.DataFrame) -> pd.DataFrame:
    """The payments `noted` (at, date, amount and more; one for each instalment at most) with what
    is over on the others of their plan, each part a row on its own day. What no instalment asks
    for stays where it was noted.

    schedule: plan, due, number, payment; index 0..n-1; `at` is the position in it.
    """
    at = noted["at"].to_numpy(np.int64)
    paid = np.zeros(len(schedule), dtype=np.int64)
    paid[at] = noted["amount"].to_numpy(np.int64)
    wanting = np.clip(schedule["payment"].to_numpy(np.int64) - paid, 0, None)
    over = np.clip(paid[at] - schedule["payment"].to_numpy(np.int64)[at], 0, None)
    if not over.any():
        return noted
    told = schedule[["plan", "due", "number"]]
    givers = told.iloc[at].assign(date=noted["date"].to_numpy(), left=over, of=np.arange(len(at)))
    givers = givers[over > 0].sort_values(["plan", "date", "due", "number"], kind="stable")
    takers = told.assign(left=wanting, of=np.arange(len(told)))[wanting > 0]
    takers = takers[takers["plan"].isin(givers["plan"])]
    takers = takers.sort_values(["plan", "due", "number"], kind="stable")
    moved = in_turn(
        givers["plan"],
        givers["left"].to_numpy(np.int64),
        takers["plan"],
        takers["left"].to_numpy(np.int64),
    )
    from_ = givers["of"].to_numpy(np.int64)[moved["item"]]
    given = np.zeros(len(noted), dtype=np.int64)
    np.add.at(given, from_, moved["amount"].to_numpy(np.int64))
    away = noted.iloc[from_].assign(
        at=takers["of"].to_numpy(np.int64)[moved["slot"]], amount=moved["amount"].to_numpy(np.int64)
    )
    left = noted["amount"].to_numpy(np.int64) - given
    kept = noted.assign(amount=left)[(given == 0) | (left > 0)]
    parts: pd.DataFrame = pd.concat([kept, away], ignore_index=True)
    return parts
