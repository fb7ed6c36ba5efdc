"""Data freshness and coverage (A5): tables whose latest entry is older than the firm allows, and
figures that rest on too little of the firm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.measures.indicator import Indicator
from cashbuoy.policy.models import Freshness
from cashbuoy.warning.limits import below

# Shares that the policy wants (freshness.<indicator>), and the table that is to be filled in.
WANTED: Mapping[str, str] = {"rated_share": "tblCustomers", "reporting_share": "tblBank"}


def stale_data(ledgers: Ledgers, limits: Freshness, as_of: dt.date) -> tuple[Finding, ...]:
    """A finding for every account, ledger, currency and rated customer whose latest entry is more
    than so many days old at `as_of`. Entries dated later are not known yet; empty tables and
    accounts that were closed at zero are not stale.

    Finding `freshness_stale`; details `subject` (account, currency or customer, else ""), `latest`
    date, `age_days` and `limit_days`.
    """
    today = pd.Timestamp(as_of)
    bank = _latest(ledgers["tblBank"], "date", "account", today)
    bank = bank[bank["balance"] != 0]
    rates = _latest(ledgers["tblRates"], "date", "currency", today)
    customers = ledgers["tblCustomers"]
    rated = customers[(customers["external_rating"] != "").to_numpy()]
    ratings = _latest(rated, "rating_date", "customer", today)
    months = ledgers["tblMonthly"][["row", "month"]]
    closed = months.assign(end=months["month"] + pd.offsets.MonthEnd(0))
    findings = [
        *_stale(bank, "tblBank", "date", limits.bank, today, "account"),
        *_stale_ledger(
            ledgers["tblReceivables"], "tblReceivables", "invoice_date", limits.receivables, today
        ),
        *_stale_ledger(ledgers["tblPayables"], "tblPayables", "bill_date", limits.payables, today),
        *_stale(_newest(closed, "end", today), "tblMonthly", "end", limits.monthly, today),
        *_stale(rates, "tblRates", "date", limits.rates, today, "currency"),
        *_stale(ratings, "tblCustomers", "rating_date", limits.ratings, today, "customer"),
    ]
    return tuple(findings)


def low_coverage(indicators: Iterable[Indicator], limits: Freshness) -> tuple[Finding, ...]:
    """A finding `coverage_<indicator>` where rated customers or reporting accounts are fewer than
    the policy wants; details `measured` and `limit`. Without any of either there is none."""
    return tuple(
        Finding(
            f"coverage_{i.id}",
            "warning",
            "kept",
            Place(WANTED[i.id]),
            found=f"{i.value:.1%}",
            details={"measured": f"{i.value:.1%}", "limit": f"{getattr(limits, i.id):.1%}"},
        )
        for i in indicators
        if i.id in WANTED and below(i.value, getattr(limits, i.id))
    )


def _stale_ledger(
    table: pd.DataFrame, name: str, issued: str, limit_days: int, today: pd.Timestamp
) -> list[Finding]:
    """Documents and payments both show that a ledger is kept."""
    if table.empty:
        return []
    document, payment = (_newest(table, column, today) for column in (issued, "paid_date"))
    paid_later = (payment["paid_date"].max() >= document[issued].max()) or document.empty
    last, column = (payment, "paid_date") if paid_later else (document, issued)
    return _stale(last, name, column, limit_days, today)


def _latest(table: pd.DataFrame, date: str, by: str, today: pd.Timestamp) -> pd.DataFrame:
    """The latest row of each account, currency or customer."""
    if table.empty:
        return table
    known = table[table[date] <= today].sort_values(date, kind="stable")
    return known.groupby(by, sort=True).tail(1).sort_values("row")


def _newest(table: pd.DataFrame, date: str, today: pd.Timestamp) -> pd.DataFrame:
    """The one latest row, or none."""
    days = table[date].to_numpy("datetime64[ns]")
    known = np.flatnonzero(days <= today.to_datetime64())  # NaT compares false
    return table.iloc[known[days[known].argmax()] :][:1] if known.size else table.iloc[:0]


def _stale(
    latest: pd.DataFrame,
    table: str,
    date: str,
    limit_days: int,
    today: pd.Timestamp,
    subject: str | None = None,
) -> list[Finding]:
    if latest.empty:
        return []
    age = (today - latest[date]).dt.days
    old = latest[age > limit_days]
    subjects = old[subject] if subject else [""] * len(old)
    column = "month" if table == "tblMonthly" else date
    return [
        Finding(
            "freshness_stale",
            "warning",
            "kept",
            Place(table, int(row), column),
            found=", ".join(part for part in (name, f"{day:%Y-%m-%d}") if part),
            details={
                "subject": name,
                "latest": f"{day:%Y-%m-%d}",
                "age_days": (today - day).days,
                "limit_days": limit_days,
            },
        )
        for row, day, name in zip(old["row"], old[date], subjects, strict=True)
    ]
