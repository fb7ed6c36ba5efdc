"""Reasons of errors call arguments what the reader's language calls them."""

from __future__ import annotations

import pytest

from cashbuoy.errors import FormulaError
from cashbuoy_addin.answers import answer, reason_in
from cashbuoy_addin.formulas.catalogue import formulas
from cashbuoy_addin.formulas.context import current


@pytest.mark.parametrize(
    ("formula", "arguments", "en", "zh"),
    [
        ("CURRENT_RATIO", ("x", 1.0), "current_assets: expected", "流动资产（current_assets）："),
        ("CB_DPO", (1.0,), "cogs is missing", "缺少参数 期间营业成本（cogs）"),
    ],
)
def test_arguments_in_the_language(formula, arguments, en, zh) -> None:
    assert answer(formula, arguments, current(), "en").reason.startswith(en)
    assert answer(formula, arguments, current(), "zh").reason.startswith(zh)


def test_what_is_no_argument_stays_as_it_is() -> None:
    error = FormulaError("#VALUE!", "{name} holds no numbers", key="no_numbers", name="Umsatz")
    assert reason_in("zh", error, "DSO").startswith("Umsatz ")
    assert reason_in("zh", error).startswith("Umsatz ")


def test_every_argument_has_a_short_chinese_name() -> None:
    for formula in formulas().values():
        for argument in formula.arguments:
            name = argument.in_chinese.removesuffix(f"（{argument.name}）")
            assert 0 < len(name) <= 22, (formula.name, argument.name, name)
