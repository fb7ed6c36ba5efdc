"""Holds: customers to whom nothing more is shipped on credit, and the orders they hold up."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.credit.record import PaymentRecord
from cashbuoy.findings import Finding, Place
from cashbuoy.money import Minor, to_minor
from cashbuoy.policy.models.credit import Hold

HoldReason = Literal["", "over_limit", "overdue"]
Texts = NDArray[np.object_]


def holds(
    record: PaymentRecord, limit: Minor, has_limit: NDArray[np.bool_], settings: Hold, digits: int
) -> Texts:
    """Why each customer is on hold (HoldReason), shape (customers,); "" where it is not.

    Overdue: what is not in dispute, by more than the policy's days. Over the limit: by more than
    its tolerance and more than a trivial amount; a customer without a limit cannot be over it.
    """
    trivial = int(to_minor(settings.trivial_amount, digits))
    overdue = (record.pursued_days > settings.overdue_days) & (record.pursued > trivial)
    excess = record.exposure - limit
    tolerated = np.maximum(limit * settings.over_limit, trivial)
    over = has_limit & (excess > tolerated)
    reasons = np.select([overdue, over], np.array(["overdue", "over_limit"], object), default="")
    return reasons.astype(object)


def held_orders(
    orders: pd.DataFrame, hold: pd.Series[str], settings: Hold, digits: int
) -> tuple[Finding, ...]:
    """A finding for every order (tblOrders) of a customer on hold. Prepaid orders go out; so does
    what is missing by a trivial amount. `hold`: reasons by customer."""
    held = orders["customer"].map(hold).fillna("").to_numpy(object)
    open_part = orders["amount"].to_numpy(np.int64) - orders["prepaid"].to_numpy(np.int64)
    credit = open_part > int(to_minor(settings.trivial_amount, digits))
    at = np.flatnonzero((held != "") & credit)
    return tuple(
        Finding(
            "credit_order_held",
            "warning",
            "kept",
            Place("tblOrders", int(orders["row"].iloc[i]), "order"),
            found=str(orders["order"].iloc[i]),
            expected=f"hold_{held[i]}",
            details={"customer": str(orders["customer"].iloc[i])},
        )
        for i in at.tolist()
    )
