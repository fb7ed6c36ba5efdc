"""Each grade's strategy as arrays: which stage so many working days have reached, and the next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cashbuoy.policy.models import FRIENDLY, STAGES, Dunning

GRADES = ("A", "B", "C", "D", "N")
FIRST_LATE = len(FRIENDLY)  # index of the first stage after the due date
FORMAL_DEMAND = STAGES.index("formal_demand")
# What must be logged before a stage: shipments stop after a demand, and only what was demanded
# formally is handed over.
NEEDS = {
    STAGES.index("stop_shipment"): STAGES.index("first"),
    STAGES.index("hand_over"): FORMAL_DEMAND,
}
_NEVER = np.iinfo(np.int64).max

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Offsets:
    """Working days from the due date to each stage, shape (grades, stages), in the order of GRADES
    and STAGES; a stage that a grade does without lies beyond all days."""

    days: Ints

    @classmethod
    def of(cls, settings: Dunning) -> Offsets:
        rows = [
            [
                _NEVER if (day := getattr(getattr(settings.strategies, grade), stage)) is None
                else day
                for stage in STAGES
            ]
            for grade in GRADES
        ]  # fmt: skip
        return cls(np.array(rows, dtype=np.int64))

    def reached(self, grade: Ints, working_days: Ints, overdue: Flags, allowed: Flags) -> Ints:
        """The highest stage that each item has reached, shape (n,); -1 for none.

        `working_days` after the due date, negative before it. `allowed`, shape (n, stages): stages
        open to the item by amount and by what went before. Before it is late an item is sent notes
        only, and afterwards none.
        """
        late = np.arange(len(STAGES)) >= FIRST_LATE
        fits = (self.days[grade] <= working_days[:, None]) & allowed
        fits &= late[None, :] == overdue[:, None]
        highest: Ints = np.where(fits, np.arange(len(STAGES)), -1).max(axis=1, initial=-1)
        return highest

    def following(self, grade: Ints, done: Ints, allowed: Flags, overdue: Flags) -> Ints:
        """The first stage after `done` that the grade has and the item may reach, -1 for none; an
        item that is overdue goes on to those for overdue items."""
        stage = np.arange(len(STAGES))
        ahead = (stage > done[:, None]) & (self.days[grade] != _NEVER) & allowed
        ahead &= (stage >= FIRST_LATE) | ~overdue[:, None]
        first: Ints = np.where(ahead.any(axis=1), ahead.argmax(axis=1), -1)
        return first

    def of_stage(self, grade: Ints, stage: Ints) -> Ints:
        """Working days to a stage that the grade has; 0 where `stage` is -1."""
        found = np.where(stage < 0, 0, self.days[grade, np.maximum(stage, 0)])
        days: Ints = np.where(found == _NEVER, 0, found)
        return days


def grade_index(grades: NDArray[np.object_]) -> Ints:
    """Positions in GRADES; what is not graded counts as N."""
    known = {g: i for i, g in enumerate(GRADES)}
    unrated = known["N"]
    return np.array([known.get(g, unrated) for g in grades.tolist()], dtype=np.int64)
