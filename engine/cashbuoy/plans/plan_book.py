"""All payment plans at the close of a day (B9): state, money, which instalment settles which
invoice, what is proposed to debtors, and the ways out after a miss."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cashbuoy.buffer.cover import CoverBook
from cashbuoy.errors import FormulaError
from cashbuoy.findings import Finding, Place
from cashbuoy.forecast.foresight import Foresight
from cashbuoy.forecast.tables import Forecast
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.no_rows import once_without_rows
from cashbuoy.ledger.schema import PLAN_STATES
from cashbuoy.money import minor_digits, to_minor
from cashbuoy.plans.accounts import instalment_fees, plan_accounts, version_findings
from cashbuoy.plans.booked import booked_findings
from cashbuoy.plans.instalments import LIVE_STATES, plan_schedules
from cashbuoy.plans.misses import MissedPlan, WayOut, ways_out
from cashbuoy.plans.plan_items import allocate, plan_items, with_inherited
from cashbuoy.plans.plan_payments import plan_payments
from cashbuoy.plans.proposal_log import ProposalLine, proposal_lines, unread_choices
from cashbuoy.plans.proposals import Outlook, Proposal, debtors, propose
from cashbuoy.plans.prospects import Payer, monthly_receipts
from cashbuoy.plans.repayment import check_new
from cashbuoy.plans.replanning import plan_position
from cashbuoy.plans.states import PlanChange, change_lines, plan_states
from cashbuoy.policy.models import Policy

# One row per plan, in ledger order; money int64 base minor units. Beside these: the columns of
# states.STATE_COLUMNS and accounts.ACCOUNT_COLUMNS.
PLAN_COLUMNS = (
    "row",            # in tblPlans
    "counterparty",
    "direction",
    "declared",       # the status in tblPlans
    "rate",           # a year
    "frequency",
    "start",          # datetime64
    "replaces",
    "instalments",    # how many it has, the down payment included
    "paid_count",     # of these wholly paid
    "next_due",       # datetime64, the first not due yet and not wholly paid; NaT for none
    "next_amount",
    "last_due",
    "linked",         # principal that its invoices account for
)  # fmt: skip


@dataclass(frozen=True)
class PlanBook:
    """plans: PLAN_COLUMNS and those of states and accounts. schedule: instalments.SCHEDULE_COLUMNS
    with late_fee, of every plan in any state. payments: plan_payments.PART_COLUMNS. allocations:
    plan_items.ALLOCATION_COLUMNS. proposals by debtor; ways by plan, for customers' plans with
    missed instalments. changes and offered: tblPlanChanges and tblPlanProposals as they are to be
    written."""

    plans: pd.DataFrame
    schedule: pd.DataFrame
    payments: pd.DataFrame
    items: pd.DataFrame
    allocations: pd.DataFrame
    proposals: tuple[Proposal, ...]
    ways: tuple[WayOut, ...]
    changes: tuple[PlanChange, ...]
    offered: tuple[ProposalLine, ...]
    findings: tuple[Finding, ...]


def keep_plans(
    ahead: Foresight,
    ledgers: Ledgers,
    forecast: Forecast,
    grades: pd.Series,
    cover: CoverBook,
    policy: Policy,
    as_of: dt.date,
) -> PlanBook:
    """The book of a refresh. `grades`: customer -> grade, empty where none are given; `cover`: the
    insurance of what is owed."""
    listed = ledgers["tblPlans"].drop_duplicates("plan").reset_index(drop=True)
    settings, invoices = policy.instalments, ahead.positions.invoices
    schedule, _ = plan_schedules(ledgers, settings, ahead.calendar, as_of, PLAN_STATES)
    states = plan_states(listed, schedule, settings.grace_days, as_of)
    accounts = plan_accounts(listed, schedule, states, as_of)
    noted, lines = ledgers["tblInstalments"], ledgers["tblPlanPayments"]
    payments = plan_payments(schedule, noted, lines, as_of).parts
    fees = instalment_fees(schedule, payments, listed, accounts, ledgers, policy, as_of)
    schedule = schedule.assign(late_fee=fees)
    total = schedule.groupby("plan")["late_fee"].sum()
    accounts["late_fee"] = total.reindex(accounts["plan"]).fillna(0).to_numpy(np.int64)
    items = plan_items(invoices, ledgers)
    items = with_inherited(items, listed, _paid_principal(accounts))
    allocations = allocate(items, schedule)
    plans = _book(listed, schedule, states, accounts, allocations, as_of)
    outlook = Outlook(
        closing=forecast.closing,
        floor=forecast.floor,
        expected=ahead.expected,
        kept=kept_rates(ahead),
        grades=grades,
        calendar=ahead.calendar,
        policy=policy,
        as_of=as_of,
    )
    live = plans[(plans["direction"] == "in") & plans["declared"].isin(LIVE_STATES)]
    owing = debtors(ahead.positions.receivables, invoices, set(live["counterparty"]), outlook)
    missed = _missed(plans, schedule, items, ahead, outlook)
    changes, odd = change_lines(ledgers["tblPlanChanges"], states, as_of)
    base = ledgers.base_currency
    proposals = tuple(p for debtor in owing for p in propose(debtor, outlook))
    table, again = ledgers["tblPlanProposals"], policy.credit.limits.ask_again_days
    return PlanBook(
        plans=plans,
        schedule=schedule,
        payments=payments,
        items=items,
        allocations=allocations,
        proposals=proposals,
        ways=tuple(way for plan in missed for way in ways_out(plan, cover, outlook)),
        changes=changes,
        offered=proposal_lines(table, proposals, listed, as_of, again),
        findings=(
            *odd,
            *unread_choices(table),
            *_draft_findings(listed, policy, base, as_of),
            *version_findings(listed, accounts, base),
            *booked_findings(plans, invoices, ahead.positions.bills, ledgers, as_of),
            *_link_findings(plans, ahead.positions.receivables, items, base),
        ),
    )


def kept_rates(ahead: Foresight) -> pd.Series:
    """Customer -> chance that a promise is kept; "" a newcomer's."""
    delays = ahead.delays
    return pd.Series(delays.kept, index=pd.Index([*delays.customers, ""], dtype=object))


@once_without_rows("listed")
def _book(
    listed: pd.DataFrame,
    schedule: pd.DataFrame,
    states: pd.DataFrame,
    accounts: pd.DataFrame,
    allocations: pd.DataFrame,
    as_of: dt.date,
) -> pd.DataFrame:
    still = schedule["payment"] - schedule["paid"]
    by_plan = schedule.groupby("plan")
    ahead = schedule.assign(still=still)[(still > 0) & (schedule["due"] >= pd.Timestamp(as_of))]
    first = ahead.sort_values("due", kind="stable").drop_duplicates("plan").set_index("plan")
    names = listed["plan"]

    def of(values: pd.Series) -> pd.Series:
        return values.reindex(names).reset_index(drop=True)

    whole = (still <= 0).groupby(schedule["plan"]).sum()
    told = pd.DataFrame(
        {
            "row": listed["row"],
            "counterparty": listed["counterparty"],
            "direction": listed["direction"],
            "declared": listed["status"],
            "rate": listed["rate"].fillna(0.0),
            "frequency": listed["frequency"],
            "start": listed["start"].astype("datetime64[ns]"),
            "replaces": listed["replaces"],
            "instalments": of(by_plan.size()).fillna(0).astype("int64"),
            "paid_count": of(whole).fillna(0).astype("int64"),
            "next_due": of(first["due"]),
            "next_amount": of(first["still"]).fillna(0).astype("int64"),
            "last_due": of(by_plan["due"].max()),
            "linked": of(allocations.groupby("plan")["amount"].sum()).fillna(0).astype("int64"),
        }
    )
    return pd.concat([told, states, accounts.drop(columns="plan")], axis=1)


def _paid_principal(accounts: pd.DataFrame) -> pd.Series:
    """Plan -> what was paid beyond its interest."""
    paid = (accounts["paid"] - accounts["interest"]).clip(lower=0)
    return pd.Series(paid.to_numpy(np.int64), index=accounts["plan"])


def _missed(
    plans: pd.DataFrame,
    schedule: pd.DataFrame,
    items: pd.DataFrame,
    ahead: Foresight,
    outlook: Outlook,
) -> list[MissedPlan]:
    wanted = plans[plans["state"].isin(["in_grace", "broken"]) & (plans["direction"] == "in")]
    if wanted.empty:
        return []
    months = outlook.policy.instalments.offers.capacity_months
    paid = monthly_receipts(ahead.positions.invoices, months, outlook.as_of)
    before = dict(zip(plans["plan"], plans["replaces"], strict=True))
    open_items = ahead.positions.receivables
    found = []
    for plan in wanted.to_dict("records"):
        rows = schedule[schedule["plan"] == plan["plan"]]
        chain = _versions_before(str(plan["plan"]), before)
        own = items.loc[items["plan"].isin([plan["plan"], *chain]), "row"]
        customer = str(plan["counterparty"])
        kept = float(outlook.kept.get(customer, outlook.kept.get("", 0.5)))
        ends = plan["grace_ends"]
        found.append(
            MissedPlan(
                plan=str(plan["plan"]),
                customer=customer,
                rate=float(plan["rate"]),
                frequency=str(plan["frequency"]),
                state=str(plan["state"]),
                grace_ends=outlook.as_of if pd.isna(ends) else ends.date(),
                position=plan_position(rows, outlook.as_of),
                late_fee=int(plan["late_fee"]),
                replans=len(chain),
                invoices=open_items[open_items["row"].isin(own)].reset_index(drop=True),
                payer=Payer(kept, float(paid.get(customer, 0.0))),
            )
        )
    return found


def _versions_before(plan: str, before: dict[str, str]) -> list[str]:
    """The plans that this one replaces, latest first."""
    chain: list[str] = []
    at = before.get(plan, "")
    while at and at in before and at not in chain and at != plan:
        chain.append(at)
        at = before[at]
    return chain


def _draft_findings(
    listed: pd.DataFrame, policy: Policy, base: str, as_of: dt.date
) -> Iterator[Finding]:
    """Drafts that may not be agreed as they stand: of less than the policy's least, or to start
    before today."""
    digits = minor_digits(base)
    least = int(to_minor(policy.instalments.minimum_amount, digits))
    for plan in listed[listed["status"] == "draft"].to_dict("records"):
        try:
            check_new(int(plan["principal"]), plan["start"].date(), as_of, least, digits=digits)
        except FormulaError as error:
            details = {"plan": plan["plan"], **error.details}
            yield _finding(error.key, plan, details, base)


def _link_findings(
    plans: pd.DataFrame, receivables: pd.DataFrame, items: pd.DataFrame, base: str
) -> tuple[Finding, ...]:
    """Customers' plans whose invoices do not add up to their principal, and plans that we declared
    broken without invoices to fall back on: their debt would be in no forecast."""
    if plans.empty:
        return ()
    digits = minor_digits(base)
    open_rows = set(receivables["row"])
    linked = items.groupby("plan")["amount"].sum()
    with_open = set(items.loc[items["row"].isin(open_rows), "plan"])
    findings = []
    for plan in plans[plans["direction"] == "in"].to_dict("records"):
        total = int(linked.get(plan["plan"], 0))
        details = {"plan": plan["plan"], "principal": int(plan["principal"]) / 10**digits}
        if total and total != plan["principal"]:
            findings.append(
                _finding("plan_items_sum", plan, details | {"linked": total / 10**digits}, base)
            )
        if plan["declared"] == "broken" and plan["open"] > 0 and plan["plan"] not in with_open:
            owed = details | {"open": int(plan["open"]) / 10**digits}
            findings.append(_finding("plan_debt_unlinked", plan, owed, base))
    return tuple(findings)


def _finding(
    key: str, plan: Mapping[Hashable, Any], details: dict[str, str | int | float], base: str
) -> Finding:
    place = Place("tblPlans", int(plan["row"]), "principal")
    return Finding(key, "warning", "kept", place, currency=base, details=details)
