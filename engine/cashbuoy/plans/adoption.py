"""Chosen proposals as the lines of tblPlans and tblPlanItems that they become (B9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cashbuoy.calendars import WorkCalendar, as_dates
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.money import minor_digits
from cashbuoy.plans.proposal_log import ProposalLine, chosen_plans
from cashbuoy.policy.models import Policy

# As tblPlans and tblPlanItems have them; money in major units of the base currency.
PLAN_LINE = (
    "plan", "counterparty", "direction", "principal", "start", "instalments", "frequency", "method",
    "rate", "down_payment", "status", "security",
)  # fmt: skip
ITEM_LINE = ("plan", "invoice", "amount")


@dataclass(frozen=True)
class AdoptedPlans:
    """plans: PLAN_LINE, one row per plan, by customer; items: ITEM_LINE, oldest invoice first.
    drafts: how many of the plans wait for the customer's word. settled: customers whose chosen
    proposal has nothing open left to pay off."""

    plans: pd.DataFrame
    items: pd.DataFrame
    drafts: int
    settled: tuple[str, ...]


def adopt_plans(
    ledgers: Ledgers,
    receivables: pd.DataFrame,
    calendar: WorkCalendar,
    policy: Policy,
    as_of: dt.date,
) -> AdoptedPlans:
    """The plans that the chosen proposals become, each for what is open today of the invoices that
    were overdue when it was proposed (`receivables`: open_items.OPEN_COLUMNS); what was paid since
    shrinks principal and down payment alike. A proposal that already has a plan makes none.

    "agreed" in the choice column makes a plan in force, any other yes a draft. It starts on the day
    that the last letter of offer named for the first payment, else today.
    """
    digits = minor_digits(ledgers.base_currency)
    waiting = [
        line
        for customer, line in sorted(chosen_plans(ledgers["tblPlanProposals"], as_of).items())
        if not _has_plan(line, ledgers["tblPlans"])
    ]
    names = _names(ledgers["tblPlans"], as_of)
    plans, items, settled = [], [], []
    for line in waiting:
        owed = _owed(line, receivables)
        principal = int(owed["net"].sum())
        if principal <= 1:
            settled.append(line.customer)
            continue
        name = next(names)
        start = _start(line, ledgers["tblActions"], calendar, policy, as_of)
        plans.append(_plan_line(name, line, principal, start, digits))
        amounts = owed["net"].to_numpy(np.int64) / 10**digits
        items.append(pd.DataFrame({"plan": name, "invoice": owed["document"], "amount": amounts}))
    frame = pd.DataFrame(plans, columns=list(PLAN_LINE), dtype=object)
    none = pd.DataFrame(columns=list(ITEM_LINE), dtype=object)
    return AdoptedPlans(
        plans=frame,
        items=pd.concat(items, ignore_index=True).astype(object) if items else none,
        drafts=int((frame["status"] == "draft").sum()),
        settled=tuple(settled),
    )


def _has_plan(line: ProposalLine, plans: pd.DataFrame) -> bool:
    ours = (plans["direction"] == "in") & (plans["counterparty"] == line.customer)
    return bool((ours & (plans["start"] >= pd.Timestamp(line.date))).any())


def _owed(line: ProposalLine, receivables: pd.DataFrame) -> pd.DataFrame:
    """What the proposal was about, as far as it is open and undisputed: document, net (base)."""
    about = (
        (receivables["counterparty"] == line.customer)
        & (receivables["status"] == "forecast")
        & (receivables["due_date"] < pd.Timestamp(line.date))
    )
    rows = receivables[about].sort_values(["due_date", "row"], kind="stable")
    rows = rows.assign(net=rows["open_base"] - rows["disputed_base"])
    return rows.loc[rows["net"] != 0, ["document", "net"]]


def _names(plans: pd.DataFrame, as_of: dt.date) -> Iterator[str]:
    """Numbers of plans that no plan has yet."""
    taken, number = set(plans["plan"]), 0
    while True:
        number += 1
        name = f"PP-{as_of:%Y%m%d}-{number:02d}"
        if name not in taken:
            yield name


def _start(
    line: ProposalLine,
    actions: pd.DataFrame,
    calendar: WorkCalendar,
    policy: Policy,
    as_of: dt.date,
) -> dt.date:
    offers = actions[(actions["action"] == "plan_offer") & (actions["customer"] == line.customer)]
    noted = offers["date"][offers["date"].between(pd.Timestamp(line.date), pd.Timestamp(as_of))]
    if noted.empty:
        return as_of
    offered = noted.max().date()
    first = calendar.add_working_days(as_dates(offered), policy.letters.offer_days)
    named: dt.date = first.astype(object).item()
    return max(named, as_of)


def _plan_line(
    name: str, line: ProposalLine, principal: int, start: dt.date, digits: int
) -> dict[str, object]:
    down = line.down_payment
    if principal != line.debt:
        down = round(principal * line.down_payment / line.debt)
    return {
        "plan": name,
        "counterparty": line.customer,
        "direction": "in",
        "principal": principal / 10**digits,
        "start": start,
        "instalments": float(line.instalments),
        "frequency": line.frequency,
        "method": line.method,
        "rate": line.rate,
        "down_payment": min(down, principal - 1) / 10**digits,
        "status": "agreed" if line.agreed else "draft",
        "security": line.security or None,
    }
