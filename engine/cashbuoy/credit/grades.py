"""Grades A to D, and N for not enough history; what changed since the last refresh (B1, B5)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.credit.record import Counts, Floats
from cashbuoy.ledger.no_rows import once_without_rows
from cashbuoy.policy.models.credit import GradeCutOffs

Grade = Literal["A", "B", "C", "D", "N"]
GRADES: tuple[Grade, ...] = ("A", "B", "C", "D", "N")
# N is no verdict: from N to D is a fall, from N to A, B or C none, nor from these to N.
_RANK = {"A": 4, "B": 3, "C": 2, "N": 1, "D": 0}
_UNRATED = frozenset({"", "N"})

Texts = NDArray[np.object_]


@dataclass(frozen=True)
class GradeChange:
    """A customer whose grade is not what it was; `before` "" for a first one."""

    at: int
    customer: str
    before: str
    after: Grade

    @property
    def is_downgrade(self) -> bool:
        if self.before == "N":
            return self.after == "D"
        if self.before not in _RANK or self.after == "N":
            return False
        return _RANK[self.after] < _RANK[self.before]


def grades_of(
    total: Floats,
    oldest_overdue: Counts,
    invoices_due: Counts,
    tenure: Floats,
    settings: GradeCutOffs,
) -> Texts:
    """Grade of each customer, shape (customers,).

    Long overdue invoices hold the grade down whatever the points. With too little history the grade
    is N, unless what there is is bad enough for a D already.
    """
    grade = np.select(
        [total >= settings.A, total >= settings.B, total >= settings.C],
        np.array(["A", "B", "C"], dtype=object),
        default="D",
    ).astype(object)
    kept = np.isin(grade, ["A", "B"]) & (oldest_overdue > settings.not_above_c_from_days)
    grade = np.where(kept, "C", grade)
    grade = np.where(oldest_overdue > settings.not_above_d_from_days, "D", grade)
    short = (
        np.isnan(total)
        | (invoices_due < settings.history_invoices)
        | (np.nan_to_num(tenure, nan=0.0) < settings.history_months)
    )
    bad = (grade == "D") & (invoices_due > 0)
    return np.where(short & ~bad, "N", grade)


@once_without_rows("history", "listed")
def grades_before(history: pd.DataFrame, listed: pd.Series[str], as_of: dt.date) -> pd.Series[str]:
    """The last grade of each customer before `as_of`: of the history (tblGrades), else the one in
    the customer list. Indexed by customer."""
    past = history[(history["date"] < pd.Timestamp(as_of)).to_numpy()]
    past = past[past["grade"].isin(GRADES).to_numpy()]
    last = past.sort_values(["date", "row"], kind="stable").drop_duplicates("customer", keep="last")
    noted = last.set_index("customer")["grade"].astype(object)
    own = listed.str.strip().str.upper().astype(object)
    own = own[own.isin(GRADES)]
    return noted.combine_first(own)


def grade_changes(
    customers: Texts, grades: Texts, before: pd.Series[str]
) -> tuple[GradeChange, ...]:
    """Every customer whose grade is new or another, in the order of `customers`."""
    was = before.reindex(customers).fillna("").to_numpy(object)
    changed = np.flatnonzero(was != grades)
    return tuple(
        GradeChange(int(i), str(customers[i]), str(was[i]), grades[i]) for i in changed.tolist()
    )
