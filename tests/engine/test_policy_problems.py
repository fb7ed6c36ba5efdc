"""Policies that are wrong: every problem is named, with its place and its remedy."""

from __future__ import annotations

import json
from textwrap import dedent

import pytest

from cashbuoy.errors import PolicyError
from cashbuoy.policy.layers import profile_document
from cashbuoy.policy.load import load_policy
from cashbuoy.policy.models import Policy
from cashbuoy.policy.problems import ENGLISH, PolicyProblem


def problems(text: str | bytes) -> tuple[PolicyProblem, ...]:
    """All problems of a text, which must have some."""
    with pytest.raises(PolicyError) as caught:
        load_policy(text, "firm.yaml")
    assert caught.value.problems
    assert str(caught.value).splitlines() == [p.message for p in caught.value.problems]
    return caught.value.problems


def problem(text: str | bytes) -> PolicyProblem:
    """The only problem of a text."""
    (only,) = problems(text)
    return only


REST = "expected_after_days: 1, loss_rate: 0"

# text after "extends: basic\n" -> kind, line, key, found, allowed, nearest
WRONG_VALUES = [
    ("forcast: {}", "unknown_key", 2, "forcast", "{}", "the keys extends, language", "forecast"),
    (
        "forecast:\n  month: 6",
        *("unknown_key", 3, "forecast.month", "6", "the keys months, weeks", "forecast.months"),
    ),
    (
        "forecast: {default-terms-days: 6}",
        *("unknown_key", 2, "forecast.default-terms-days", "6", "the keys months"),
        "receivables.default_terms_days",
    ),
    (
        "receivables: {DefaultTermsDays: 6}",
        *("unknown_key", 2, "receivables.DefaultTermsDays", "6", "the keys default_terms_days"),
        "receivables.default_terms_days",
    ),
    (
        "dso_method: simple",
        "unknown_key",
        2,
        "dso_method",
        "simple",
        "the keys",
        "indicators.dso_method",
    ),
    (
        "forecast:\n\n  weeks: 99",
        *("wrong_value", 4, "forecast.weeks", "99", "a whole number from 4 to 26", ""),
    ),
    (
        "forecast: {weeks: 13.5}",
        *("wrong_value", 2, "forecast.weeks", "13.5", "a whole number from 4 to 26", ""),
    ),
    (
        'forecast: {weeks: "13"}',
        *("wrong_value", 2, "forecast.weeks", '"13"', "a whole number from 4 to 26", "13"),
    ),
    (
        "forecast: {weeks: true}",
        *("wrong_value", 2, "forecast.weeks", "true", "a whole number from 4 to 26", ""),
    ),
    (
        "receivables: {default_terms_days: 010}",
        *("wrong_value", 2, "receivables.default_terms_days", "010"),
        *("a whole number from 0 to 3660", "10"),
    ),
    (
        "receivables: {amount_tolerance: 12:30}",
        *("wrong_value", 2, "receivables.amount_tolerance", "12:30", "a number, at least 0", ""),
    ),
    (
        "receivables: {amount_tolerance: '1,000'}",
        *(
            "wrong_value",
            2,
            "receivables.amount_tolerance",
            '"1,000"',
            "a number, at least 0",
            "1000",
        ),
    ),
    (
        "receivables: {include_bills_in_dso: no}",
        *("wrong_value", 2, "receivables.include_bills_in_dso", "no", "true or false", "false"),
    ),
    (
        "vat: {sales_rate: 13%}",
        *("wrong_value", 2, "vat.sales_rate", "13%", "a number from 0 to 1", "0.13"),
    ),
    (
        "vat: {sales_rate: .nan}",
        *("wrong_value", 2, "vat.sales_rate", ".nan", "a number from 0 to 1", ""),
    ),
    (
        "vat: {filing: Montly}",
        *("wrong_value", 2, "vat.filing", "Montly", "one of monthly, quarterly", "monthly"),
    ),
    (
        "indicators: {days_in_year: 364}",
        *("wrong_value", 2, "indicators.days_in_year", "364", "one of 360, 365, 366", "365"),
    ),
    (
        "firm: {base_currency: cny}",
        *("wrong_value", 2, "firm.base_currency", "cny", "3 capital letters", "CNY"),
    ),
    ("firm: {name: 42}", "wrong_value", 2, "firm.name", "42", "text", ""),
    ("firm: 42", "wrong_value", 2, "firm", "42", "the keys name, base_currency", ""),
    ("firm:", "wrong_value", 2, "firm", "null", "the keys name, base_currency", ""),
    (
        "calendar:\n  holidays:\n    - 2026-05-01\n    - 2026/5/2",
        *("wrong_value", 5, "calendar.holidays[2]", "2026/5/2"),
        *("a date such as 2026-05-01", "2026-05-02"),
    ),
    (
        "calendar: {holidays: [2026-02-30]}",
        *("wrong_value", 2, "calendar.holidays[1]", "2026-02-30", "a date such as 2026-05-01", ""),
    ),
    (
        "modules: [contract]",
        *("wrong_value", 2, "modules[1]", "contract", "one of recurring, contracts", "contracts"),
    ),
    (
        "rules: {dso_rising: {red: null, amber: null}}",
        *("rule_without_limit", 2, "rules.dso_rising", '{"ref": "A3.3"', None, ""),
    ),
    (
        "rules: {mine: {ref: own, measure: dso, test: above_mean, red: 9, title: {en: a, zh: b}, action: {en: a, zh: b}}}",
        *("rule_without_mean", 2, "rules.mine.test", "above_mean", None, ""),
    ),
    (
        "rules: {mine: {ref: own, measure: dso, test: above, red: 9, action: {en: a, zh: b}}}",
        *("missing_part", 2, "rules.mine.title", "", None, ""),
    ),
    (
        "collection: {default_staged_plan: standrd}",
        *("unknown_staged_plan", 2, "collection.default_staged_plan", "standrd"),
        *("one of standard", "standard"),
    ),
    (
        "budget:\n  sales_collected: [{share: 0.7, after_days: 0}, {share: 0.4, after_days: 9}]",
        *("shares_over", 3, "budget.sales_collected", '[{"share": 0.7', None, ""),
    ),
    (
        f"receivables:\n  ageing:\n  - {{up_to_days: 0, {REST}}}\n  - {{up_to_days: 30, {REST}}}",
        *("ageing_last", 3, "receivables.ageing", '[{"up_to_days": 0', None, ""),
    ),
    (
        f"receivables:\n  ageing:\n  - {{up_to_days: 5, {REST}}}\n  - {{up_to_days: null, {REST}}}",
        *("ageing_first", 4, "receivables.ageing[1].up_to_days", "5", None, ""),
    ),
    (
        f"receivables:\n  ageing: [{{up_to_days: 0, {REST}}}, {{up_to_days: null, loss_rate: 0}}]",
        *("missing_part", 3, "receivables.ageing[2].expected_after_days", ""),
        *("a whole number from 0 to 3660", ""),
    ),
    ("calendar: {country: UK}", "unknown_country", 2, "calendar.country", "UK", None, ""),
    ("language: zh\nlanguage: en", "duplicate_key", 3, "language", "", None, ""),
    ("firm:\n  name: a\n  name: b", "duplicate_key", 4, "firm.name", "", None, ""),
    ("firm: &f {name: a}", "anchor", 2, "firm", "&f", None, ""),
    ("firm: {name: *f}", "alias", 2, "firm.name", "*f", None, ""),
    ("firm: {name: !!str 3}", "tag", 2, "firm.name", "tag:yaml.org,2002:str", None, ""),
    ("firm: {name: !!python/object:os.system x}", "tag", 2, "firm.name", "tag:yaml.org", None, ""),
    ("? [a]\n: 3", "key_not_text", 2, "", "", None, ""),
    ("---\nlanguage: en", "second_document", 2, "", "", None, ""),
    ("firm:\n\tname: a", "tab", 3, "", "", None, ""),
    ("firm: {name: a", "syntax", 2, "", "", None, ""),
    ("firm: {name: '\0'}", "bad_character", 2, "", "U+0000", None, ""),
    ('firm: {name: "\\uD800"}', "bad_character", 2, "firm.name", "U+D800", None, ""),
    ('firm: {name: "\\UFFFFFFFF"}', "syntax", 2, "", "", None, ""),
]


@pytest.mark.parametrize(
    ("text", "kind", "line", "key", "found", "allowed", "nearest"), WRONG_VALUES
)
def test_a_wrong_policy_names_place_value_and_remedy(
    text: str, kind: str, line: int, key: str, found: str, allowed: str | None, nearest: str
) -> None:
    one = problem(f"extends: basic\n{text}\n")
    assert (one.kind, one.file, one.line, one.key) == (kind, "firm.yaml", line, key)
    assert one.found.startswith(found)
    assert bool(one.found) == bool(found)
    assert (one.allowed.text(ENGLISH) if one.allowed else "").startswith(allowed or "")
    assert bool(one.allowed) == (allowed is not None)
    assert one.nearest == nearest
    for part in ("firm.yaml", f"line {line}", key, nearest):
        assert part in one.message


def test_the_whole_message_reads_well() -> None:
    assert problem("extends: basic\nvat: {filing: montly}").message == (
        "firm.yaml, line 2: vat.filing: montly is not allowed here. Did you mean monthly? "
        "Allowed: one of monthly, quarterly."
    )


def test_all_problems_come_at_once_in_the_order_of_the_file() -> None:
    found = problems(
        dedent("""\
            extends: basic
            language: fr
            firm: {name: a, name: b, base_currency: yuan}
            forecast:
              weeks: 1
              mnths: 6
        """)
    )
    assert [(p.line, p.key) for p in found] == [
        (2, "language"),
        (3, "firm.name"),
        (3, "firm.base_currency"),
        (5, "forecast.weeks"),
        (6, "forecast.mnths"),
    ]


def test_the_stages_of_a_plan_must_make_the_whole() -> None:
    stage = "{name: {en: a, zh: b}, share: 0.5, event: signed, after_days: 0, days: working}"
    text = (
        f"extends: basic\ncollection:\n  staged_plans:\n    two:\n      stages:\n      - {stage}\n"
    )
    one = problem(text)
    assert (one.kind, one.line) == ("shares_not_whole", 5)
    assert one.key == "collection.staged_plans.two.stages"
    assert "50.0000%" in one.message


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("", "empty", ""),
        ("# only a comment\n", "empty", ""),
        ("basic", "not_a_mapping", "basic"),
        ("- extends: basic", "not_a_mapping", '[{"extends": "basic"}]'),
        ("#" * 1_000_001, "too_large", ""),
        ("金" * 333_334, "too_large", ""),
        ("a: " + "[" * 40 + "]" * 40, "too_deep", ""),
    ],
)
def test_what_is_no_policy_at_all(text: str, kind: str, found: str) -> None:
    one = problem(text)
    assert (one.kind, one.line, one.found) == (kind, 1, found)


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        ("extends: basic\nfirm: {name: 海纳}".encode("gbk"), 2),
        ("extends: basic".encode("utf-16"), 1),
        (b"extends: basic\n\n\xff", 3),
    ],
)
def test_other_encodings_are_named(raw: bytes, line: int) -> None:
    one = problem(raw)
    assert (one.kind, one.line) == ("not_utf8", line)


def test_an_unknown_profile_is_the_only_problem() -> None:
    one = problem("extends: standart\nlanguage: fr")
    assert (one.key, one.found, one.nearest) == ("extends", "standart", "standard")


def test_without_a_profile_the_way_out_comes_first_and_missing_keys_in_one_line() -> None:
    text = "language: zh\nfirm: {name: a, country: CN}\nforcast: {}\nforecast: {weeks: many}"
    first, *others, last = problems(text)
    assert (first.kind, first.line, first.key) == ("no_extends", 1, "")
    assert all(f"`extends: {name}`" in first.message for name in ("basic", "standard", "advanced"))
    assert [(p.key, p.line) for p in others] == [("forcast", 3), ("forecast.weeks", 4)]
    named = last.details["keys"].split(", ")
    assert {*Policy.model_fields} - {"language", "firm", "forecast"} <= {*named}
    assert {"firm.base_currency", "forecast.months"} <= {*named}
    assert last.details["count"] == str(len(named))


def test_a_few_keys_missing_from_a_complete_policy_are_named_one_by_one() -> None:
    whole = profile_document("basic").data
    short = {k: v for k, v in whole.items() if k != "vat"}
    short["forecast"] = {k: v for k, v in whole["forecast"].items() if k != "months"}
    found = {p.key: p for p in problems(json.dumps(short, ensure_ascii=False))}
    assert {p.kind for p in found.values()} == {"missing_key"}
    assert set(found) == {"vat", "forecast.months"}
    assert "from 3 to 36" in found["forecast.months"].message
