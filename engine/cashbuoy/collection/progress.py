"""How far each contract's collection has come, against what its plan would have brought by now."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from cashbuoy.ledger.no_rows import once_without_rows

# One row per contract, in the order of the ledger; money int64 minor units of its currency.
PROGRESS_COLUMNS = (
    "row",         # data row in tblContracts
    "contract",
    "customer",
    "currency",
    "major",
    "amount",
    "stages_open",  # how many are not collected in full
    "planned",     # of it due before the as-of date as first planned, late or not
    "collected",
    "behind",      # planned - collected, never below 0
    "moved_days",  # by how many days the latest of what is still open comes later than planned
    "next_due",    # datetime64, of what is still open; NaT where nothing is, or has a date
)  # fmt: skip


@once_without_rows("stages")
def contract_progress(stages: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """From the stages of all contracts (stages.STAGE_COLUMNS) to PROGRESS_COLUMNS.

    A stage counts as planned from the day on which it was first due: a shipment of ours that is
    late holds up the collection as much as a customer who does not pay.
    """
    first_due = stages[["planned_due", "due_date"]].min(axis=1)
    still = (stages["open"] != 0).to_numpy()
    told = stages.assign(
        stages_open=still.astype(np.int64),
        planned=stages["amount"].where(first_due < pd.Timestamp(as_of), 0),
        moved_days=stages["moved_days"].where(still, 0),
        next_due=stages["due_date"].where(still),
    )
    whole = told.groupby("row", sort=False, as_index=False).agg(
        contract=("contract", "first"),
        customer=("customer", "first"),
        currency=("currency", "first"),
        major=("major", "first"),
        amount=("amount", "sum"),
        stages_open=("stages_open", "sum"),
        planned=("planned", "sum"),
        collected=("collected", "sum"),
        moved_days=("moved_days", "max"),
        next_due=("next_due", "min"),
    )
    whole["behind"] = (whole["planned"] - whole["collected"]).clip(lower=0)
    return whole[list(PROGRESS_COLUMNS)]
