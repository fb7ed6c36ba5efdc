"""What has become of every plan's money (B9): paid, open, waived or carried into the plan after it.

    principal + interest = paid + waived + carried + open, to the cent.

Interest of a version runs to the day on which the next one starts, and from then on under that
one: instalments of the old version due on that day or later bear none. A plan that we declared
broken or wrote off bears no interest after that, only late fees, which are shown beside.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from cashbuoy.calendars import Dates
from cashbuoy.collection.late_fees import LateItems, late_fees
from cashbuoy.collection.owed_fees import buyer_types, fee_each
from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.no_rows import once_without_rows
from cashbuoy.money import Minor, minor_digits
from cashbuoy.policy.models import Policy

# One row per plan, in ledger order. Money int64 base minor units.
ACCOUNT_COLUMNS = (
    "plan",
    "principal",    # of its instalments; agreed, where it has none
    "interest",     # charged up to the end of the version, or of the plan
    "paid",
    "waived",       # given up; of a plan written off all that was open
    "carried",      # taken over by the plan that replaces it
    "open",         # still to be paid; below zero: paid too much
    "late_fee",     # so far, on instalments paid late or not at all; no part of the sum
    "replaced_by",  # "" for none
    "ends",         # datetime64: the day from which no interest runs, NaT while it does
)  # fmt: skip


@once_without_rows("plans", "schedule")
def plan_accounts(
    plans: pd.DataFrame, schedule: pd.DataFrame, states: pd.DataFrame, as_of: dt.date
) -> pd.DataFrame:
    """ACCOUNT_COLUMNS but for late_fee (0 here) of `plans` (tblPlans, each plan once), from their
    instalments (instalments.SCHEDULE_COLUMNS) and states.STATE_COLUMNS."""
    names = plans["plan"].to_numpy(object)
    after = plans[plans["replaces"] != ""].drop_duplicates("replaces").set_index("replaces")
    next_plan = after["plan"].reindex(names)
    next_start = after["start"].astype("datetime64[ns]").reindex(names).to_numpy()
    declared = plans["status"].to_numpy(object)
    state = states["state"].to_numpy(object)
    today = np.datetime64(as_of, "ns")
    replaced = (declared == "replanned") & next_plan.notna().to_numpy()
    stopped = np.isin(state, ["broken", "written_off"]) & (declared == state)
    stopped |= (declared == "replanned") & ~replaced
    never = np.datetime64("NaT", "ns")
    ends = np.select([replaced, stopped], [next_start, np.full(len(plans), today)], never)
    at = pd.Index(names).get_indexer(schedule["plan"])
    due = schedule["due"].to_numpy("datetime64[ns]")
    runs = np.isnat(ends[at]) | (due < ends[at])
    principal = _by_plan(schedule["principal"], at, len(names))
    paid = _by_plan(schedule["paid"], at, len(names))
    interest = _by_plan(schedule["interest"].where(runs, 0), at, len(names))
    none = ~np.isin(np.arange(len(names)), at)
    principal = np.where(none, plans["principal"].to_numpy(np.int64), principal)
    left = principal + interest - paid
    waived = np.minimum(plans["waived"].to_numpy(np.int64), np.maximum(left, 0))
    waived = np.where(state == "written_off", np.maximum(left, 0), waived)
    left = left - waived
    carried = np.where(replaced, left, 0)
    return pd.DataFrame(
        {
            "plan": names,
            "principal": principal,
            "interest": interest,
            "paid": paid,
            "waived": waived,
            "carried": carried,
            "open": left - carried,
            "late_fee": 0,
            "replaced_by": next_plan.where(replaced, "").fillna("").to_numpy(object),
            "ends": ends,
        }
    )


@once_without_rows("schedule")
def instalment_fees(
    schedule: pd.DataFrame,
    parts: pd.DataFrame,
    plans: pd.DataFrame,
    accounts: pd.DataFrame,
    ledgers: Ledgers,
    policy: Policy,
    as_of: dt.date,
) -> Minor:
    """The late fee of each instalment so far, shape (len(schedule),): on what was open of it day by
    day (`parts`: plan_payments.PART_COLUMNS), at the plan's rate, else the policy's, else as the
    law has it for customers; none on our own plans that state no rate. A version's fees end on the
    day before the next one starts."""
    told = plans.set_index("plan").loc[schedule["plan"]]
    rate = told["late_rate"].to_numpy(np.float64)
    if policy.instalments.late_rate is not None:
        rate = np.where(np.isnan(rate), policy.instalments.late_rate, rate)
    ends = accounts.set_index("plan")["ends"].reindex(schedule["plan"]).to_numpy("datetime64[D]")
    paid, paid_date = _side_by_side(parts, len(schedule))
    items = LateItems(
        due=schedule["due"].to_numpy("datetime64[D]"),
        amount=schedule["payment"].to_numpy(np.int64),
        paid=paid,
        paid_date=paid_date,
        buyer=buyer_types(schedule["counterparty"], ledgers),
        agreed=rate,
        signed=told["start"].to_numpy("datetime64[D]"),
    )
    fees = np.zeros(len(schedule), dtype=np.int64)
    until = np.where(np.isnat(ends), np.datetime64(as_of, "D"), ends - np.timedelta64(1, "D"))
    ours = (schedule["direction"] == "out").to_numpy() & np.isnan(rate)
    for day in np.unique(until):  # a handful: one for each re-planned version
        stretches = late_fees(items, day.item(), policy.fees_by_law)
        fees = np.where(until == day, fee_each(schedule, stretches), fees)
    charged: Minor = np.where(ours, 0, fees).astype(np.int64)
    return charged


@once_without_rows("plans")
def version_findings(plans: pd.DataFrame, accounts: pd.DataFrame, base: str) -> tuple[Finding, ...]:
    """Plans whose next version does not take over what they left: its principal must be what was
    still owed, with or without the missed interest and the late fees."""
    by_plan = accounts.set_index("plan")
    digits = minor_digits(base)
    findings = []
    for plan in plans[plans["replaces"].isin(by_plan.index)].to_dict("records"):
        old = by_plan.loc[plan["replaces"]]
        if not old["replaced_by"]:
            continue
        most = int(old["carried"] + old["late_fee"])
        least = max(int(old["carried"] - old["interest"]), 0)
        found = int(by_plan.loc[plan["plan"], "principal"])
        if least <= found <= most:
            continue
        findings.append(
            Finding(
                "plan_version_differs",
                "warning",
                "kept",
                Place("tblPlans", plan["row"], "principal"),
                currency=base,
                details={
                    "plan": plan["plan"],
                    "before": plan["replaces"],
                    "principal": found / 10**digits,
                    "carried": int(old["carried"]) / 10**digits,
                    "late_fee": int(old["late_fee"]) / 10**digits,
                },
            )
        )
    return tuple(findings)


def _side_by_side(parts: pd.DataFrame, n: int) -> tuple[Minor, Dates]:
    """The parts that each of `n` instalments was paid in, and their days: shape (n, most)."""
    at = parts["at"].to_numpy(np.int64)
    turn = parts.groupby("at").cumcount().to_numpy(np.int64)
    shape = (n, int(turn.max(initial=0)) + 1)
    paid = np.zeros(shape, dtype=np.int64)
    days: Dates = np.full(shape, np.datetime64("NaT", "D"))
    paid[at, turn] = parts["amount"].to_numpy(np.int64)
    days[at, turn] = parts["date"].to_numpy("datetime64[D]")
    return paid, days


def _by_plan(values: pd.Series, at: np.ndarray, n: int) -> Minor:
    total = np.zeros(n, dtype=np.int64)
    np.add.at(total, at, values.to_numpy(np.int64))
    return total
