"""Why each bill is paid on its day, as keys that the workbook has words for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cashbuoy.calendars import Dates
from cashbuoy.money import Minor
from cashbuoy.payables.choices import Choices
from cashbuoy.payables.payments import Payments
from cashbuoy.payables.runs import Stretches

REASONS = (
    "approved",  # on the date that was approved
    "part",  # in parts, as cash allows
    "discount",  # early: the discount is worth more than money costs
    "overdue_limit",  # overdue, and it has waited as long as it may
    "overdue",  # overdue: with the first run
    "no_run_before",  # there is no run between now and the due date
    "least",  # not before the least deferral
    "limit",  # late, on the last run that its longest deferral allows
    "waits",  # late: earlier it would have taken cash below the floor
    "discount_no_cash",  # on time: cash did not allow to take the discount
    "discount_small",  # on time: the discount is worth less than money costs
    "on_time",  # on the last run that is on time
    "credit",  # a credit note, taken off the supplier's bill
)


@dataclass(frozen=True)
class Reasons:
    """Of each payment, shape (payments,): a key of REASONS; for one that waits the day on which
    cash is tightest in between (else NaT) and what is then left above the floor."""

    key: NDArray[np.object_]
    tight: Dates
    left: Minor


def reasons_of(
    payments: Payments, choices: Choices, stretches: Stretches, as_of: dt.date
) -> Reasons:
    """Why each payment is made on its run and no other."""
    bill, run = payments.bill, payments.run
    bills = choices.bills
    late = choices.days_late[bill, run] > 0
    first = choices.allowed.argmax(axis=1)[bill]
    latest = choices.latest[bill]
    overdue = bills.due[bill] <= np.datetime64(as_of, "D")
    parts = np.bincount(bill, minlength=bills.count)[bill]
    wanted = choices.preferred[bill]
    waits = late & (run > wanted)
    offered = bills.discount[bill] > 0
    key = np.select(
        [
            ~np.isnat(bills.fixed_on[bill]),
            parts > 1,
            payments.discount > 0,
            late & overdue & (run == first) & (run == latest),
            late & overdue & (run == first),
            late & (bills.earliest[bill] > bills.due[bill]) & (run == first),
            late & (run == first),
            waits & (run == latest),
            waits,
            offered & (wanted < run),
            offered,
        ],
        [
            "approved", "part", "discount", "overdue_limit", "overdue", "least", "no_run_before",
            "limit", "waits", "discount_no_cash", "discount_small",
        ],
        "on_time",
    ).astype(object)  # fmt: skip
    tight, left = _tightest(payments, wanted, stretches)
    return Reasons(key, tight, left)


def _tightest(
    payments: Payments, wanted: NDArray[np.int64], stretches: Stretches
) -> tuple[Dates, Minor]:
    """The tightest day between the run that was wanted and the run that it is."""
    spare = stretches.room - payments.paid_by(stretches.count)
    each = np.arange(stretches.count)[None, :]
    between = (each >= wanted[:, None]) & (each < payments.run[:, None])
    huge = np.iinfo(np.int64).max
    at = np.where(between, spare[None, :], huge).argmin(axis=1)
    some = between.any(axis=1)
    tight = np.where(some, stretches.tight[at], np.datetime64("NaT"))
    return tight, np.where(some, spare[at], 0)
