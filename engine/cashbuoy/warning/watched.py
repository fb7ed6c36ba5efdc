"""What warning rules can look at: the firm's indicators, the forecast by month, every customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from cashbuoy.forecast.categories import BY_KEY
from cashbuoy.forecast.tables import Forecast
from cashbuoy.measures.indicator import Indicator, Unit
from cashbuoy.measures.reasons import Reason
from cashbuoy.policy.models import Rule
from cashbuoy.warning.limits import Values

CUSTOMER_UNITS: dict[str, Unit] = {
    "customer_overdue": "money",
    "customer_overdue_share": "share",
    "customer_oldest_overdue": "days",
    "customer_share": "share",
    "customer_limit_used": "share",
}


@dataclass(frozen=True)
class Target:
    """What a warning colours: an indicator, a forecast month (by index; `key` is what is measured
    or the forecast's line), or a customer."""

    kind: Literal["indicator", "month", "customer"]
    key: str
    index: int = 0


@dataclass(frozen=True)
class Series:
    """Values of one measure, oldest first, and the positions that are judged, each with its
    target: for an indicator the last one, for the forecast every month, for customers each one (and
    no value has a past). `subjects`: a judged position's name in the log, such as "2027-02".
    """

    values: Values
    unit: Unit
    judged: range
    targets: Sequence[Target]
    subjects: Sequence[str]
    also: tuple[Target, ...] = ()
    days: tuple[dt.date, ...] = ()  # one per judged position, or none
    reason: Reason = ""


@dataclass(frozen=True)
class Watched:
    """All that rules can look at.

    `customers`: one row each, column "customer" and CUSTOMER_UNITS' measures (float64, money in
    base minor units, NaN where unknown); None: not looked at. `currency` is the base currency.
    """

    indicators: tuple[Indicator, ...]
    forecast: Forecast
    currency: str
    customers: pd.DataFrame | None = None

    def series(self, rule: Rule) -> Series | None:
        """What a rule looks at; None where nothing measures it."""
        if rule.measure.startswith("customer_"):
            return self._customers(rule)
        if rule.measure in {"closing_cash", "headroom", "line"}:
            return self._months(rule)
        found = self._indicators.get(rule.watches)
        return None if found is None else _of_indicator(found)

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {i.id: i for i in self.indicators}

    @cached_property
    def lowest_days(self) -> tuple[dt.date, ...]:
        """Day of each month's lowest end-of-day cash."""
        forecast = self.forecast
        first = forecast.days[0].date()
        spans = [
            ((p.start - first).days, (p.end - first).days + 1) for p in forecast.months.periods
        ]
        return tuple(
            forecast.days[start + int(forecast.closing[start:stop].argmin())].date()
            for start, stop in spans
        )

    def _months(self, rule: Rule) -> Series:
        """A firm is out of cash on the day, not at the month's end: "closing_cash" and "headroom"
        look at the lowest end-of-day cash of each month. Without opening cash, what is forecast
        says nothing about its level. Payments of a line count as positive, like receipts."""
        table = self.forecast.months
        months = range(len(table.periods))
        judged = months[: rule.within_months] if rule.within_months else months
        level = rule.measure != "line"
        cash = self._indicators.get("cash")
        reason: Reason = cash.reason if level and cash is not None else ""
        values = table.lowest if rule.measure == "closing_cash" else table.headroom
        if not level:
            sign = 1 if BY_KEY[rule.watches].direction == "in" else -1
            values = sign * table.lines.loc[rule.watches].to_numpy(np.int64)
        return Series(
            [None] * len(months) if reason else values.tolist(),
            "money",
            judged,
            [Target("month", rule.watches, i) for i in judged],
            [f"{table.periods[i].start:%Y-%m}" for i in judged],
            days=self.lowest_days[: len(judged)] if level else (),
            reason=reason,
        )

    def _customers(self, rule: Rule) -> Series | None:
        if self.customers is None or rule.measure not in self.customers:
            return None
        figures = self.customers[rule.measure].to_numpy(np.float64)
        names = self.customers["customer"].tolist()
        values: Values = [None if v != v else v for v in figures.tolist()]  # noqa: PLR0124  NaN
        return Series(
            values,
            CUSTOMER_UNITS[rule.measure],
            range(len(names)),
            [Target("customer", name) for name in names],
            names,
            reason="" if names else "no_receivables",
        )


def _of_indicator(indicator: Indicator) -> Series:
    values = [*(value for _, value in indicator.history), indicator.value]
    return Series(
        values,
        indicator.unit,
        range(len(values) - 1, len(values)),
        (Target("indicator", indicator.id),),
        ("",),
        also=(Target("customer", indicator.subject),) if indicator.subject else (),
        reason=indicator.reason,
    )
