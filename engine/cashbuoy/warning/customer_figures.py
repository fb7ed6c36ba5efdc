"""What warning rules can look at of each customer."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cashbuoy.credit.assessment import CreditBook

MOST_USED = 99.99


def customer_figures(ageing: pd.DataFrame, credit: CreditBook | None) -> pd.DataFrame:
    """One row per customer of `ageing` (credit.ageing), in its order: "customer" and the measures
    of watched.CUSTOMER_UNITS as float64. customer_limit_used is there only with a credit book, NaN
    for a customer without a limit, and never more than MOST_USED: so much is any debt of a limit of
    nil, which no cell could show. A share of nothing is NaN.
    """
    total = ageing["total"].to_numpy(np.float64)
    overdue = np.maximum(ageing["overdue"].to_numpy(np.float64), 0.0)
    figures = pd.DataFrame(
        {
            "customer": ageing["customer"],
            "customer_overdue": overdue,
            "customer_overdue_share": _share(overdue, total),
            "customer_oldest_overdue": ageing["oldest_days"].to_numpy(np.float64),
            "customer_share": ageing["share_12m"].to_numpy(np.float64),
        }
    )
    if credit is not None:
        book = credit.customers.drop_duplicates("customer").set_index("customer")
        known = book.reindex(figures["customer"])
        exposure = known["exposure"].to_numpy(np.float64)
        limit = known["limit"].to_numpy(np.float64)
        has_limit = known["has_limit"].fillna(value=False).to_numpy(bool)
        with np.errstate(divide="ignore", invalid="ignore"):
            used = np.where(exposure > 0, exposure / limit, 0.0)
        figures["customer_limit_used"] = np.where(has_limit, np.minimum(used, MOST_USED), np.nan)
    return figures


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, np.minimum(part / whole, 1.0), np.nan)
