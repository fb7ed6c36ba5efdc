"""How levels moved from refresh to refresh: the lines of tblWarningLog.

A line is kept for each day on which a rule's level changed, down to green when it fell; besides
them, the latest line of each warning that lasts. So the log stays short however often it is
refreshed, and refreshing twice on one day leaves what the second refresh found.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from cashbuoy.ledger.clean import Ledgers
from cashbuoy.policy.models import Alerts

Logged = Literal["red", "amber", "green"]
Key = tuple[str, str]  # rule, subject
_LEVELS: tuple[Logged, ...] = ("red", "amber", "green")


@dataclass(frozen=True)
class LogLine:
    """One day's level of a rule on one subject (a month "2027-02", a customer, "" for the firm).

    `since`: first day of this level; `broken_on`: the latest day on which its limit was truly
    broken. `measured` and `limit` are in the measure's unit, money in major units of the base.
    """

    date: dt.date
    rule: str
    subject: str
    level: Logged
    since: dt.date
    broken_on: dt.date
    measured: float | None = None
    limit: float | None = None

    @property
    def key(self) -> Key:
        return self.rule, self.subject


def read_log(ledgers: Ledgers, as_of: dt.date) -> tuple[LogLine, ...]:
    """Lines dated before `as_of`, by date; a line without a level that can be read is left out."""
    table = ledgers["tblWarningLog"]
    known = table[(table["date"] < pd.Timestamp(as_of)).to_numpy()].sort_values(
        "date", kind="stable"
    )
    columns = ("date", "rule", "subject", "level", "since", "broken_on", "measured", "limit")
    return tuple(
        LogLine(
            date.date(),
            rule,
            subject,
            level,
            (date if pd.isna(since) else since).date(),
            (date if pd.isna(broken) else broken).date(),
            None if pd.isna(measured) else float(measured),
            None if pd.isna(limit) else float(limit),
        )
        for date, rule, subject, level, since, broken, measured, limit in zip(
            *(known[c] for c in columns), strict=True
        )
        if level in _LEVELS
    )


def standing(log: Iterable[LogLine]) -> dict[Key, LogLine]:
    """The latest line of each rule and subject whose level has not fallen to green."""
    latest = {line.key: line for line in log}
    return {key: line for key, line in latest.items() if line.level != "green"}


def next_log(
    log: tuple[LogLine, ...],
    now: Mapping[Key, LogLine],
    as_of: dt.date,
    alerts: Alerts,
) -> tuple[LogLine, ...]:
    """The log as it is to be written: changes of level, the latest line before `as_of` of each
    warning that stood then, and the lines of `as_of`; none older than the policy keeps."""
    before = standing(log)
    first = pd.Timestamp(as_of) - pd.DateOffset(months=alerts.kept_months)
    kept = [
        line
        for line, was in _with_previous(log)
        if line.date >= first.date() and (was is None or was.level != line.level)
    ]
    kept += [line for line in before.values() if line not in kept]
    fallen = [
        LogLine(as_of, line.rule, line.subject, "green", as_of, line.broken_on)
        for key, line in before.items()
        if key not in now
    ]
    lines = [*kept, *now.values(), *fallen]
    return tuple(sorted(lines, key=lambda line: (line.date, line.rule, line.subject)))


def _with_previous(log: tuple[LogLine, ...]) -> list[tuple[LogLine, LogLine | None]]:
    last: dict[Key, LogLine] = {}
    pairs = []
    for line in log:
        pairs.append((line, last.get(line.key)))
        last[line.key] = line
    return pairs
