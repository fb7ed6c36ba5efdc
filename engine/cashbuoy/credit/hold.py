"""Holds: customers to whom nothing more is shipped on credit, and the orders they hold up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.findings import Finding, Place
from cashbuoy.money import Minor, to_minor
from cashbuoy.policy.models.credit import Hold

if TYPE_CHECKING:
    from cashbuoy.credit.record import PaymentRecord

HoldReason = Literal["", "over_limit", "overdue"]
Texts = NDArray[np.object_]


def trivial_amount(amounts: Minor, settings: Hold, digits: int) -> int:
    """Largest amount that is no matter, minor units: of a firm whose invoices (`amounts`, shape
    (n,)) are small, a share of the median one. Bank charges and rounding, never an invoice."""
    most = int(to_minor(settings.trivial_amount, digits))
    billed = amounts[amounts > 0]
    return min(most, int(np.median(billed) * settings.trivial_share)) if billed.size else most


def holds(
    record: PaymentRecord, limit: Minor, has_limit: NDArray[np.bool_], settings: Hold, trivial: int
) -> Texts:
    """Why each customer is on hold (HoldReason), shape (customers,); "" where it is not.

    Overdue: what is not in dispute, by more than the policy's days. Over the limit: by more than
    its tolerance and more than a `trivial` amount (minor units); a customer without a limit cannot
    be over it.
    """
    overdue = (record.pursued_days > settings.overdue_days) & (record.pursued > trivial)
    excess = record.exposure - limit
    tolerated = np.maximum(limit * settings.over_limit, trivial)
    over = has_limit & (excess > tolerated)
    reasons = np.select([overdue, over], np.array(["overdue", "over_limit"], object), default="")
    return reasons.astype(object)


def held_orders(orders: pd.DataFrame, hold: pd.Series[str], trivial: int) -> tuple[Finding, ...]:
    """A finding for every order (tblOrders) of a customer on hold. Prepaid orders go out; so does
    what is missing by a `trivial` amount. `hold`: reasons by customer."""
    held = orders["customer"].map(hold).fillna("").to_numpy(object)
    open_part = orders["amount"].to_numpy(np.int64) - orders["prepaid"].to_numpy(np.int64)
    credit = open_part > trivial
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
