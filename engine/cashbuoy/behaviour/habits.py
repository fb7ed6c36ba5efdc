"""How each customer pays, in a few numbers that people understand."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.behaviour.curve import Curves
from cashbuoy.behaviour.history import History
from cashbuoy.behaviour.pay_days import PayDays
from cashbuoy.behaviour.payers import Payers, edges
from cashbuoy.policy.models import Behaviour

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

HABIT_COLUMNS = (
    "customer",
    "half_days",  # half of its invoices arrive within so many days after due (negative: before)
    "ninety_days",  # nine tenths within so many
    "invoices",  # invoices seen, paid or open
    "paid_invoices",  # of these paid, at least in part
    "own_weight",  # 0..1: how much of that is the customer's own history, not that of others
    "trend_days",  # later (+) by so many days than before the last half-life; shrunk towards 0
    "month_day",  # where it pays on fixed days: mostly on this one (31: last working day); 0: none
    "week_day",  # the same by day of the week (1: Monday); 0: none
    "pay_day_share",  # share of its payments on that day; 0: none
    "kept_rate",  # chance that a promise of this customer is kept
)


def habits(
    history: History,
    curves: Curves,
    payers: Payers,
    segment: Ints,
    pace: float,
    kept: Floats,
    pay_days: PayDays,
    settings: Behaviour,
) -> pd.DataFrame:
    """HABIT_COLUMNS, one row per customer, by name: for an invoice such as it usually gets."""
    n = len(history.customers)
    entry, usual = _usual(history, segment)
    own = payers.curves(np.arange(n), np.ones(n))
    half, ninety = (_delay(curves, usual, entry, own, q ** (1 / pace)) for q in (0.5, 0.1))
    ones = np.bincount(history.customer, minlength=n)
    both = np.bincount(history.customer[history.paid & (history.share < 1)], minlength=n)
    paid = np.bincount(history.customer[history.paid], minlength=n)
    return pd.DataFrame(
        {
            "customer": history.customers,
            "half_days": half,
            "ninety_days": ninety,
            "invoices": ones - np.minimum(both, ones - paid),
            "paid_invoices": paid,
            "own_weight": payers.own_weight,
            "trend_days": _trend(history, settings),
            **_usual_day(pay_days),
            "kept_rate": kept[:-1],
        },
        columns=list(HABIT_COLUMNS),
    )


def _usual_day(pay_days: PayDays) -> dict[str, Ints | Floats]:
    """The day on which each customer that pays on fixed days mostly does."""
    fixed = pay_days.clock[:-1] >= 0
    of_month = pay_days.sure[:-1, 0] > pay_days.sure[:-1, 1]
    month, week = pay_days.month[:-1], pay_days.week[:-1]
    share = np.where(of_month, month.max(axis=1), week.max(axis=1))
    return {
        "month_day": np.where(fixed & of_month, month.argmax(axis=1) + 1, 0),
        "week_day": np.where(fixed & ~of_month, week.argmax(axis=1) + 1, 0),
        "pay_day_share": np.where(fixed, share, 0.0),
    }


def _usual(history: History, segment: Ints) -> tuple[Ints, Ints]:
    """Entry delay and segment of each customer's invoice in the middle, by segment and terms."""
    order = np.lexsort([history.entry, segment, history.customer])
    n = np.bincount(history.customer, minlength=len(history.customers))
    middle = order[np.cumsum(n) - n + n // 2] if len(order) else order
    return history.entry[middle], segment[middle]


def _delay(curves: Curves, segment: Ints, entry: Ints, own: Floats, unpaid: float) -> Ints:
    """First delay at whose end no more than `unpaid` is left, shape (customers,)."""
    rows = np.arange(len(own))
    cell = np.clip((own > unpaid).sum(axis=1) - 1, 0, own.shape[1] - 2)
    high, low = own[rows, cell], own[rows, cell + 1]
    edge = edges()
    along = (high - unpaid) / np.maximum(high - low, 1e-12)
    share = edge[cell] + (edge[cell + 1] - edge[cell]) * np.clip(along, 0, 1)
    left = curves.unpaid[segment] / curves.share(segment, entry - 1)[:, None]
    days: Ints = curves.first - 1 + (left > share[:, None] + 1e-12).sum(axis=1)
    return np.minimum(np.maximum(days, entry), curves.last)


def _trend(history: History, settings: Behaviour) -> Floats:
    """Mean delay of invoices of the last half-life less that of older ones, shape (customers,)."""
    n = len(history.customers)
    paid = history.paid
    new = history.issued_ago[paid] <= settings.half_life_days
    who, delay, share = history.customer[paid], history.delay[paid], history.share[paid]
    count = [np.bincount(who[k], weights=share[k], minlength=n) for k in (new, ~new)]
    total = [np.bincount(who[k], weights=(share * delay)[k], minlength=n) for k in (new, ~new)]
    mean = [t / np.maximum(c, 1e-9) for t, c in zip(total, count, strict=True)]
    pairs = count[0] * count[1] / np.maximum(count[0] + count[1], 1e-9)
    trend: Floats = (mean[0] - mean[1]) * pairs / (pairs + settings.trend_invoices)
    return np.where(pairs > 0, trend, 0.0)
