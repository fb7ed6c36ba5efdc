"""What is usual for a figure: the median of its past, and how far it strays from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

# Makes the median absolute deviation of a normal distribution its standard deviation.
MAD_TO_DEVIATION = 1.4826
# The same for the mean absolute deviation: the root of pi / 2.
MEAN_TO_DEVIATION = 1.2533


@dataclass(frozen=True)
class UsualRange:
    """Values from `low` to `high` are usual; `median` lies in the middle. `periods` is how many
    values it rests on."""

    median: float
    low: float
    high: float
    periods: int


def usual_range(past: Sequence[float], spreads: float, least_spread: float) -> UsualRange:
    """Median plus and minus so many spreads of `past` (at least one value, in any order).

    One spread is 1.4826 times the median absolute deviation, as one wild value moves neither, but
    at least the share `least_spread` of the median: figures that never moved would else make the
    first cent an alarm. Few values know their spread badly: the range widens by 1 + 1 / number of
    values, which holds false alarms level from three values on (bench/bench_monitor.py).
    """
    values = np.asarray(past, dtype=np.float64)
    median = float(np.median(values))
    deviation = MAD_TO_DEVIATION * float(np.median(np.abs(values - median)))
    spread = max(deviation, least_spread * abs(median))
    if spread == 0:
        spread = MEAN_TO_DEVIATION * float(np.mean(np.abs(values - median)))
    width = spreads * spread * (1 + 1 / values.size)
    return UsualRange(median, median - width, median + width, int(values.size))
