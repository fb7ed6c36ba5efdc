"""One instalment plan (B9): when each instalment is due, and its principal and interest.

The first instalment falls due one period after the start, or so many days after it as agreed.
Interest is charged on the principal still owed, at the yearly rate divided by the periods in a
year (12 for monthly), whatever the days in the period; a first period agreed in days is charged
by its days. It starts when the plan starts and leaves the down payment out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Literal

import numpy as np

from cashbuoy.calendars import Dates, MonthRule, add_months, as_dates, month_end
from cashbuoy.errors import FormulaError
from cashbuoy.money import Minor, share_out

Frequency = Literal[
    "weekly", "fortnightly", "monthly", "month_end", "quarterly", "half_yearly", "yearly"
]
Method = Literal["equal_principal", "equal_instalment", "balloon", "custom"]

_DAYS = {"weekly": 7, "fortnightly": 14}
_MONTHS = {"monthly": 1, "month_end": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
_PERIODS_A_YEAR = {
    "weekly": 52,
    "fortnightly": 26,
    "monthly": 12,
    "month_end": 12,
    "quarterly": 4,
    "half_yearly": 2,
    "yearly": 1,
}
# A hundred years of months: more is a slip of the finger, and would fill the sheet.
MOST_INSTALMENTS = 1200
_FURTHEST = 3660
# Nobody agrees on a hundred per cent a year: it is a rate typed in percent, not as a share.
_TOO_HIGH = 1.0


def check_terms(
    principal: int,
    instalments: int,
    annual_rate: float,
    down_payment: int,
    method: Method,
    parts: Sequence[int] = (),
    after_days: int | None = None,
) -> None:
    """FormulaError where no plan can follow from the terms (money in minor units; `parts` are the
    principals agreed for a custom plan)."""
    if principal <= 0:
        raise FormulaError("#NUM!", "the principal must be more than zero", key="plan_principal")
    if not 1 <= instalments <= MOST_INSTALMENTS:
        raise FormulaError(
            "#NUM!",
            "the number of instalments is {found}; it must be between 1 and {most}",
            key="plan_instalments",
            found=instalments,
            most=MOST_INSTALMENTS,
        )
    check_rate(annual_rate)
    if not 0 <= down_payment < principal:
        raise FormulaError(
            "#NUM!",
            "the down payment must be zero or more and less than the principal",
            key="plan_down_payment",
        )
    if after_days is not None and not 0 <= after_days <= _FURTHEST:
        raise FormulaError(
            "#NUM!",
            "the first instalment falls due after {found} days; between 0 and {most} are possible",
            key="plan_after_days",
            found=after_days,
            most=_FURTHEST,
        )
    if method == "custom":
        _check_parts(principal - down_payment, instalments, parts)


def check_rate(annual_rate: float) -> None:
    """FormulaError for a yearly rate that is negative, not a number, or typed in percent."""
    if not 0 <= annual_rate < _TOO_HIGH:
        raise FormulaError(
            "#NUM!",
            "the yearly rate is {found:.2%}; it must be from 0 to below {most:.0%} (6 % is 0.06)",
            key="plan_rate",
            found=annual_rate,
            most=_TOO_HIGH,
        )


def _check_parts(borrowed: int, instalments: int, parts: Sequence[int]) -> None:
    if not parts:
        raise FormulaError(
            "#VALUE!",
            "a custom plan has no formula; give its instalments one by one",
            key="plan_rows_missing",
        )
    if len(parts) != instalments or min(parts) < 0 or sum(parts) != borrowed:
        raise FormulaError(
            "#NUM!",
            "{count} amounts are given for {instalments} instalments; there must be one for each, "
            "none below zero, and they must add up to the principal less the down payment",
            key="plan_parts",
            count=len(parts),
            instalments=instalments,
        )


def check_new(
    principal: int, start: dt.date, agreed: dt.date, minimum: int, *, digits: int = 2
) -> None:
    """FormulaError where no new plan may be made: of less than `minimum` (minor units), or one
    that starts before the day on which it is agreed."""
    if start < agreed:
        raise FormulaError(
            "#NUM!",
            "the plan starts on {found}, before {agreed}; give the day of the agreement where it "
            "was made earlier",
            key="plan_start_past",
            found=start.isoformat(),
            agreed=agreed.isoformat(),
        )
    if 0 < principal < minimum:
        raise FormulaError(
            "#NUM!",
            "the principal is {found}; the policy makes no plans below {least}",
            key="plan_minimum",
            found=f"{principal / 10**digits:,.{digits}f}",
            least=f"{minimum / 10**digits:,.{digits}f}",
        )


def instalment_dates(
    start: dt.date,
    instalments: int,
    frequency: Frequency,
    month_rule: MonthRule,
    after_days: int | None = None,
) -> Dates:
    """Agreed dates datetime64[D], shape (instalments,), before any rolling to business days.

    after_days: the first is due so many days after the start, the others follow it; month_end: on
    the last day of its month.
    """
    first = 1 if after_days is None else 0
    begin = as_dates(start) + np.timedelta64(after_days or 0, "D")
    periods = np.arange(first, first + instalments)
    if frequency in _DAYS:
        agreed: Dates = begin + (periods * _DAYS[frequency]).astype("timedelta64[D]")
        return agreed
    if frequency == "month_end":
        return month_end(add_months(begin, periods))
    return add_months(begin, periods * _MONTHS[frequency], month_rule)


def repayments(
    borrowed: int,
    instalments: int,
    annual_rate: float,
    frequency: Frequency,
    method: Method,
    first_rate: Fraction | None = None,
    parts: Sequence[int] = (),
) -> tuple[Minor, Minor]:
    """Principal and interest of each instalment, minor units, shape (instalments,) each.

    equal_principal: the principal in equal parts, which differ by one minor unit at most.
    equal_instalment: the same payment every time (annuity; rounded half-even), the last one
    takes up the rounding. balloon: interest only, the principal with the last instalment.
    custom: `parts`. first_rate: of the first period, where that is not one like the others.
    """
    rate = period_rate(annual_rate, frequency)
    rates = [rate if first_rate is None else first_rate, *[rate] * (instalments - 1)]
    if method == "equal_instalment" and rate > 0:
        return _annuity(borrowed, rates)
    if method == "balloon":
        principal = np.zeros(instalments, dtype=np.int64)
        principal[-1] = borrowed
    elif method == "custom":
        principal = np.array(parts, dtype=np.int64)
    else:
        principal = share_out(borrowed, np.ones(instalments))
    owed = borrowed - np.cumsum(principal) + principal
    interest = [_whole(b * r) for b, r in zip(owed.tolist(), rates, strict=True)]
    return principal, np.array(interest, dtype=np.int64)


def days_rate(annual_rate: float, days: int, day_basis: int) -> Fraction:
    """The rate of so many days: simple interest on a year of `day_basis` days."""
    return Fraction(repr(float(annual_rate))) * days / day_basis


def period_rate(annual_rate: float, frequency: Frequency) -> Fraction:
    """The rate of one period, exactly: a yearly rate over the periods of a year."""
    return Fraction(repr(float(annual_rate))) / _PERIODS_A_YEAR[frequency]


def _level_payment(borrowed: Decimal, rates: list[Fraction]) -> Decimal:
    """The constant payment at the end of each period that repays `borrowed`, unrounded: the debt
    over the sum of the discount factors, whatever the rate of each period is."""
    # Added up, not in closed form: that divides by zero at no interest, and by noise near it.
    worth = Decimal(0)
    for rate in reversed(rates):
        worth = (worth + 1) / (1 + Decimal(rate.numerator) / rate.denominator)
    return borrowed / worth


def _annuity(borrowed: int, rates: list[Fraction]) -> tuple[Minor, Minor]:
    payment = int(_level_payment(Decimal(borrowed), rates).to_integral_value(ROUND_HALF_EVEN))
    owed, principal, interest = borrowed, [], []
    # Each period's rounded interest decides the next period's principal: no way around a loop.
    for number, rate in enumerate(rates, start=1):
        interest.append(_whole(owed * rate))
        repaid = owed if number == len(rates) else max(min(payment - interest[-1], owed), 0)
        principal.append(repaid)
        owed -= repaid
    return np.array(principal, dtype=np.int64), np.array(interest, dtype=np.int64)


def interest_of(owed: list[int], rate: Fraction) -> Minor:
    """One period's interest on each balance, rounded half-even to minor units."""
    return np.array([_whole(balance * rate) for balance in owed], dtype=np.int64)


def _whole(amount: Fraction) -> int:
    return round(amount)  # half-even
