"""Warning rules over time and by scope: cooling off, lines of the forecast, each customer."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from firm import day, invoice, ledgers, policy
from pydantic import ValidationError
from rule_trials import RULES, fired, forecast, indicator

from cashbuoy.analysis import analyse
from cashbuoy.policy.models import Rule
from cashbuoy.warning.warning_log import LogLine
from cashbuoy.warning.watched import Target

SHARE = {"overdue": RULES["overdue_share"]}  # amber above 0.20, red above 0.35
MONDAY = day("2026-07-06")


def log_line(level: str, broken: str, since: str = "2026-06-01", rule: str = "overdue") -> LogLine:
    return LogLine(day("2026-07-05"), rule, "", level, day(since), day(broken))


@pytest.mark.parametrize(
    ("was", "broken", "value", "level", "held"),
    [
        (None, "", 0.21, "amber", False),
        ("amber", "2026-07-05", 0.36, "red", False),  # up at once
        ("amber", "2026-07-05", 0.21, "amber", False),
        ("red", "2026-07-05", 0.30, "red", True),  # inside by far, but only since yesterday
        ("red", "2026-06-29", 0.3326, "red", True),  # seven days, but not 5 % inside 0.35
        ("red", "2026-06-29", 0.3325, "amber", False),
        ("red", "2026-06-30", 0.3325, "red", True),  # six days
        ("amber", "2026-06-29", 0.1901, "amber", True),
        ("amber", "2026-06-29", 0.19, None, False),
        ("red", "2026-06-29", 0.10, None, False),
    ],
)
def test_a_level_rises_at_once_and_falls_when_it_has_cooled_off(was, broken, value, level, held):
    before = {("overdue", ""): log_line(was, broken)} if was else {}
    share = indicator("overdue_share", value, unit="share")
    found = fired(share, rules=SHARE, before=before, today=MONDAY)
    assert [(w.level, w.held) for w in found] == ([(level, held)] if level else [])
    for warning in found:
        assert warning.since == (day("2026-06-01") if was == level else MONDAY)
        assert warning.broken_on == (day(broken) if held else MONDAY)


def test_a_held_level_does_not_start_the_emergency_plan() -> None:
    rules = {"cover": RULES["payment_cover"]}
    before = {("cover", ""): log_line("red", "2026-07-05", rule="cover")}
    (found,) = fired(indicator("payment_cover", 0.81), rules=rules, before=before, today=MONDAY)
    assert (found.level, found.held, found.starts_emergency) == ("red", True, False)


def test_a_rules_own_cooling_wins() -> None:
    rules = {"overdue": SHARE["overdue"].model_copy(update={"cooling_days": 0, "release": 0.0})}
    before = {("overdue", ""): log_line("red", "2026-07-05")}
    (found,) = fired(
        indicator("overdue_share", 0.35, unit="share"), rules=rules, before=before, today=MONDAY
    )
    assert found.level == "amber"


def test_a_month_keeps_its_own_level() -> None:
    rules = {"z": RULES["cash_below_zero"].model_copy(update={"cooling_days": 7})}
    before = {
        ("z", subject): LogLine(MONDAY, "z", subject, "red", MONDAY, MONDAY)
        for subject in ("2026-07", "2026-08")
    }
    outlook = forecast([5, -5, -5])
    found = fired(rules=rules, outlook=outlook, before=before, today=day("2026-07-07"))
    assert [(w.subject, w.held, w.since) for w in found] == [
        ("2026-07", True, MONDAY),
        ("2026-08", False, MONDAY),
        ("2026-09", False, day("2026-07-07")),
    ]


def a_rule(**keys: object) -> dict[str, Rule]:
    base = {"ref": "own", "title": {"en": "x", "zh": "x"}, "action": {"en": "x", "zh": "x"}}
    return {"own": Rule.model_validate(base | keys)}


def test_a_line_of_the_forecast_is_watched_as_a_payment_or_receipt() -> None:
    outlook = forecast([10**9] * 3)
    outlook.months.lines.loc["payroll"] = [-100_00, -300_00, -301_00]
    rules = a_rule(measure="line", line="payroll", test="above", amber=300, within_months=3)
    found = fired(rules=rules, outlook=outlook)
    assert [(w.target, w.measured, w.limit) for w in found] == [
        (Target("month", "payroll", 2), 301_00, 300_00)
    ]
    rules = a_rule(measure="line", line="payroll", test="above", amber=300, within_months=2)
    assert fired(rules=rules, outlook=outlook) == []


@pytest.mark.parametrize(
    ("keys", "customers"),
    [
        ({"measure": "customer_overdue", "test": "above", "red": 10}, ["Acme"]),
        ({"measure": "customer_oldest_overdue", "test": "above", "red": 30}, ["Acme", "Bolt"]),
        ({"measure": "customer_limit_used", "test": "above", "red": 0.9}, ["Bolt"]),
    ],
)
def test_each_customer_is_judged(keys: dict, customers: list[str]) -> None:
    figures = pd.DataFrame(
        {
            "customer": ["Acme", "Bolt", "Cord"],
            "customer_overdue": [1000.01, 1000.0, 0.0],
            "customer_oldest_overdue": [31.0, 90.0, 0.0],
            "customer_limit_used": [np.nan, 99.99, 0.9],
        }
    )
    found = fired(rules=a_rule(**keys), customers=figures)
    assert [w.target for w in found] == [Target("customer", name) for name in customers]


def test_debt_over_a_limit_of_nil_is_a_figure_that_a_cell_can_show() -> None:
    books = ledgers(
        Receivables=[invoice("R", "2025-11-01", "2026-01-01", 5_000)],
        Customers=[{"customer": "Acme", "credit_limit": 4_000}],
    )
    rules = policy("""
        rules:
          used: {ref: X, measure: customer_limit_used, test: above, red: 1,
                 title: {en: a, zh: a}, action: {en: b, zh: b}}
        """)
    [found] = [w for w in analyse(books, rules, day("2026-06-30")).warnings if w.rule == "used"]
    assert (found.level, found.measured) == ("red", 99.99)


def test_a_figure_far_from_the_median_of_its_past() -> None:
    # Median 100, deviations 0, 1, 1, 2, 2, 3: their median 1.5; seven sixths for six values.
    past = [100.0, 101.0, 99.0, 102.0, 98.0, 103.0]
    deviations = sorted(abs(v - 100.5) for v in past)  # the median is 100.5
    spread = 1.4826 * (deviations[2] + deviations[3]) / 2 * 7 / 6
    rules = a_rule(measure="ccc", test="unusual_high", amber=3, red=5, mean_months=6)
    for value, level in (
        (100.5 + 3 * spread - 0.01, None),
        (100.5 + 3 * spread + 0.01, "amber"),
        (100.5 + 5 * spread + 0.01, "red"),
    ):
        found = fired(indicator("ccc", value, past), rules=rules)
        assert [w.level for w in found] == ([level] if level else [])


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ({"measure": "line", "line": "payrol", "test": "above", "red": 1}, "rule_line"),
        ({"measure": "line", "test": "above", "red": 1}, "rule_line"),
        ({"measure": "cell", "cell": "Stock", "test": "above", "red": 1}, "rule_cell"),
        ({"measure": "cell", "unit": "days", "test": "above", "red": 1}, "rule_cell"),
        ({"measure": "dso", "test": "unusual_low", "red": 1}, "rule_without_mean"),
        (
            {"measure": "customer_share", "test": "above_mean", "mean_months": 3, "red": 1},
            "rule_customer_past",
        ),
    ],
)
def test_rules_that_cannot_be_judged_are_refused(keys: dict, why: str) -> None:
    with pytest.raises(ValidationError) as refused:
        a_rule(**keys)
    assert [error["type"] for error in refused.value.errors()] == [why]
