"""Staged collection plans (B2): from contracts to dated amounts that add up to the cent."""

from __future__ import annotations

# One row per stage of every contract; money int64 minor units of the contract's currency, and base.
STAGE_COLUMNS = (
    "row",            # data row in tblContracts
    "contract",
    "customer",
    "currency",
    "plan",           # name of the staged plan in the policy
    "number",         # 1, 2, 3 ...
    "stage_en",
    "stage_zh",
    "event",          # signed | shipped | accepted
    "event_date",     # datetime64, NaT while unknown
    "due_date",       # datetime64, NaT while the event has no date
    "amount",         # the stage's part of the contract
    "billed",         # covered by invoices that name the contract, filled stage by stage
    "unbilled",       # amount - billed
    "unbilled_base",
    "collected",      # paid on those invoices, filled stage by stage
    "status",         # collected | billed | to_bill (due, not billed) | scheduled | undated
    "major",
    "provisional",
)  # fmt: skip
