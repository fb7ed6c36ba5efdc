"""Policies that load: what extends what, how parts merge, which values stay text."""

from __future__ import annotations

import datetime as dt
from textwrap import dedent

import pytest

from cashbuoy.config import shipped_text
from cashbuoy.policy.load import load_policy, profile


def test_profiles_build_on_each_other() -> None:
    basic, standard, advanced = profile("basic"), profile("standard"), profile("advanced")
    assert set(basic.modules) < set(standard.modules) < set(advanced.modules)
    assert basic.rules.items() < standard.rules.items() < advanced.rules.items()
    assert profile("basic") is basic


def test_mappings_merge_and_lists_replace() -> None:
    policy = load_policy(
        dedent("""
            extends: standard
            firm: {name: 海纳精密}
            modules: [tax]
            rules:
              dso_rising: {red: 0.5}
              new_rule:
                ref: own
                measure: dio
                test: above
                amber: 60
                title: {en: Stock, zh: 存货}
                action: {en: Sell, zh: 出售}
        """),
        "firm.yaml",
    )
    standard = profile("standard")
    assert policy.firm.name == "海纳精密"
    assert policy.firm.base_currency == standard.firm.base_currency
    assert policy.modules == ["tax"]
    assert policy.rules["dso_rising"].red == 0.5
    assert policy.rules["dso_rising"].amber == standard.rules["dso_rising"].amber
    assert set(policy.rules) - set(standard.rules) == {"new_rule"}


def test_staged_plans_merge_by_name_and_their_stages_replace() -> None:
    policy = load_policy(
        dedent("""
            extends: basic
            collection:
              default_staged_plan: cash
              staged_plans:
                cash:
                  stages:
                    - name: {en: All, zh: 全款}
                      share: 1
                      event: signed
                      after_days: 0
                      days: working
        """),
        "firm.yaml",
    )
    assert set(policy.collection.staged_plans) == {"standard", "cash"}
    assert len(policy.collection.staged_plans["cash"].stages) == 1


def test_a_complete_policy_needs_no_profile() -> None:
    assert load_policy(shipped_text("basic.yaml"), "basic.yaml") == profile("basic")


def test_an_extending_policy_alone_is_its_profile() -> None:
    assert load_policy("extends: advanced", "firm.yaml") == profile("advanced")


@pytest.mark.parametrize(
    "written",
    ["no", "yes", "on", "off", "12:30", "010", "1_000", "0x10", "1e999", ".inf", "=", "<<"],
)
def test_text_stays_text(written: str) -> None:
    policy = load_policy(f"extends: basic\nfirm: {{name: {written}}}", "firm.yaml")
    assert policy.firm.name == written


def test_dates_are_dates() -> None:
    text = 'extends: basic\ncalendar: {holidays: [2026-02-28, "2026-03-02"]}'
    days = load_policy(text, "firm.yaml").calendar.holidays
    assert days == [dt.date(2026, 2, 28), dt.date(2026, 3, 2)]


def test_a_byte_order_mark_is_accepted() -> None:
    raw = b"\xef\xbb\xbfextends: basic\n"
    assert load_policy(raw, "firm.yaml") == load_policy("\ufeffextends: basic", "firm.yaml")
