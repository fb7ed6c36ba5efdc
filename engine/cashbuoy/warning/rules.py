"""Warning rules: each is declared in the policy; here they meet the figures.

A limit is broken strictly: a figure exactly at it does not fire. A figure that is not known never
fires either; `unmeasured` lists the rules concerned, so that silence is not taken for safety.

A level rises at once, and falls only when the figure is back inside its limit by a margin and some
days have passed (policy.alerts), so that it does not flicker.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from cashbuoy.measures.indicator import Unit
from cashbuoy.measures.reasons import NOTHING_TO_WATCH, Reason
from cashbuoy.money import minor_digits, to_major
from cashbuoy.policy.models import Alerts, Level, Rule
from cashbuoy.warning.level import can_judge, released, worst_level
from cashbuoy.warning.limits import value_at
from cashbuoy.warning.warning_log import Key, LogLine
from cashbuoy.warning.watched import Series, Target, Watched

_RANK: dict[Level | None, int] = {None: 0, "amber": 1, "red": 2}


@dataclass(frozen=True)
class EarlyWarning:
    """A rule that fired. `measured` and `limit` are in `unit` (money in base minor units);
    for tests against the past, `measured` is the figure itself and `limit` what its past allows.

    `also` are further things to colour, such as the customer behind a concentration; `on` is the
    day of a forecast month's lowest cash. `since`: first day of this level; `broken_on`: the latest
    day on which the limit of this level was broken. `held`: it is not broken now, but the level
    has not cooled off yet. `subject` is the target's name in the log.
    """

    rule: str
    ref: str
    level: Level
    measured: float
    limit: float
    unit: Unit
    target: Target
    since: dt.date
    broken_on: dt.date
    starts_emergency: bool = False
    also: tuple[Target, ...] = ()
    on: dt.date | None = None
    subject: str = ""
    held: bool = False


@dataclass(frozen=True)
class Unmeasured:
    """An enabled rule that could not be judged, and why (message key, section `reasons`)."""

    rule: str
    ref: str
    measure: str
    reason: Reason


def fire(
    rules: Mapping[str, Rule],
    watched: Watched,
    alerts: Alerts,
    before: Mapping[Key, LogLine],
    as_of: dt.date,
) -> tuple[EarlyWarning, ...]:
    """Warnings of all enabled rules at `as_of`: red first, then in the policy's order, then by
    month, or as customers stand in `watched`.

    `before`: the warnings that stood at the refresh before (warning_log.standing). Limits of money
    measures are in major units of the base currency, as the policy gives them.
    """
    fired = []
    for name, rule in rules.items():
        series = watched.series(rule) if rule.enabled else None
        if series is not None:
            judge = _Judge(name, rule, series, watched.currency, alerts, before, as_of)
            fired += judge.warnings()
    return tuple(sorted(fired, key=lambda w: w.level != "red"))


def unmeasured(rules: Mapping[str, Rule], watched: Watched) -> tuple[Unmeasured, ...]:
    """Enabled rules that `fire` could not judge, in the policy's order; those that have nothing to
    watch are not among them."""
    reasons: dict[str, Reason] = {}
    for name, rule in rules.items():
        if rule.enabled:
            series = watched.series(rule)
            reasons[name] = "not_measured" if series is None else _why_not(rule, series)
    return tuple(
        Unmeasured(name, rules[name].ref, rules[name].watches, reason)
        for name, reason in reasons.items()
        if reason and reason not in NOTHING_TO_WATCH
    )


def log_lines(
    warnings: tuple[EarlyWarning, ...], as_of: dt.date, currency: str
) -> dict[Key, LogLine]:
    """The lines of the warning log that warnings leave; the worst of those that share a subject."""
    digits = minor_digits(currency)
    lines: dict[Key, LogLine] = {}
    for w in warnings:
        measured, limit = (
            float(to_major(figure, digits)) if w.unit == "money" else figure
            for figure in (w.measured, w.limit)
        )
        line = LogLine(as_of, w.rule, w.subject, w.level, w.since, w.broken_on, measured, limit)
        lines.setdefault(line.key, line)
    return lines


@dataclass(frozen=True)
class _Judge:
    """One rule over one series."""

    name: str
    rule: Rule
    series: Series
    currency: str
    alerts: Alerts
    before: Mapping[Key, LogLine]
    as_of: dt.date

    def warnings(self) -> list[EarlyWarning]:
        found = (self._at(place, i) for place, i in enumerate(self.series.judged))
        return [warning for warning in found if warning is not None]

    def _at(self, place: int, i: int) -> EarlyWarning | None:
        """The level at one position: what is broken now, or what still stands from before."""
        rule, series = self.rule, self.series
        measured = value_at(series.values, i)
        if measured is None:
            return None
        worst = worst_level(rule, series.values, i, self._money_unit)
        level: Level | None = worst[0] if worst else None
        if level == "red" and rule.red_within_months and place >= rule.red_within_months:
            level = "amber"
        was = self.before.get((self.name, series.subjects[place]))
        if was is not None and was.level != "green" and _RANK[was.level] > _RANK[level]:
            limit = self._still_held(i, was, was.level)
            if limit is not None:
                return self._warning(place, was.level, measured, limit, was.since, was.broken_on)
        if worst is None or level is None:
            return None
        same = was is not None and was.level == level
        since = was.since if same and was is not None else self.as_of
        return self._warning(place, level, measured, worst[1], since, self.as_of)

    def _still_held(self, i: int, was: LogLine, level: Level) -> float | None:
        """The limit that a level from before is still held to; None once it has cooled off."""
        alerts, rule = self.alerts, self.rule
        days = alerts.cooling_days if rule.cooling_days is None else rule.cooling_days
        margin = alerts.release if rule.release is None else rule.release
        cool = (self.as_of - was.broken_on).days >= days
        limit, out = released(rule, self.series.values, i, level, margin, self._money_unit)
        return limit if limit is not None and not (cool and out) else None

    def _warning(
        self,
        place: int,
        level: Level,
        measured: float,
        limit: float,
        since: dt.date,
        broken_on: dt.date,
    ) -> EarlyWarning:
        rule, series = self.rule, self.series
        held = broken_on != self.as_of
        return EarlyWarning(
            self.name,
            rule.ref,
            level,
            measured,
            limit,
            series.unit,
            series.targets[place],
            since,
            broken_on,
            starts_emergency=rule.starts_emergency and level == "red" and not held,
            also=series.also,
            on=series.days[place] if series.days else None,
            subject=series.subjects[place],
            held=held,
        )

    @property
    def _money_unit(self) -> float:
        """What one unit of the policy's limits is in the series' values."""
        return 10.0 ** minor_digits(self.currency) if self.series.unit == "money" else 1.0


def _why_not(rule: Rule, series: Series) -> Reason:
    """Why none of the positions can be judged; "" when at least one can."""
    if any(can_judge(rule, series.values, i) for i in series.judged):
        return ""
    known = any(value_at(series.values, i) is not None for i in series.judged)
    return "history_too_short" if known else series.reason or "not_measured"
