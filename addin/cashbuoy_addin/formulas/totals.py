"""A range of figures that ends with its own total: the total would be counted once more."""

from __future__ import annotations

import math

import numpy as np

from cashbuoy.errors import FormulaError
from cashbuoy_addin.formulas.ranges import Numbers, filled

# With fewer figures the last may be the sum of the others by chance: 20, 30, 50.
_FEWEST = 5
_SOME = 3
_CENT = 0.005


def refuse_total(figures: Numbers, name: str) -> None:
    """FormulaError #VALUE! where the last of at least six figures is the sum of all the others."""
    given = filled(figures)
    others = given[:-1]
    if others.size < _FEWEST or np.count_nonzero(others) < _SOME:
        return
    if abs(math.fsum(others.tolist()) - given[-1]) <= _CENT and given[-1] != 0:
        raise FormulaError(
            "#VALUE!",
            "{name}: the last figure, {found:,.2f}, is the sum of the others; leave the total out "
            "of the range",
            key="total_in_range",
            name=name,
            found=float(given[-1]),
        )
