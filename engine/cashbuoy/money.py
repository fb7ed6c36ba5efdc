"""Money is whole minor units (cents, fen) in int64; floats cross over here and nowhere else.

Rounding is half-even. Parts always add up to the whole, by largest remainder.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cashbuoy.errors import AmountTooLargeError

Minor = NDArray[np.int64]

# ISO 4217: currencies whose minor unit is not the hundredth.
_WHOLE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
_DIGITS = dict.fromkeys(_WHOLE.split(), 0) | dict.fromkeys(_THOUSANDTHS.split(), 3)

# Up to here a float in major units still tells one minor unit from the next, at 0 to 3 digits:
# below 2**46 floats are less than 0.01 apart, below 2**43 less than 0.001.
LARGEST = 7 * 10**15
# Sums below this stay exact in int64.
_FITS = 2**62


def minor_digits(currency: str) -> int:
    """Decimal places of a currency's minor unit: 2 for CNY, 0 for JPY."""
    return _DIGITS.get(currency, 2)


def to_minor(amounts: ArrayLike, digits: int = 2) -> Minor:
    """Major units (floats, as spreadsheets hold them) to minor units, half-even on the decimal
    value that the cell shows: 1.005 is a tie at two digits, whatever its binary fraction says.

    NaN and amounts too large for exact cents raise AmountTooLargeError, a ValueError; clean them
    away first.
    """
    values = np.asarray(amounts, dtype=np.float64)
    scaled = values * 10.0**digits
    if not np.all(np.abs(scaled) <= LARGEST):
        raise AmountTooLargeError("amount is not a number, or too large to be held to the cent")
    nearest = np.rint(scaled)
    minor: Minor = np.asarray(nearest.astype(np.int64))
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
    parts: Minor = share_out_each(np.array([total], dtype=np.int64), weights)[0]
    return parts


def share_out_each(totals: Minor, weights: ArrayLike) -> Minor:
    """Split each of `totals` (shape (m,)) by the same `weights` (shape (n,)), as share_out does.

    Returns shape (m, n); each row adds up to its total exactly.
    """
    share = np.asarray(weights, dtype=np.float64)
    if share.size == 0 or not np.all(share >= 0) or not share.sum() > 0:
        raise ValueError("shares must be non-negative and not all zero")
    # Exact integers from here on: float shares of large totals would lose cents.
    parts_of, _ = _as_integers(share)
    amounts = np.asarray(totals, dtype=np.int64)
    exact = _product(amounts[:, None], np.array(parts_of, dtype=object))
    parts, rest = _floored(exact, sum(parts_of))
    missing = amounts - parts.sum(axis=1)
    rank = np.argsort(np.argsort(-rest, axis=1, kind="stable"), axis=1, kind="stable")
    whole: Minor = parts + (rank < missing[:, None])
    return whole


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
        distinct, which = np.unique(rates[foreign], return_inverse=True)
        per_unit, unit = _as_integers(distinct)
        powers = digits_to - digits_from[foreign]
        least = min(0, int(powers.min()))
        unit *= 10**-least
        scaled = _product(amounts[foreign], 10 ** (powers - least))
        exact = _product(scaled, np.array(per_unit, dtype=object)[which])
        parts, rest = _floored(exact, unit)
        # Rows that need no conversion are part of the sum: a tie is decided by all of it.
        whole = int(out.sum()) - int(out[foreign].sum())
        missing = _half_even(int(exact.sum()) + whole * unit, unit) - whole - int(parts.sum())
        parts[np.argsort(-rest, kind="stable")[:missing]] += 1
        out[foreign] = parts
    return out


def _as_integers(values: NDArray[np.float64]) -> tuple[list[int], int]:
    """The shortest decimals of `values` as integers over one common denominator."""
    decimals = [Decimal(repr(v)) for v in values.tolist()]
    places = max(0, *(-int(d.normalize().as_tuple().exponent) for d in decimals))
    return [int(d.scaleb(places)) for d in decimals], 10**places


def _product(amounts: NDArray[Any], factors: NDArray[Any]) -> NDArray[Any]:
    """amounts x factors, exactly: int64 where the sum of all surely fits, else Python integers."""
    largest = int(np.abs(amounts).max(initial=1)) * int(np.abs(factors).max(initial=1))
    kind = np.int64 if largest * max(amounts.size, factors.size) < _FITS else object
    exact: NDArray[Any] = amounts.astype(kind) * factors.astype(kind)
    return exact


def _floored(exact: NDArray[Any], unit: int) -> tuple[Minor, NDArray[Any]]:
    """exact / unit rounded down, and the remainders: int64 where they fit."""
    if unit < _FITS:
        return (exact // unit).astype(np.int64), (exact % unit).astype(np.int64)
    exact = exact.astype(object)
    return (exact // unit).astype(np.int64), exact % unit


def _half_even(numerator: int, unit: int) -> int:
    """numerator / unit, rounded half-even."""
    whole, left = divmod(numerator, unit)
    return whole + int(2 * left > unit or (2 * left == unit and whole % 2 == 1))
