"""How late the firm usually pays its suppliers, as its own paid bills show."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from cashbuoy.calendars import WorkCalendar
from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.no_rows import once_without_rows
from cashbuoy.ledger.open_items import roll_ahead
from cashbuoy.policy.models import Policy

# One row per supplier, by name, with bills enough; the first row, supplier "", is of all bills.
PAYING_COLUMNS = (
    "supplier",
    "paid_bills",   # paid in full of late
    "half_days",    # half of them were paid within so many days of the due date (< 0: before it)
    "ninety_days",  # nine tenths
)  # fmt: skip


@once_without_rows("bills")
def paying_habits(
    bills: pd.DataFrame, policy: Policy, as_of: dt.date, calendar: WorkCalendar
) -> pd.DataFrame:
    """PAYING_COLUMNS from bills (documents.payable_documents) paid in full in the last
    `payables.habits.days` days. Days count from the due date, or the working day that takes its
    place; every bill counts the same. No rows at all from fewer than `least_bills` bills."""
    settings = policy.payables.habits
    today = pd.Timestamp(as_of)
    known = (bills["paid_date"] <= today) & (
        bills["paid_date"] > today - pd.Timedelta(days=settings.days)
    )
    whole = (bills["amount"] > 0) & (bills["paid"] >= bills["amount"])
    paid = bills[(known & whole & bills["due_date"].notna()).to_numpy(bool)]
    due = paid["due_date"].to_numpy("datetime64[D]")
    due = np.maximum(due, calendar.roll(due, policy.forecast.payments_roll))
    late = (paid["paid_date"].to_numpy("datetime64[D]") - due).astype("timedelta64[D]")
    rows = pd.DataFrame(
        {"supplier": paid["counterparty"].to_numpy(object), "late": late.astype(np.int64)}
    )
    each = rows.groupby("supplier", sort=True)["late"]
    every = rows.assign(supplier="").groupby("supplier")["late"]
    found = pd.concat([_days(every), _days(each)], ignore_index=True)
    return found[(found["paid_bills"] >= settings.least_bills).to_numpy()].reset_index(drop=True)


def _days(groups: pd.api.typing.SeriesGroupBy[Any, Any]) -> pd.DataFrame:
    """The smallest whole days by which half, and nine tenths, were paid."""
    found = pd.DataFrame(
        {
            "paid_bills": groups.size(),
            "half_days": groups.quantile(0.5, interpolation="higher"),
            "ninety_days": groups.quantile(0.9, interpolation="higher"),
        }
    ).astype(np.int64)
    return found.reset_index()[list(PAYING_COLUMNS)]


def as_usually_paid(
    payables: pd.DataFrame,
    habits: pd.DataFrame,
    policy: Policy,
    as_of: dt.date,
    calendar: WorkCalendar,
) -> pd.DataFrame:
    """Open payables (ledger.open_items) with bills not yet due expected as many days from their due
    date as half of the supplier's bills took (basis `usual`), where the policy follows habits."""
    if not policy.payables.habits.follow or habits.empty:
        return payables
    days = habits.set_index("supplier")["half_days"]
    usual = payables["counterparty"].map(days).fillna(days.get("", 0)).to_numpy(np.int64)
    moved = (
        (payables["status"] == "forecast")
        & (payables["basis"] == "due")
        & (payables["expected_base"] > 0)
    ).to_numpy(bool) & (usual != 0)
    due = payables["due_date"].to_numpy("datetime64[D]") + usual.astype("timedelta64[D]")
    when = roll_ahead(due[moved], policy.forecast.payments_roll, as_of, calendar)
    expected = payables["expected_date"].to_numpy("datetime64[D]").copy()
    expected[moved] = when
    return payables.assign(
        expected_date=expected.astype("datetime64[ns]"),
        basis=np.where(moved, "usual", payables["basis"].to_numpy(object)),
        provisional=np.where(
            moved, calendar.is_provisional(expected), payables["provisional"].to_numpy(bool)
        ),
    )


def late_payer_findings(habits: pd.DataFrame, policy: Policy) -> tuple[Finding, ...]:
    """That the firm pays late as a rule, while the forecast takes due dates."""
    settings = policy.payables.habits
    firm = habits[(habits["supplier"] == "").to_numpy()]
    if settings.follow or firm.empty:
        return ()
    count, half, ninety = (
        int(firm[name].iloc[0]) for name in ("paid_bills", "half_days", "ninety_days")
    )
    if half < max(settings.tell_from_days, 1):
        return ()
    details = {"count": count, "days": settings.days, "half": half, "ninety": ninety}
    return (
        Finding(
            "payables_paid_late", "info", "kept", Place("tblPayables", None, "paid_date"),
            details=details,
        ),
    )  # fmt: skip
