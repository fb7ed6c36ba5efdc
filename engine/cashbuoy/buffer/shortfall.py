"""The chance that a running balance falls below a line, from a table of uncertain net flows.

Computed, not drawn: the density of the balance is carried from period to period by Gauss-Legendre
quadrature, and what falls below the line leaves it (first passage with absorption). The flows are
taken as normal. Money in any unit, the same throughout. Errors: FormulaError.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from cashbuoy.errors import FormulaError
from cashbuoy.figures import Floats, array, number, total

TENTH = 1.2815515655446004  # the P10 of a normal figure lies so many deviations below its mean
MOST_PERIODS = 120
_REACH = 8.0  # deviations beyond which nothing is left
_FINE = 40.0  # a step narrower than this part of the spread so far waits for the next
_FACTOR_NODES = 32
_NOTHING = 1e-9  # a chance that is none


def deviations_of(net_flows: ArrayLike, low_net_flows: ArrayLike) -> Floats:
    """Standard deviations from expected net flows and their P10 (undercut one time in ten), both
    of shape (periods,)."""
    expected, low = array(net_flows), array(low_net_flows)
    if low.size != expected.size:
        raise FormulaError(
            "#VALUE!",
            "{low} low net flows for {expected} expected ones; each period needs both",
            key="low_flows_differ",
            low=low.size,
            expected=expected.size,
        )
    if (low > expected).any():
        at = int(np.argmax(low > expected))
        raise FormulaError(
            "#NUM!",
            "in period {period} the low net flow {low:,.2f} is above the expected {expected:,.2f}",
            key="low_above_expected",
            period=at + 1,
            low=float(low[at]),
            expected=float(expected[at]),
        )
    spread: Floats = (expected - low) / TENTH
    return spread


def shortfall_risk(
    cash: ArrayLike,
    floor: float,
    net_flows: ArrayLike,
    deviations: ArrayLike,
    correlation: float = 0.0,
) -> float:
    """Chance, from 0 to 1, that cash plus the net flows so far is below `floor` at the end of at
    least one period.

    cash: several accounts are added up. net_flows: expected, in +, out -, shape (periods,), oldest
    to latest; deviations: their standard deviations, one each or one for all. correlation of the
    deviations of any two periods, 0 (each month is its own) to 1 (all months are off alike).
    """
    mean = array(net_flows)
    spread = _one_each(array(deviations), mean.size)
    room = total(cash) - number(floor)
    rho = _correlation(correlation)
    if mean.size > MOST_PERIODS:
        raise FormulaError(
            "#NUM!",
            "{found} periods; at most {most} are allowed",
            key="too_many_periods",
            found=mean.size,
            most=MOST_PERIODS,
        )
    if rho == 1:
        return _alike(room, mean, spread)
    if rho == 0 or not spread.any():
        return _independent(room, mean, spread)
    return _with_factor(room, mean, spread, rho)


def _one_each(spread: Floats, periods: int) -> Floats:
    if (spread < 0).any():
        raise FormulaError(
            "#NUM!",
            "a standard deviation is {found:,.2f}; it must not be negative",
            key="negative_deviation",
            found=float(spread.min()),
        )
    if spread.size == 1:
        return np.full(periods, spread[0])
    if spread.size != periods:
        raise FormulaError(
            "#VALUE!",
            "{given} deviations for {periods} net flows; give one each, or one for all",
            key="deviations_differ",
            given=spread.size,
            periods=periods,
        )
    return spread


def _correlation(value: float) -> float:
    found = number(value)
    if not 0 <= found <= 1:
        raise FormulaError(
            "#NUM!",
            "the correlation is {found:g}; it must lie between 0 and 1",
            key="correlation_range",
            found=found,
        )
    return found


def _with_factor(room: float, mean: Floats, spread: Floats, rho: float) -> float:
    """Equal correlation is a common factor: given it, periods are independent. The chance falls
    with the factor; only where it is neither sure nor none it has to be integrated."""
    own = spread * math.sqrt(1 - rho)

    def risk(factor: float) -> float:
        return _independent(room, mean + spread * math.sqrt(rho) * factor, own)

    low = _first(lambda z: risk(z) < 1 - _NOTHING)
    high = _first(lambda z: risk(z) < _NOTHING)
    points, weights = _nodes(_FACTOR_NODES)
    factors = (low + high) / 2 + points * (high - low) / 2
    density = weights * (high - low) / 2 * np.exp(-(factors**2) / 2) / math.sqrt(2 * math.pi)
    return _share(_below(low) + float(density @ np.array([risk(z) for z in factors.tolist()])))


def _first(holds: Callable[[float], bool]) -> float:
    """Where something begins to hold as the factor rises, within the factor's reach."""
    low, high = -_REACH, _REACH
    if holds(low):
        return low
    for _ in range(14):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _alike(room: float, mean: Floats, spread: Floats) -> float:
    """All periods are off by the same number of deviations: below the line when that is below the
    highest of what each period can bear."""
    safe, wide = room + np.cumsum(mean), np.cumsum(spread)
    if (safe[wide == 0] < 0).any():
        return 1.0
    if not wide.any():
        return 0.0
    bears = -safe[wide > 0] / wide[wide > 0]
    return _share(_below(float(bears.max())))


@dataclass(frozen=True)
class _Step:
    """A random move, then sure ones: `line` is what the balance must reach after the random move so
    that none of the sure ones takes it below zero."""

    mean: float
    deviation: float
    line: float
    after: float


def _independent(room: float, mean: Floats, spread: Floats) -> float:
    """The chance of falling below zero from `room`, periods independent."""
    first, *steps = _steps(mean, spread)
    start = room + first.mean
    if start < first.line:
        return 1.0
    start += first.after
    nodes, mass = np.array([start]), np.array([1.0])
    centre, variance = start, 0.0
    for step in steps:
        centre, variance = centre + step.mean, variance + step.deviation**2
        wide = math.sqrt(variance)
        low, high = max(step.line, centre - _REACH * wide), centre + _REACH * wide
        if high <= step.line:
            return 1.0
        # Nodes about one deviation apart: the error is that of sampling a bell, below 1e-6.
        points, weights = _nodes(_rounded_up(48 + 26 * wide / step.deviation))
        new = (low + high) / 2 + points * (high - low) / 2
        off = (new[:, None] - nodes[None, :] - step.mean) / step.deviation
        density = np.exp(-(off**2) / 2) @ mass / (step.deviation * math.sqrt(2 * math.pi))
        nodes, mass = new + step.after, density * weights * (high - low) / 2
        centre += step.after
    return _share(1.0 - float(mass.sum()))


def _steps(mean: Floats, spread: Floats) -> Iterator[_Step]:
    """Periods as random moves, each with the sure ones that follow; the first has none before it.
    A move too narrow to matter beside what has come before counts as sure, its variance waits."""
    move, line, after = 0.0, -math.inf, 0.0  # what is below before the first period does not count
    deviation, done, waiting = 0.0, 0.0, 0.0
    for flow, own in zip(mean.tolist(), spread.tolist(), strict=True):
        waiting += own**2
        if waiting > 0 and waiting * _FINE**2 >= done:
            yield _Step(move, deviation, line, after)
            move, line, after = flow, 0.0, 0.0
            deviation, done, waiting = math.sqrt(waiting), done + waiting, 0.0
        else:
            after += flow
            line = max(line, -after)
    yield _Step(move, deviation, line, after)


@cache
def _nodes(count: int) -> tuple[Floats, Floats]:
    points, weights = np.polynomial.legendre.leggauss(count)
    return points, weights


def _rounded_up(count: float) -> int:
    """To one of few numbers, so that nodes are worked out once."""
    return round(32 * 1.25 ** math.ceil(math.log(count / 32, 1.25)))


def _below(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2))


def _share(value: float) -> float:
    """Without the last digit's noise of the quadrature."""
    return min(max(value, 0.0), 1.0)
