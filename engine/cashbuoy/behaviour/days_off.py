"""On which days does money move? Learned from the days on which it did."""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from cashbuoy.behaviour.history import History
from cashbuoy.calendars import WorkCalendar
from cashbuoy.ledger.open_items import roll_ahead
from cashbuoy.policy.models import Behaviour, Roll

Floats = NDArray[np.float64]


def share_on_days_off(
    history: History, settings: Behaviour, as_of: dt.date, calendar: WorkCalendar
) -> float:
    """How far money moves on days off as on others: 0 never, 1 just as well.

    Payments seen on days off over those expected if all days were alike, with the policy's
    payments that never came on one.
    """
    due_ago = (history.issued_ago + history.entry)[history.paid]
    share = history.share[history.paid]
    paid_on = np.datetime64(as_of, "D") - due_ago + history.delay[history.paid]
    if not len(paid_on):
        return 0.0
    days = np.arange(paid_on.min(), paid_on.max() + np.timedelta64(7, "D"))
    usual = float((~calendar.is_working(days)).mean())
    seen = float(share[~calendar.is_working(paid_on)].sum())
    expected = usual * (float(share.sum()) + settings.days_off_payments)
    return min(seen / expected, 1.0) if expected > 0 else 0.0


def moved(
    chances: Floats, stay: float, rule: Roll, as_of: dt.date, calendar: WorkCalendar
) -> Floats:
    """Chances by day (n, days + 2) with what falls on days off moved to working days, but for the
    share `stay` of it. What is moved past the last day counts as later."""
    days = chances.shape[1] - 2
    if not days:
        return chances
    today = np.datetime64(as_of, "D")
    rolled = roll_ahead(today + np.arange(1, days + 1), rule, as_of, calendar)
    target = np.minimum((rolled - today).astype(np.int64) - 1, days)
    places, starts = np.unique(target, return_index=True)
    out = np.zeros_like(chances)
    out[:, days:] = chances[:, days:]
    out[:, places] += np.add.reduceat(chances[:, :days], starts, axis=1)
    return out if stay == 0 else (1 - stay) * out + stay * chances
