"""Payments noted on one instalment that are more than it asks for: they settle others of its plan.

A debtor who pays several instalments at once is noted on one line. What is over settles the oldest
instalments still open first (Civil Code of the People's Republic of China, art. 561), on the day on
which it came. Nothing is lost: each plan's payments add up to what was noted.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cashbuoy.findings import Finding, Place
from cashbuoy.money import minor_digits


def carried_over(schedule: pd.DataFrame) -> pd.DataFrame:
    """Instalments (plan, due, number, payment, paid, paid_date) with what was paid over on the
    others of their plan; what no instalment asks for stays where it was noted."""
    over = schedule["paid"] > schedule["payment"]
    if not over.any():
        return schedule
    schedule = schedule.copy()
    paid, when = schedule["paid"].copy(), schedule["paid_date"].copy()
    # Few plans are paid so: a loop over them, not over all.
    for plan in schedule.loc[over, "plan"].unique():
        rows = schedule[schedule["plan"] == plan]
        paid[rows.index], when[rows.index] = _settled(rows)
    return schedule.assign(paid=paid, paid_date=when)


def _settled(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Paid and its dates of one plan: surpluses by the day they came, laid end to end with what the
    instalments still ask for, oldest first."""
    paid, when = rows["paid"].copy(), rows["paid_date"].copy()
    surplus = (rows["paid"] - rows["payment"]).clip(lower=0)
    wanting = (rows["payment"] - rows["paid"]).clip(lower=0)
    givers = rows.assign(left=surplus)[surplus > 0].sort_values(
        ["paid_date", "due", "number"], kind="stable"
    )
    takers = rows.assign(left=wanting)[wanting > 0].sort_values(["due", "number"], kind="stable")
    given, taken = givers["left"].to_numpy(np.int64), takers["left"].to_numpy(np.int64)
    moved = min(int(given.sum()), int(taken.sum()))
    got = np.clip(moved - (np.cumsum(taken) - taken), 0, taken)
    gave = np.clip(moved - (np.cumsum(given) - given), 0, given)
    paid[takers.index] += got
    paid[givers.index] -= gave
    some = got > 0
    # The payment that brought the last of it.
    last = np.searchsorted(np.cumsum(given), np.cumsum(got)[some])
    came = givers["paid_date"].to_numpy("datetime64[ns]")[last]
    own = when[takers.index[some]].to_numpy("datetime64[ns]")
    when[takers.index[some]] = np.where(np.isnat(own), came, np.fmax(own, came))
    return paid, when


def paid_over_findings(rows: pd.DataFrame, base: str) -> list[Finding]:
    """Lines of tblInstalments on which more is noted than they ask for: information, for it may be
    a slip of the finger."""
    owed = rows["principal"] + rows["interest"]
    digits = minor_digits(base)
    over = rows.assign(owed=owed)[(rows["paid"] > owed) & (owed > 0)]
    return [
        Finding(
            "plan_paid_over",
            "info",
            "assumed",
            Place("tblInstalments", line["row"], "paid"),
            currency=base,
            details={
                "plan": line["plan"],
                "number": int(line["number"]),
                "paid": line["paid"] / 10**digits,
                "payment": line["owed"] / 10**digits,
                "over": (line["paid"] - line["owed"]) / 10**digits,
            },
        )
        for line in over.to_dict("records")
    ]
