"""The 3+1 monitor for very small firms (A4): three weekly lights and one monthly."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from cashbuoy.ledger.bank import bank_balances
from cashbuoy.measures import Books, Indicator, Unit
from cashbuoy.measures.reasons import Reason
from cashbuoy.warning.limits import above, below

WEEK = np.timedelta64(7, "D")


@dataclass(frozen=True)
class MonitorLight:
    """One of the four: what was measured, its limit, and whether it is abnormal.

    `measured` None: not enough data. `limit` None: nothing to compare with yet. `reason` (message
    key, section `reasons`) says what is missing; a light that cannot be judged is not abnormal.
    """

    id: Literal["bank_balance", "payables_next_week", "contract_progress", "inventory_days"]
    measured: float | None
    limit: float | None
    unit: Unit
    abnormal: bool
    reason: Reason = ""


def monitor_lights(books: Books, indicators: Iterable[Indicator]) -> tuple[MonitorLight, ...]:
    """The four lights at the as-of date, by policy.monitor."""
    stock_days = next(i for i in indicators if i.id == "dio")
    return (
        bank_light(books),
        payables_light(books),
        contracts_light(books),
        inventory_light(stock_days, books),
    )


def programmes_started(lights: Iterable[MonitorLight], start_at: int) -> bool:
    """Whether so many lights are abnormal that the cost-cutting and collection programmes start."""
    return sum(light.abnormal for light in lights) >= start_at


def bank_light(books: Books) -> MonitorLight:
    """Cash in the bank, abnormal when it falls below its mean at the same weekday of the weeks
    before by more than policy.monitor.bank_fall."""
    settings = books.policy.monitor
    weeks = books.today - np.arange(settings.weeks, -1, -1) * WEEK
    *before, now = bank_balances(books.ledgers, books.as_of, weeks).tolist()
    if math.isnan(now):
        return MonitorLight("bank_balance", None, None, "money", abnormal=False, reason="no_bank")
    if any(math.isnan(balance) for balance in before):
        return MonitorLight(
            "bank_balance", now, None, "money", abnormal=False, reason="bank_weeks_short"
        )
    limit = math.fsum(before) / len(before) * (1 - settings.bank_fall)
    return MonitorLight("bank_balance", now, limit, "money", below(now, limit))


def payables_light(books: Books) -> MonitorLight:
    """Bills due within a week, overdue ones included, against cash."""
    limit = books.policy.monitor.payables_to_cash
    bills = books.positions.payables
    within = pd.Timestamp(books.today + WEEK)
    due = int(bills.loc[(bills["due_date"] <= within).to_numpy(), "open_base"].sum())
    cash = books.forecast.opening
    if not books.cash_known:
        return MonitorLight(
            "payables_next_week", None, limit, "ratio", abnormal=False, reason="no_cash"
        )
    if cash <= 0:
        return MonitorLight("payables_next_week", None, limit, "ratio", due > 0, "cash_used_up")
    measured = max(due, 0) / cash
    return MonitorLight("payables_next_week", measured, limit, "ratio", above(measured, limit))


def contracts_light(books: Books) -> MonitorLight:
    """Of the stages of major contracts that fell due before the as-of date: the share of their
    amount not yet collected."""
    limit = books.policy.monitor.collection_behind
    stages = books.positions.stages
    major = stages[stages["major"].to_numpy(bool)]
    due = major[(major["due_date"] < pd.Timestamp(books.as_of)).to_numpy()]
    if due.empty:
        reason: Reason = "no_stage_due" if len(major) else "no_major_contracts"
        return MonitorLight(
            "contract_progress", None, limit, "share", abnormal=False, reason=reason
        )
    amount, collected = (
        books.rates.to_base(
            "tblContracts", due[column].to_numpy(np.int64), due["currency"], rows=due["row"]
        ).sum()
        for column in ("amount", "collected")
    )
    measured = 1 - float(collected) / float(amount) if amount else 0.0
    return MonitorLight("contract_progress", measured, limit, "share", above(measured, limit))


def inventory_light(stock_days: Indicator, books: Books) -> MonitorLight:
    """Days inventory against their mean at the month ends before."""
    settings = books.policy.monitor
    if stock_days.value is None:
        return MonitorLight(
            "inventory_days", None, None, "days", abnormal=False, reason=stock_days.reason
        )
    before = [v for _, v in stock_days.history[-settings.inventory_months :] if v is not None]
    if len(before) < settings.inventory_months:
        return MonitorLight(
            "inventory_days",
            stock_days.value,
            None,
            "days",
            abnormal=False,
            reason="history_too_short",
        )
    limit = math.fsum(before) / len(before) * (1 + settings.inventory_days_rise)
    return MonitorLight(
        "inventory_days", stock_days.value, limit, "days", above(stock_days.value, limit)
    )
