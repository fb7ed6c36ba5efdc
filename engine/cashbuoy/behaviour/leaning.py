"""How far segments lean on the whole: learned from how different they are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STRENGTHS = np.array([10.0, 30.0, 100.0, 300.0, 1000.0, 10_000.0])  # invoices
_BINS = 12


def learned_strength(deaths: Floats, at_risk: Floats) -> float:
    """The most likely of STRENGTHS, if each segment's chances of payment scatter around those of
    the whole as a beta distribution of that strength (beta-binomial, in stretches of the delay with
    about as many payments each).

    deaths, at_risk: shape (segments, delays). Without payments, the strongest.
    """
    from scipy.special import betaln  # noqa: PLC0415  (takes a moment to import)

    total = deaths.sum(axis=0)
    if total.sum() <= 0:
        return float(STRENGTHS[-1])
    place = np.minimum(np.cumsum(total) / total.sum() * _BINS, _BINS - 1e-9).astype(np.int64)
    starts = np.unique(place, return_index=True)[1]
    paid = np.add.reduceat(deaths, starts, axis=1)
    # Invoices enter inside the first stretch: most at risk on any of its days.
    seen = np.maximum(np.maximum.reduceat(at_risk, starts, axis=1), paid)
    chance = np.clip(paid.sum(axis=0) / np.maximum(seen.sum(axis=0), 1e-9), 1e-6, 1 - 1e-6)
    good = STRENGTHS[:, None, None] * chance
    bad = STRENGTHS[:, None, None] * (1 - chance)
    likely = (betaln(good + paid, bad + seen - paid) - betaln(good, bad)).sum(axis=(1, 2))
    return float(STRENGTHS[np.argmax(likely)])
