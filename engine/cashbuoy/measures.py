"""The firm's own indicators, computed from its ledgers and monthly figures as of a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Unit = Literal["days", "share", "ratio", "money", "months", "index"]
# share: a fraction of one; money: minor units of the base currency held as float; index: 0 to 10,000.


@dataclass(frozen=True)
class Indicator:
    """One indicator now, with its past. `value` is None where it cannot be computed, `reason` then
    says why (message key, catalogue section `reasons`).

    `history` holds month-end values, oldest first, before the as-of date (None where unknown);
    `parts` the figures it was computed from (money in minor units), so that it can be checked by
    hand; `basis` where they come from.
    """

    id: str
    value: float | None
    unit: Unit
    history: tuple[tuple[dt.date, float | None], ...] = ()
    parts: Mapping[str, float] | None = None
    basis: Literal["ledgers", "monthly", "forecast"] = "ledgers"
    reason: str = ""
