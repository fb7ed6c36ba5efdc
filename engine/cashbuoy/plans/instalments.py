"""Instalment plans (B9): dates on business days, amounts that add up to the cent."""

from __future__ import annotations

# One row per instalment of every live plan; money int64 base minor units.
SCHEDULE_COLUMNS = (
    "plan",
    "counterparty",
    "direction",      # in: they pay us; out: we pay
    "number",         # 0 is the down payment
    "due",            # datetime64, rolled to a business day
    "principal",
    "interest",
    "payment",        # principal + interest
    "outstanding",    # principal still owed after this instalment
    "paid",
    "paid_date",
    "status",         # paid | open | overdue
    "provisional",
)  # fmt: skip
