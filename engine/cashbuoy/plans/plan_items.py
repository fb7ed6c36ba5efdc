"""Which invoices a payment plan pays off, and which instalment settles which of them (B9)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.no_rows import once_without_rows
from cashbuoy.plans.in_turn import in_turn
from cashbuoy.policy.models import Policy

# One row per plan and invoice, oldest invoice first. Money int64 base minor units.
ITEM_COLUMNS = (
    "plan",
    "invoice",
    "row",         # in tblReceivables
    "amount",      # what of the invoice the plan pays off
    "instalment",  # the one agreed for it, -1: oldest first
)  # fmt: skip
# One row per part of an invoice that an instalment settles.
ALLOCATION_COLUMNS = ("plan", "number", "invoice", "row", "amount")

_OLDEST_FIRST = -1


def plan_items(invoices: pd.DataFrame, ledgers: Ledgers) -> pd.DataFrame:
    """The invoices (documents.receivable_documents) of every customer's plan: ITEM_COLUMNS.

    Those that tblPlanItems lists, and those whose contract column names a plan that tblPlanItems
    does not list with them. Without an amount: all that was open when the plan started.
    """
    return _linked(ledgers["tblPlanItems"], ledgers["tblPlans"], invoices)


@once_without_rows("said", "plans")
def _linked(said: pd.DataFrame, plans: pd.DataFrame, invoices: pd.DataFrame) -> pd.DataFrame:
    # Lines of our own plans name suppliers' bills: plans.bills_in_plans.
    plans = plans[plans["direction"] == "in"].drop_duplicates("plan").set_index("plan")
    listed = pd.DataFrame(
        {
            "plan": said["plan"],
            "invoice": said["invoice"],
            "amount": said["amount"],
            "instalment": said["instalment"].fillna(_OLDEST_FIRST).astype("int64"),
        }
    ).drop_duplicates(["plan", "invoice", "instalment"])
    named = invoices.loc[invoices["contract"].isin(plans.index), ["contract", "document"]]
    named = named.rename(columns={"contract": "plan", "document": "invoice"})
    named = named.assign(amount=0, instalment=_OLDEST_FIRST)
    chosen = pd.concat([listed, named], ignore_index=True)
    first = ~chosen.duplicated(["plan", "invoice"]) | (chosen.index < len(listed))
    chosen = chosen[first & chosen["plan"].isin(plans.index)]
    known = invoices[invoices["document"].isin(chosen["invoice"])]
    known = known.drop_duplicates("document").set_index("document")
    chosen = chosen[chosen["invoice"].isin(known.index)].reset_index(drop=True)
    of = known.loc[chosen["invoice"]].reset_index(drop=True)
    start = plans["start"].reindex(chosen["plan"]).reset_index(drop=True)
    before = (of["paid_date"] < start).to_numpy(bool)
    open_then = of["amount_base"].to_numpy(np.int64) - np.where(before, of["paid_base"], 0)
    amount = chosen["amount"].to_numpy(np.int64)
    items = chosen.assign(
        row=of["row"].to_numpy(np.int64),
        amount=np.where(amount == 0, open_then, amount).astype(np.int64),
        due=of["due_date"],
    )
    items = items.sort_values(["plan", "due", "row"], kind="stable", ignore_index=True)
    return items[list(ITEM_COLUMNS)]


def rows_in_plans(
    invoices: pd.DataFrame, ledgers: Ledgers, schedule: pd.DataFrame, policy: Policy
) -> NDArray[np.int64]:
    """Rows of tblReceivables under a plan in force (`schedule`: the instalments of those), directly
    or through the plan it replaces; none with the module off."""
    if schedule.empty or not policy.has("plans"):
        return np.empty(0, dtype=np.int64)
    items = plan_items(invoices, ledgers)
    last = latest_versions(ledgers["tblPlans"])
    in_force = items["plan"].map(last).isin(schedule["plan"]).to_numpy(bool)
    rows: NDArray[np.int64] = np.unique(items["row"].to_numpy(np.int64)[in_force])
    return rows


def with_inherited(
    items: pd.DataFrame, plans: pd.DataFrame, paid_principal: pd.Series
) -> pd.DataFrame:
    """ITEM_COLUMNS with those of plans that replace another and name no invoices of their own: what
    the plan before left unpaid of its invoices, oldest first. paid_principal: plan -> amount."""
    found = dict(list(items.groupby("plan", sort=False)))
    for plan, before in zip(plans["plan"], plans["replaces"], strict=True):
        if plan in found or before not in found:
            continue
        old = found[before]
        amount = old["amount"].to_numpy(np.int64)
        settled = np.clip(
            int(paid_principal.get(before, 0)) - (np.cumsum(amount) - amount), 0, amount
        )
        left = old.assign(plan=plan, amount=amount - settled, instalment=_OLDEST_FIRST)
        found[plan] = left[left["amount"] > 0]
    return pd.concat(found.values(), ignore_index=True) if found else items


def latest_versions(plans: pd.DataFrame) -> dict[str, str]:
    """Plan -> the plan that replaces it in the end; itself where none does."""
    after = dict(zip(plans["replaces"], plans["plan"], strict=True))
    last: dict[str, str] = {}
    for plan in plans["plan"]:
        seen, at = {plan}, plan
        while at in after and after[at] not in seen:
            at = after[at]
            seen.add(at)
        last[plan] = at
    return last


@once_without_rows("schedule")
def allocate(items: pd.DataFrame, schedule: pd.DataFrame) -> pd.DataFrame:
    """Which instalment settles which part of which invoice: ALLOCATION_COLUMNS, by plan and number.

    items: ITEM_COLUMNS; schedule: plan, number, principal. First the invoices agreed for an
    instalment, as far as its principal goes; all that is left goes oldest invoice to earliest
    instalment. Where a plan's invoices add up to its principal, so do their parts, each to the
    cent; what has no counterpart is left out.
    """
    plans = pd.Index(schedule["plan"].unique())
    items = items[(items["amount"] > 0) & items["plan"].isin(plans)].reset_index(drop=True)
    slots = schedule.loc[schedule["principal"] > 0, ["plan", "number", "principal"]]
    slots = slots.sort_values(["plan", "number"], kind="stable", ignore_index=True)
    agreed = _as_agreed(items, slots)
    left = slots["principal"].to_numpy(np.int64) - _summed(agreed, "slot", len(slots))
    owed = items["amount"].to_numpy(np.int64) - _summed(agreed, "item", len(items))
    rest = in_turn(items["plan"], owed, slots["plan"], left)
    parts = pd.concat([agreed, rest], ignore_index=True)
    found = pd.DataFrame(
        {
            "plan": slots["plan"].to_numpy(object)[parts["slot"]],
            "number": slots["number"].to_numpy(np.int64)[parts["slot"]],
            "invoice": items["invoice"].to_numpy(object)[parts["item"]],
            "row": items["row"].to_numpy(np.int64)[parts["item"]],
            "amount": parts["amount"],
        }
    )
    return found.sort_values(["plan", "number", "row"], kind="stable", ignore_index=True)


def _as_agreed(items: pd.DataFrame, slots: pd.DataFrame) -> pd.DataFrame:
    """Invoices on the instalments agreed for them: item, slot (positions), amount."""
    place = pd.MultiIndex.from_frame(slots[["plan", "number"]])
    wanted = pd.MultiIndex.from_arrays([items["plan"], items["instalment"]])
    slot = place.get_indexer(wanted)
    item = np.flatnonzero(slot >= 0)
    slot, amount = slot[item], items["amount"].to_numpy(np.int64)[item]
    before = pd.Series(amount).groupby(slot).cumsum().to_numpy(np.int64) - amount
    room = slots["principal"].to_numpy(np.int64)[slot] - before
    part = np.clip(room, 0, amount)
    some = part > 0
    return pd.DataFrame({"item": item[some], "slot": slot[some], "amount": part[some]})


def _summed(parts: pd.DataFrame, by: str, n: int) -> NDArray[np.int64]:
    total = np.zeros(n, dtype=np.int64)
    np.add.at(total, parts[by].to_numpy(np.int64), parts["amount"].to_numpy(np.int64))
    return total
