"""How much a firm's cash swings from day to day, by its own bank balances."""

from __future__ import annotations

import datetime as dt

import numpy as np

from cashbuoy.ledger.bank import bank_balances
from cashbuoy.ledger.clean import Ledgers

_WEEKS = 52
_LEAST = 8


def daily_variance(ledgers: Ledgers, as_of: dt.date) -> float | None:
    """Variance of a day's net flow, base minor units squared: that of the weekly changes of all
    bank balances over the last year, by seven. None with fewer than eight known changes."""
    today = np.datetime64(as_of, "D")
    dates = today - np.arange(_WEEKS, -1, -1) * np.timedelta64(7, "D")
    changes = np.diff(bank_balances(ledgers, as_of, dates))
    known = changes[~np.isnan(changes)]
    if known.size < _LEAST:
        return None
    return float(known.var(ddof=1)) / 7
