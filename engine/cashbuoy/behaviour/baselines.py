"""What the delay model has to beat: simple forecasts of when open invoices are paid."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cashbuoy.behaviour.history import History

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def on_due_date(due_in: Ints, weeks: int) -> Floats:
    """Everything on its due date, `due_in` days ahead; what is overdue, tomorrow. Shares of each
    item by week, shape (n, weeks)."""
    return _in_weeks(due_in, weeks)


def customers_mean(history: History, customer: Ints, due_in: Ints, weeks: int) -> Floats:
    """Due date plus the customer's mean delay so far; all customers' mean for one without."""
    paid = history.paid
    n = len(history.customers)
    count = np.bincount(history.customer[paid], minlength=n)
    total = np.bincount(history.customer[paid], weights=history.delay[paid], minlength=n)
    of_all = history.delay[paid].mean() if paid.any() else 0.0
    mean = np.append(np.where(count > 0, total / np.maximum(count, 1), of_all), of_all)
    return _in_weeks(due_in + np.rint(mean[customer]).astype(np.int64), weeks)


def delays_of_all(history: History, due_in: Ints, weeks: int) -> Floats:
    """The delays of all paid invoices, of those that took longer than this one has; tomorrow where
    none did."""
    delays = np.sort(history.delay[history.paid])
    edges = -due_in[:, None] + 7 * np.arange(weeks + 1)
    passed = np.searchsorted(delays, edges, side="right")
    left = len(delays) - passed[:, :1]
    shares = np.diff(passed, axis=1) / np.maximum(left, 1)
    none = left[:, 0] == 0
    shares[none] = _in_weeks(np.ones(int(none.sum()), dtype=np.int64), weeks)
    return shares


def _in_weeks(day: Ints, weeks: int) -> Floats:
    """All of each item in the week of its day; days before tomorrow are tomorrow."""
    week = (np.maximum(day, 1) - 1) // 7
    shares: Floats = (week[:, None] == np.arange(weeks)).astype(np.float64)
    return shares
