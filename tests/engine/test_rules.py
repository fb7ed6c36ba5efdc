"""Warning rules at their limits: the default rules of A3, just inside, at, and just outside."""

from __future__ import annotations

import datetime as dt

import pytest
from firm import day, policy
from hypothesis import given
from hypothesis import strategies as st
from rule_trials import RULES, SAFE, fired, forecast, indicator, unmeasured

from cashbuoy.errors import FormulaError
from cashbuoy.measures import Indicator
from cashbuoy.policy.models import Rule
from cashbuoy.warning.level import level_of, released
from cashbuoy.warning.watched import Target

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
        ("insurer_deadline", "insurance_days_left", "days", 15, None),
        ("insurer_deadline", "insurance_days_left", "days", 14, "amber"),
        ("insurer_deadline", "insurance_days_left", "days", 6, "amber"),
        ("insurer_deadline", "insurance_days_left", "days", 5, "red"),
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


COVENANT = {"ref": "own.1", "measure": "dso", "test": "below", "title": {"en": "x", "zh": "x"},
            "action": {"en": "x", "zh": "x"}}  # fmt: skip


@pytest.mark.parametrize(
    ("limits", "level", "value", "limit", "inside"),
    [
        ({"amber": 50, "red": 40}, "red", 42.01, 40, True),
        ({"amber": 50, "red": 40}, "red", 41.99, 40, False),
        ({"amber": 50, "red": 40}, "amber", 52.51, 50, True),
        ({"amber": 50, "red": 40}, "amber", 52.49, 50, False),
        ({"red": 40}, "amber", 41.99, 40, False),  # the policy has amber no more
        ({"amber": 50}, "red", 10, None, True),
        ({"amber": 50}, "amber", None, None, True),
    ],
)
def test_a_level_is_left_by_more_than_a_margin_of_its_own_limit(
    limits, level, value, limit, inside
):
    rule = Rule.model_validate(COVENANT | limits)
    assert released(rule, [value], 0, level, 0.05) == (limit, inside)


def test_limits_in_money_are_those_of_the_policy_in_minor_units():
    rule = Rule.model_validate(COVENANT | {"amber": 50})
    assert released(rule, [52_51], 0, "amber", 0.05, money_unit=100) == (50_00, True)
    assert released(rule, [52_49], 0, "amber", 0.05, money_unit=100) == (50_00, False)
