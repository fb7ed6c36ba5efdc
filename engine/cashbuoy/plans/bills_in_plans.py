"""Suppliers' bills under a payment plan of our own (B9, C6): paid by the plan, not twice."""

from __future__ import annotations

import pandas as pd

from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.money import minor_digits
from cashbuoy.plans.plan_items import latest_versions
from cashbuoy.policy.models import Policy


def with_own_plans(
    payables: pd.DataFrame, ledgers: Ledgers, schedule: pd.DataFrame, policy: Policy
) -> pd.DataFrame:
    """Open payables (ledger.open_items.OPEN_COLUMNS) with status plan for the bills that
    tblPlanItems lists under a plan with their supplier, where that plan, or the one that replaced
    it, is in force (`schedule`: the instalments of those). They are owed, but expected as
    instalments alone; none with the module off."""
    if schedule.empty or payables.empty or not policy.has("plans"):
        return payables
    listed = ledgers["tblPlanItems"].merge(_ours(ledgers)[["plan", "counterparty"]], on="plan")
    last = latest_versions(ledgers["tblPlans"])
    listed = listed[listed["plan"].map(last).isin(schedule["plan"]).to_numpy(bool)]
    if listed.empty:
        return payables
    named = pd.MultiIndex.from_frame(listed[["invoice", "counterparty"]])
    bills = pd.MultiIndex.from_frame(payables[["document", "counterparty"]])
    planned = bills.isin(named)
    never = pd.Series(pd.NaT, index=payables.index, dtype="datetime64[ns]")
    return payables.assign(
        status=payables["status"].where(~planned, "plan"),
        # Who agreed to a plan disputes its bills no more.
        disputed=payables["disputed"].where(~planned, 0),
        disputed_base=payables["disputed_base"].where(~planned, 0),
        expected_date=payables["expected_date"].where(~planned, never),
        expected_base=payables["expected_base"].where(~planned, 0),
        provisional=payables["provisional"] & ~planned,
    )


def unlinked_own_plans(
    payables: pd.DataFrame, ledgers: Ledgers, schedule: pd.DataFrame, policy: Policy
) -> tuple[Finding, ...]:
    """Our plans in force that name no bills, while bills of the same supplier from before the plan
    are open: if the plan is for them, the forecast pays them twice. `payables` as with_own_plans
    leaves them."""
    if schedule.empty or payables.empty or not policy.has("plans"):
        return ()
    ours = _ours(ledgers)
    ours = ours[ours["plan"].isin(schedule["plan"]) & (ours["replaces"] == "")]
    ours = ours[~ours["plan"].isin(ledgers["tblPlanItems"]["plan"])]
    expected = payables[payables["status"] == "forecast"]
    pairs = ours.merge(
        expected[["counterparty", "document_date", "expected_base"]], on="counterparty"
    )
    pairs = pairs[pairs["document_date"] <= pairs["start"].astype("datetime64[ns]")]
    digits = minor_digits(ledgers.base_currency)
    by = pairs.groupby(["row", "plan", "counterparty"], sort=False)["expected_base"]
    return tuple(
        Finding(
            "own_plan_bills",
            "warning",
            "kept",
            Place("tblPlans", int(row), "plan"),
            currency=ledgers.base_currency,
            details={
                "plan": str(plan),
                "creditor": str(supplier),
                "count": int(count),
                "amount": int(total) / 10**digits,
            },
        )
        for (row, plan, supplier), count, total in by.agg(["size", "sum"]).itertuples()
        if total > 0
    )


def _ours(ledgers: Ledgers) -> pd.DataFrame:
    plans = ledgers["tblPlans"].drop_duplicates("plan")
    return plans[plans["direction"] == "out"]
