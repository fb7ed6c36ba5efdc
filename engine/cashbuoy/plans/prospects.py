"""What a schedule of payments is worth: how likely it is kept, what it brings, and when (B9).

An instalment is kept as surely as this debtor keeps promises, and more surely the lighter it is
beside what the debtor usually pays us a month; once one is missed, the rest of the debt brings
what it would bring without the plan, counted from that day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import DatesLike, as_dates
from cashbuoy.money import Minor

DAYS_A_YEAR = 365
DAYS_A_MONTH = DAYS_A_YEAR / 12

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fallback:
    """What a debt brings when nobody pays as agreed: the share of it, and after how many days."""

    share: float
    days: float


@dataclass(frozen=True)
class Payer:
    """A debtor as its payments show it: the chance that a promise is kept, and what it pays us a
    month (base minor units; 0 where nothing is known, then every instalment weighs fully)."""

    kept: float
    monthly: float

    def keeps(self, monthly_burden: float) -> float:
        """The chance that one instalment is paid when the plan asks for so much a month."""
        weight = min(monthly_burden / self.monthly, 1.0) if self.monthly > 0 else 1.0
        return 1 - (1 - self.kept) * weight


@dataclass(frozen=True)
class Prospect:
    """recovery: expected money; npv: the same at today's value; days: until it comes, on average;
    kept: the chance that the whole schedule is kept; daily: expected money by day of the horizon,
    shape (days,). Money in minor units."""

    recovery: float
    npv: float
    days: float
    kept: float
    daily: Floats


def prospect(
    due: DatesLike,
    payments: Minor,
    chance: float,
    fallback: Fallback,
    rate: float,
    as_of: dt.date,
    horizon: int,
) -> Prospect:
    """Of a schedule: agreed dates and payments, shape (n,), each kept with `chance`. `rate` is the
    cost of money a year, `horizon` the days of the forecast."""
    days = np.maximum((as_dates(due) - as_dates(as_of)).astype(np.int64), 0)
    alive = chance ** np.arange(1, len(payments) + 1)
    before = chance ** np.arange(len(payments))  # 0 ** 0 is 1: the first is always asked for
    ahead = payments[::-1].cumsum()[::-1].astype(np.float64)  # from each instalment on
    kept, broken = payments * alive, ahead * before * (1 - chance)
    amounts = np.concatenate([kept, broken * fallback.share])
    when = np.concatenate([days, days + fallback.days])
    recovery = float(amounts.sum())
    daily = np.zeros(horizon)
    column = np.rint(when).astype(np.int64) - 1
    inside = column < horizon
    np.add.at(daily, np.maximum(column, 0)[inside], amounts[inside])
    return Prospect(
        recovery=recovery,
        npv=float((amounts * discount(when, rate)).sum()),
        days=float((amounts * when).sum() / recovery) if recovery > 0 else 0.0,
        kept=float(alive[-1]),
        daily=daily,
    )


def discount(days: NDArray[np.generic] | float, rate: float) -> Floats:
    """What one unit of money in so many days is worth today, at `rate` a year."""
    factors: Floats = (1 + rate) ** (-np.asarray(days, dtype=np.float64) / DAYS_A_YEAR)
    return factors


def monthly_receipts(invoices: pd.DataFrame, months: int, as_of: dt.date) -> pd.Series:
    """Customer -> what it has paid us a month over the last `months`, base minor units."""
    today = np.datetime64(as_of, "D")
    since = today - np.timedelta64(round(months * DAYS_A_MONTH), "D")
    paid = invoices["paid_date"].to_numpy("datetime64[D]")
    recent = invoices[(paid > since) & (paid <= today)]
    return recent.groupby("counterparty")["paid_base"].sum().clip(lower=0) / months


def lowest_with(closing: Minor, change: Floats) -> int:
    """The lowest end-of-day cash when the expected daily receipts change by `change`."""
    return int(np.rint(closing + np.cumsum(change)).min())
