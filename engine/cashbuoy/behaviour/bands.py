"""How far weekly collections may lie from what is expected: paths drawn from payment odds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_CELLS = 4_000_000  # drawn at once: bounds the memory


def weekly_paths(
    shares: Floats,
    amount: Floats,
    customer: Ints,
    factors: tuple[float, float],
    paths: int,
    seed: int,
) -> Floats:
    """Collections by week on each path, shape (paths, weeks).

    shares: shape (items, weeks), chance that an item is paid in each week. Moments of payment go
    together by a Gaussian copula: `factors` are the correlations of any two items, and what one
    customer's have on top.
    """
    from scipy.special import ndtri  # noqa: PLC0415  (takes a moment to import)

    items, weeks = shares.shape
    rng = np.random.default_rng(seed)
    common, own = factors
    rest = max(1 - common - own, 0.0)
    # The score below which an item has come by the end of each week.
    until = ndtri(np.clip(np.cumsum(shares, axis=1), 0, 1))
    customers = int(customer.max(initial=-1)) + 1
    out = np.empty((paths, weeks))
    step = max(1, _CELLS // max(items, 1))
    for at in range(0, paths, step):
        n = min(step, paths - at)
        z = np.sqrt(common) * rng.standard_normal((n, 1))
        z = z + np.sqrt(own) * rng.standard_normal((n, customers))[:, customer]
        z += np.sqrt(rest) * rng.standard_normal((n, items))
        place = np.repeat(np.arange(n)[:, None] * (weeks + 1), items, axis=1)
        for w in range(weeks):
            place += z >= until[:, w]
        come = np.bincount(place.ravel(), np.tile(amount, n), n * (weeks + 1))
        out[at : at + n] = come.reshape(n, weeks + 1)[:, :weeks]
    return out
