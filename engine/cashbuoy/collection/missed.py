"""Instalments of customers' payment plans that were not paid on their day."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import WorkCalendar, as_dates
from cashbuoy.ledger.no_rows import once_without_rows
from cashbuoy.ledger.open_items import age_buckets
from cashbuoy.policy.models import Policy

# One row per instalment overdue, oldest first. Money int64 base minor units.
MISSED_COLUMNS = (
    "customer",
    "document",   # plan / number, as the forecast names it
    "due_date",
    "open_base",
    "days_overdue",
    "follow_on",  # the working day after its date: the first day to ask
    "at_risk",
)  # fmt: skip


@once_without_rows("instalments")
def missed_instalments(
    instalments: pd.DataFrame, policy: Policy, as_of: dt.date, calendar: WorkCalendar
) -> pd.DataFrame:
    """What live plans (plans.instalments.SCHEDULE_COLUMNS) should have brought in by `as_of` and
    have not; MISSED_COLUMNS. At risk: by the ageing bucket's loss rate and days."""
    still = (instalments["payment"] - instalments["paid"]).to_numpy(np.int64)
    due = instalments["due"].to_numpy("datetime64[D]")
    ours = (instalments["direction"] == "in").to_numpy() & (still > 0) & (due < as_dates(as_of))
    rows, owed, when = instalments[ours], still[ours], due[ours]
    days = (as_dates(as_of) - when).astype(np.int64)
    bucket = age_buckets(days, policy.receivables)
    ageing = policy.receivables.ageing
    lost = np.array([b.loss_rate for b in ageing])[bucket]
    wait = np.array([b.expected_after_days for b in ageing], dtype=np.int64)[bucket]
    daily = policy.credit.terms.cost_of_money / policy.indicators.days_in_year
    found = pd.DataFrame(
        {
            "customer": rows["counterparty"].to_numpy(object),
            "document": (rows["plan"] + " / " + rows["number"].astype(str)).to_numpy(object),
            "due_date": when.astype("datetime64[ns]"),
            "open_base": owed,
            "days_overdue": days,
            "follow_on": calendar.add_working_days(when, 1).astype("datetime64[ns]"),
            "at_risk": np.rint(owed * (lost + (1 - lost) * daily * wait)).astype(np.int64),
        }
    )
    return found.sort_values(["due_date", "document"], kind="stable", ignore_index=True)


def to_ask_for(missed: pd.DataFrame, debtors: pd.DataFrame, as_of: dt.date) -> NDArray[np.bool_]:
    """Which `debtors` (pursued.DEBTOR_COLUMNS) are to be asked for an instalment, shape (debtors,):
    not asked since the working day after its date, or so long ago that another demand may
    follow."""
    today, who = as_dates(as_of), places_of(missed, debtors)
    last = debtors["last_contact"].to_numpy("datetime64[D]")[who]
    rests = debtors["rests_until"].to_numpy("datetime64[D]")[who]
    follow_on = missed["follow_on"].to_numpy("datetime64[D]")
    since = ~np.isnat(last) & (last >= follow_on) & ~(rests <= today)
    asks = np.zeros(len(debtors), dtype=bool)
    asks[who[(follow_on <= today) & ~since]] = True
    return asks


def places_of(missed: pd.DataFrame, debtors: pd.DataFrame) -> NDArray[np.int64]:
    """Positions of the instalments' customers among `debtors`."""
    found: NDArray[np.int64] = pd.Index(debtors["customer"]).get_indexer(
        pd.Index(missed["customer"])
    )
    return found.astype(np.int64)
