"""Curves of delay: the share of invoices still unpaid so many days after due, by segment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cashbuoy.behaviour.history import History
from cashbuoy.behaviour.leaning import learned_strength
from cashbuoy.policy.models import Behaviour, Receivables

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

EARLY_DAYS = 30  # an assumed payment before due comes within these last days
SIZES = 3  # small, middle, large: a third of invoices each
TERMS = np.array([7, 15, 30, 45, 60, 90])  # last days of the classes of terms
SEGMENTS = SIZES * (len(TERMS) + 1)


@dataclass(frozen=True)
class Curves:
    """unpaid: shape (SEGMENTS, days + 1), share unpaid at the end of each delay, from `first` - 1
    (where it is 1) to `last`. Beyond, a share `tail` of what is left comes every day.

    sizes: the amounts that part small, middle and large invoices.
    """

    first: int
    unpaid: Floats
    tail: float
    sizes: Floats

    @property
    def last(self) -> int:
        return self.first + int(self.unpaid.shape[1]) - 2

    def segment(self, terms: Ints, amount: Floats) -> Ints:
        """Which curve an invoice follows: by its terms in days and its size, shape (n,)."""
        of_size = np.searchsorted(self.sizes, np.abs(amount), side="right")
        return segments(terms, of_size)

    def share(self, segment: Ints, delay: Ints) -> Floats:
        """Share unpaid at the end of the day `delay` after due; the shapes broadcast."""
        cell = np.clip(delay, self.first - 1, self.last) - self.first + 1
        share: Floats = self.unpaid[segment, cell]
        beyond = np.maximum(delay - self.last, 0)
        if beyond.any():
            share *= np.exp(np.log1p(-self.tail) * beyond)
        return share


def learn_curves(history: History, settings: Behaviour, receivables: Receivables) -> Curves:
    """Curves of all segments, each leaning on that of the whole, which leans on the policy's prior.

    Days at risk and payments count by the date on which they were: half for each half-life.
    """
    longest = settings.longest_delay_days
    first = -min(max(int(-history.entry.min(initial=0)), EARLY_DAYS), longest)
    delays = np.arange(first, longest + 1)
    sizes = _thirds(history.amount)
    of_size = np.searchsorted(sizes, history.amount, side="right")
    deaths, at_risk = _counts(history, segments(history.terms, of_size), delays, settings)
    prior = prior_hazard(delays, settings, receivables)
    strength = settings.without_history.invoices
    whole = _hazard(deaths.sum(axis=0), at_risk.sum(axis=0), prior, strength)
    leaning = settings.segment_invoices or learned_strength(deaths, at_risk)
    each = _hazard(deaths, at_risk, whole, leaning)
    unpaid = np.exp(np.cumsum(np.log1p(-each), axis=1))
    unpaid = np.hstack([np.ones((SEGMENTS, 1)), np.maximum(unpaid, 1e-12)])
    return Curves(first, unpaid, float(prior[-1]), sizes)


def prior_hazard(delays: Ints, settings: Behaviour, receivables: Receivables) -> Floats:
    """Daily chance of payment assumed before any history, given unpaid so far; shape of `delays`.

    The share paid by due comes half on the due day, half evenly over the days before. After due
    an invoice of an ageing bucket waits `expected_after_days` on average: 1/days a day.
    """
    by_due = -np.log1p(-settings.without_history.paid_by_due)
    early = np.where(delays >= -EARLY_DAYS, by_due / 2 / EARLY_DAYS, 0.0)
    edges = [b.up_to_days for b in receivables.ageing if b.up_to_days is not None]
    wait = np.array([max(b.expected_after_days, 1) for b in receivables.ageing], dtype=float)
    late = 1.0 / wait[np.searchsorted(np.array(edges), delays, side="left")]
    hazard = np.select([delays < 0, delays == 0], [-np.expm1(-early), -np.expm1(-by_due / 2)], late)
    capped: Floats = np.minimum(hazard, 0.999)
    return capped


def segments(terms: Ints, of_size: Ints) -> Ints:
    """Number of the segment of each invoice, 0..SEGMENTS - 1."""
    return np.searchsorted(TERMS, terms, side="left") * SIZES + of_size


def _thirds(amounts: Floats) -> Floats:
    if not len(amounts):
        return np.array([np.inf, np.inf])
    thirds: Floats = np.quantile(amounts, [1 / 3, 2 / 3])
    return thirds


def _counts(
    history: History, segment: Ints, delays: Ints, settings: Behaviour
) -> tuple[Floats, Floats]:
    """Payments on each delay and invoices at risk of it, by segment: product-limit estimation with
    delayed entry (the issue) and censoring (still open). Shape (SEGMENTS, delays)."""
    size = len(delays)
    due_ago = history.issued_ago + history.entry
    weight = history.share * 0.5 ** (due_ago / settings.half_life_days)
    later = 2.0 ** (delays / settings.half_life_days)  # a delay later in time by so much
    entry = np.clip(history.entry - delays[0], 0, size - 1)
    exit_ = np.clip(history.delay - delays[0], 0, size - 1)
    row = segment * (size + 1)
    into = np.bincount(row + entry, weights=weight, minlength=SEGMENTS * (size + 1))
    out = np.bincount(row + exit_ + 1, weights=weight, minlength=SEGMENTS * (size + 1))
    at_risk = np.cumsum((into - out).reshape(SEGMENTS, -1), axis=1)[:, :size] * later
    seen = history.paid & (history.delay <= delays[-1])
    paid = np.bincount(
        (row + exit_)[seen], weights=weight[seen], minlength=SEGMENTS * (size + 1)
    ).reshape(SEGMENTS, -1)
    deaths = paid[:, :size] * later
    return deaths, np.maximum(at_risk, deaths)


def _hazard(deaths: Floats, at_risk: Floats, prior: Floats, strength: float) -> Floats:
    """Posterior mean of a beta process: `strength` invoices that pay as `prior` says join in."""
    hazard: Floats = (deaths + strength * prior) / (at_risk + strength)
    return np.minimum(hazard, 1 - 1e-9)
