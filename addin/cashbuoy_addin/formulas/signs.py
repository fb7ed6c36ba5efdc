"""Figures that have but one sign: ledgers show liabilities and outflows as negative, formulas take
them as positive, and a mix of both would give a figure that looks right."""

from __future__ import annotations

import math

from cashbuoy.errors import FormulaError
from cashbuoy_addin.formulas.ranges import Numbers


def not_negative(figures: Numbers | float, name: str) -> None:
    """FormulaError #NUM! where the figures add up to less than nought."""
    whole = figures if isinstance(figures, float) else math.fsum(figures.tolist())
    if whole < 0:
        raise _negative(whole, name)


def none_negative(figures: Numbers, name: str) -> None:
    """FormulaError #NUM! where one of them is less than nought."""
    if (figures < 0).any():
        raise _negative(float(figures.min()), name)


def above_zero(figure: float, name: str) -> None:
    """FormulaError #NUM! for nought or less."""
    if not figure > 0:
        raise FormulaError(
            "#NUM!", "{name} is {found:,.2f}; it must be more than zero", key="not_above_zero",
            name=name, found=figure,
        )  # fmt: skip


def _negative(found: float, name: str) -> FormulaError:
    return FormulaError(
        "#NUM!", "{name}: {found:,.2f} is negative; give it as a positive figure",
        key="sign_negative", name=name, found=found,
    )  # fmt: skip
