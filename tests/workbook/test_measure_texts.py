"""Every indicator and every reason has its words, in both languages."""

from __future__ import annotations

from typing import get_args

import pytest
from firm import day, ledgers, policy

from cashbuoy.analysis import analyse
from cashbuoy.measures.reasons import Reason
from cashbuoy_workbook.texts import section

EMPTY = analyse(ledgers(), policy(), day("2026-06-30"))
INDICATORS = [i.id for i in EMPTY.indicators]


def test_indicators_have_names_and_meanings_and_no_others_do() -> None:
    expected = {key for name in INDICATORS for key in (name, f"{name}.meaning")}
    assert set(section("indicators")) == expected


def test_reasons_are_those_that_the_engine_gives() -> None:
    assert set(section("reasons")) == set(get_args(Reason)) - {""}


@pytest.mark.parametrize("name", ["indicators", "reasons"])
def test_both_languages_say_something(name: str) -> None:
    for key, words in section(name).items():
        assert set(words) == {"en", "zh"}, key
        assert all(text.strip() for text in words.values()), key
        assert any("\u4e00" <= c <= "\u9fff" for c in words["zh"]), key
        assert not any("\u4e00" <= c <= "\u9fff" for c in words["en"]), key


def test_names_of_the_monitors_lights() -> None:
    assert {f"light_{light.id}" for light in EMPTY.monitor} <= set(section("sheets"))


def test_stale_data_has_its_message() -> None:
    assert "freshness_stale" in section("checks")
