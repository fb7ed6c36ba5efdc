"""The registry: every formula of the design, defined once, with its help in both languages."""

from __future__ import annotations

import datetime as dt
import inspect
import re

import pytest

from cashbuoy.policy.load import profile
from cashbuoy_addin.formulas.catalogue import UnknownFormulaError, find, formulas
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.registry import FromPolicy

TODAY = dt.date(2026, 3, 31)
ALL = list(formulas().values())
NAMES = {
    "DSO", "BPDSO", "ADD_DAYS", "DPO", "DIO", "CCC", "AR_TURNOVER", "AP_TURNOVER", "CEI",
    "INVENTORY_TURNOVER", "OVERDUE_SHARE", "CURRENT_RATIO", "QUICK_RATIO", "CASH_RATIO",
    "RUNWAY_MONTHS", "TOP_SHARE", "HHI", "TERMS_COST", "LATE_FEE", "ECL_ALLOWANCE", "AGEING",
    "INSTALMENTS", "STAGED_PLAN", "ORDER_SPLIT", "REPLAN", "CLAIM_TIMELINE", "CASH_FORECAST", "EXPECTED_PAY_DATE", "WORKDAY_CN", "BUFFER_GAP", "WARN_LEVEL",
    "SHORTFALL_RISK", "CREDIT_GRADE", "CREDIT_LIMIT",
}  # fmt: skip
A1 = re.compile(r"[A-Z]{1,3}[0-9]+")
R1C1 = re.compile(r"R[0-9]*(C[0-9]*)?|C[0-9]*")


def test_the_formulas_of_the_design_are_there() -> None:
    assert set(formulas()) == NAMES


@pytest.mark.parametrize("formula", ALL, ids=lambda f: f.name)
class TestEveryFormula:
    def test_its_name_cannot_be_taken_for_a_cell(self, formula) -> None:
        for name in (formula.name, formula.alias):
            assert re.fullmatch(r"[A-Z][A-Z0-9_]*", name)
            assert not A1.fullmatch(name)
            assert not R1C1.fullmatch(name)

    def test_it_is_found_by_name_alias_and_in_small_letters(self, formula) -> None:
        assert find(formula.name) is find(formula.alias) is find(formula.name.lower()) is formula

    def test_everything_is_explained_in_both_languages(self, formula) -> None:
        explained = [formula.category, formula.help, *(a.help for a in formula.arguments)]
        for words in [*explained, *(refusal.words for refusal in formula.errors)]:
            assert words.en.isascii() or "—" in words.en
            assert re.search(r"[\u4e00-\u9fff]", words.zh), words.en

    def test_the_function_takes_the_context_and_each_argument(self, formula) -> None:
        parameters = inspect.signature(formula.function).parameters
        assert len(parameters) == len(formula.arguments) + 1

    def test_optional_arguments_come_last_and_only_they_have_defaults(self, formula) -> None:
        optional = [a.optional for a in formula.arguments]
        assert optional == sorted(optional)
        assert all(a.optional for a in formula.arguments if a.default is not None)

    def test_argument_names_differ(self, formula) -> None:
        names = [a.name for a in formula.arguments]
        assert len(set(names)) == len(names)

    def test_defaults_from_the_policy_exist(self, formula) -> None:
        whole = CallContext(TODAY, lambda: profile("basic"))
        for argument in formula.arguments:
            if isinstance(argument.default, FromPolicy):
                value = argument.default.of(profile("basic"))
                assert value is not None
                # A setting taken without the rest of the policy is the same.
                assert CallContext(TODAY).setting(argument.default.key) == value
                assert whole.setting(argument.default.key) == value

    def test_a_default_choice_is_one_of_the_choices(self, formula) -> None:
        for argument in formula.arguments:
            if argument.choices and argument.default is not None:
                default = argument.default
                chosen = (
                    default.of(profile("basic")) if isinstance(default, FromPolicy) else default
                )
                assert chosen in argument.choices

    def test_its_example_calls_it(self, formula) -> None:
        assert formula.example.startswith(f"={formula.name}(")


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownFormulaError, match="Did you mean DSO"):
        find("DSOO")
