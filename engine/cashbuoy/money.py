"""Money is whole minor units (cents, fen) in int64; floats cross over here and nowhere else.

Rounding is half-even. Parts always add up to the whole, by largest remainder.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Minor = NDArray[np.int64]

# ISO 4217: currencies whose minor unit is not the hundredth.
_DIGITS = dict.fromkeys(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0
)
_DIGITS |= dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3)

# Beyond this a float no longer tells one minor unit from the next.
LARGEST = 2**53 - 1


def minor_digits(currency: str) -> int:
    """Decimal places of a currency's minor unit: 2 for CNY, 0 for JPY."""
    return _DIGITS.get(currency, 2)


def to_minor(amounts: ArrayLike, digits: int = 2) -> Minor:
    """Major units (floats, as spreadsheets hold them) to minor units, half-even on the decimal
    value that the cell shows: 1.005 is a tie at two digits, whatever its binary fraction says.

    NaN and amounts too large for exact cents raise ValueError; clean them away first.
    """
    values = np.asarray(amounts, dtype=np.float64)
    scaled = values * 10.0**digits
    if not np.all(np.abs(scaled) <= LARGEST):
        raise ValueError("amount is not a number, or too large to be held to the cent")
    nearest = np.rint(scaled)
    minor = nearest.astype(np.int64)
    near_tie = np.abs(np.abs(scaled - nearest) - 0.5) < 1e-6 * np.maximum(
        1.0, np.abs(scaled) * 1e-9
    )
    if near_tie.any():
        unit = Decimal(1).scaleb(-digits)
        exact = [
            int(Decimal(repr(v)).quantize(unit, ROUND_HALF_EVEN).scaleb(digits))
            for v in values[near_tie].tolist()
        ]
        minor[near_tie] = exact
    return minor


def to_major(minor: ArrayLike, digits: int = 2) -> NDArray[np.float64]:
    """Minor units to major units, as a spreadsheet shows them."""
    return np.asarray(minor, dtype=np.float64) / 10.0**digits


def share_out(total: int, weights: ArrayLike) -> Minor:
    """Split `total` minor units by `weights` (>= 0, shape (n,)): parts add up to `total` exactly.

    Largest remainder; equal remainders go to the earlier part. Errors: ValueError when the
    weights are empty, negative or all zero.
    """
    share = np.asarray(weights, dtype=np.float64)
    if share.size == 0 or np.any(share < 0) or not share.sum() > 0:
        raise ValueError("shares must be non-negative and not all zero")
    # Exact integers from here on: float shares of large totals would lose cents.
    whole: Any = [Decimal(repr(w)) for w in share.tolist()]
    of_all = sum(whole)
    exact = [total * w / of_all for w in whole]
    return round_to_sum(exact, total)


def round_to_sum(exact: list[Decimal], total: int) -> Minor:
    """Round parts down, then hand the missing units to the largest remainders, so that they sum
    to `total`."""
    floors = np.array([int(part.__floor__()) for part in exact], dtype=np.int64)
    missing = total - int(floors.sum())
    remainders = np.array([float(part - int(f)) for part, f in zip(exact, floors, strict=True)])
    order = np.argsort(-remainders, kind="stable")
    floors[order[:missing]] += 1
    return floors


def convert(
    amounts: Minor, rates: NDArray[np.float64], digits_from: NDArray[np.int64], digits_to: int
) -> Minor:
    """Minor units of any currency to minor units of the base currency, at `rates` (base per unit).

    The exact sum is rounded once (half-even) and each part floored or raised by one minor unit, so
    that the parts add up to the rounded sum. Rows at rate 1 and equal digits come back unchanged.
    All arrays have shape (n,).
    """
    out = amounts.astype(np.int64, copy=True)
    foreign = np.flatnonzero(((rates != 1.0) | (digits_from != digits_to)) & (amounts != 0))
    if foreign.size:
        exact = [
            Decimal(int(a)) * Decimal(repr(r)) * Decimal(10) ** (digits_to - int(d))
            for a, r, d in zip(
                amounts[foreign].tolist(),
                rates[foreign].tolist(),
                digits_from[foreign].tolist(),
                strict=True,
            )
        ]
        total = int(sum(exact).to_integral_value(ROUND_HALF_EVEN))  # type: ignore[union-attr]
        out[foreign] = round_to_sum(exact, total)
    return out
