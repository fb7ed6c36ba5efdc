"""One instalment plan (B9): when each instalment is due, and its principal and interest.

The first instalment falls due one period after the start. Interest is charged on the principal
still owed, at the yearly rate divided by the periods in a year (12 for monthly), whatever the
days in the period; it starts when the plan starts and leaves the down payment out.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal

import numpy as np

from cashbuoy.calendars import Dates, MonthRule, add_months, as_dates
from cashbuoy.errors import FormulaError
from cashbuoy.money import Minor, share_out

Frequency = Literal["weekly", "fortnightly", "monthly", "quarterly", "half_yearly", "yearly"]
Method = Literal["equal_principal", "equal_instalment", "balloon", "custom"]

_DAYS = {"weekly": 7, "fortnightly": 14}
_MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
_PERIODS_A_YEAR = {
    "weekly": 52,
    "fortnightly": 26,
    "monthly": 12,
    "quarterly": 4,
    "half_yearly": 2,
    "yearly": 1,
}
# A hundred years of months: more is a slip of the finger, and would fill the sheet.
_MOST = 1200


def check_terms(
    principal: int, instalments: int, annual_rate: float, down_payment: int, method: Method
) -> None:
    """FormulaError where no plan can follow from the terms (money in minor units)."""
    if principal <= 0:
        raise FormulaError("#NUM!", "the principal must be more than zero", key="plan_principal")
    if not 1 <= instalments <= _MOST:
        raise FormulaError(
            "#NUM!",
            "the number of instalments is {found}; it must be between 1 and {most}",
            key="plan_instalments",
            found=instalments,
            most=_MOST,
        )
    if not annual_rate >= 0:
        raise FormulaError(
            "#NUM!",
            "the yearly rate is {found:.2%}; it must not be negative",
            key="plan_rate",
            found=annual_rate,
        )
    if not 0 <= down_payment < principal:
        raise FormulaError(
            "#NUM!",
            "the down payment must be zero or more and less than the principal",
            key="plan_down_payment",
        )
    if method == "custom":
        raise FormulaError(
            "#VALUE!",
            "a custom plan has no formula; enter its instalments one by one in Instalments",
            key="plan_rows_missing",
        )


def instalment_dates(
    start: dt.date, instalments: int, frequency: Frequency, month_rule: MonthRule
) -> Dates:
    """Agreed dates datetime64[D], shape (instalments,), before any rolling to business days."""
    periods = np.arange(1, instalments + 1)
    if frequency in _DAYS:
        agreed: Dates = as_dates(start) + (periods * _DAYS[frequency]).astype("timedelta64[D]")
        return agreed
    return add_months(start, periods * _MONTHS[frequency], month_rule)


def repayments(
    borrowed: int, instalments: int, annual_rate: float, frequency: Frequency, method: Method
) -> tuple[Minor, Minor]:
    """Principal and interest of each instalment, minor units, shape (instalments,) each.

    equal_principal: the principal in equal parts, which differ by one minor unit at most.
    equal_instalment: the same payment every time (annuity; rounded half-even), the last one
    takes up the rounding. balloon: interest only, the principal with the last instalment.
    """
    rate = period_rate(annual_rate, frequency)
    if method == "equal_instalment" and rate > 0:
        return _annuity(borrowed, instalments, rate)
    if method == "balloon":
        principal = np.zeros(instalments, dtype=np.int64)
        principal[-1] = borrowed
    else:
        principal = share_out(borrowed, np.ones(instalments))
    owed = borrowed - np.cumsum(principal) + principal
    return principal, interest_of(owed.tolist(), rate)


def period_rate(annual_rate: float, frequency: Frequency) -> Decimal:
    """The rate of one period: a yearly rate over the periods of a year."""
    return Decimal(repr(float(annual_rate))) / _PERIODS_A_YEAR[frequency]


def annuity_payment(borrowed: Decimal, instalments: int, rate: Decimal) -> Decimal:
    """The constant payment at the end of each period that repays `borrowed` at `rate` a period,
    unrounded: the debt over the sum of the discount factors, P / ((1+r)^-1 + ... + (1+r)^-n)."""
    # Added up, not in closed form: that divides by zero at no interest, and by noise near it.
    worth = Decimal(0)
    for _ in range(instalments):
        worth = (worth + 1) / (1 + rate)
    return borrowed / worth


def _annuity(borrowed: int, instalments: int, rate: Decimal) -> tuple[Minor, Minor]:
    payment = _whole(annuity_payment(Decimal(borrowed), instalments, rate))
    owed, principal, interest = borrowed, [], []
    # Each period's rounded interest decides the next period's principal: no way around a loop.
    for number in range(1, instalments + 1):
        interest.append(_whole(owed * rate))
        repaid = owed if number == instalments else min(payment - interest[-1], owed)
        principal.append(repaid)
        owed -= repaid
    return np.array(principal, dtype=np.int64), np.array(interest, dtype=np.int64)


def interest_of(owed: list[int], rate: Decimal) -> Minor:
    """One period's interest on each balance, rounded half-even to minor units."""
    return np.array([_whole(balance * rate) for balance in owed], dtype=np.int64)


def _whole(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_HALF_EVEN))
