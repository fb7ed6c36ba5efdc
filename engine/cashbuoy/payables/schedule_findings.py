"""What the schedule asks to be done now: bills that may not wait, discounts that end, a gap."""

from __future__ import annotations

import numpy as np

from cashbuoy.findings import Finding, Place
from cashbuoy.money import minor_digits, to_major
from cashbuoy.payables.choices import Choices
from cashbuoy.payables.outcome import Outcome, Unpaid
from cashbuoy.payables.payments import Payments

# Discounts are told of so many days before they end.
_ENDS_WITHIN = np.timedelta64(7, "D")
_PLACE = Place("tblPayables")


def schedule_findings(
    choices: Choices,
    payments: Payments,
    chosen: Outcome,
    unpaid: Unpaid,
    currency: str,
) -> tuple[Finding, ...]:
    """Findings `payables_pay_now` (details date, count, amount), `payables_discount_ends` (date,
    count, saved) and `payables_floor_breach` (date, amount); amounts in major units."""
    digits = minor_digits(currency)

    def major(minor: int) -> str:
        return f"{float(to_major(minor, digits)):,.{digits}f}"

    found: list[Finding] = []
    must = (payments.run == 0) & (choices.latest[payments.bill] == 0) & (payments.cash > 0)
    if must.any():
        details: dict[str, str | int | float] = {
            "date": str(choices.runs[0]),
            "count": int(must.sum()),
            "amount": major(int(payments.cash[must].sum())),
        }
        found.append(Finding("payables_pay_now", "warning", "kept", _PLACE, details=details))
    until = choices.bills.discount_until
    first = unpaid.days[0].to_datetime64().astype("datetime64[D]")
    ends = until < first + _ENDS_WITHIN  # NaT compares false
    if ends.any():
        details = {
            "date": str(until[ends].min()),
            "count": int(ends.sum()),
            "saved": major(int(choices.bills.discount[ends].sum())),
            "taken": int((payments.discount[ends[payments.bill]] > 0).sum()),
        }
        found.append(Finding("payables_discount_ends", "info", "kept", _PLACE, details=details))
    if chosen.short:
        details = {"date": str(chosen.lowest_on), "amount": major(chosen.short)}
        found.append(Finding("payables_floor_breach", "warning", "kept", _PLACE, details=details))
    return tuple(found)
