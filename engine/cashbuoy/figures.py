"""Figures as formulas hand them over, one number or a range, and what to divide by.

NaN and infinities are FormulaError #VALUE!.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cashbuoy.errors import FormulaError

Floats = NDArray[np.float64]


def array(figures: ArrayLike) -> Floats:
    """The figures as one row of numbers."""
    values = np.asarray(figures, dtype=np.float64).ravel()
    if values.size == 0:
        raise FormulaError("#VALUE!", "the range holds no numbers", key="empty_range")
    if not np.all(np.isfinite(values)):
        raise FormulaError("#VALUE!", "a figure is missing or not a number", key="not_a_number")
    return values


def number(figure: float) -> float:
    """One figure."""
    return float(array(figure)[0])


def total(figures: ArrayLike) -> float:
    """Sum of a range."""
    # fsum: the order of the cells must not change the last digit.
    return math.fsum(array(figures).tolist())


def average(figures: ArrayLike) -> float:
    """Mean of a range."""
    values = array(figures)
    return math.fsum(values.tolist()) / values.size


def positive(value: float, reason: str, *, key: str) -> float:
    """A denominator that must be more than zero."""
    if value > 0:
        return value
    raise FormulaError("#NUM!" if value else "#DIV/0!", reason, key=key, found=value)


def nonzero(value: float, reason: str, *, key: str) -> float:
    """A denominator of either sign."""
    if value == 0:
        raise FormulaError("#DIV/0!", reason, key=key)
    return value
