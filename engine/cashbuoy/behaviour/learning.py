"""Learn when customers pay, from what was known at a date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.behaviour.curve import DelayGrid, hazard_learned, hazard_of_prior, survival
from cashbuoy.behaviour.history import History, known_history
from cashbuoy.behaviour.losses import loss_rates
from cashbuoy.behaviour.odds import Owed, PaymentOdds
from cashbuoy.calendars import WorkCalendar
from cashbuoy.ledger.open_items import age_buckets, roll_ahead
from cashbuoy.policy.models import Policy

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class DelayModel:
    """When what is owed will be paid, as learned at the close of `as_of`.

    common_factor, customer_factor: correlation (0..1) of the moments of payment of any two
    invoices, and of two invoices of one customer on top of it.
    """

    as_of: dt.date
    policy: Policy
    calendar: WorkCalendar
    history: History
    grid: DelayGrid
    unpaid: Floats  # shape (grid.size + 1,): chance of being unpaid before each cell
    loss_rates: Floats
    common_factor: float
    customer_factor: float

    def odds(self, owed: Owed, days: int) -> PaymentOdds:
        """Chances of payment for each item, days 1..days after as_of, later, never."""
        today = np.datetime64(self.as_of, "D")
        age = (today - owed.due.astype("datetime64[D]")).astype(np.int64)
        entry = (owed.issued - owed.due).astype("timedelta64[D]").astype(np.int64)
        start = np.maximum(age, entry - 1)
        never = np.where(
            owed.amount > 0, self.loss_rates[age_buckets(age, self.policy.receivables)], 0.0
        )
        keys = np.stack([age, start, (never * 1e9).astype(np.int64)])
        _, first, profile = np.unique(keys, axis=1, return_index=True, return_inverse=True)
        age, start, never = age[first], start[first], never[first]
        ahead = np.maximum(age[:, None] + np.arange(days + 1), start[:, None])
        unpaid = self.unpaid[self.grid.cells(ahead) + 1]
        unpaid = unpaid / unpaid[:, :1]
        chances = np.zeros((len(first), days + 2))
        chances[:, :days] = -np.diff(unpaid, axis=1)
        chances[:, days] = unpaid[:, -1]
        chances *= 1 - never[:, None]
        chances[:, -1] = never
        return PaymentOdds(self._rolled(chances), profile.astype(np.int64).reshape(-1))

    def _rolled(self, chances: Floats) -> Floats:
        """Chances of days off moved to the working days on which such money arrives."""
        days = chances.shape[1] - 2
        today = np.datetime64(self.as_of, "D")
        dates = today + np.arange(1, days + 1)
        rolled = roll_ahead(dates, self.policy.forecast.receipts_roll, self.as_of, self.calendar)
        target = np.minimum((rolled - today).astype(np.int64) - 1, days)
        out = np.zeros_like(chances)
        out[:, days:] = chances[:, days:]
        places, starts = np.unique(target, return_index=True)
        if days:
            out[:, places] += np.add.reduceat(chances[:, :days], starts, axis=1)
        return out

    def habits(self) -> pd.DataFrame:
        """Per customer: half of invoices arrive within `half_days` after due, nine tenths within
        `ninety_days`; `invoices` seen; `own_weight` of the customer's own history, 0..1."""
        names = self.history.customers
        passed = 1 - self.unpaid[1:]
        half, ninety = (self.grid.first + int(np.searchsorted(passed, q)) for q in (0.5, 0.9))
        seen = np.bincount(self.history.customer, minlength=len(names))
        return pd.DataFrame(
            {
                "customer": names,
                "half_days": half,
                "ninety_days": ninety,
                "invoices": seen,
                "own_weight": 0.0,
                "trend_days": 0.0,
            }
        )


def learn_delays(
    invoices: pd.DataFrame, policy: Policy, as_of: dt.date, calendar: WorkCalendar
) -> DelayModel:
    """From invoices (ledger.documents.DOCUMENT_COLUMNS), as known at the close of `as_of`."""
    settings = policy.behaviour
    history = known_history(invoices, as_of)
    weight = history.share * 0.5 ** (history.issued_ago / settings.half_life_days)
    longest_terms = int(-history.entry.min(initial=-30))
    grid = DelayGrid(-min(longest_terms, settings.longest_delay_days), settings.longest_delay_days)
    hazard = hazard_learned(
        grid.cells(history.entry),
        grid.cells(history.delay),
        history.paid,
        weight,
        hazard_of_prior(grid, settings, policy.receivables),
        settings.without_history.invoices,
    )
    return DelayModel(
        as_of=as_of,
        policy=policy,
        calendar=calendar,
        history=history,
        grid=grid,
        unpaid=survival(hazard),
        loss_rates=loss_rates(history, settings, policy.receivables),
        common_factor=0.02,
        customer_factor=0.1,
    )
