"""What terms of payment are worth to the seller: days that still pay, and early discounts (B11).

Rates and shares are fractions; time in days; simple interest within the year.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cashbuoy.credit.record import Counts, Floats
from cashbuoy.errors import FormulaError
from cashbuoy.policy.models.credit import Terms


def break_even_days(
    margin: float,
    cost_of_money: float,
    expected_delay: float,
    expected_loss: float,
    least_margin: float = 0.0,
    year_days: float = 365,
) -> float:
    """Longest terms in days at which a sale still leaves `least_margin` of its price.

    The money tied up is the cost of the goods, 1 - margin, for the terms and the expected delay;
    the loss is a share of the price:
    margin - loss - (1 - margin) x cost x (days + delay) / year = least margin.
    Negative: not even cash with order pays with such a delay; infinite where money costs nothing.
    Errors: FormulaError #NUM! for shares outside 0..1, or a margin of 100 %.
    """
    for share in (margin, expected_loss, least_margin):
        _check_share(share)
    if margin >= 1 or cost_of_money < 0 or not year_days > 0:
        raise FormulaError(
            "#NUM!", "the margin must be below 100 % and the cost of money not below zero",
            key="terms_out_of_range",
        )  # fmt: skip
    left = np.array([margin - expected_loss - least_margin])
    return float(_days_paid_for(left, (1 - margin) * cost_of_money / year_days)[0]) - expected_delay


def days_that_pay(
    delay: Floats, loss: Floats, settings: Terms, longest: Counts, year_days: float
) -> Counts:
    """The longest step of the ladder that pays for each customer by its expected delay (days) and
    loss (share), and is no longer than `longest`; shape (customers,)."""
    left = settings.margin - loss - settings.least_margin
    cost_a_day = (1 - settings.margin) * settings.cost_of_money / year_days
    days = np.minimum(_days_paid_for(left, cost_a_day) - delay, longest)
    ladder = np.array(settings.ladder, dtype=np.int64)
    return ladder[np.maximum(np.searchsorted(ladder, days, side="right") - 1, 0)]


def _days_paid_for(left: Floats, cost_a_day: float) -> Floats:
    """Days of credit that the margin left pays for; infinite where money costs nothing."""
    if cost_a_day == 0:
        return np.where(left >= 0, np.inf, -np.inf)
    return left / cost_a_day


def grant_terms(break_even: float, ladder: Sequence[int], longest: int) -> int:
    """The longest step of the ladder that pays and that the grade allows; 0 is cash with order."""
    return max((step for step in ladder if step <= min(break_even, longest)), default=0)


def discount_npv(
    discount: float,
    discount_days: float,
    net_days: float,
    taken_by: float,
    cost_of_money: float,
    expected_delay: float = 0.0,
    expected_loss: float = 0.0,
    year_days: float = 365,
) -> float:
    """Present value, per 1 of sales, of offering `discount` for payment within `discount_days`
    instead of net only.

    The share `taken_by` of sales comes at discount_days less the discount, instead of at net_days
    + delay less the expected loss. Above 0: offering pays. Errors: FormulaError #NUM!.
    """
    for share in (discount, taken_by, expected_loss):
        _check_share(share)
    if cost_of_money < 0 or not year_days > 0 or net_days < discount_days:
        raise FormulaError(
            "#NUM!", "net days must not be before the discount's, nor the cost of money below zero",
            key="discount_out_of_range",
        )  # fmt: skip
    early = (1 - discount) / (1 + cost_of_money * discount_days / year_days)
    late = (1 - expected_loss) / (1 + cost_of_money * (net_days + expected_delay) / year_days)
    return taken_by * (early - late)


def _check_share(share: float) -> None:
    if not 0 <= share <= 1:
        raise FormulaError(
            "#NUM!", "{found:g} is no share: it must be from 0 to 1", key="not_a_share",
            found=share,
        )  # fmt: skip
