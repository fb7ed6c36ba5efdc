"""What terms of payment are worth to the seller: days that still pay, and early discounts (B11).

Rates and shares are fractions; time in days; simple interest within the year.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cashbuoy.credit.record import Counts, Floats
from cashbuoy.money import Minor
from cashbuoy.policy.models.credit import Terms


def break_even_days(
    delay: Floats, loss: Floats, settings: Terms, year_days: float
) -> NDArray[np.float64]:
    """Longest terms at which a sale still leaves the least margin of its price, shape (n,).

    From the expected delay (days) and loss (share of the price). The money tied up is the cost of
    the goods, 1 - margin, for the terms and the delay:
    margin - loss - (1 - margin) x cost x (days + delay) / year = least margin.
    Negative: not even cash with order pays with such a delay; infinite where money costs nothing.
    """
    left = settings.margin - loss - settings.least_margin
    cost_a_day = (1 - settings.margin) * settings.cost_of_money / year_days
    if cost_a_day == 0:
        return np.where(left >= 0, np.inf, -np.inf)
    days: Floats = left / cost_a_day - delay
    return days


def days_that_pay(
    delay: Floats, loss: Floats, settings: Terms, longest: Counts, year_days: float
) -> Counts:
    """The longest step of the ladder that pays for each customer and is no longer than `longest`;
    0 is cash with order. Shape (customers,)."""
    days = np.minimum(break_even_days(delay, loss, settings, year_days), longest)
    ladder = np.array(settings.ladder, dtype=np.int64)
    return ladder[np.maximum(np.searchsorted(ladder, days, side="right") - 1, 0)]


def discount_npv(
    net_days: Floats | Counts, delay: Floats, loss: Floats, settings: Terms, year_days: float
) -> NDArray[np.float64]:
    """Present value, per 1 of sales, of the policy's early discount to a customer who takes it.

    It pays the price less the discount within the discount's days, instead of the price less the
    expected loss at net_days + delay. Above 0: offering it pays. Shape (n,).
    """
    offer, cost = settings.discount, settings.cost_of_money / year_days
    early = (1 - offer.rate) / (1 + cost * offer.within_days)
    late = (1 - loss) / (1 + cost * (net_days + delay))
    return np.asarray(early - late, dtype=np.float64)


def discount_values(
    sales: Minor,
    net_days: Counts,
    delay: Floats,
    loss: Floats,
    settings: Terms,
    year_days: float,
) -> Minor:
    """The same on `sales` of each customer, whole minor units; 0 where the terms leave nothing to
    shorten. Shape (customers,)."""
    shortens = net_days > settings.discount.within_days
    value = np.maximum(sales, 0) * discount_npv(net_days, delay, loss, settings, year_days)
    return np.where(shortens, np.rint(value), 0).astype(np.int64)
