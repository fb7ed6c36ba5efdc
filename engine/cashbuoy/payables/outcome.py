"""What a way of paying comes to: cash by day, its lowest point, fees and discounts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from cashbuoy.calendars import Dates
from cashbuoy.money import Minor
from cashbuoy.payables.choices import Choices
from cashbuoy.payables.payments import Payments

Way = Literal["as_due", "rules", "optimise"]


@dataclass(frozen=True)
class Outcome:
    """One way to pay the same bills. Money in base minor units.

    closing: (days,) end-of-day cash. lowest, lowest_on: in the days that the schedule looks at;
    short: by how much that is below the floor, >= 0. fees: late fees; discount: what early payment
    saves; late: what is paid after its due date; cost: fees and discounts lost. Limits that the
    forecast's way may break: off_runs: what is paid on days that are no paying runs; too_late: what
    waits longer than the policy lets it.
    """

    way: Way
    closing: Minor
    lowest: int
    lowest_on: dt.date
    short: int
    fees: int
    discount: int
    late: int
    cost: int
    off_runs: int = 0
    too_late: int = 0


@dataclass(frozen=True)
class Unpaid:
    """Cash if none of the bills were paid: closing (days,), int64; `watched` days are looked at."""

    closing: Minor
    days: pd.DatetimeIndex
    floor: int
    watched: int

    def paying(self, when: Dates, cash: Minor) -> Minor:
        """End-of-day cash with payments (+) on days."""
        day = (when - self.days[0].to_datetime64().astype("datetime64[D]")).astype(np.int64)
        inside = (day >= 0) & (day < len(self.days))
        paid = np.zeros(len(self.days), dtype=np.int64)
        np.add.at(paid, day[inside], cash[inside])
        closing: Minor = self.closing - np.cumsum(paid)
        return closing


def outcome(way: Way, payments: Payments, choices: Choices, unpaid: Unpaid) -> Outcome:
    """What payments on runs come to."""
    late = choices.days_late[payments.bill, payments.run] > 0
    closing = unpaid.paying(choices.runs[payments.run], payments.cash)
    return _outcome(
        way,
        closing,
        unpaid,
        fees=int(payments.fee.sum()),
        discount=int(payments.discount.sum()),
        late=int((payments.net + choices.bills.by_bill[payments.bill])[late].sum()),
        offered=int(choices.bills.discount.sum()),
    )


def outcome_as_due(choices: Choices, expected: Dates, closing: Minor, unpaid: Unpaid) -> Outcome:
    """What the bills come to on the days on which the forecast has them, `expected` (bills,), with
    cash as the forecast has it."""
    bills = choices.bills
    days = np.where(expected > bills.deadline, (expected - bills.due).astype(np.int64), 0)
    fees = np.rint(bills.owed * bills.late_rate * days).astype(np.int64)
    in_time = expected <= bills.discount_until  # NaT compares false
    found = _outcome(
        "as_due",
        closing,
        unpaid,
        fees=int(fees.sum()),
        discount=int(bills.discount[in_time].sum()),
        late=int((bills.net + bills.by_bill)[days > 0].sum()),
        offered=int(bills.discount.sum()),
    )
    off = ~np.isin(expected, choices.runs)
    too_late = expected > np.maximum(bills.latest, choices.runs[choices.latest])
    settled = bills.net + bills.by_bill
    return replace(found, off_runs=int(settled[off].sum()), too_late=int(settled[too_late].sum()))


def _outcome(
    way: Way, closing: Minor, unpaid: Unpaid, *, fees: int, discount: int, late: int, offered: int
) -> Outcome:
    at = int(closing[: unpaid.watched].argmin())
    lowest = int(closing[at])
    return Outcome(
        way=way,
        closing=closing,
        lowest=lowest,
        lowest_on=unpaid.days[at].date(),
        short=max(0, unpaid.floor - lowest),
        fees=fees,
        discount=discount,
        late=late,
        cost=fees + offered - discount,
    )
