"""Problems of a policy read the same in English as the engine says them, and in Chinese too."""

from __future__ import annotations

import re

import pytest

from cashbuoy.errors import PolicyError
from cashbuoy.policy.load import load_policy
from cashbuoy.policy.problems import ENGLISH
from cashbuoy_workbook.policy_problems import policy_problem_text
from cashbuoy_workbook.texts import section


def test_the_catalogue_has_the_engines_words_and_their_translation() -> None:
    catalogue = section("policy")
    assert {name: texts["en"] for name, texts in catalogue.items()} == dict(ENGLISH)
    for name, texts in catalogue.items():
        blanks = re.compile(r"{\w+}")
        assert set(blanks.findall(texts["zh"])) == set(blanks.findall(texts["en"])), name


def test_a_problem_in_both_languages() -> None:
    with pytest.raises(PolicyError) as caught:
        load_policy("extends: basic\nvat: {filing: montly}", "策略.yaml")
    (problem,) = caught.value.problems
    assert policy_problem_text(problem, "en") == problem.message
    assert policy_problem_text(problem, "zh") == (
        "策略.yaml 第 2 行：vat.filing：此处不能填 montly。是否想写 monthly？"
        "允许：monthly, quarterly 之一。"
    )
