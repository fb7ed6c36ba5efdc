"""What each customer is like as a payer: a blend of types, whose mix is learned from all of them.

Customers are compared on a scale without days: the share of such invoices that the segment would
still have unpaid, or its normal score z (0: when half are paid; positive: late). A payer of a type
pays at z ~ N(mean, spread). How common each type is comes from all customers' history at once
(empirical Bayes by EM on the weights of a fixed grid: Laird 1978, "Nonparametric maximum
likelihood"); what one customer is comes from Bayes' rule. A long history overrules the types too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import erfc, sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_SPREADS = (0.25, 0.4, 0.55, 0.7, 0.85, 0.97)
_MEANS = np.linspace(-2.6, 2.6, 27)
_SCORES = np.linspace(-3.2, 3.2, 65)  # edges of the cells in z
_ANYBODY = 0.01  # anyone may for once behave like the segment
_ROUNDS = 40
_TINY = 1e-12
_LOT = 16  # rows multiplied at once


@dataclass(frozen=True)
class Payers:
    """What is known of each customer; row `customers` (the last) is the newcomer.

    types: shape (customers + 1, types), chance that the customer is of each type. paid, at_risk:
    shape (customers + 1, cells), its own invoices paid in each cell of the scale, and those that
    could have been. own_weight: shape (customers,), how far its own history decides, 0..1.
    """

    types: Floats
    paid: Floats
    at_risk: Floats
    own_strength: float
    own_weight: Floats

    def curves(self, customer: Ints, start: Floats) -> Floats:
        """Chance of being unpaid at `edges()`, for an invoice unpaid where the segment's share is
        `start`: shape (n, cells + 1), not scaled; to be divided by its value at `start`.

        An invoice that waited says something of its customer's type. It has been heard already, so
        each type's own chance of getting so far is taken out again.
        """
        by_edge = _types_by_edge()
        cell, along = locate(start)
        reached = by_edge[cell + 1] - by_edge[cell]
        reached *= along[:, None]
        reached += by_edge[cell]
        heard = self.types[customer]
        heard /= np.maximum(reached, 1e-6, out=reached)
        heard /= heard.sum(axis=1, keepdims=True)
        return self._with_own(customer, self._blends[customer], _blend(heard))

    @cached_property
    def _blends(self) -> Floats:
        """Each customer's types as one curve, shape (customers + 1, cells + 1)."""
        return _blend(self.types)

    def doubt(self) -> Floats:
        """How far a customer's invoices go together because its type is not known for sure: the
        variance of its mean score over that of its scores, shape (customers + 1,), 0..1."""
        means, spreads = np.tile(_MEANS, len(_SPREADS)), np.repeat(_SPREADS, len(_MEANS))
        of_mean = self.types @ means**2 - (self.types @ means) ** 2
        strength = self.own_strength / (self.own_strength + self.paid.sum(axis=1))
        of_mean = np.maximum(of_mean, 0) * strength
        shared: Floats = of_mean / (of_mean + self.types @ spreads**2)
        return shared

    def _with_own(self, customer: Ints, blend: Floats, curve: Floats) -> Floats:
        """Its own frequencies join `own_strength` invoices that pay as the types say."""
        hazard = -np.diff(curve, axis=1) / np.maximum(curve[:, :-1], _TINY)
        strength = self.own_strength * blend[:, :-1]
        paid = self.paid[customer] + strength * hazard
        kept = 1 - paid / np.maximum(self.at_risk[customer] + strength, _TINY)
        out = np.ones((len(kept), kept.shape[1] + 1))
        np.cumprod(np.clip(kept, 0, 1), axis=1, out=out[:, 1:])
        out[:, -1] = 0
        out *= 1 - _ANYBODY
        out += _ANYBODY * edges()
        return out


def learn_payers(
    customers: int,
    customer: Ints,
    share: Floats,
    paid: NDArray[np.bool_],
    weight: Floats,
    *,
    mix_customers: float,
    own_invoices: float,
) -> Payers:
    """From records of invoices: the segment's share unpaid when each was paid or last seen.

    customer, share, paid, weight: shape (n,). mix_customers: weight of the assumed mix of types
    against the customers seen; own_invoices: at so many a customer's own frequencies weigh as much
    as the types.
    """
    events = _table(customers, customer[paid], share[paid], weight[paid])
    waits = _table(customers, customer[~paid], share[~paid], weight[~paid])
    types, assumed = _types()
    beyond = (types[:, :-1] + types[:, 1:]) / 2
    fit = _fit(events, -np.diff(types, axis=1)) + _fit(waits, beyond)
    likelihood = np.exp(fit - fit.max(axis=1, keepdims=True, initial=-np.inf))
    seen = (events.sum(axis=1) + waits.sum(axis=1)) > 0
    mix = _mix(likelihood[seen], assumed, mix_customers)
    posterior = likelihood * mix
    posterior /= posterior.sum(axis=1, keepdims=True)
    at_risk = np.cumsum((events + waits)[:, ::-1], axis=1)[:, ::-1] - waits / 2
    nothing = np.zeros((1, events.shape[1]))
    return Payers(
        types=np.vstack([posterior, mix]),
        paid=np.vstack([events, nothing]),
        at_risk=np.vstack([at_risk, nothing]),
        own_strength=own_invoices,
        own_weight=_own_weight(posterior, mix, events.sum(axis=1), own_invoices),
    )


def along_curves(curves: Floats, share: Floats) -> Floats:
    """Values of `curves` (n, cells + 1), given at `edges()`, where the segment's shares unpaid are
    `share` (n, m): shape (n, m)."""
    cell, along = locate(share)
    row = np.arange(len(curves))[:, None]
    high, low = curves[row, cell], curves[row, cell + 1]
    between: Floats = high + (low - high) * along
    return between


def locate(share: Floats) -> tuple[Ints, Floats]:
    """The cell of each share unpaid, and how far along it lies (0..1), in the shape of `share`."""
    edge = edges()
    cell = np.clip(np.searchsorted(-edge, -share, side="right") - 1, 0, len(edge) - 2)
    along: Floats = (edge[cell] - share) / (edge[cell] - edge[cell + 1])
    return cell, along


def score(share: Floats) -> Floats:
    """The normal score of a share still unpaid: 0 at one half, positive where less is left."""
    tails = _upper_tail(_SCORES)
    scores: Floats = np.interp(share, tails[::-1], _SCORES[::-1])
    return scores


@lru_cache(maxsize=1)
def edges() -> Floats:
    """The segment's share unpaid at the edges of the cells, from 1 down to 0."""
    return np.concatenate([[1.0], _upper_tail(_SCORES), [0.0]])


def _own_weight(posterior: Floats, mix: Floats, paid: Floats, strength: float) -> Floats:
    """Share of the doubt about a customer's mean score that its own history has taken away."""
    means = np.tile(_MEANS, len(_SPREADS))
    doubt = mix @ means**2 - (mix @ means) ** 2
    left = posterior @ means**2 - (posterior @ means) ** 2
    by_types = 1 - np.clip(left / max(float(doubt), 1e-9), 0, 1)
    own: Floats = 1 - (1 - by_types) * strength / (strength + paid)
    return np.where(paid > 0, own, 0.0)


def _fit(seen: Floats, chances: Floats) -> Floats:
    """Log-likelihood of what was `seen` (customers, cells) by type, shape (customers, types)."""
    # No matrix products: their threads cost more than they bring.
    fit: Floats = np.einsum("ck,kt->ct", seen, np.ascontiguousarray(_log(chances).T))
    return fit


def _mix(likelihood: Floats, assumed: Floats, strength: float) -> Floats:
    """How common each type is: EM from the assumed mix, which stays with a weight of `strength`."""
    mix = assumed
    for _ in range(_ROUNDS if len(likelihood) else 0):
        per_customer = np.einsum("ct,t->c", likelihood, mix)
        per_type = np.einsum("ct,c->t", likelihood, 1 / per_customer)
        mix = (mix * per_type + strength * assumed) / (len(likelihood) + strength)
    return mix


def _table(customers: int, customer: Ints, share: Floats, weight: Floats) -> Floats:
    """Weights by customer and cell, shape (customers, cells)."""
    cells = len(edges()) - 1
    cell, _ = locate(share)
    flat = np.bincount(customer * cells + cell, weights=weight, minlength=customers * cells)
    return np.asarray(flat, dtype=np.float64).reshape(customers, cells)


@lru_cache(maxsize=1)
def _types() -> tuple[Floats, Floats]:
    """Curves of the types at the edges, shape (types, cells + 1), and how common we assume them:
    each spread as often, and within it such means that all together pay like the segment."""
    curves, common = [], []
    for spread in _SPREADS:
        of_means = np.exp(-(_MEANS**2) / 2 / (1 - spread**2))
        common.append(of_means / of_means.sum() / len(_SPREADS))
        tails = _upper_tail((_SCORES[None, :] - _MEANS[:, None]) / spread)
        ones = np.ones((len(_MEANS), 1))
        curves.append(np.hstack([ones, tails, 0 * ones]))
    return np.vstack(curves), np.concatenate(common)


@lru_cache(maxsize=1)
def _types_by_edge() -> Floats:
    """The types' curves with a row for each edge."""
    return np.ascontiguousarray(_types()[0].T)


def _blend(chances: Floats) -> Floats:
    """Mean curve of payers whose chances of being of each type are `chances`, shape (n, types).

    In small lots: a large product would wake up threads that cost more than they bring.
    """
    types, _ = _types()
    n, lots = len(chances), len(chances) // _LOT
    out = np.empty((n, types.shape[1]))
    whole = lots * _LOT
    np.matmul(
        chances[:whole].reshape(lots, _LOT, chances.shape[1]),
        types,
        out=out[:whole].reshape(lots, _LOT, types.shape[1]),
    )
    np.matmul(chances[whole:], types, out=out[whole:])
    return out


def _upper_tail(scores: Floats) -> Floats:
    """P(Z > score) of the standard normal distribution."""
    flat = [erfc(z / sqrt(2)) / 2 for z in scores.ravel().tolist()]
    return np.array(flat).reshape(scores.shape)


def _log(chance: Floats) -> Floats:
    logs: Floats = np.log(np.maximum(chance, 1e-6))
    return logs
