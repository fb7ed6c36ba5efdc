"""A scenario's shock, applied to the events of the base forecast.

Scope and sign of each key of policy.scenarios:

- receipts_later_days: money that customers pay when they choose to (categories.FROM_CUSTOMERS)
  comes so many calendar days later, rolled to a working day. Credit notes (-) stay on their day.
- customer_fails: its receipts and trade acceptances never come, its credit notes stay; budgeted
  sales lose its share of twelve months' sales. VAT already invoiced stays due.
- sales: budgeted sales not yet invoiced x (1 + sales). Purchases and other costs stay: a firm that
  sells less goes on paying for a while.
- costs: COSTS x (1 + costs), which is what no bill or plan has fixed yet. Taxes stay: the input tax
  on dearer purchases is not counted as a relief.
- VAT on budgeted sales follows them. A relief counts on the filing day, but never before the
  receipts that it belongs to are missing: so fewer sales never show more cash on any day.

Several keys multiply; the order does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.forecast.categories import FROM_CUSTOMERS, KEYS
from cashbuoy.forecast.events import by_date, cash_events
from cashbuoy.forecast.foresight import Foresight
from cashbuoy.forecast.tax import InvoicedTax, invoiced_tax, vat_events
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.open_items import roll_ahead
from cashbuoy.money import Minor
from cashbuoy.policy.models import LARGEST, Policy, Scenario

# Operating payments that neither a bill nor a plan has fixed.
COSTS = ("planned_purchases", "payroll", "rent", "other_payments")


# Money of customers that no scenario scales: it moves, or never comes.
_WHOLE = tuple(key for key in FROM_CUSTOMERS if key != "planned_sales")


@dataclass(frozen=True)
class Base:
    """The base forecast that scenarios start from. `ageing`: credit.ageing.ageing_by_customer."""

    ledgers: Ledgers
    policy: Policy
    ahead: Foresight
    ageing: pd.DataFrame

    @cached_property
    def invoiced(self) -> InvoicedTax:
        documents = (self.ahead.positions.invoices, self.ahead.positions.bills)
        return invoiced_tax(self.ledgers, documents, self.policy, self.ahead.horizon)

    def gathered(self, scenarios: Iterable[Scenario]) -> Base:
        """The same forecast for these scenarios, in far fewer events: receipts that they all treat
        alike are added up by day, category and sign."""
        events = self.ahead.events
        apart = {failing_customer(scenario, self.ageing) for scenario in scenarios}
        alike = events["category"].isin(_WHOLE).to_numpy()
        for customer in apart - {""}:
            alike = alike & (events["counterparty"] != customer).to_numpy()
        few = by_date([_by_day(events[["date", "category", "amount"]][alike]), events[~alike]])
        return replace(self, ahead=replace(self.ahead, events=few))


def _by_day(events: pd.DataFrame) -> pd.DataFrame:
    """Events that stand for all of one day, category and sign; they name nobody."""
    when, line = events["date"].to_numpy("datetime64[D]"), events["category"].cat.codes.to_numpy()
    amount = events["amount"].to_numpy(np.int64)
    day, days = pd.factorize(when, sort=True)
    sums = np.zeros(len(days) * len(KEYS) * 2, dtype=np.int64)
    np.add.at(sums, (day * len(KEYS) + line) * 2 + (amount > 0), amount)
    table = sums.reshape(len(days), len(KEYS), 2)
    at, of, sign = np.nonzero(table)
    n, nobody = at.size, np.full(at.size, "", dtype=object)
    return cash_events(
        days[at],
        np.array(KEYS, dtype=object)[of],
        table[at, of, sign],
        "",
        np.zeros(n, dtype=np.int64),
        nobody,
        nobody,
        "behaviour",
        np.zeros(n, dtype=bool),
    )


def failing_customer(scenario: Scenario, ageing: pd.DataFrame) -> str:
    """Code of the customer that a scenario takes for failed; "" for none. The largest is the one
    with the largest share of twelve months' sales, or who owes most where nothing was sold."""
    if scenario.customer_fails != LARGEST:
        known = scenario.customer_fails in ageing["customer"].to_numpy(object)
        return scenario.customer_fails if known else ""
    for column in ("sales_12m", "total"):
        amounts = ageing[column].to_numpy(np.int64)
        if (amounts > 0).any():
            return str(ageing["customer"].iloc[int(amounts.argmax())])
    return ""


def shocked_events(base: Base, scenario: Scenario) -> pd.DataFrame:
    """The base forecast's events as the scenario changes them (EVENT_COLUMNS, by date)."""
    customer = failing_customer(scenario, base.ageing)
    sold = (1 + scenario.sales) * (1 - _share_of_sales(customer, base.ageing))
    events = base.ahead.events
    if customer:
        events = events[~_lost_with(customer, base)]
    if scenario.receipts_later_days:
        events = _later(events, scenario.receipts_later_days, base)
    if scenario.costs:
        events = _scaled(events, events["category"].isin(COSTS).to_numpy(), 1 + scenario.costs)
    if sold == 1:
        return by_date([events])
    planned = (events["category"] == "planned_sales").to_numpy()
    changed = _scaled(events, planned, sold)
    if not base.policy.has("tax"):
        return by_date([changed])
    return by_date([changed, _vat_change(base, sold, _missing(events, changed, planned))])


def _share_of_sales(customer: str, ageing: pd.DataFrame) -> float:
    own = ageing.loc[ageing["customer"] == customer, "share_12m"].tolist() if customer else []
    return float(own[0]) if own else 0.0


def _lost_with(customer: str, base: Base) -> NDArray[np.bool_]:
    """Which events never come once the customer has failed."""
    events = base.ahead.events
    own = (events["counterparty"] == customer) & (events["amount"] > 0)
    lost = own & events["category"].isin(FROM_CUSTOMERS)
    bills = base.ledgers["tblBills"]
    dishonoured = bills.loc[
        (bills["drawer"] == customer)
        & (bills["kind"] == "trade_acceptance")
        & (bills["direction"] == "in"),
        "row",
    ]
    drawn = (events["category"] == "bills_receivable") & events["row"].isin(dishonoured)
    gone: NDArray[np.bool_] = (lost | drawn).to_numpy()
    return gone


def _later(events: pd.DataFrame, days: int, base: Base) -> pd.DataFrame:
    moved = events["category"].isin(FROM_CUSTOMERS).to_numpy() & (events["amount"] > 0).to_numpy()
    dates = events["date"].to_numpy("datetime64[D]").copy()
    rule, as_of = base.policy.forecast.receipts_roll, base.ahead.horizon.as_of
    dates[moved] = roll_ahead(dates[moved] + days, rule, as_of, base.ahead.calendar)
    provisional = events["provisional"].to_numpy() | (
        base.ahead.calendar.is_provisional(dates) & moved
    )
    return events.assign(date=dates.astype("datetime64[ns]"), provisional=provisional)


def _scaled(events: pd.DataFrame, chosen: NDArray[np.bool_], factor: float) -> pd.DataFrame:
    """The chosen events times the factor, to the minor unit, half-even."""
    amount = events["amount"].to_numpy(np.int64)
    return events.assign(amount=np.where(chosen, np.rint(amount * factor).astype(np.int64), amount))


def _missing(
    before: pd.DataFrame, after: pd.DataFrame, chosen: NDArray[np.bool_]
) -> tuple[NDArray[np.datetime64], Minor]:
    """Days and amounts by which the chosen receipts are less."""
    lost = (before["amount"] - after["amount"]).to_numpy(np.int64)[chosen]
    return before["date"].to_numpy("datetime64[D]")[chosen], lost


def _vat_change(
    base: Base, sold: float, missing: tuple[NDArray[np.datetime64], Minor]
) -> pd.DataFrame:
    """What the VAT falls by (+) when budgeted sales are `sold` times as much, or rises by (-)."""
    ahead = base.ahead
    sales = np.rint(ahead.budget.sales * sold).astype(np.int64)
    budget = replace(ahead.budget, sales=sales)
    new = vat_events(base.invoiced, budget, base.policy, ahead.horizon, ahead.calendar)
    old = ahead.others[(ahead.others["source"] == "vat").to_numpy()]
    changes = [
        (frame["date"].to_numpy("datetime64[D]"), sign * frame["amount"].to_numpy(np.int64))
        for frame, sign in ((new, 1), (old, -1))
    ]
    days = np.unique(np.concatenate([missing[0], *(when for when, _ in changes)]))
    saved = sum((_running(days, *change) for change in changes), np.zeros(days.size, np.int64))
    if sold < 1:
        saved = np.minimum(saved, _running(days, *missing))
    step = np.diff(saved, prepend=0)
    some = step != 0
    n = int(some.sum())
    nothing = np.full(n, "", dtype=object)
    return cash_events(
        days[some],
        "vat",
        step[some],
        "vat",
        np.zeros(n, dtype=np.int64),
        nothing,
        nothing,
        "filing",
        base.ahead.calendar.is_provisional(days[some]),
    )


def _running(days: NDArray[np.datetime64], when: NDArray[np.datetime64], amount: Minor) -> Minor:
    """Running total of amounts on each of `days` (sorted; every `when` is among them)."""
    total = np.zeros(days.size, dtype=np.int64)
    np.add.at(total, np.searchsorted(days, when), amount)
    running: Minor = np.cumsum(total)
    return running
