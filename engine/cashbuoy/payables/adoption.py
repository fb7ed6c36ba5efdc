"""The schedule's dates as approvals: what goes into the column *Pay on* of tblPayables (C6)."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cashbuoy.ledger.clean import Ledgers
from cashbuoy.payables.schedule import PayablesSchedule

TABLE, COLUMN = "tblPayables", "pay_on"


@dataclass(frozen=True)
class AdoptedDates:
    """dates: data row in tblPayables -> day (datetime64). approved: bills of the schedule that have
    a date already; in_parts: bills paid on several days, which one date cannot say; by_bill: bills
    settled by our own acceptance bill, while an approved date means money."""

    dates: pd.Series
    approved: int
    in_parts: int
    by_bill: int


def adopt_dates(schedule: PayablesSchedule, ledgers: Ledgers) -> AdoptedDates:
    """The day of every scheduled bill that is paid whole and has no approved date yet, one that has
    passed included: it was the user's. Credit notes follow their bills."""
    bills = schedule.frame[schedule.frame["reason"] != "credit"]
    table = ledgers[TABLE].drop_duplicates("row").set_index("row")
    dated = bills["row"].map(table[COLUMN]).notna()
    whole, given = bills["part"] == 0, bills["by_bill"] > 0
    chosen = bills[whole & ~dated & ~given]
    return AdoptedDates(
        dates=pd.Series(chosen["pay_date"].to_numpy(), index=chosen["row"].to_numpy()).sort_index(),
        approved=int(bills.loc[dated, "row"].nunique()),
        in_parts=int(bills.loc[~whole & ~dated, "row"].nunique()),
        by_bill=int(bills.loc[given & ~dated, "row"].nunique()),
    )
