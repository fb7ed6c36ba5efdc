"""Levels that follow what a user types between refreshes: conditional formats over live figures."""

from __future__ import annotations

from collections.abc import Iterator

from cashbuoy.forecast.categories import BY_KEY
from cashbuoy.policy.models import Level, Rule
from cashbuoy_workbook.blocks import Condition
from cashbuoy_workbook.sheets.cash_lines import Layout
from cashbuoy_workbook.sheets.grid import a1
from cashbuoy_workbook.sheets.view import View

# Row whose live figures a rule on months can follow; the lowest day stays as the refresh found it.
_ROW_OF = {"closing_cash": "closing", "headroom": "headroom"}
_SIGNS = {"below": "<", "above": ">"}


def live_levels(view: View, place: Layout, painted: set[tuple[int, int]]) -> tuple[Condition, ...]:
    """Conditions over the forecast's months for every enabled rule with a fixed limit: red and
    amber where the figure in the cell breaks it now, green where a cell that the refresh painted
    (`painted`: rows and columns of the sheet) breaks none any more.

    The tests are those of the rule, so that at a refresh both say the same.
    """
    conditions: list[Condition] = []
    broken: dict[tuple[int, int], list[str]] = {}
    for rule in view.analysis.policy.rules.values():
        row = place.rows.get(_ROW_OF.get(rule.measure, rule.line or ""))
        if row is None or not rule.enabled or rule.test not in _SIGNS or rule.periods_in_a_row > 1:
            continue
        for level, limit, first, last in _spans(rule, len(place.columns)):
            cells = (row, place.first + first, row, place.first + last)
            tests = [_test(rule, row, place.first + m, limit) for m in range(first, last + 1)]
            style = view.style("money_round")
            conditions.append(Condition(*cells, "=" + tests[0], level, style))
            for month, test in zip(range(first, last + 1), tests, strict=True):
                broken.setdefault((row, place.first + month), []).append(test)
    calm = [
        Condition(*at, *at, f"=NOT(OR({','.join(tests)}))", "green", view.style("money_round"))
        for at, tests in broken.items()
        if at in painted
    ]
    red_first = sorted(conditions, key=lambda c: c.level != "red")
    return (*red_first, *calm)


def _spans(rule: Rule, months: int) -> Iterator[tuple[Level, float, int, int]]:
    """Level, limit, first and last month: red only as near as the rule says, amber for the rest."""
    judged = min(rule.within_months or months, months)
    near = min(rule.red_within_months or judged, judged)
    if rule.red is not None:
        yield "red", rule.red, 0, near - 1
        if near < judged:
            yield "amber", rule.red, near, judged - 1
    if rule.amber is not None:
        yield "amber", rule.amber, 0, judged - 1


def _test(rule: Rule, row: int, column: int, limit: float) -> str:
    """The rule's comparison with a cell, by its relative address; payments stand as negatives."""
    paid = rule.measure == "line" and BY_KEY[rule.watches].direction == "out"
    sign = "-" if paid else ""
    return f"{sign}{a1(row, column)}{_SIGNS[rule.test]}{limit:.15g}"
