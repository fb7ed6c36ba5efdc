"""What a payment plan's agreement says (B9): the chosen proposal as an offer, its conditions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cashbuoy.calendars import WorkCalendar
from cashbuoy.plans.instalments import PlanTerms, instalment_schedule
from cashbuoy.plans.proposal_log import ProposalLine
from cashbuoy.plans.proposals import Condition, conditions
from cashbuoy.policy.models import Instalments


@dataclass(frozen=True)
class Agreement:
    """The words of an agreement as data. interest: of the whole plan, minor units of its currency;
    accelerate_after: missed instalments after which all falls due."""

    conditions: tuple[Condition, ...]
    security: str
    rate: float
    interest: int
    accelerate_after: int


def offered_plan(
    line: ProposalLine, owed: int, start: dt.date, calendar: WorkCalendar, settings: Instalments
) -> pd.DataFrame:
    """The instalments that an offer from a chosen proposal lists: number (1 for the first payment),
    due, payment, interest. `owed` is what stands open on the day of the letter, in minor units of
    its currency; the down payment keeps its share of it. Errors: FormulaError (PlanTerms.check)."""
    down = line.down_payment if owed == line.debt else round(owed * line.down_payment / line.debt)
    terms = PlanTerms(
        owed,
        line.instalments,
        line.rate,
        start,
        line.frequency,  # type: ignore[arg-type]  # as the ledger's choices have it
        line.method,  # type: ignore[arg-type]
        min(down, owed - 1),
    )
    schedule = instalment_schedule(terms, calendar, settings)
    return schedule.assign(number=np.arange(1, len(schedule) + 1))


def agreement_of(line: ProposalLine, grade: str, interest: int, settings: Instalments) -> Agreement:
    """What an offer from a chosen proposal asks for beside its payments."""
    return Agreement(
        conditions(line.security, grade),
        line.security,
        line.rate,
        interest,
        settings.offers.accelerate_after,
    )


def agreement_confirmed(plan: Mapping[Any, Any], interest: int, settings: Instalments) -> Agreement:
    """What the confirmation of a plan in tblPlans repeats of its terms."""
    security = str(plan["security"] or "no_security")
    asked: list[Condition] = ["statement_of_debt", "acceleration", "late_fee"]
    if security != "no_security":
        asked.append("security")
    rate = 0.0 if pd.isna(plan["rate"]) else float(plan["rate"])
    return Agreement(tuple(asked), security, rate, interest, settings.offers.accelerate_after)


def offers_to_write(
    chosen: Mapping[str, ProposalLine],
    actions: pd.DataFrame,
    plans: pd.DataFrame,
    as_of: dt.date,
) -> tuple[str, ...]:
    """Customers whose chosen proposal has not been offered yet: no offer is noted since the day of
    the proposal, and no plan with them has begun since."""
    offered = actions[
        (actions["action"] == "plan_offer") & (actions["date"] <= pd.Timestamp(as_of))
    ]
    last = offered.groupby("customer")["date"].max()
    begun = plans[(plans["direction"] == "in") & (plans["status"] != "draft")]
    began = begun.groupby("counterparty")["start"].max()

    def waits(customer: str, line: ProposalLine) -> bool:
        since = pd.Timestamp(line.date)
        return not (last.get(customer, pd.NaT) >= since or began.get(customer, pd.NaT) >= since)

    return tuple(customer for customer, line in chosen.items() if waits(customer, line))
