"""One staged plan (B2): a contract amount in stages, each due so many days after its own event."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from cashbuoy.calendars import Dates, DatesLike, WorkCalendar, as_dates
from cashbuoy.money import Minor, share_out_each
from cashbuoy.policy.models import Stage, StagedPlan

EVENTS = ("signed", "shipped", "accepted")


def stage_amounts(plan: StagedPlan, totals: Minor) -> Minor:
    """Contract amounts (minor units, shape (m,)) split into the plan's stages, shape (m, stages);
    each row adds up to its contract."""
    return share_out_each(totals, [stage.share for stage in plan.stages])


def stage_due_dates(
    plan: StagedPlan, events: Mapping[str, DatesLike], calendar: WorkCalendar
) -> Dates:
    """Due dates datetime64[D], shape (m, stages), from the dates of each event (shape (m,)).

    The day of the event is not counted. A due date on a day off moves to the next working day.
    NaT where the event has no date yet.
    """
    return np.stack(
        [_due(stage, as_dates(events[stage.event]), calendar) for stage in plan.stages], -1
    )


def _due(stage: Stage, event: Dates, calendar: WorkCalendar) -> NDArray[np.datetime64]:
    if stage.days == "working":
        due = calendar.add_working_days(event, stage.after_days)
    else:
        due = event + np.timedelta64(stage.after_days, "D")
    return calendar.roll(due, "following")
