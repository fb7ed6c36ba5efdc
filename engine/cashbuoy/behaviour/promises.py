"""Promises to pay: how often each customer keeps them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cashbuoy.behaviour.history import NO_PROMISE, History
from cashbuoy.policy.models import Behaviour

Floats = NDArray[np.float64]


def kept_rates(history: History, settings: Behaviour) -> Floats:
    """Chance that a promise is kept, shape (customers + 1,); the last is a newcomer's.

    Beta-binomial: all customers' rate leans on the policy's, each customer's on that of all. A
    promise is kept when paid within the grace, broken when that has passed.
    """
    rules = settings.promises
    made = history.promised != NO_PROMISE
    until = np.where(made, history.promised, 0) + rules.grace_days
    kept = made & history.paid & (history.delay <= until)
    broken = made & (history.delay > until)
    n = len(history.customers) + 1
    good = np.bincount(history.customer[kept], weights=history.share[kept], minlength=n)
    bad = np.bincount(history.customer[broken], weights=history.share[broken], minlength=n)
    prior = rules.invoices
    of_all = (rules.kept_rate * prior + good.sum()) / (prior + good.sum() + bad.sum())
    rates: Floats = (of_all * prior + good) / (prior + good + bad)
    return rates
