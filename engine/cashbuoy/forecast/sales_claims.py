"""Budgeted sales as claims to come: invoices like those of last year, spread over their month."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.behaviour.odds import Owed, PaymentOdds
from cashbuoy.calendars import month_end
from cashbuoy.forecast.budget import Budget
from cashbuoy.forecast.claims import Claims, plain_claims
from cashbuoy.forecast.horizon import Horizon
from cashbuoy.policy.models import Policy

# A month's sales stand for invoices on so many days of it, each on so many different terms.
ISSUE_DAYS, TERMS = 4, 5
PARTS = ISSUE_DAYS * TERMS
_HISTORY_DAYS = 365


def sales_claims(
    budget: Budget, invoices: pd.DataFrame, policy: Policy, horizon: Horizon
) -> Claims:
    """Budgeted sales of each month as PARTS claims below one another, months in order.

    Issued over the days of the month that are still ahead, on the terms of the invoices of the
    year before the as-of date (by amount), or the policy's where there are none. Each part has the
    size of an ordinary invoice: what counts for its odds; `in_months` puts the budget's amounts in.
    """
    terms, size = _ordinary_invoices(invoices, policy, horizon.as_of)
    some = budget.sales > 0
    months = budget.months[some]
    first = np.maximum(months.astype("datetime64[D]"), np.datetime64(horizon.as_of, "D") + 1)
    ahead = (month_end(months.astype("datetime64[D]")) - first).astype(np.int64) + 1
    middle = (np.arange(ISSUE_DAYS) + 0.5) / ISSUE_DAYS
    issued = np.repeat(first[:, None] + (ahead[:, None] * middle).astype(np.int64), TERMS, axis=1)
    issued = issued.ravel()
    n = issued.size
    owed = Owed(
        customer=np.full(n, "", dtype=object),
        issued=issued,
        due=issued + np.tile(terms, n // TERMS).astype("timedelta64[D]"),
        amount=np.full(n, size, dtype=np.int64),
        promised=np.full(n, "NaT", dtype="datetime64[D]"),
        disputed=np.zeros(n, dtype=bool),
    )
    names = np.datetime_as_string(np.repeat(months, PARTS), unit="M").astype(object)
    return plain_claims("planned_sales", "tblPlan", np.zeros(n, dtype=np.int64), names, owed)


def in_months(
    claims: Claims, odds: PaymentOdds, budget: Budget, others: int
) -> tuple[Claims, PaymentOdds]:
    """Claims and odds with the parts of each month's sales, which follow the first `others` claims,
    put together: the month's budget, with the mean of its parts' odds. A month is issued and falls
    due on the mean days of its parts."""
    if len(claims) == others:
        return claims, odds
    some = budget.sales > 0
    count = int(some.sum())
    owed = claims.owed
    issued, due = (_mean_day(days[others:], count) for days in (owed.issued, owed.due))
    keep = np.append(np.arange(others), others + np.arange(count) * PARTS)
    months = claims.take(keep)
    whole = Owed(
        customer=months.owed.customer,
        issued=np.append(owed.issued[:others], issued),
        due=np.append(owed.due[:others], due),
        amount=np.append(owed.amount[:others], budget.sales[some]),
        promised=months.owed.promised,
        disputed=months.owed.disputed,
    )
    mean = odds.profiles[odds.profile[others:]].reshape(count, PARTS, -1).mean(axis=1)
    rows = len(odds.profiles) + np.arange(count)
    return replace(months, owed=whole), PaymentOdds(
        np.concatenate([odds.profiles, mean]), np.append(odds.profile[:others], rows)
    )


def _ordinary_invoices(
    invoices: pd.DataFrame, policy: Policy, as_of: dt.date
) -> tuple[NDArray[np.int64], int]:
    """Days of terms, shape (TERMS,), each of an equal part of the amounts billed in the last year;
    and the amount of the invoice in the middle, at least one minor unit."""
    today = np.datetime64(as_of, "D")
    issued = invoices["document_date"].to_numpy("datetime64[D]")
    amount = invoices["amount_base"].to_numpy(np.float64)
    last = (issued >= today - _HISTORY_DAYS) & (issued <= today) & (amount > 0)
    if not last.any():
        return np.full(TERMS, policy.receivables.default_terms_days, dtype=np.int64), 1
    due = invoices["due_date"].to_numpy("datetime64[D]")
    days, amount = (due - issued)[last].astype(np.int64), amount[last]
    order = np.argsort(days, kind="stable")
    passed = np.cumsum(amount[order]) / amount.sum()
    at = np.searchsorted(passed, (np.arange(TERMS) + 0.5) / TERMS)
    return np.maximum(days[order][at], 0), int(np.median(amount))


def _mean_day(days: NDArray[np.datetime64], count: int) -> NDArray[np.datetime64]:
    each = days.astype("datetime64[D]").astype(np.int64).reshape(count, PARTS)
    found: NDArray[np.datetime64] = (
        np.rint(each.mean(axis=1)).astype(np.int64).astype("datetime64[D]")
    )
    return found
