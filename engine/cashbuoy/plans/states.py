"""The state of a payment plan (B9), and the log of how it changed.

    draft -> agreed -> current <-> in_grace -> broken -> current | replanned | written_off
                       current -> completed

What we decide (draft, broken, replanned, written off) stands in tblPlans; what payments and days
make of a plan that runs (agreed, current, in grace, broken, completed) follows from them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.no_rows import once_without_rows

TABLE = "tblPlanChanges"

# One row per plan, in ledger order.
STATE_COLUMNS = (
    "plan",
    "state",
    "since",       # datetime64: the day on which it came about
    "because",     # ledger.schema.choices.PLAN_REASONS
    "missed",      # instalments due before the as-of date and not wholly paid
    "arrears",     # open of these, int64 minor units
    "missed_on",   # datetime64: due date of the oldest of them, NaT for none
    "grace_ends",  # datetime64: last day on which it can be made good, NaT for none
)  # fmt: skip

_DECIDED = ("draft", "broken", "replanned", "written_off")
# What may follow what; anything else is kept and pointed out.
FOLLOWS: dict[str, tuple[str, ...]] = {
    "": ("draft", "agreed", "current", "in_grace", "broken", "replanned", "completed",
         "written_off"),
    "draft": ("agreed", "current", "in_grace", "broken", "completed", "written_off"),
    "agreed": ("draft", "current", "in_grace", "broken", "replanned", "completed", "written_off"),
    "current": ("in_grace", "broken", "replanned", "completed", "written_off"),
    "in_grace": ("current", "broken", "replanned", "completed", "written_off"),
    "broken": ("current", "in_grace", "replanned", "completed", "written_off"),
    "replanned": (),
    "completed": (),
    "written_off": (),
}  # fmt: skip


@dataclass(frozen=True)
class PlanChange:
    """One line of tblPlanChanges; `before` "" for the first of a plan."""

    date: dt.date
    plan: str
    before: str
    after: str
    because: str


@once_without_rows("plans", "schedule")
def plan_states(
    plans: pd.DataFrame, schedule: pd.DataFrame, grace_days: int, as_of: dt.date
) -> pd.DataFrame:
    """STATE_COLUMNS of `plans` (tblPlans, each plan once) from their instalments
    (instalments.SCHEDULE_COLUMNS, payments as known on `as_of`)."""
    today = pd.Timestamp(as_of)
    still = schedule["payment"] - schedule["paid"]
    late = schedule[(still > 0) & (schedule["due"] < today)].assign(still=still)
    by_plan = late.groupby("plan")
    owed = still.groupby(schedule["plan"]).sum().reindex(plans["plan"]).to_numpy(float)
    missed_on = _of(by_plan["due"].min(), plans)
    grace_ends = missed_on + pd.Timedelta(days=grace_days)
    last_paid = _of(schedule.groupby("plan")["paid_date"].max(), plans)
    caught_up = _of(_made_good(schedule), plans)
    start = plans["start"].astype("datetime64[ns]").reset_index(drop=True)
    declared = plans["status"].reset_index(drop=True)
    day = pd.Timedelta(days=1)
    decided = declared.isin(_DECIDED).to_numpy()
    settled = pd.Series(owed <= 0)  # NaN compares false: no instalments are no settlement
    conditions = [
        declared.isin([s for s in _DECIDED if s != "broken"]),
        settled,
        declared == "broken",
        (start > today) & missed_on.isna(),
        missed_on.isna(),
        grace_ends >= today,
    ]
    state = np.select(
        conditions, [declared, "completed", "broken", "agreed", "current", "in_grace"], "broken"
    )
    because = np.select(
        conditions,
        [
            "decided",
            "all_paid",
            "decided",
            "agreement",
            np.where(caught_up.isna(), "began", "caught_up"),
            "missed",
        ],
        "grace_over",
    )
    began = np.where(caught_up.isna(), start, caught_up)
    came = np.select(
        [state == "completed", state == "current", state == "in_grace", state == "broken"],
        [last_paid, began, missed_on + day, grace_ends + day],
        np.datetime64("NaT", "ns"),
    )
    undated = np.isnat(came) | (came > np.datetime64(today)) | ((state != "completed") & decided)
    since = np.where(undated, np.datetime64(today, "ns"), came)
    return pd.DataFrame(
        {
            "plan": plans["plan"].to_numpy(object),
            "state": state.astype(object),
            "since": since,
            "because": because.astype(object),
            "missed": _of(by_plan.size(), plans).fillna(0).astype("int64"),
            "arrears": _of(by_plan["still"].sum(), plans).fillna(0).astype("int64"),
            "missed_on": missed_on,
            "grace_ends": grace_ends,
        }
    )


def _of(values: pd.Series, plans: pd.DataFrame) -> pd.Series:
    return values.reindex(plans["plan"]).reset_index(drop=True)


def _made_good(schedule: pd.DataFrame) -> pd.Series:
    """Plan -> the last day on which a late instalment was wholly paid."""
    late = schedule[
        (schedule["paid"] >= schedule["payment"]) & (schedule["paid_date"] > schedule["due"])
    ]
    return late.groupby("plan")["paid_date"].max()


def change_lines(
    log: pd.DataFrame, states: pd.DataFrame, as_of: dt.date
) -> tuple[tuple[PlanChange, ...], tuple[Finding, ...]]:
    """The table as it is to be written: every earlier line as it was, and one for each plan whose
    state is another than the last one noted by `as_of`. A second run adds nothing.

    Findings: changes that cannot follow from the state before.
    """
    known = [
        PlanChange(date.date(), plan, before, after, because)
        for date, plan, before, after, because in zip(
            *(log[c] for c in ("date", "plan", "before", "after", "because")), strict=True
        )
        if not pd.isna(date)
    ]
    last = {c.plan: c for c in sorted(known, key=lambda c: c.date) if c.date <= as_of}
    new: list[PlanChange] = []
    findings: list[Finding] = []
    for plan, state, since, because in zip(
        *(states[c] for c in ("plan", "state", "since", "because")), strict=True
    ):
        noted = last.get(plan)
        if noted and noted.after == state:
            continue
        before = noted.after if noted else ""
        day = max(since.date(), noted.date) if noted else since.date()
        new.append(PlanChange(day, plan, before, state, because))
        if state not in FOLLOWS[before]:
            findings.append(
                Finding(
                    "plan_odd_change",
                    "warning",
                    "kept",
                    Place("tblPlans", None, "status"),
                    details={"plan": plan, "before": before, "after": state},
                )
            )
    return tuple(sorted([*known, *new], key=lambda c: c.date)), tuple(findings)
