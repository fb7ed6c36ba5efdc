"""Levels that follow what users type: the same tests as the rules, written as spreadsheet formulas."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cashbuoy.policy.models import Rule
from cashbuoy_workbook.sheets import forecast
from cashbuoy_workbook.sheets.grid import a1
from workbook.builders import fills, sheet, small_firm, view

FIRST = 1  # column of the first forecast month, without actuals


def conditions(**rules: Rule):
    firm = small_firm()
    own = firm.policy.model_copy(update={"rules": rules}) if rules else firm.policy
    return forecast.render(view(replace(firm, policy=own, warnings=() if rules else firm.warnings)))


def a_rule(**keys: object) -> Rule:
    base = {"ref": "own", "title": {"en": "x", "zh": "x"}, "action": {"en": "x", "zh": "x"}}
    return Rule.model_validate(base | keys)


def test_the_default_rules_follow_closing_cash_and_headroom() -> None:
    shown = sheet("Forecast")
    place = forecast.layout(view(small_firm()))
    told = {
        (c.first_row, c.first_column, c.last_column, c.level, c.formula) for c in shown.conditions
    }
    first, last = place.first, place.last
    closing, headroom = place.rows["closing"], place.rows["headroom"]
    assert (closing, first, last, "red", f"={a1(closing, first)}<0") in told
    assert (headroom, first, first + 2, "red", f"={a1(headroom, first)}<0") in told
    assert (headroom, first + 3, last, "amber", f"={a1(headroom, first + 3)}<0") in told


def test_red_is_tried_first_and_what_was_painted_can_turn_green() -> None:
    shown = sheet("Forecast")
    levels = [c.level for c in shown.conditions]
    assert levels == sorted(levels, key=["red", "amber", "green"].index)
    place = forecast.layout(view(small_firm()))
    painted = {
        at for at in fills(shown) if at[0] in (place.rows["closing"], place.rows["headroom"])
    }
    greens = {(c.first_row, c.first_column) for c in shown.conditions if c.level == "green"}
    assert greens == painted != set()


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        # A payment stands as a negative figure; the rule speaks of how much is paid.
        ({"line": "rent", "test": "above", "amber": 4000.5}, [(0, 12, "amber", "=-{}>4000.5")]),
        (
            {"line": "receipts", "test": "below", "red": 10, "amber": 20, "within_months": 4,
             "red_within_months": 2},
            [(0, 1, "red", "={}<10"), (2, 3, "amber", "={}<10"), (0, 3, "amber", "={}<20")],
        ),
        ({"line": "rent", "test": "above_mean", "mean_months": 3, "red": 0.2}, []),
        ({"line": "rent", "test": "above", "red": 1, "enabled": False}, []),
        ({"line": "rent", "test": "above", "red": 1, "periods_in_a_row": 2}, []),
    ],
)  # fmt: skip
def test_a_rule_on_a_line(keys: dict, wanted: list) -> None:
    shown = conditions(own=a_rule(measure="line", **keys))
    place = forecast.layout(view(small_firm()))
    row = place.rows[keys["line"]]
    told = [(c.first_column, c.last_column, c.level, c.formula) for c in shown.conditions]
    months = len(place.columns) - 1
    assert told == [
        (
            place.first + first,
            place.first + min(last, months),
            level,
            formula.format(a1(row, place.first + first)),
        )
        for first, last, level, formula in wanted
    ]
