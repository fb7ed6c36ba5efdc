"""Instalment plans (B9): dates on business days, amounts that add up to the cent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd

from cashbuoy.calendars import WorkCalendar, as_dates
from cashbuoy.errors import FormulaError
from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.no_rows import once_without_rows
from cashbuoy.money import minor_digits
from cashbuoy.plans.payment_findings import payment_findings
from cashbuoy.plans.plan_payments import PlanPayments, paid_by_instalment, plan_payments
from cashbuoy.plans.repayment import (
    Frequency,
    Method,
    check_terms,
    days_rate,
    instalment_dates,
    repayments,
)
from cashbuoy.plans.unentered import completed_findings, unentered_rows
from cashbuoy.policy.models import Instalments

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
    "trusted",        # no instalment of its plan is overdue beyond the days of grace
    "provisional",
)  # fmt: skip

_KINDS = dict.fromkeys(
    ("number", "principal", "interest", "payment", "outstanding", "paid"), "int64"
) | {"provisional": "bool", "trusted": "bool"}

# Plans whose instalments are expected; a customer's broken plan's debt is pursued as a whole
# instead. What we owe under a broken plan of our own is still to be paid.
LIVE_STATES = ("agreed", "current", "in_grace")


@dataclass(frozen=True)
class PlanTerms:
    """What was agreed; money in minor units.

    first_after: the first instalment falls due so many days after the start, and bears interest
    for these days; None: one period after it. parts: the principals of a custom plan.
    """

    principal: int
    instalments: int
    annual_rate: float
    start: dt.date
    frequency: Frequency = "monthly"
    method: Method = "equal_principal"
    down_payment: int = 0
    first_after: int | None = None
    parts: tuple[int, ...] = ()

    def check(self) -> None:
        """FormulaError (repayment.check_terms) where no plan can follow from the terms."""
        check_terms(
            self.principal,
            self.instalments,
            self.annual_rate,
            self.down_payment,
            self.method,
            self.parts,
            self.first_after,
        )


def instalment_schedule(
    terms: PlanTerms, calendar: WorkCalendar, settings: Instalments
) -> pd.DataFrame:
    """One plan: number, due, principal, interest, payment, outstanding, provisional.

    Money in minor units. The down payment, if any, is number 0, without interest; the rest of the
    principal is repaid as repayment.repayments says. Errors: FormulaError (PlanTerms.check).
    """
    terms.check()
    start, n = terms.start, terms.instalments
    principal, down_payment = terms.principal, terms.down_payment
    agreed = instalment_dates(start, n, terms.frequency, settings.month_rule, terms.first_after)
    first_rate = None
    if terms.first_after is not None:
        days = int((agreed[0] - as_dates(start)).astype(np.int64))
        first_rate = days_rate(terms.annual_rate, days, settings.day_basis)
    repaid, interest = repayments(
        principal - down_payment,
        n,
        terms.annual_rate,
        terms.frequency,
        terms.method,
        first_rate,
        terms.parts,
    )
    numbers = np.arange(1, n + 1)
    if down_payment:
        first = as_dates(start) + np.timedelta64(settings.down_payment_days, "D")
        agreed, numbers = np.append(first, agreed), np.append(0, numbers)
        repaid, interest = np.append(down_payment, repaid), np.append(0, interest)
    due = calendar.roll(agreed, settings.roll)
    return pd.DataFrame(
        {
            "number": numbers,
            "due": due.astype("datetime64[ns]"),
            "principal": repaid,
            "interest": interest,
            "payment": repaid + interest,
            "outstanding": principal - np.cumsum(repaid),
            "provisional": calendar.is_provisional(due),
        }
    )


def plan_schedules(
    ledgers: Ledgers,
    settings: Instalments,
    calendar: WorkCalendar,
    as_of: dt.date,
    states: Collection[str] = LIVE_STATES,
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """All plans of `states` and our own broken ones (SCHEDULE_COLUMNS, by plan in ledger order and
    number), and what was noticed.

    A plan with rows in tblInstalments consists of those rows, their dates rolled, and, where they
    are not all of its principal, of those of its terms that are not entered; without rows, it is
    computed from its terms. Payments noted after `as_of` are not known yet; an instalment due on
    `as_of` is not overdue. What was paid in parts, listed in tblPlanPayments or paid over on one
    instalment settles them as plans.plan_payments says.

    Rows of plans that are not live, or unknown, are no part of it. Findings: plans that cannot be
    computed (left out), rows that do not add up to the plan's principal, and plans whose past
    instalments have no record; payments of more than an instalment, and such as are noted twice;
    our own broken plans.
    """
    plans, rows, listed = (ledgers[f"tbl{t}"] for t in ("Plans", "Instalments", "PlanPayments"))
    base = ledgers.base_currency
    return _schedules(plans, rows, listed, settings, calendar, as_of, states, base)


@once_without_rows("plans", "rows")
def _schedules(
    plans: pd.DataFrame,
    rows: pd.DataFrame,
    listed: pd.DataFrame,
    settings: Instalments,
    calendar: WorkCalendar,
    as_of: dt.date,
    states: Collection[str],
    base: str,
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    plans = plans.drop_duplicates("plan").reset_index(drop=True)
    ours = (plans["direction"] == "out") & (plans["status"] == "broken")
    live = plans[plans["status"].isin(list(states)) | ours]
    recorded = live["plan"].isin(rows["plan"])
    computed, failed = _computed(live[~recorded], calendar, settings, base)
    added = _unentered(live[recorded], rows, calendar, settings)
    entered = pd.concat([rows, added], ignore_index=True) if len(added) else rows
    schedule = pd.concat([_recorded(entered, calendar, settings), computed], ignore_index=True)
    schedule = live[["plan", "counterparty", "direction"]].merge(schedule, on="plan", how="inner")
    payments = plan_payments(schedule, rows, listed, as_of)
    schedule = _with_status(schedule, payments, as_of)
    schedule = schedule.assign(trusted=_trusted(schedule, settings.grace_days, as_of))
    findings = (
        *failed,
        *completed_findings(live, rows, added, base),
        *_sums(live, entered, base),
        *_unrecorded(live[~live["plan"].isin(listed["plan"])], schedule, rows),
        *payment_findings(schedule, payments, rows, listed, base, as_of),
        *_own_broken(live[ours[live.index]], schedule, base),
    )
    # Without any plan the columns would have no kind of their own.
    return schedule[list(SCHEDULE_COLUMNS)].astype(_KINDS), findings


def _computed(
    plans: pd.DataFrame, calendar: WorkCalendar, settings: Instalments, base: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """Schedules from the plans' terms, and findings for plans whose terms give none."""
    frames, findings = [], []
    for plan in plans.to_dict("records"):
        try:
            frame = _from_terms(cast("dict[str, Any]", plan), calendar, settings)
        except FormulaError as error:
            findings.append(
                Finding(
                    error.key,
                    "error",
                    "left_out",
                    Place("tblPlans", plan["row"]),
                    left_out=plan["principal"],
                    currency=base,
                    details={"plan": plan["plan"], **error.details},
                )
            )
        else:
            never = np.datetime64("NaT", "ns")
            frames.append(frame.assign(plan=plan["plan"], paid=0, paid_date=never))
    return pd.concat(frames) if frames else pd.DataFrame({"plan": pd.Series(dtype="str")}), findings


def _unentered(
    plans: pd.DataFrame, rows: pd.DataFrame, calendar: WorkCalendar, settings: Instalments
) -> pd.DataFrame:
    """What the terms of `plans`, all with rows of their own, add to `rows`."""
    entered = rows.groupby("plan")["principal"].sum().reindex(plans["plan"]).to_numpy()
    added = []
    for plan in plans[entered < plans["principal"].to_numpy()].to_dict("records"):
        plan_of = cast("dict[str, Any]", plan)
        try:
            terms = _from_terms(plan_of, calendar, settings)
        except FormulaError:
            continue  # such as a custom plan: its rows are all there is
        added.append(unentered_rows(plan_of, rows[rows["plan"] == plan["plan"]], terms))
    return pd.concat(added) if added else rows[:0]


def _from_terms(
    plan: dict[str, Any], calendar: WorkCalendar, settings: Instalments
) -> pd.DataFrame:
    return instalment_schedule(terms_of(plan), calendar, settings)


def terms_of(plan: Mapping[str, Any]) -> PlanTerms:
    """The terms of one row of tblPlans."""
    return PlanTerms(
        plan["principal"],
        int(plan["instalments"]),
        0.0 if np.isnan(plan["rate"]) else plan["rate"],
        plan["start"],
        plan["frequency"],
        plan["method"],
        plan["down_payment"],
        None if pd.isna(plan["after_days"]) else int(plan["after_days"]),
    )


def _recorded(rows: pd.DataFrame, calendar: WorkCalendar, settings: Instalments) -> pd.DataFrame:
    """The rows of tblInstalments as a schedule, by plan and number."""
    rows = rows.sort_values(["plan", "number"], kind="stable")
    due = calendar.roll(rows["due"].to_numpy("datetime64[D]"), settings.roll)
    by_plan = rows.groupby("plan")["principal"]
    return pd.DataFrame(
        {
            "plan": rows["plan"],
            "number": rows["number"].astype("int64"),
            "due": due.astype("datetime64[ns]"),
            "principal": rows["principal"],
            "interest": rows["interest"],
            "payment": rows["principal"] + rows["interest"],
            "outstanding": by_plan.transform("sum") - by_plan.cumsum(),
            "paid": rows["paid"],
            "paid_date": rows["paid_date"],
            "provisional": calendar.is_provisional(due),
        }
    )


def _with_status(schedule: pd.DataFrame, payments: PlanPayments, as_of: dt.date) -> pd.DataFrame:
    today = pd.Timestamp(as_of)
    paid, last = paid_by_instalment(payments.parts, len(schedule))
    schedule = schedule.assign(paid=paid, paid_date=last)
    whole = (schedule["paid"] >= schedule["payment"]).to_numpy()
    late = (schedule["due"] < today).to_numpy()
    status = np.select([whole, late], ["paid", "overdue"], "open")
    return schedule.assign(status=status.astype(object))


def _trusted(schedule: pd.DataFrame, grace_days: int, as_of: dt.date) -> pd.Series[bool]:
    """Whether each row's plan is kept, or may still be made good."""
    late = schedule["due"] + pd.Timedelta(days=grace_days) < pd.Timestamp(as_of)
    broken = schedule.loc[late & (schedule["status"] == "overdue"), "plan"]
    return ~schedule["plan"].isin(broken)


def _sums(live: pd.DataFrame, rows: pd.DataFrame, base: str) -> list[Finding]:
    """Plans whose rows do not add up to the principal agreed."""
    entered = live["plan"].map(rows.groupby("plan")["principal"].sum())
    differs = live.assign(entered=entered)[entered.notna() & (entered != live["principal"])]
    digits = minor_digits(base)
    return [
        Finding(
            "plan_rows_sum",
            "warning",
            "kept",
            Place("tblPlans", plan["row"], "principal"),
            currency=base,
            details={
                "plan": plan["plan"],
                "principal": plan["principal"] / 10**digits,
                "entered": plan["entered"] / 10**digits,
            },
        )
        for plan in differs.to_dict("records")
    ]


def _unrecorded(live: pd.DataFrame, schedule: pd.DataFrame, rows: pd.DataFrame) -> list[Finding]:
    """Plans with instalments in the past that follow from their terms, of which nobody noted
    whether they were paid."""
    late = schedule[schedule["status"] == "overdue"]
    noted = pd.MultiIndex.from_frame(rows[["plan", "number"]].astype({"number": "int64"}))
    late = late[~pd.MultiIndex.from_frame(late[["plan", "number"]]).isin(noted)]
    count = live["plan"].map(late.groupby("plan").size())
    return [
        Finding(
            "plan_unrecorded",
            "warning",
            "assumed",
            Place("tblPlans", plan["row"]),
            details={"plan": plan["plan"], "count": int(plan["count"])},
        )
        for plan in live.assign(count=count)[count.notna()].to_dict("records")
    ]


def _own_broken(broken: pd.DataFrame, schedule: pd.DataFrame, base: str) -> list[Finding]:
    """Our own plans that are declared broken: what is still owed may be called due at once."""
    still = (schedule["payment"] - schedule["paid"]).groupby(schedule["plan"]).sum()
    digits = minor_digits(base)
    return [
        Finding(
            "own_plan_broken",
            "warning",
            "assumed",
            Place("tblPlans", plan["row"], "status"),
            currency=base,
            details={
                "plan": plan["plan"],
                "creditor": plan["counterparty"],
                "open": int(still.get(plan["plan"], 0)) / 10**digits,
            },
        )
        for plan in broken.to_dict("records")
        if still.get(plan["plan"], 0) > 0
    ]
