"""What the three layers of the buffer would cover of a shortfall: pool, insurance, bank lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cashbuoy.money import Minor


@dataclass(frozen=True)
class Cover:
    """How far each layer reaches, in base minor units, >= 0; the parts add up to `gap`.

    `gap` is how deep cash falls at worst: from opening cash (or the floor, where that is higher)
    down to the lowest end-of-day cash. `pool` is opening cash above the floor; `insurance` what the
    insurers pay for the failed customer in time; `lines` undrawn committed credit on the days of
    need; `uncovered` the rest, by which cash stays below the floor.
    """

    gap: int
    pool: int
    insurance: int
    lines: int
    uncovered: int


@dataclass(frozen=True)
class Claim:
    """What the insurers will pay for a customer that fails at the as-of date: amounts and days, NaT
    where they never do."""

    amount: Minor
    paid_on: np.ndarray[tuple[int], np.dtype[np.datetime64]]


def cover(
    opening: int, floor: int, closing: Minor, days: pd.DatetimeIndex, claim: Claim, lines: Minor
) -> Cover:
    """The layers in order: each covers what those before it left open.

    closing, lines: shape (days,), closing cash and undrawn committed credit of each day. Lines are
    no cash to keep: what is drawn must be there again when they expire.
    """
    lowest = int(closing.min())
    gap = max(0, max(opening, floor) - lowest)
    pool = min(gap, max(0, opening - floor))
    short = max(0, floor - lowest)
    insured = closing + paid_by(claim, days)
    after_insurance = min(short, max(0, floor - int(insured.min())))
    after_lines = min(after_insurance, max(0, floor - int((insured + lines).min())))
    return Cover(gap, pool, short - after_insurance, after_insurance - after_lines, after_lines)


def paid_by(claim: Claim, days: pd.DatetimeIndex) -> Minor:
    """What the insurers have paid by the end of each day, shape (days,)."""
    known = ~np.isnat(claim.paid_on)
    first = np.searchsorted(days.to_numpy("datetime64[D]"), claim.paid_on[known])
    paid = np.zeros(len(days) + 1, dtype=np.int64)
    np.add.at(paid, first, claim.amount[known])
    total: Minor = np.cumsum(paid)[:-1]
    return total
