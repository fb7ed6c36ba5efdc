"""Which open invoices are pursued by letter today, and the stage that each has reached."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import WorkCalendar, as_dates
from cashbuoy.collection.late_fees import late_fees
from cashbuoy.collection.letter import ITEM_COLUMNS
from cashbuoy.collection.owed_fees import fee_each, late_items
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.money import minor_digits, to_minor
from cashbuoy.policy.models import STAGES, Policy


@dataclass(frozen=True)
class Pursued:
    """Open invoices as letters see them, one row each.

    items: letter.ITEM_COLUMNS with customer, open_base, status, chased (overdue, beyond dispute and
    payment plans) and new (its stage has risen since the customer's last letter). fees:
    late_fees.FEE_COLUMNS, `item` the position in `items`. last_letter: the day of each
    customer's last demand.
    """

    items: pd.DataFrame
    fees: pd.DataFrame
    last_letter: pd.Series
    calendar: WorkCalendar


def pursue(
    receivables: pd.DataFrame,
    ledgers: Ledgers,
    policy: Policy,
    as_of: dt.date,
    calendar: WorkCalendar,
) -> Pursued:
    """All open invoices (OPEN_COLUMNS) with days, fees and stages at the close of `as_of`.

    Stages count for what is overdue, neither disputed nor in a payment plan, and more than the
    policy's tolerance. Oldest due date first."""
    items = receivables.sort_values(["due_date", "row"], kind="stable", ignore_index=True)
    due = items["due_date"].to_numpy("datetime64[D]")
    working = np.maximum(calendar.working_days_between(due, as_dates(as_of)), 0)
    fees = late_fees(late_items(items, ledgers, as_of), as_of, policy.late_fees)
    last = _last_letters(ledgers["tblActions"], as_of)
    written = last.reindex(items["counterparty"].to_numpy(object)).to_numpy("datetime64[D]")
    chased = (
        (items["status"] == "forecast")
        & (items["open_base"] > _tolerance(policy))
        & (items["days_overdue"] > 0)
    ).to_numpy()
    stage = np.where(chased, stage_reached(working, policy), -1)
    then = np.maximum(
        calendar.working_days_between(due, np.where(np.isnat(written), due, written)), 0
    )
    before = np.where(np.isnat(written), -1, stage_reached(then, policy))
    items = items.assign(
        customer=items["counterparty"],
        paid=items["amount"] - items["open"],
        days_overdue=np.maximum(items["days_overdue"], 0),
        working_days=working,
        stage=stage,
        fee=fee_each(items, fees),
        chased=chased,
        new=stage > before,
    )
    kept = [*ITEM_COLUMNS, "customer", "open_base", "status", "chased", "new"]
    return Pursued(items[kept], fees, last, calendar)


def stage_reached(working_days: NDArray[np.int64], policy: Policy) -> NDArray[np.int64]:
    """Index into STAGES of the highest stage that so many working days reach, -1 for none."""
    stages = policy.letters.stages
    after = [
        (i, d) for i, s in enumerate(STAGES) if (d := getattr(stages, s).after_days) is not None
    ]
    index = np.array([-1, *(i for i, _ in after)], dtype=np.int64)
    days = np.array([d for _, d in after], dtype=np.int64)
    return index[np.searchsorted(days, working_days, side="right")]


def _last_letters(actions: pd.DataFrame, as_of: dt.date) -> pd.Series:
    """The day of the last demand written to each customer, by `as_of`."""
    ours = actions[actions["action"].isin(STAGES) & (actions["date"] <= pd.Timestamp(as_of))]
    return ours.groupby("customer")["date"].max()


def _tolerance(policy: Policy) -> int:
    return int(to_minor(policy.letters.tolerance, minor_digits(policy.firm.base_currency)))
