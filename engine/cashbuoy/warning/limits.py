"""How a rule's limit is compared with a series of values: one small function per kind of test."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from cashbuoy.warning.usual_range import usual_range

Values = Sequence[float | None]  # oldest first

LEAST_VALUES = 3  # fewer have no spread to speak of
LEAST_SPREAD = 0.01  # of the median: figures that never moved would else make any change an alarm


class LimitTest(NamedTuple):
    """`limit(values, position, setting, mean_months)` is the limit at a position, None where it
    cannot be told; `broken(value, limit)` is strict, and false where either is None.
    `against_past`: the setting is a share or a number of spreads, not a figure in the measure's
    unit.
    """

    limit: Callable[[Values, int, float, int], float | None]
    broken: Callable[[float | None, float | None], bool]
    against_past: bool


def value_at(values: Values, i: int) -> float | None:
    """The value at position i; None before the first and where unknown."""
    return values[i] if 0 <= i < len(values) else None


def _fixed(_values: Values, _i: int, setting: float, _months: int) -> float | None:
    return setting


def _mean_raised(values: Values, i: int, setting: float, months: int) -> float | None:
    mean = _trailing_mean(values, i, months)
    return None if mean is None else mean * (1 + setting)


def _mean_lowered(values: Values, i: int, setting: float, months: int) -> float | None:
    mean = _trailing_mean(values, i, months)
    return None if mean is None else mean * (1 - setting)


def _trailing_mean(values: Values, i: int, months: int) -> float | None:
    """Mean of the values before position i; None where one of them is unknown, or the mean is not
    positive and a share of it says nothing."""
    before = values[max(i - months, 0) : max(i, 0)]
    known = [v for v in before if v is not None]
    if len(known) < months:
        return None
    mean = math.fsum(known) / months
    return mean if mean > 0 else None


def _unusually_high(values: Values, i: int, setting: float, months: int) -> float | None:
    past = _past(values, i, months)
    return None if past is None else usual_range(past, setting, LEAST_SPREAD).high


def _unusually_low(values: Values, i: int, setting: float, months: int) -> float | None:
    past = _past(values, i, months)
    return None if past is None else usual_range(past, setting, LEAST_SPREAD).low


def _past(values: Values, i: int, months: int) -> list[float] | None:
    """The values before position i, so many at most; None for fewer than three."""
    before = values[max(i - months, 0) : max(i, 0)]
    known = [v for v in before if v is not None]
    return known if len(known) >= LEAST_VALUES else None


def above(value: float | None, limit: float | None) -> bool:
    """Strictly above; false where either is unknown."""
    return value is not None and limit is not None and value > limit and not _equal(value, limit)


def below(value: float | None, limit: float | None) -> bool:
    """Strictly below; false where either is unknown."""
    return value is not None and limit is not None and value < limit and not _equal(value, limit)


def _equal(value: float, limit: float) -> bool:
    """Equal but for the rounding of floats: 63 is not above 1.4 x 45."""
    return math.isclose(value, limit, rel_tol=1e-9)


TESTS: Mapping[str, LimitTest] = {
    "below": LimitTest(_fixed, below, against_past=False),
    "above": LimitTest(_fixed, above, against_past=False),
    "above_mean": LimitTest(_mean_raised, above, against_past=True),
    "below_mean": LimitTest(_mean_lowered, below, against_past=True),
    "unusual_high": LimitTest(_unusually_high, above, against_past=True),
    "unusual_low": LimitTest(_unusually_low, below, against_past=True),
}
