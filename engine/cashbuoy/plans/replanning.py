"""A payment plan after a missed instalment (B9): what is owed under it, and new schedules for it.

Payments settle the oldest instalment first, of each its interest before its principal (Civil Code
of the People's Republic of China, art. 561). Nothing that was paid is lost: paid + open equals the
principal and the interest of the plan, to the minor unit, before and after.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from cashbuoy.calendars import Dates, WorkCalendar
from cashbuoy.errors import FormulaError
from cashbuoy.money import Minor, share_out
from cashbuoy.plans.repayment import (
    MOST_INSTALMENTS,
    Frequency,
    Method,
    check_rate,
    instalment_dates,
    interest_of,
    period_rate,
    repayments,
)
from cashbuoy.policy.models import Instalments

# spread: what was missed is added in equal parts to the instalments still ahead. capitalised: all
# that is owed becomes a new principal. extended: the instalments ahead stay; what was missed is
# paid by further ones after the last.
Option = Literal["spread", "capitalised", "extended"]


@dataclass(frozen=True)
class NewTerms:
    """How a plan goes on. `further` instalments come after those ahead, each one period later;
    None: as many as were missed (extended), or none. `late_fee` (minor units) is added to the
    interest missed; `waived` (minor units) is given up: of late fee and interest missed first, then
    of the principal missed, then of the last instalments. `method` counts for capitalised only;
    `start` where no date is ahead."""

    option: Option
    annual_rate: float
    start: dt.date
    frequency: Frequency = "monthly"
    method: Method = "equal_instalment"
    further: int | None = None
    late_fee: int = 0
    waived: int = 0


@dataclass(frozen=True)
class PlanPosition:
    """What a plan's debtor owes at the close of a day, minor units.

    missed_principal, missed_interest: open of instalments due before that day. ahead: principal
    still open of those due on it or later, shape (n,), with their agreed dates; interest: of these,
    not owed yet. credit: paid over and above the whole plan.
    """

    paid: int
    missed: int  # instalments not wholly paid
    missed_principal: int
    missed_interest: int
    ahead: Minor
    dates: Dates
    credit: int
    interest: Minor

    @property
    def principal(self) -> int:
        """Principal still owed."""
        return self.missed_principal + int(self.ahead.sum())


def plan_position(schedule: pd.DataFrame, as_of: dt.date) -> PlanPosition:
    """Where a plan stands, from its instalments: due (datetime64), principal, interest, paid.

    Interest of instalments not due yet is not owed yet; what was paid beyond all that is due
    settles principal ahead, the next instalment first.
    """
    rows = schedule.sort_values("due", kind="stable")
    due = rows["due"].to_numpy("datetime64[D]")
    principal, interest = (rows[c].to_numpy(np.int64) for c in ("principal", "interest"))
    late = due < np.datetime64(as_of, "D")
    owed = np.stack([np.where(late, interest, 0), principal], axis=1)
    paid = int(rows["paid"].sum())
    settled = np.clip(paid - (np.cumsum(owed) - owed.ravel()), 0, owed.ravel()).reshape(owed.shape)
    still = owed - settled
    return PlanPosition(
        paid=paid,
        missed=int((still[late].sum(axis=1) > 0).sum()),
        missed_principal=int(still[late, 1].sum()),
        missed_interest=int(still[late, 0].sum()),
        ahead=still[~late, 1],
        dates=due[~late],
        credit=paid - int(settled.sum()),
        interest=interest[~late],
    )


def replan(
    position: PlanPosition, terms: NewTerms, calendar: WorkCalendar, settings: Instalments
) -> pd.DataFrame:
    """The new schedule: number, due, principal, interest, payment, outstanding, provisional.

    Interest on the principal runs on at the yearly rate, for whole periods as in
    repayment.repayments; none is charged on interest, unless it is capitalised. Last instalments
    of which nothing is left to pay are left out.

    Errors: FormulaError #NUM! where nothing is owed, or no instalment is ahead and none is added;
    where more is waived than is owed.
    """
    more = _further(position, terms)
    dates = _dates(position, more, terms, settings)
    _check(position, dates, terms)
    position, charges = _waive(position, terms)
    if terms.option == "capitalised":
        principal, interest = repayments(
            position.principal + charges,
            dates.size,
            terms.annual_rate,
            terms.frequency,
            terms.method,
        )
    else:
        extended = terms.option == "extended" and more > 0
        bears = np.arange(dates.size) >= (position.dates.size if extended else 0)
        ahead = np.append(position.ahead, np.zeros(more, dtype=np.int64))
        principal = ahead + share_out(position.missed_principal, bears)
        owed = principal.sum() - np.cumsum(principal) + principal
        rate = period_rate(terms.annual_rate, terms.frequency)
        interest = interest_of(owed.tolist(), rate) + share_out(charges, bears)
    some = np.flatnonzero(principal + interest)[-1] + 1 if terms.waived else dates.size
    due = calendar.roll(dates[:some], settings.roll)
    principal, interest = principal[:some], interest[:some]
    return pd.DataFrame(
        {
            "number": np.arange(1, some + 1),
            "due": due.astype("datetime64[ns]"),
            "principal": principal,
            "interest": interest,
            "payment": principal + interest,
            "outstanding": principal.sum() - np.cumsum(principal),
            "provisional": calendar.is_provisional(due),
        }
    )


def _waive(position: PlanPosition, terms: NewTerms) -> tuple[PlanPosition, int]:
    """The position after what is given up, and the charges (late fee, interest) that are left."""
    charges = position.missed_interest + terms.late_fee
    # In the order in which it is given up: charges, what was missed, ahead from the last on.
    owed = np.concatenate([[charges, position.missed_principal], position.ahead[::-1]])
    given = np.clip(terms.waived - (np.cumsum(owed) - owed), 0, owed)
    left = (owed - given).astype(np.int64)
    return replace(position, missed_principal=int(left[1]), ahead=left[:1:-1]), int(left[0])


def _further(position: PlanPosition, terms: NewTerms) -> int:
    if terms.further is None:
        return position.missed if terms.option == "extended" else 0
    if not 0 <= terms.further <= MOST_INSTALMENTS:
        raise FormulaError(
            "#NUM!",
            "{found} further instalments are asked for; there may be 0 to {most}",
            key="replan_further",
            found=terms.further,
            most=MOST_INSTALMENTS,
        )
    return terms.further


def _dates(position: PlanPosition, more: int, terms: NewTerms, settings: Instalments) -> Dates:
    """The agreed dates ahead, and further ones after the last of them (or after the start)."""
    last = position.dates[-1].item() if position.dates.size else terms.start
    added = instalment_dates(last, more, terms.frequency, settings.month_rule)
    return np.concatenate([position.dates, added])


def _check(position: PlanPosition, dates: Dates, terms: NewTerms) -> None:
    if position.principal + position.missed_interest + terms.late_fee <= 0:
        raise FormulaError("#NUM!", "nothing is owed any more", key="replan_settled")
    if not dates.size:
        raise FormulaError(
            "#NUM!",
            "no instalment lies ahead; say how many further ones there are to be",
            key="replan_no_dates",
        )
    check_rate(terms.annual_rate)
    if terms.late_fee < 0:
        raise FormulaError("#NUM!", "the late fee must not be negative", key="replan_late_fee")
    owed = position.principal + position.missed_interest + terms.late_fee
    if not 0 <= terms.waived < owed:
        raise FormulaError(
            "#NUM!",
            "the amount waived must be zero or more and less than what is owed",
            key="replan_waived",
        )
