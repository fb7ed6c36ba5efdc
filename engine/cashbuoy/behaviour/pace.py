"""Has money come faster of late, or slower, than the curves of customers say?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cashbuoy.behaviour.curve import Curves
from cashbuoy.behaviour.history import History, evenly
from cashbuoy.behaviour.payers import Payers, along_curves
from cashbuoy.policy.models import Behaviour

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def learn_pace(
    history: History, curves: Curves, payers: Payers, segment: Ints, settings: Behaviour
) -> tuple[float, float]:
    """Payments over payments expected: of all invoices lately, and of disputed ones beside others.

    A pace of 1.1 multiplies every day's chance of payment by 1.1. Both are shrunk, as by so many
    payments, towards 1 and towards the policy's pace of disputed invoices.
    """
    lately = history.issued_ago + history.entry - settings.pace.days  # delay as the window began
    start = np.where(history.disputed, history.entry - 1, np.maximum(history.entry - 1, lately))
    chosen = evenly(history, np.flatnonzero(history.delay > start), settings.pace.most_invoices)
    expected = _expected(history, curves, payers, segment, chosen, start[chosen])
    share, disputed = history.share[chosen], history.disputed[chosen]
    came = share * history.paid[chosen]
    expected *= share
    strength = settings.pace.payments
    of_all = (came[~disputed].sum() + strength) / (expected[~disputed].sum() + strength)
    of_disputed = (came[disputed].sum() + strength * settings.pace.disputed) / (
        expected[disputed].sum() + strength
    )
    return float(of_all), float(of_disputed)


def _expected(
    history: History, curves: Curves, payers: Payers, segment: Ints, chosen: Ints, start: Ints
) -> Floats:
    """Payments expected of each chosen record from the delay `start` to its last one (cumulative
    hazard), shape of `chosen`. When on its day a payment came is not known: the mean over the day.
    """
    on = segment[chosen]
    whole = curves.share(on, history.entry[chosen] - 1)
    last = history.delay[chosen]
    days = np.stack([start, np.maximum(last - 1, start), last], axis=1)
    shares = curves.share(on[:, None], days) / whole[:, None]
    out = np.empty(len(chosen))
    step = 8192  # bounds the memory of the customers' curves
    for at in range(0, len(chosen), step):
        part = slice(at, at + step)
        own = payers.curves(history.customer[chosen[part]], shares[part, 0])
        unpaid = along_curves(own, shares[part])
        before, after = np.maximum(unpaid[:, 1:] / unpaid[:, :1], 1e-9).T
        out[part] = np.where(
            history.paid[chosen[part]], _mean_hazard(before, after), -np.log(after)
        )
    return out


def _mean_hazard(before: Floats, after: Floats) -> Floats:
    """Mean of -log(v) for v spread evenly from `after` to `before`."""
    width = before - after
    exact = 1 - (before * np.log(before) - after * np.log(after)) / np.maximum(width, 1e-12)
    return np.where(width > 1e-6, exact, -np.log(before))
