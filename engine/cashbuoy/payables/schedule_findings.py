"""What the schedule asks to be done now: bills that may not wait, discounts that end, a gap."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cashbuoy.findings import Finding, Place, Severity
from cashbuoy.money import minor_digits, to_major
from cashbuoy.payables.choices import Choices
from cashbuoy.payables.outcome import Outcome, Unpaid
from cashbuoy.payables.payments import Payments

# Discounts and own instalments are told of so many days before.
_WEEK = np.timedelta64(7, "D")
_OWN = ("tblPlans", "tblLines")
_AMOUNTS = ("amount", "saved")
_DAYS = ("date", "oldest")
_PLACE = Place("tblPayables")


def schedule_findings(
    choices: Choices,
    payments: Payments,
    chosen: Outcome,
    unpaid: Unpaid,
    fixed: pd.DataFrame,
    currency: str,
) -> tuple[Finding, ...]:
    """Findings, with amounts in major units: `payables_pay_now` (details date, count, amount),
    `payables_discount_ends` (date, count, saved, taken), `payables_own_missed` (date of the run,
    count, amount, oldest: when the first of our own missed instalments was due),
    `payables_own_due` (instalments of our own plans and loans within a week: date, count, amount),
    `payables_floor_breach` (date, amount). `fixed`: fixed.FIXED_COLUMNS."""
    told = _Told(currency)
    must = (payments.run == 0) & (choices.latest[payments.bill] == 0) & (payments.cash > 0)
    if must.any():
        told.add(
            "payables_pay_now",
            date=choices.runs[0],
            count=must.sum(),
            amount=payments.cash[must].sum(),
        )
    until = choices.bills.discount_until
    first = unpaid.days[0].to_datetime64().astype("datetime64[D]")
    ends = until < first + _WEEK  # NaT compares false
    if ends.any():
        told.add(
            "payables_discount_ends",
            severity="info",
            date=until[ends].min(),
            count=ends.sum(),
            saved=choices.bills.discount[ends].sum(),
            taken=(payments.discount[ends[payments.bill]] > 0).sum(),
        )
    missed = fixed["missed"].to_numpy(bool)
    if missed.any():
        told.add(
            "payables_own_missed",
            date=fixed.loc[missed, "date"].to_numpy("datetime64[D]").min(),
            count=missed.sum(),
            amount=fixed.loc[missed, "amount"].sum(),
            oldest=fixed.loc[missed, "due"].to_numpy("datetime64[D]").min(),
        )
    soon = (fixed["source"].isin(_OWN) & (fixed["date"] < first + _WEEK)).to_numpy()
    own = fixed[soon & ~missed]
    if len(own):
        told.add(
            "payables_own_due",
            date=own["date"].to_numpy("datetime64[D]").min(),
            count=len(own),
            amount=own["amount"].sum(),
        )
    if chosen.short:
        told.add("payables_floor_breach", date=chosen.lowest_on, amount=chosen.short)
    return tuple(told.findings)


class _Told:
    """Findings with their figures in words: amounts in major units, numbers, days."""

    def __init__(self, currency: str) -> None:
        self.digits = minor_digits(currency)
        self.findings: list[Finding] = []

    def add(self, name: str, *, severity: Severity = "warning", **figures: object) -> None:
        details: dict[str, str | int | float] = {
            key: self._major(int(str(value)))
            if key in _AMOUNTS
            else str(value)
            if key in _DAYS
            else int(str(value))
            for key, value in figures.items()
        }
        self.findings.append(Finding(name, severity, "kept", _PLACE, details=details))

    def _major(self, minor: int) -> str:
        return f"{float(to_major(minor, self.digits)):,.{self.digits}f}"
