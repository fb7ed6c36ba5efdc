"""The warning log over days: levels do not flicker, and the log tells when they moved."""

from __future__ import annotations

import datetime as dt
import itertools
import math

import pandas as pd
import pytest
from firm import day, ledgers, policy
from hypothesis import given, settings
from hypothesis import strategies as st

from cashbuoy.policy.models import Alerts
from cashbuoy.warning.rules import fire, log_lines
from cashbuoy.warning.warning_log import LogLine, next_log, read_log, standing
from cashbuoy.warning.watched import Watched
from engine.test_rules import SAFE, indicator

POLICY = policy(profile="basic")
RULES = {"overdue": POLICY.rules["overdue_share"]}  # amber above 0.20, red above 0.35
START = day("2026-01-01")


def refreshed(
    values: list[float | None], alerts: Alerts = POLICY.alerts
) -> tuple[list[str], tuple[LogLine, ...]]:
    """The level of each day when a workbook is refreshed daily, and the log at the end."""
    log: tuple[LogLine, ...] = ()
    levels = []
    for n, value in enumerate(values):
        today = START + dt.timedelta(days=n)
        known = Watched((indicator("overdue_share", value, unit="share"),), SAFE, "CNY")
        before = tuple(line for line in log if line.date < today)
        fired = fire(RULES, known, alerts, standing(before), today)
        log = next_log(before, log_lines(fired, today, "CNY"), today, alerts)
        levels.append(fired[0].level if fired else "green")
    return levels, log


def changes(levels: list[str]) -> int:
    return sum(a != b for a, b in itertools.pairwise(levels))


def test_a_year_around_the_limit_does_not_flicker() -> None:
    # Up and down by half a point around 20 %, a full turn each week.
    around = [0.20 + 0.005 * math.sin(2 * math.pi * n / 7) for n in range(365)]
    nervous = Alerts(release=0.0, cooling_days=0, kept_months=24)
    levels, log = refreshed(around)
    assert changes(refreshed(around, nervous)[0]) > 100
    assert changes(levels) == 1
    assert log[0].level == "amber"
    assert len(log) <= 3  # the first day, the day before, and today


def test_what_rose_and_fell_is_told_with_its_days() -> None:
    values = [0.1, 0.3, 0.4, *[0.1] * 20]
    levels, log = refreshed(values)
    # Red until seven days after it was last broken on 3 January.
    assert levels == ["green", "amber", *["red"] * 7, *["green"] * 14]
    assert [(line.date, line.level) for line in log] == [
        (day("2026-01-02"), "amber"),
        (day("2026-01-03"), "red"),
        (day("2026-01-10"), "green"),
    ]


def test_a_warning_that_comes_back_begins_anew() -> None:
    levels, log = refreshed([0.4, *[0.1] * 10, 0.4])
    assert levels[0] == levels[-1] == "red"
    assert log[-1].since == START + dt.timedelta(days=11)


def test_refreshing_twice_a_day_leaves_what_the_second_found() -> None:
    first = LogLine(START, "overdue", "", "red", START, START)
    today = START + dt.timedelta(days=1)
    log = next_log(
        (first,),
        {first.key: LogLine(today, "overdue", "", "red", START, today)},
        today,
        POLICY.alerts,
    )
    read = tuple(line for line in log if line.date < today)
    assert standing(read) == {first.key: first}
    assert next_log(read, {}, today, POLICY.alerts)[-1].level == "green"


def test_lines_older_than_the_policy_keeps_go() -> None:
    old = LogLine(day("2023-12-30"), "overdue", "", "red", START, START)
    gone = LogLine(day("2023-12-31"), "overdue", "", "green", START, START)
    assert next_log((old, gone), {}, START, POLICY.alerts) == ()


def test_the_log_is_read_as_it_was_written() -> None:
    rows = [
        {
            "date": START,
            "rule": "overdue",
            "subject": "2026-02",
            "level": "red",
            "since": day("2025-12-01"),
            "broken_on": None,
            "measured": 1.5,
            "limit": None,
        },
        {"date": START, "rule": "overdue", "level": "no level"},
        {"date": day("2026-02-01"), "rule": "overdue", "level": "red"},  # later than as of
    ]
    found = read_log(ledgers(WarningLog=rows), day("2026-01-31"))
    assert found == (
        LogLine(START, "overdue", "2026-02", "red", day("2025-12-01"), START, 1.5, None),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.0, 0.6), min_size=1, max_size=40))
def test_a_level_is_never_below_what_is_broken_and_the_log_stays_short(values) -> None:
    rank = {"green": 0, "amber": 1, "red": 2}
    levels, log = refreshed(values)
    for value, level in zip(values, levels, strict=True):
        broken = "red" if value > 0.35 else "amber" if value > 0.20 else "green"
        assert rank[level] >= rank[broken]
    assert len(log) <= changes(["green", *levels]) + 2
    assert pd.Series([line.date for line in log]).is_monotonic_increasing


@pytest.mark.parametrize("missing", [[0.4, None, None, 0.1]])
def test_a_figure_that_is_not_known_ends_a_warning(missing) -> None:
    assert refreshed(missing)[0] == ["red", "green", "green", "green"]
