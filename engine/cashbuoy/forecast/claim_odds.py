"""The chances of the days on which claims are paid: by behaviour, or by their due dates alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cashbuoy.behaviour.learning import DelayModel
from cashbuoy.behaviour.odds import PaymentOdds
from cashbuoy.calendars import WorkCalendar
from cashbuoy.forecast.claims import Claims, by_the_rule
from cashbuoy.forecast.horizon import Horizon
from cashbuoy.ledger.open_items import Days, roll_ahead
from cashbuoy.policy.models import Policy


def behaviour_odds(
    claims: Claims, delays: DelayModel, policy: Policy, horizon: Horizon, calendar: WorkCalendar
) -> PaymentOdds:
    """As customers pay. Who pays by acceptance bill hands it over when others pay, and the money
    comes when it matures; a promise is one of money."""
    odds = delays.odds(claims.owed, len(horizon.days))
    promised = claims.owed.promised > np.datetime64(horizon.as_of, "D")  # NaT compares false
    tenor = np.where(promised, 0, claims.tenor)
    days = np.datetime64(horizon.as_of, "D") + np.arange(1, odds.days + 1)
    rolled = roll_ahead(days, policy.forecast.receipts_roll, horizon.as_of, calendar)
    return put_off(odds, tenor, (rolled - days).astype(np.int64))


def due_date_odds(
    claims: Claims, policy: Policy, horizon: Horizon, calendar: WorkCalendar
) -> PaymentOdds:
    """No chances: every claim on the day that its due date and ageing bucket say, less the bucket's
    loss rate."""
    nominal, _, loss = by_the_rule(claims, policy, horizon.as_of)
    when = roll_ahead(nominal, policy.forecast.receipts_roll, horizon.as_of, calendar)
    return _on_one_day(when, np.where(claims.owed.amount > 0, loss, 0.0), horizon)


def on_due_odds(
    claims: Claims, policy: Policy, horizon: Horizon, calendar: WorkCalendar
) -> PaymentOdds:
    """As if everyone paid the whole on the due date, and all that is overdue at once."""
    when = roll_ahead(claims.falls_due, policy.forecast.receipts_roll, horizon.as_of, calendar)
    return _on_one_day(when, np.zeros(len(claims)), horizon)


def put_off(odds: PaymentOdds, days: NDArray[np.int64], waits: NDArray[np.int64]) -> PaymentOdds:
    """The same odds with each item's money so many days later (`days`, shape (n,), >= 0), and then
    on a day when money can move: from each day ahead it is `waits` days to one, shape (odds.days,).
    Items with 0 keep their odds as they are."""
    if not days.any():
        return odds
    distinct, profile = np.unique(np.stack([odds.profile, days]), axis=1, return_inverse=True)
    old, by = odds.profiles[distinct[0]], distinct[1][:, None]
    day = np.arange(odds.days)[None, :] + by
    inside = day < odds.days
    day = np.where(inside & (by > 0), day + waits[np.minimum(day, odds.days - 1)], day)
    moved = np.zeros_like(old)
    rows = np.arange(len(old))[:, None]
    np.add.at(moved, (rows, np.clip(day, 0, odds.days)), old[:, :-2])
    moved[:, -2:] += old[:, -2:]
    return PaymentOdds(moved, profile.reshape(-1).astype(np.int64))


def _on_one_day(when: Days, loss: NDArray[np.float64], horizon: Horizon) -> PaymentOdds:
    """Money on one day each (`when`, ahead of the as-of date), or lost with the chance `loss`."""
    days = len(horizon.days)
    day = (when - np.datetime64(horizon.as_of, "D")).astype(np.int64) - 1
    keys = np.stack([np.minimum(day, days).astype(np.float64), loss])
    distinct, profile = np.unique(keys, axis=1, return_inverse=True)
    profiles = np.zeros((distinct.shape[1], days + 2))
    rows = np.arange(distinct.shape[1])
    profiles[rows, distinct[0].astype(np.int64)] = 1 - distinct[1]
    profiles[rows, -1] = distinct[1]
    return PaymentOdds(profiles, profile.reshape(-1).astype(np.int64))
