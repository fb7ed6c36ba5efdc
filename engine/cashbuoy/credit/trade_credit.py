"""What trade credit costs, and when sales on credit turn into cash: pure functions of numbers.

Rates and shares are fractions; money in any unit, the same throughout.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cashbuoy.errors import FormulaError


def terms_cost(discount: float, discount_days: float, net_days: float, year_days: float) -> float:
    """Yearly cost of not taking an early-payment discount, simple interest:
    d / (1 - d) x year / (net days - discount days)."""
    periods = _periods(discount, discount_days, net_days, year_days)
    return discount / (1 - discount) * periods


def terms_cost_effective(
    discount: float, discount_days: float, net_days: float, year_days: float
) -> float:
    """The same, compounded: (1 + d / (1 - d)) ^ (year / extra days) - 1."""
    periods = _periods(discount, discount_days, net_days, year_days)
    return math.expm1(periods * -math.log1p(-discount))


def late_fee(principal: float, days_late: float, annual_rate: float, day_basis: float) -> float:
    """Fee for paying late: principal x annual rate x days / day basis; 0 when not late.

    A daily rate r is the annual rate r x day basis. Simple interest, as Chinese law reckons it.
    """
    return principal * _simple_interest(days_late, annual_rate, day_basis)


def credit_balance(sales: float, collection_days: float, year_days: float) -> float:
    """Receivables that yearly `sales` tie up when collected after so many days on average."""
    return sales / year_days * collection_days


def carrying_cost(receivables: float, variable_cost_share: float, cost_of_money: float) -> float:
    """Yearly opportunity cost of receivables: the money tied up is their variable cost."""
    return receivables * variable_cost_share * cost_of_money


def average_collection_days(shares: ArrayLike, days: ArrayLike) -> float:
    """Mean days to payment when `shares` of customers pay after `days`; shape (n,) each."""
    return float(np.dot(np.asarray(shares, dtype=np.float64), np.asarray(days, dtype=np.float64)))


def discounts_granted(sales: float, shares: ArrayLike, discounts: ArrayLike) -> float:
    """Yearly cost of early-payment discounts, each taken by its share of customers."""
    return sales * average_collection_days(shares, discounts)


def collections_from_sales(sales: ArrayLike, profile: ArrayLike) -> NDArray[np.float64]:
    """Cash received in each period from the `sales` of that and earlier periods, shape of `sales`.

    `profile[i]` is the share collected i periods after the sale. What earlier periods than the
    first still bring in is not included, nor what comes after the last.
    """
    billed = np.asarray(sales, dtype=np.float64)
    return np.convolve(billed, np.asarray(profile, dtype=np.float64))[: billed.size]


def _simple_interest(days: float, annual_rate: float, day_basis: float) -> float:
    if not annual_rate >= 0:
        raise FormulaError(
            "#NUM!", "the rate is {found:.4%}; it must not be negative", key="negative_rate",
            found=annual_rate,
        )  # fmt: skip
    if not day_basis > 0:
        raise FormulaError(
            "#NUM!", "the days of the year must be more than zero", key="year_days_positive"
        )
    return annual_rate * max(days, 0) / day_basis


def _periods(discount: float, discount_days: float, net_days: float, year_days: float) -> float:
    """How many times a year the discount could be taken."""
    if not 0 <= discount < 1:
        raise FormulaError(
            "#NUM!", "the discount is {found:.2%}; it must be from 0 to below 100 %",
            key="discount_share", found=discount,
        )  # fmt: skip
    if net_days == discount_days:
        raise FormulaError(
            "#DIV/0!", "net days and discount days are the same: no time is gained",
            key="no_extra_days",
        )  # fmt: skip
    if net_days < discount_days:
        raise FormulaError(
            "#NUM!", "net days ({net:g}) must be more than discount days ({early:g})",
            key="net_before_discount", net=net_days, early=discount_days,
        )  # fmt: skip
    if not year_days > 0:
        raise FormulaError(
            "#NUM!", "the days of the year must be more than zero", key="year_days_positive"
        )
    return year_days / (net_days - discount_days)
