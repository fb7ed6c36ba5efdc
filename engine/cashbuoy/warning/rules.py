"""Warning rules: each is declared in the policy; here they meet the figures.

A limit is broken strictly: a figure exactly at it does not fire. A figure that is not known never
fires either; `unmeasured` lists the rules concerned, so that silence is not taken for safety.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from cashbuoy.forecast.tables import Forecast
from cashbuoy.measures.indicator import Indicator, Unit
from cashbuoy.measures.reasons import Reason
from cashbuoy.money import minor_digits
from cashbuoy.policy.models import Level, Rule
from cashbuoy.warning.level import can_judge, worst_level
from cashbuoy.warning.limits import Values, value_at


@dataclass(frozen=True)
class Target:
    """What a warning colours: an indicator, a forecast month (by index), or a customer."""

    kind: Literal["indicator", "month", "customer"]
    key: str
    index: int = 0


@dataclass(frozen=True)
class EarlyWarning:
    """A rule that fired. `measured` and `limit` are in `unit` (money in base minor units);
    for tests against a mean, `measured` is the indicator itself and `limit` the mean times
    (1 + share), or times (1 - share) when falling is the danger.

    `also` are further things to colour, such as the customer behind a concentration; `on` is the
    day of a forecast month's lowest cash.
    """

    rule: str
    ref: str
    level: Level
    measured: float
    limit: float
    unit: Unit
    target: Target
    starts_emergency: bool = False
    also: tuple[Target, ...] = ()
    on: dt.date | None = None


@dataclass(frozen=True)
class Unmeasured:
    """An enabled rule that could not be judged, and why (message key, section `reasons`)."""

    rule: str
    ref: str
    measure: str
    reason: Reason


def fire(
    rules: Mapping[str, Rule],
    indicators: Iterable[Indicator],
    forecast: Forecast,
    *,
    currency: str,
) -> tuple[EarlyWarning, ...]:
    """Warnings of all enabled rules: red first, then in the policy's order, then by month.

    Limits of money measures are in major units of `currency` (the base currency), as the policy
    gives them.
    """
    series = _all_series(indicators, forecast)
    unit_of_money = 10.0 ** minor_digits(currency)
    fired = [
        warning
        for name, rule in rules.items()
        if rule.enabled and rule.measure in series
        for warning in _warnings(name, rule, series[rule.measure], unit_of_money)
    ]
    return tuple(sorted(fired, key=lambda w: w.level != "red"))


def unmeasured(
    rules: Mapping[str, Rule], indicators: Iterable[Indicator], forecast: Forecast
) -> tuple[Unmeasured, ...]:
    """Enabled rules that `fire` could not judge, in the policy's order."""
    series = _all_series(indicators, forecast)
    reasons: dict[str, Reason] = {
        name: _why_not(rule, series[rule.measure]) if rule.measure in series else "not_measured"
        for name, rule in rules.items()
        if rule.enabled
    }
    return tuple(
        Unmeasured(name, rules[name].ref, rules[name].measure, reason)
        for name, reason in reasons.items()
        if reason
    )


@dataclass(frozen=True)
class _Series:
    """Values of one measure, oldest first, and the positions that are judged: for an indicator the
    last one, for the forecast every month."""

    values: Values
    unit: Unit
    judged: range
    targets: tuple[Target, ...]  # one per judged position
    also: tuple[Target, ...] = ()
    days: tuple[dt.date, ...] = ()  # one per judged position, or none
    reason: Reason = ""


def _all_series(indicators: Iterable[Indicator], forecast: Forecast) -> dict[str, _Series]:
    """By measure. A firm is out of cash on the day, not at the month's end: "closing_cash" and
    "headroom" look at the lowest end-of-day cash of each month. Without opening cash, what is
    forecast says nothing about its level."""
    series = {i.id: _indicator_series(i) for i in indicators}
    reason = series["cash"].reason if "cash" in series else ""
    days = _lowest_days(forecast)
    months = range(len(days))
    for name, by_month in (
        ("closing_cash", forecast.months.lowest),
        ("headroom", forecast.months.headroom),
    ):
        values: Values = [None] * len(days) if reason else by_month.tolist()
        targets = tuple(Target("month", name, i) for i in months)
        series[name] = _Series(values, "money", months, targets, days=days, reason=reason)
    return series


def _indicator_series(indicator: Indicator) -> _Series:
    values = [*(value for _, value in indicator.history), indicator.value]
    return _Series(
        values,
        indicator.unit,
        range(len(values) - 1, len(values)),
        (Target("indicator", indicator.id),),
        also=(Target("customer", indicator.subject),) if indicator.subject else (),
        reason=indicator.reason,
    )


def _lowest_days(forecast: Forecast) -> tuple[dt.date, ...]:
    first = forecast.days[0].date()
    spans = [((p.start - first).days, (p.end - first).days + 1) for p in forecast.months.periods]
    return tuple(
        forecast.days[start + int(forecast.closing[start:stop].argmin())].date()
        for start, stop in spans
    )


def _warnings(name: str, rule: Rule, series: _Series, unit_of_money: float) -> list[EarlyWarning]:
    found = []
    scale = unit_of_money if series.unit == "money" else 1.0
    for place, (i, target) in enumerate(zip(series.judged, series.targets, strict=True)):
        worst = worst_level(rule, series.values, i, scale)
        if worst is None:
            continue
        level, limit = worst
        if level == "red" and rule.red_within_months and place >= rule.red_within_months:
            level = "amber"
        measured = series.values[i]
        assert measured is not None  # noqa: S101  a value that broke its limit
        on = series.days[place] if series.days else None
        found.append(
            EarlyWarning(
                name,
                rule.ref,
                level,
                measured,
                limit,
                series.unit,
                target,
                rule.starts_emergency and level == "red",
                series.also,
                on,
            )
        )
    return found


def _why_not(rule: Rule, series: _Series) -> Reason:
    """Why none of the positions can be judged; "" when at least one can."""
    if any(can_judge(rule, series.values, i) for i in series.judged):
        return ""
    known = any(value_at(series.values, i) is not None for i in series.judged)
    return "history_too_short" if known else series.reason or "not_measured"
