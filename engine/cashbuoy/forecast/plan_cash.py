"""Cash that payment plans have brought and cost, each payment once (B9, A1).

Who pays an instalment pays invoices: books note the money under the plan, and on the invoices (or a
supplier's bills) as well. What was booked on these since the plan began is the plan's money, as far
as as much is noted under the plan.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from cashbuoy.calendars import WorkCalendar
from cashbuoy.forecast.payment_rows import payment_rows
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.no_rows import once_without_rows
from cashbuoy.ledger.schema import PLAN_STATES
from cashbuoy.plans.booked import booked_under_plans
from cashbuoy.plans.instalments import plan_schedules
from cashbuoy.plans.plan_items import latest_versions
from cashbuoy.plans.plan_payments import plan_payments
from cashbuoy.policy.models import Policy


def plan_cash(
    ledgers: Ledgers, policy: Policy, as_of: dt.date, calendar: WorkCalendar
) -> pd.DataFrame:
    """Payments under plans up to `as_of` (PAYMENT_COLUMNS; `contract` is the plan), undated ones
    included. What names no instalment stands under those that it settled."""
    plans, noted = ledgers["tblPlans"].drop_duplicates("plan"), ledgers["tblInstalments"]
    lines = ledgers["tblPlanPayments"]
    lines = lines[(lines["date"] <= pd.Timestamp(as_of)) & lines["plan"].isin(plans["plan"])]
    if lines.empty:
        return _cash(noted, plans, "tblInstalments")
    schedule, _ = plan_schedules(ledgers, policy.instalments, calendar, as_of, PLAN_STATES)
    parts = plan_payments(schedule, noted, lines, as_of).parts
    parts = parts[parts["plan"].isin(lines["plan"])]
    parts = parts.rename(columns={"amount": "paid", "date": "paid_date"})
    # Of plans whose terms give no instalments.
    loose = lines[~lines["plan"].isin(schedule["plan"])]
    loose = loose.rename(columns={"amount": "paid", "date": "paid_date", "instalment": "number"})
    frames = [
        _cash(noted[~noted["plan"].isin(lines["plan"])], plans, "tblInstalments"),
        *(_cash(rows, plans, str(source)) for source, rows in parts.groupby("source")),
        _cash(loose.assign(number=loose["number"].fillna(0)), plans, "tblPlanPayments"),
    ]
    return pd.concat([f for f in frames if len(f)], ignore_index=True)


@once_without_rows("noted")
def _cash(noted: pd.DataFrame, plans: pd.DataFrame, source: str) -> pd.DataFrame:
    rows = noted.merge(
        plans[["plan", "counterparty", "direction", "start"]], on="plan", how="inner"
    )
    rows = rows[rows["paid"] != 0]
    incoming = (rows["direction"] == "in").to_numpy()
    paid = rows["paid"].to_numpy(np.int64)
    return payment_rows(
        rows,
        source,
        date=rows["paid_date"],
        category=np.where(incoming, "plan_receipts", "plan_payments").astype(object),
        counterparty=rows["counterparty"],
        reference=rows["plan"] + " / " + rows["number"].astype(str),
        amount=np.where(incoming, paid, -paid),
        issued=rows["start"],
        contract=rows["plan"],
    )


def without_plan_money(
    documents: pd.DataFrame, paid: pd.DataFrame, ledgers: Ledgers
) -> pd.DataFrame:
    """Payments of invoices and bills (PAYMENT_COLUMNS) less what was noted under their plans, too
    (`paid`: plan_cash of the same day), the earliest first."""
    if paid.empty or documents.empty:
        return documents
    last = latest_versions(ledgers["tblPlans"])
    noted = paid["amount"].abs().groupby(paid["contract"].map(last)).sum()
    booked = booked_under_plans(documents, ledgers)
    booked = booked[booked["plan"].isin(noted.index)].sort_values(
        ["plan", "date", "row"], kind="stable"
    )
    if booked.empty:
        return documents
    amount = booked["amount"].to_numpy(np.int64)
    before = booked.groupby("plan")["amount"].cumsum().to_numpy(np.int64) - amount
    room = booked["plan"].map(noted).to_numpy(np.int64) - before
    less = np.zeros(len(documents), dtype=np.int64)
    np.add.at(less, booked["at"].to_numpy(np.int64), np.clip(room, 0, amount))
    money = documents["amount"].to_numpy(np.int64)
    return documents.assign(amount=money - np.sign(money) * less)
