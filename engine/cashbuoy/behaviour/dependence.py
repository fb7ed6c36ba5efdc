"""How far invoices are paid late together: all of them, and those of one customer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cashbuoy.behaviour.curve import Curves
from cashbuoy.behaviour.history import History, evenly
from cashbuoy.behaviour.payers import Payers, along_curves, score
from cashbuoy.policy.models import Behaviour

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_MONTH = 30  # invoices due in the same days so many feel the same circumstances
_MOST = 0.9


def correlations(
    history: History, curves: Curves, payers: Payers, segment: Ints, settings: Behaviour
) -> tuple[float, float]:
    """Correlation of the normal scores of payment of two invoices due in the same month: of any
    two, and what is added if they are one customer's. Shrunk towards the policy's.

    Paid invoices due long enough ago that hardly any are open: mean product of scores over pairs.
    """
    rules = settings.correlation
    due_ago = history.issued_ago + history.entry
    chosen = history.paid & (history.share == 1) & (due_ago > 2 * _MONTH)
    chosen &= due_ago <= rules.longest_days
    rows = evenly(history, np.flatnonzero(chosen), rules.most_invoices)
    z = _scores(history, curves, payers, segment, rows)
    month = due_ago[rows] // _MONTH
    common, customer = _pairs(z, month, history.customer[rows])
    months, same = len(np.unique(month)), rules.months
    any_two = (rules.common * same + common * months) / (same + months)
    one = (rules.customer * same + customer * months) / (same + months)
    any_two = min(max(any_two, 0.0), _MOST)
    # What is seen of customers' habits has gone into their curves; what is not known yet adds up.
    doubt = payers.doubt()
    unknown = float(doubt[history.customer].mean()) if len(history) else float(doubt[-1])
    return any_two, min(max(one - any_two, 0.0) + unknown, _MOST - any_two)


def _scores(history: History, curves: Curves, payers: Payers, segment: Ints, rows: Ints) -> Floats:
    """Normal scores of the days paid, by each customer's own curve; mean 0 a month at large."""
    on, entry = segment[rows], history.entry[rows]
    whole = curves.share(on, entry - 1)
    days = np.stack([history.delay[rows] - 1, history.delay[rows]], axis=1)
    share = curves.share(on[:, None], np.maximum(days, entry[:, None] - 1)) / whole[:, None]
    customer, place = np.unique(history.customer[rows], return_inverse=True)
    own = payers.curves(customer, np.ones(len(customer)))
    middle = along_curves(own[place.reshape(-1)], share).mean(axis=1)
    scores = score(middle)
    return scores - scores.mean() if len(scores) else scores


def _pairs(z: Floats, month: Ints, customer: Ints) -> tuple[float, float]:
    """Mean product of scores, over their variance: pairs of different customers in a month, and
    pairs of one customer; (0, 0) where there are none."""
    if len(z) < 2:
        return 0.0, 0.0
    variance = float((z**2).mean()) or 1.0
    months, of_month = np.unique(month, return_inverse=True)
    _, group = np.unique(of_month * (customer.max() + 1) + customer, return_inverse=True)
    group = group.reshape(-1)
    n_month = np.bincount(of_month.reshape(-1), minlength=len(months)).astype(float)
    n_group = np.bincount(group).astype(float)
    by_month = float((np.bincount(of_month.reshape(-1), weights=z) ** 2).sum())
    by_group = float((np.bincount(group, weights=z) ** 2).sum())
    others = float((n_month**2).sum() - (n_group**2).sum())
    own = float((n_group**2).sum() - len(z))
    return (
        (by_month - by_group) / others / variance if others > 0 else 0.0,
        (by_group - float((z**2).sum())) / own / variance if own > 0 else 0.0,
    )
