"""One staged plan (B2): a contract amount in stages, each due so many days after its own event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cashbuoy.calendars import Dates, DatesLike, WorkCalendar, as_dates
from cashbuoy.money import Minor, share_out_each
from cashbuoy.policy.models import Stage, StagedPlan

Event = Literal["signed", "shipped", "accepted"]
EVENTS: tuple[Event, ...] = ("signed", "shipped", "accepted")


def stage_amounts(plan: StagedPlan, totals: Minor, digits: NDArray[np.int64] | int) -> Minor:
    """Contract amounts (minor units, shape (m,)) split into the plan's stages, shape (m, stages);
    each row adds up to its contract. `digits`: decimals of each contract's currency.

    Where a plan has fixed amounts, a contract too small for them fills its stages in order, and the
    stage that takes the rest gets what the others leave.
    """
    shares = [stage.share or 0.0 for stage in plan.stages]
    if not any(stage.share is None for stage in plan.stages):
        return share_out_each(totals, shares)
    by_share = share_out_each(totals, [*shares, max(1 - sum(shares), 0.0)])[:, :-1]
    units = np.broadcast_to(10.0 ** np.asarray(digits), totals.shape)
    sign, whole = np.where(totals < 0, -1, 1), np.abs(totals)
    parts = np.zeros(by_share.shape, dtype=np.int64)
    left = whole.copy()
    for i, stage in enumerate(plan.stages):
        fixed = np.rint((stage.amount or 0.0) * units).astype(np.int64)
        wanted = np.abs(by_share[:, i]) if stage.amount is None else fixed
        parts[:, i] = np.minimum(wanted, left)
        left -= parts[:, i]
    takes_rest = [stage.share is None and stage.amount is None for stage in plan.stages]
    parts[:, takes_rest.index(True)] += left
    return sign[:, None] * parts


def stage_due_dates(
    plan: StagedPlan, events: Mapping[Event, DatesLike], calendar: WorkCalendar
) -> Dates:
    """Due dates datetime64[D], shape (m, stages), from the dates of each event (shape (m,)).

    The day of the event is not counted. A due date on a day off moves as the stage says. NaT where
    the event has no date yet.
    """
    return np.stack(
        [_due(stage, as_dates(events[stage.event]), calendar) for stage in plan.stages], -1
    )


def _due(stage: Stage, event: Dates, calendar: WorkCalendar) -> NDArray[np.datetime64]:
    if stage.days == "working":
        due = calendar.add_working_days(event, stage.after_days)
    else:
        due = event + np.timedelta64(stage.after_days, "D")
    return calendar.roll(due, stage.roll)
