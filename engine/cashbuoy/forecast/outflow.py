"""What a firm spends on its operations in a month: the measure of cash pool and floor (C1)."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from cashbuoy.forecast.categories import CATEGORIES, KEYS
from cashbuoy.money import Minor

MOST_MONTHS = 12
LEAST_MONTHS = 3  # fewer say nothing of a usual month
_PURCHASES = ("supplier_payments", "planned_purchases", "bills_payable")


def monthly_outflow(daily: Minor, months: float, purchases: float) -> float:
    """Operating payments a month, base minor units, >= 0: the mean of `daily` (daily_lines) over
    its `months`.

    Bills in hand run out after a month or two. Where no purchases are planned, suppliers count with
    `purchases`, what they usually bill in a month, if that is more than what the forecast knows.
    """
    out = [c.key for c in CATEGORIES if c.activity == "operating" and c.direction == "out"]
    paid = {key: -float(daily[KEYS.index(key)].sum()) / months for key in out}
    known = sum(paid[key] for key in _PURCHASES)
    if paid["planned_purchases"] == 0:
        known = max(known, purchases)
    return max(0.0, known + sum(paid[key] for key in out if key not in _PURCHASES))


def usual_purchases(bills: pd.DataFrame, as_of: dt.date) -> float:
    """What suppliers billed a month, base minor units, >= 0: the mean of the closed months, twelve
    at most, since the ledger begins; 0 for fewer than three. `bills`:
    ledger.documents.DOCUMENT_COLUMNS."""
    if bills.empty:
        return 0.0
    month = bills["document_date"].to_numpy("datetime64[M]")
    end = (np.datetime64(as_of, "D") + np.timedelta64(1, "D")).astype("datetime64[M]")
    count = min(int((end - month.min()).astype(np.int64)), MOST_MONTHS)
    if count < LEAST_MONTHS:
        return 0.0
    within = (month < end) & (month >= end - np.timedelta64(count, "M"))
    return max(0.0, float(bills["amount_base"].to_numpy(np.int64)[within].sum()) / count)
