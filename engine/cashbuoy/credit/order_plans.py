"""How each order of the ledger can be delivered within its customer's limit (B6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import Dates, as_dates, calendar_of
from cashbuoy.credit.order_split import Exposure, Order, Remedies, split_order
from cashbuoy.forecast.claims import Claims
from cashbuoy.forecast.expectation import days_by_chance
from cashbuoy.forecast.foresight import Foresight
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.currency import Rates
from cashbuoy.money import Minor
from cashbuoy.policy.models import Policy

# split: `batches` says how; too_large: `remedies` say what would do; no_limit: the customer has
# none; no_days: the latest delivery is gone by, or lies before the earliest; no_amount.
PlanState = Literal["split", "too_large", "no_limit", "no_days", "no_amount"]
_LIKELY = 50  # percent
_LATEST = dt.timedelta(days=365)  # for an order that names no latest delivery


@dataclass(frozen=True)
class OrderPlan:
    """One order; money in minor units of the base currency. `hold`: hold.HoldReason of its
    customer. `exposure`: what the customer owes now. `batches`: order_split.BATCH_COLUMNS."""

    row: int
    order: str
    customer: str
    amount: int
    prepaid: int
    hold: str
    limit: int
    exposure: int
    state: PlanState
    batches: pd.DataFrame | None = None
    remedies: Remedies | None = None


@dataclass(frozen=True)
class Incoming:
    """What customers are expected to pay of their open invoices, arrays of shape (n,): `days` on
    which each is more likely paid than not, `amount` signed, base minor units."""

    customer: NDArray[np.object_]
    days: Dates
    amount: Minor

    @classmethod
    def of(cls, claims: Claims, days: Dates) -> Incoming:
        """From the forecast's claims and their days; what is not billed yet is left out."""
        billed = np.flatnonzero(claims.source == "tblReceivables")
        return cls(claims.counterparty[billed], days[billed], claims.owed.amount[billed])


def orders_ahead(
    ahead: Foresight, ledgers: Ledgers, customers: pd.DataFrame, policy: Policy, as_of: dt.date
) -> tuple[OrderPlan, ...]:
    """Plans of all orders, from what the forecast expects of the customers' open invoices."""
    days = days_by_chance(ahead.expected, _LIKELY, ahead.horizon)
    incoming = Incoming.of(ahead.expected.claims, days)
    habits = ahead.delays.habits()
    return plan_orders(ledgers, customers, incoming, habits, ahead.rates, policy, as_of)


def plan_orders(
    ledgers: Ledgers,
    customers: pd.DataFrame,
    incoming: Incoming,
    habits: pd.DataFrame,
    rates: Rates,
    policy: Policy,
    as_of: dt.date,
) -> tuple[OrderPlan, ...]:
    """A plan for each row of tblOrders, by row. Orders of one customer share its limit: the one to
    be delivered first comes first.

    customers: assessment.CREDIT_COLUMNS. habits: behaviour DelayModel.habits (customer,
    half_days). Errors: LedgerError for an order in a currency without a rate.
    """
    orders = _in_base(ledgers["tblOrders"], rates)
    ordering = customers[customers["customer"].isin(orders["customer"])]
    credit: dict[str, Any] = {str(c.customer): c for c in ordering.itertuples()}
    delay = habits.set_index("customer")["half_days"]
    found: list[OrderPlan] = []
    for customer, own in orders.groupby("customer", sort=False):
        name = str(customer)
        open_now, usual = _open_of(incoming, name), float(delay.get(name, 0.0))
        for line in own.sort_values(["earliest", "row"], kind="stable").itertuples():
            plan = _blank(line, credit.get(name))
            if plan.state == "split":
                exposure = Exposure(plan.limit, plan.exposure, *open_now)
                days = credit[name].terms + max(0, round(usual))
                plan, open_now = _planned(plan, line, exposure, days, policy, as_of)
            found.append(plan)
    return tuple(sorted(found, key=lambda plan: plan.row))


def _in_base(orders: pd.DataFrame, rates: Rates) -> pd.DataFrame:
    """The orders with their amounts in base currency."""
    money = {
        name: rates.to_base(
            "tblOrders", orders[name].to_numpy(np.int64), orders["currency"], rows=orders["row"]
        )
        for name in ("amount", "prepaid")
    }
    return orders.assign(**money)


def _open_of(incoming: Incoming, customer: str) -> tuple[Dates, Minor]:
    own = incoming.customer == customer
    return incoming.days[own], -incoming.amount[own]


def _blank(line: Any, credit: Any) -> OrderPlan:  # noqa: ANN401 - rows
    """What is known before any batch is sought; state "split" where one is to be."""
    amount = int(line.amount)
    limited = credit is not None and bool(credit.has_limit)
    state: PlanState = "split" if limited else "no_limit"
    return OrderPlan(
        row=int(line.row),
        order=str(line.order),
        customer=str(line.customer),
        amount=amount,
        prepaid=max(0, min(int(line.prepaid), amount)),
        hold="" if credit is None else str(credit.hold),
        limit=int(credit.limit) if limited else 0,
        exposure=0 if credit is None else int(credit.exposure),
        state=state if amount > 0 else "no_amount",
    )


def _planned(
    plan: OrderPlan,
    line: Any,  # noqa: ANN401 - a row
    exposure: Exposure,
    credit_days: int,
    policy: Policy,
    as_of: dt.date,
) -> tuple[OrderPlan, tuple[Dates, Minor]]:
    """The plan with its batches, and the customer's changes of exposure with these among them."""
    open_now = exposure.days, exposure.change
    tomorrow = as_of + dt.timedelta(days=1)
    earliest = tomorrow if pd.isna(line.earliest) else max(line.earliest.date(), tomorrow)
    latest = earliest + _LATEST if pd.isna(line.latest) else line.latest.date()
    if latest < earliest:
        return replace(plan, state="no_days"), open_now
    most = line.max_batches
    order = Order(
        plan.amount,
        earliest,
        latest,
        credit_days,
        plan.prepaid / plan.amount,
        None if pd.isna(most) or most < 1 else int(most),
    )
    split = split_order(order, exposure, calendar_of(policy.calendar, earliest, latest))
    if isinstance(split, Remedies):
        return replace(plan, state="too_large", remedies=split), open_now
    credit = split["credit"].to_numpy(np.int64)
    days = [as_dates(split[c].to_numpy()) for c in ("delivery", "paid")]
    return replace(plan, batches=split), (
        np.concatenate([exposure.days, *days]),
        np.concatenate([exposure.change, credit, -credit]),
    )
