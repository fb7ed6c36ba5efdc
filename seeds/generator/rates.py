"""US dollar at month ends, in ten-thousandths of a yuan. Plausible figures, not quotations."""

from __future__ import annotations

import bisect
import datetime as dt

from . import days

_FIRST = dt.date(2024, 10, 1)
_MONTH_ENDS = (
    71_250, 72_410, 72_990, 72_480, 72_760, 72_560, 72_710, 71_960, 71_640, 71_930, 71_300, 71_190,
    71_120, 70_790, 70_120, 69_880, 69_540, 69_310, 69_150, 68_940, 69_080, 68_870, 68_760, 68_910,
    68_830,
)  # fmt: skip

QUOTES = [(days.month_end(days.shift_month(_FIRST, n)), rate) for n, rate in enumerate(_MONTH_ENDS)]


def rate_on(day: dt.date) -> int:
    """The latest quote on or before a day; the first one before that."""
    at = bisect.bisect_right([quoted for quoted, _ in QUOTES], day) - 1
    return QUOTES[max(at, 0)][1]
