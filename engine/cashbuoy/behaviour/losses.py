"""The chance that an invoice is never paid, by how long it has been overdue."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cashbuoy.behaviour.history import History
from cashbuoy.policy.models import Behaviour, Receivables

Floats = NDArray[np.float64]


def loss_rates(history: History, settings: Behaviour, receivables: Receivables) -> Floats:
    """P(never paid | unpaid in this ageing bucket), shape (buckets,).

    The buckets' loss rates are the prior; against them count the invoices that got so old: paid
    ones, and lost ones, which are open for longer than the longest delay. Never falls with age.
    """
    prior = np.array([b.loss_rate for b in receivables.ageing])
    edges = [b.up_to_days for b in receivables.ageing if b.up_to_days is not None]
    starts = np.array([-np.inf, *[edge + 1 for edge in edges]])
    reached = history.delay[:, None] >= starts[None, :]
    lost = ~history.paid & (history.delay > settings.longest_delay_days)
    rates = _rate(history, reached, lost, prior, settings.loss_invoices)
    return np.maximum.accumulate(rates)


def disputed_loss_rate(history: History, settings: Behaviour) -> float:
    """P(never paid) that a dispute adds, by the same reckoning over disputed invoices."""
    disputed = history.disputed[:, None]
    lost = ~history.paid & (history.delay > settings.longest_delay_days)
    prior = np.array([settings.disputed_loss_rate])
    return float(_rate(history, disputed, lost, prior, settings.loss_invoices)[0])


def _rate(
    history: History,
    counted: NDArray[np.bool_],
    lost: NDArray[np.bool_],
    prior: Floats,
    strength: float,
) -> Floats:
    paid_after = history.share[history.paid] @ counted[history.paid]
    lost_after = history.share[lost] @ counted[lost]
    rate: Floats = (prior * strength + lost_after) / (strength + paid_after + lost_after)
    return rate
