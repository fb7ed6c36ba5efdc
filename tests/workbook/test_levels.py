"""Levels of figures: judged and calm, judged and not, and never judged."""

from functools import cache

import pytest
from firm import ledgers, policy

from cashbuoy.analysis import Analysis, analyse
from cashbuoy_workbook.sheets import warnings
from cashbuoy_workbook.sheets.levels import cash_level, level_of, month_level
from workbook.builders import AS_OF, TABLES, cells, small_firm, view

RULES = """
modules: [recurring, contracts, plans, lines, buffer]
forecast: {{receipts: due_date, floor: {{method: amount, amount: {floor}}}}}
firm: {{name: Small Firm}}
rules:
  overdue_share: {{amber: 0.5, red: 0.9}}
  cover_falls:
    {{ref: own.1, measure: cash, test: below_mean, mean_months: 6, red: 0.5,
     title: {{en: Cash falls, zh: 现金下降}}, action: {{en: Ask why, zh: 查明原因}}}}
"""


@cache
def firm(floor: int = 15_000) -> Analysis:
    return analyse(ledgers(**TABLES), policy(RULES.format(floor=floor)), AS_OF)


@pytest.mark.parametrize(
    ("indicators", "level"),
    [
        (("overdue_share",), "green"),  # judged: 37 % against 50 %
        (("cash",), "grey"),  # its one rule asks for six past months
        (("ccc",), None),  # no rule looks at it
        (("ccc", "overdue_share"), "green"),
    ],
)
def test_an_indicator_is_in_order_only_where_a_rule_was_judged(indicators, level) -> None:
    assert level_of(view(firm()), indicators) == level


def test_the_worst_warning_is_the_level() -> None:
    assert level_of(view(small_firm()), ("ccc", "overdue_share")) == "red"


def test_the_sheet_says_why_a_figure_was_not_judged() -> None:
    shown = view(firm())
    row = warnings.indicator_rows(shown)["cash"]
    at = cells(warnings.render(shown))
    assert (at[row, 0], at[row, 1]) == ("○", "not judged")
    assert isinstance(at[row, warnings.VALUE_COLUMN], float)
    assert "\nNot judged: Fewer past months" in str(at[row, warnings.ACTION_COLUMN])


def test_a_month_below_the_floor_is_as_bad_as_its_rule_says() -> None:
    """A3.1: cash below the floor is red within three months, amber later."""
    shown = view(firm(120_000))  # 100,000 now, and never more than 150,000
    assert cash_level(shown, shown.analysis.forecast.opening) == "amber"
    assert [month_level(shown, month) for month in range(2)] == ["red", "red"]
    lowest = shown.analysis.forecast.months.lowest
    assert lowest[0] > 0  # red by the rule alone
    assert lowest[1] < 0  # red by both
