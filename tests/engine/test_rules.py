"""Warning rules at their limits: the default rules of A3, just inside, at, and just outside."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from firm import day, policy
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cashbuoy.errors import FormulaError
from cashbuoy.forecast.categories import KEYS
from cashbuoy.forecast.horizon import Period
from cashbuoy.forecast.tables import CashTable, Forecast
from cashbuoy.measures import Indicator
from cashbuoy.policy.models import Rule
from cashbuoy.warning import rules as judging
from cashbuoy.warning.level import level_of
from cashbuoy.warning.rules import EarlyWarning, Unmeasured
from cashbuoy.warning.warning_log import Key, LogLine
from cashbuoy.warning.watched import Target, Watched

POLICY = policy(profile="basic")
RULES = POLICY.rules


def forecast(lowest: list[int], floor: int = -(10**9)) -> Forecast:
    """Months of 2026-07 on whose cash dips to `lowest` on the 10th and is a million higher else."""
    days = pd.date_range("2026-07-01", periods=31 * len(lowest), freq="D")
    starts = pd.date_range("2026-07-01", periods=len(lowest), freq="MS")
    closing = np.zeros(len(days), dtype=np.int64)
    periods = []
    for start, low in zip(starts, lowest, strict=True):
        end = start + pd.offsets.MonthEnd(0)
        closing[(days >= start) & (days <= end)] = low + 1_000_000
        closing[days == start + pd.Timedelta(days=9)] = low
        periods.append(Period(start.date(), end.date()))
    low = np.array(lowest, dtype=np.int64)
    nothing = np.zeros(len(lowest), dtype=np.int64)
    months = CashTable(
        periods=tuple(periods),
        lines=pd.DataFrame(np.zeros((len(KEYS), len(lowest)), dtype=np.int64), index=list(KEYS)),
        opening=nothing,
        net=nothing,
        closing=low + 1_000_000,
        lowest=low,
        headroom=low - floor,
        undrawn=nothing,
    )
    return Forecast(
        opening=0,
        floor=floor,
        days=days,
        net=np.zeros(len(days), dtype=np.int64),
        closing=closing,
        months=months,
        weeks=months,
        lowest=int(closing.min()),
        lowest_on=days[int(closing.argmin())].date(),
        monthly_outflow=0.0,
    )


SAFE = forecast([10**9] * 12)


def indicator(name: str, value: float | None, before: list[float | None] | None = None, **more):
    days = pd.date_range("2025-06-30", periods=12, freq="ME")
    past = [None] * (12 - len(before or [])) + (before or [])
    history = tuple((d.date(), v) for d, v in zip(days, past, strict=True))
    return Indicator(name, value, more.pop("unit", "days"), history, **more)


TODAY = day("2026-07-15")


def fired(
    *indicators: Indicator,
    rules=RULES,
    outlook: Forecast = SAFE,
    currency: str = "CNY",
    before: dict[Key, LogLine] | None = None,
    today: dt.date = TODAY,
    customers: pd.DataFrame | None = None,
) -> list[EarlyWarning]:
    watched = Watched(indicators, outlook, currency, customers)
    return list(judging.fire(rules, watched, POLICY.alerts, before or {}, today))


def unmeasured(rules, indicators: list[Indicator], outlook: Forecast) -> tuple[Unmeasured, ...]:
    return judging.unmeasured(rules, Watched(tuple(indicators), outlook, "CNY"))


SIX = [45.0] * 6  # a mean of 45; 1.4 x 45 is a float just below 63


@pytest.mark.parametrize(
    ("rule", "measure", "before", "value", "level", "limit"),
    [
        ("operating_cash_negative", "operating_cash_flow", [-1], 0, None, 0),
        ("operating_cash_negative", "operating_cash_flow", [0], -1, None, 0),
        ("operating_cash_negative", "operating_cash_flow", [None], -1, None, 0),
        ("operating_cash_negative", "operating_cash_flow", [-1], -1, "red", 0),
        ("dso_rising", "dso", SIX, 54, None, 54),
        ("dso_rising", "dso", SIX, 54.01, "amber", 54),
        ("dso_rising", "dso", SIX, 63, "amber", 54),
        ("dso_rising", "dso", SIX, 63.01, "red", 63),
        ("dso_over_terms", "dso_over_terms", [], 15, None, 15),
        ("dso_over_terms", "dso_over_terms", [], 15.01, "amber", 15),
        ("dso_over_terms", "dso_over_terms", [], 30, "amber", 15),
        ("dso_over_terms", "dso_over_terms", [], 30.01, "red", 30),
        ("dpo_over_terms", "dpo_over_terms", [], 15, None, 15),
        ("dpo_over_terms", "dpo_over_terms", [], 15.01, "amber", 15),
        ("dpo_over_terms", "dpo_over_terms", [], 30.01, "red", 30),
        ("dpo_falling", "dpo", SIX, 36, None, 36),
        ("dpo_falling", "dpo", SIX, 35.99, "amber", 36),
        ("dpo_falling", "dpo", SIX, 27, "amber", 36),
        ("dpo_falling", "dpo", SIX, 26.99, "red", 27),
        ("dio_rising", "dio", SIX, 54, None, 54),
        ("dio_rising", "dio", SIX, 54.01, "amber", 54),
        ("dio_rising", "dio", SIX, 63.01, "red", 63),
        ("overdue_share", "overdue_share", [], 0.20, None, 0.20),
        ("overdue_share", "overdue_share", [], 0.2001, "amber", 0.20),
        ("overdue_share", "overdue_share", [], 0.35, "amber", 0.20),
        ("overdue_share", "overdue_share", [], 0.3501, "red", 0.35),
        ("payment_cover", "payment_cover", [], 1.0, None, 1.0),
        ("payment_cover", "payment_cover", [], 0.9999, "amber", 1.0),
        ("payment_cover", "payment_cover", [], 0.8, "amber", 1.0),
        ("payment_cover", "payment_cover", [], 0.7999, "red", 0.8),
        ("cash_ratio", "cash_ratio", [], 0.2, None, 0.2),
        ("cash_ratio", "cash_ratio", [], 0.1999, "amber", 0.2),
        ("cash_ratio", "cash_ratio", [], 0.0999, "red", 0.1),
        ("top_share", "top_share", [], 0.30, None, 0.30),
        ("top_share", "top_share", [], 0.3001, "amber", 0.30),
        ("top_share", "top_share", [], 0.5001, "red", 0.50),
        ("cash_pool_low", "cash_pool_share", [], 1.0, None, 1.0),
        ("cash_pool_low", "cash_pool_share", [], 0.9999, "amber", 1.0),
        ("cash_pool_low", "cash_pool_share", [], 0.3299, "red", 0.33),
        ("shortfall_likely", "shortfall_chance", [], 0.20, None, 0.20),
        ("shortfall_likely", "shortfall_chance", [], 0.2001, "amber", 0.20),
        ("shortfall_likely", "shortfall_chance", [], 0.5001, "red", 0.50),
    ],
)
def test_default_rules_at_their_limits(rule, measure, before, value, level, limit) -> None:
    unit = "money" if measure == "operating_cash_flow" else "share"
    found = fired(indicator(measure, value, before, unit=unit), rules={rule: RULES[rule]})
    assert [w.level for w in found] == ([level] if level else [])
    for warning in found:
        assert warning.rule == rule
        assert warning.ref == RULES[rule].ref
        assert warning.measured == value
        assert warning.limit == pytest.approx(limit)
        assert warning.target == Target("indicator", measure)


ADVANCED = policy(profile="advanced").rules


@pytest.mark.parametrize(
    ("rule", "measure", "unit", "value", "level"),
    [
        ("plan_missed", "plan_arrears", "money", 0, None),
        ("plan_missed", "plan_arrears", "money", 1, "amber"),
        ("own_plan_missed", "own_plan_arrears", "money", 0, None),
        ("own_plan_missed", "own_plan_arrears", "money", 1, "red"),
        ("gap_uncovered", "uncovered_gap", "money", 0, None),
        ("gap_uncovered", "uncovered_gap", "money", 1, "red"),
        ("insurer_deadline", "insurance_days_left", "days", 10, None),
        ("insurer_deadline", "insurance_days_left", "days", 9, "amber"),
        ("insurer_deadline", "insurance_days_left", "days", 4, "amber"),
        ("insurer_deadline", "insurance_days_left", "days", 3, "red"),
    ],
)
def test_rules_of_the_larger_profiles_at_their_limits(rule, measure, unit, value, level) -> None:
    found = fired(indicator(measure, value, unit=unit), rules={rule: ADVANCED[rule]})
    assert [w.level for w in found] == ([level] if level else [])


def test_a_rule_with_nothing_to_watch_is_silent_and_not_called_unjudged() -> None:
    rules = {"insurer_deadline": ADVANCED["insurer_deadline"]}
    none = indicator("insurance_days_left", None, reason="no_deadline")
    assert unmeasured(rules, [none], SAFE) == ()
    off = indicator("insurance_days_left", None, reason="module_off")
    assert [u.reason for u in unmeasured(rules, [off], SAFE)] == ["module_off"]


def test_every_default_rule_is_tested_at_its_limits() -> None:
    larger = test_rules_of_the_larger_profiles_at_their_limits.pytestmark
    assert {case[0] for mark in larger for case in mark.args[1]} == set(ADVANCED) - set(RULES)
    marks = test_default_rules_at_their_limits.pytestmark
    tested = {case[0] for mark in marks for case in mark.args[1]}
    assert tested | {"cash_below_zero", "cash_below_floor"} == set(RULES)


def test_a_firm_is_out_of_cash_on_the_day_whatever_the_month_closes_with() -> None:
    outlook = forecast([0, -1, 5, -700])
    found = fired(rules={"cash_below_zero": RULES["cash_below_zero"]}, outlook=outlook)
    assert outlook.months.closing.min() > 0
    assert [(w.target.index, w.level, w.measured, w.on) for w in found] == [
        (1, "red", -1, day("2026-08-10")),
        (3, "red", -700, day("2026-10-10")),
    ]
    assert all(w.starts_emergency and w.unit == "money" for w in found)


def test_below_the_floor_is_red_within_three_months_and_amber_later() -> None:
    outlook = forecast([900, 1000, 999, 998, 2000], floor=1000)
    found = fired(rules={"cash_below_floor": RULES["cash_below_floor"]}, outlook=outlook)
    assert [(w.target.index, w.level, w.measured) for w in found] == [
        (0, "red", -100),
        (2, "red", -1),
        (3, "amber", -2),
    ]


def test_limits_in_money_are_major_units_of_the_base_currency() -> None:
    rules = {"low": RULES["cash_below_zero"].model_copy(update={"red": 50.0})}
    outlook = forecast([5000, 4999])
    assert [w.target.index for w in fired(rules=rules, outlook=outlook)] == [1]
    yen = fired(rules=rules, outlook=forecast([50, 49]), currency="JPY")
    assert [(w.target.index, w.limit) for w in yen] == [(1, 50)]


def test_red_comes_first_then_the_order_of_the_policy_then_the_month() -> None:
    outlook = forecast([-5, 10, 10, 10, -5], floor=100)
    found = fired(
        indicator("overdue_share", 0.5, unit="share"),
        indicator("top_share", 0.4, unit="share"),
        outlook=outlook,
    )
    assert [(w.level, w.rule, w.target.index) for w in found] == [
        ("red", "cash_below_zero", 0),
        ("red", "cash_below_zero", 4),
        ("red", "cash_below_floor", 0),
        ("red", "cash_below_floor", 1),
        ("red", "cash_below_floor", 2),
        ("red", "overdue_share", 0),
        ("amber", "cash_below_floor", 3),
        ("amber", "cash_below_floor", 4),
        ("amber", "top_share", 0),
    ]


def test_a_concentration_names_the_customer_too() -> None:
    (found,) = fired(indicator("top_share", 0.6, unit="share", subject="Acme"))
    assert found.target == Target("indicator", "top_share")
    assert found.also == (Target("customer", "Acme"),)


def test_amber_does_not_start_the_emergency_plan() -> None:
    levels = {
        value: fired(indicator("payment_cover", value, unit="ratio"))[0].starts_emergency
        for value in (0.9, 0.7)
    }
    assert levels == {0.9: False, 0.7: True}


def test_switched_off_rules_are_silent() -> None:
    off = {n: r.model_copy(update={"enabled": False}) for n, r in RULES.items()}
    assert fired(indicator("cash_ratio", 0.0, unit="ratio"), rules=off) == []
    assert unmeasured(off, [], SAFE) == ()


@pytest.mark.parametrize(
    ("measured", "reason"),
    [
        (indicator("dso", None, SIX, reason="no_sales"), "no_sales"),
        (indicator("dso", 99.0, SIX[:5]), "history_too_short"),
        (indicator("dso", 99.0, [*SIX[:5], None]), "history_too_short"),
        (indicator("dso", 99.0, [0.0] * 6), "history_too_short"),  # no share of nothing
        (indicator("dio", 99.0, SIX), "not_measured"),
        (indicator("dso", 1.0, SIX), None),
    ],
)
def test_what_cannot_be_judged_is_named(measured: Indicator, reason: str | None) -> None:
    rules = {"dso_rising": RULES["dso_rising"]}
    assert fired(measured, rules=rules) == []
    found = unmeasured(rules, [measured], SAFE)
    assert [(u.rule, u.ref, u.measure, u.reason) for u in found] == (
        [("dso_rising", "A3.3", "dso", reason)] if reason else []
    )


def test_without_opening_cash_the_forecasts_level_is_not_judged() -> None:
    rules = {n: RULES[n] for n in ("cash_below_zero", "cash_below_floor")}
    unknown = indicator("cash", None, unit="money", reason="no_cash")
    outlook = forecast([-5, -5])
    assert fired(unknown, rules=rules, outlook=outlook) == []
    assert [u.reason for u in unmeasured(rules, [unknown], outlook)] == ["no_cash", "no_cash"]
    known = indicator("cash", 0.0, unit="money")
    assert len(fired(known, rules=rules, outlook=outlook)) == 2


def test_periods_in_a_row_over_forecast_months() -> None:
    rules = {"long": RULES["cash_below_zero"].model_copy(update={"periods_in_a_row": 2})}
    found = fired(rules=rules, outlook=forecast([-1, -1, 5, -1, -1, -1]))
    assert [w.target.index for w in found] == [1, 4, 5]


@pytest.mark.parametrize(
    ("rule", "values", "level"),
    [
        ("overdue_share", [0.25], "amber"),
        ("overdue_share", [0.9, 0.1], None),
        ("dso_rising", [*SIX, 70.0], "red"),
        ("operating_cash_negative", [5.0, -1.0, -1.0], "red"),
    ],
)
def test_level_of_a_figure(rule: str, values: list[float], level: str | None) -> None:
    assert level_of(RULES[rule], values) == level


@pytest.mark.parametrize(
    ("rule", "values"),
    [("dso_rising", [45.0, 70.0]), ("operating_cash_negative", [-1.0]), ("overdue_share", [])],
)
def test_level_of_too_few_figures(rule: str, values: list[float]) -> None:
    with pytest.raises(FormulaError) as error:
        level_of(RULES[rule], values)
    assert error.value.code == "#N/A"


_RANK = {None: 0, "amber": 1, "red": 2}
WORSE_WHEN_HIGHER = {"above": 1, "above_mean": 1, "below": -1, "below_mean": -1}


@given(
    st.sampled_from(sorted(set(RULES) - {"cash_below_zero", "cash_below_floor"})),
    st.lists(st.floats(0.01, 100), min_size=12, max_size=12),
    st.floats(-200, 200),
    st.floats(0, 100),
)
def test_a_worse_figure_never_has_a_better_level(name, before, value, worse_by) -> None:
    rule: Rule = RULES[name]
    worse = value + WORSE_WHEN_HIGHER[rule.test] * worse_by
    assert _RANK[level_of(rule, [*before, worse])] >= _RANK[level_of(rule, [*before, value])]


def test_days_of_the_lowest_cash_lie_in_their_month() -> None:
    outlook = forecast([-1] * 12)
    for warning in fired(rules={"z": RULES["cash_below_zero"]}, outlook=outlook):
        period = outlook.months.periods[warning.target.index]
        assert isinstance(warning.on, dt.date)
        assert period.start <= warning.on <= period.end


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
            "customer_limit_used": [np.nan, np.inf, 0.9],
        }
    )
    found = fired(rules=a_rule(**keys), customers=figures)
    assert [w.target for w in found] == [Target("customer", name) for name in customers]


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
