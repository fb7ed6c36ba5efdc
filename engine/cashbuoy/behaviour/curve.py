"""Curves of delay: the chance that an invoice is still unpaid so many days after due."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cashbuoy.policy.models import Behaviour, Receivables

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

EARLY_DAYS = 30  # an assumed payment before due comes within these last days


@dataclass(frozen=True)
class DelayGrid:
    """The delays that are told apart: `first`..`last` days after due, one cell a day."""

    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1

    def cells(self, delays: Ints) -> Ints:
        """Position of each delay; what lies outside counts at the ends."""
        return np.clip(delays, self.first, self.last) - self.first


def hazard_of_prior(grid: DelayGrid, settings: Behaviour, receivables: Receivables) -> Floats:
    """Daily chance of payment assumed before any history, shape (grid.size,).

    The share paid by due comes half on the due day, half evenly over the days before. After due
    an invoice of an ageing bucket waits `expected_after_days` on average: 1/days a day.
    """
    delays = np.arange(grid.first, grid.last + 1)
    by_due = -np.log1p(-settings.without_history.paid_by_due)
    early = np.where(delays >= -EARLY_DAYS, by_due / 2 / EARLY_DAYS, 0.0)
    edges = [b.up_to_days for b in receivables.ageing if b.up_to_days is not None]
    wait = np.array([max(b.expected_after_days, 1) for b in receivables.ageing], dtype=float)
    late = 1.0 / wait[np.searchsorted(np.array(edges), delays, side="left")]
    hazard = np.select([delays < 0, delays == 0], [-np.expm1(-early), -np.expm1(-by_due / 2)], late)
    capped: Floats = np.minimum(hazard, 0.999)
    return capped


def hazard_learned(
    entry: Ints,
    exit_: Ints,
    died: NDArray[np.bool_],
    weight: Floats,
    prior: Floats,
    strength: float,
) -> Floats:
    """Daily chance of payment given unpaid so far, shape of `prior`.

    Product-limit estimate of delayed entry and censoring (cells of the grid; `exit_` is the cell
    paid in, or the last one seen unpaid), with `strength` invoices that pay as `prior` says.
    """
    size = len(prior)
    into = np.bincount(entry, weights=weight, minlength=size + 1)
    out = np.bincount(exit_ + 1, weights=weight, minlength=size + 1)
    at_risk = np.cumsum(into - out)[:size]
    deaths = np.bincount(exit_[died], weights=weight[died], minlength=size)
    hazard: Floats = (deaths + strength * prior) / (np.maximum(at_risk, deaths) + strength)
    return hazard


def survival(hazard: Floats) -> Floats:
    """Chance of being unpaid after each cell, shape (size + 1,): 1 before the first."""
    return np.concatenate([[1.0], np.exp(np.cumsum(np.log1p(-hazard)))])
