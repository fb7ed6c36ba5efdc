"""The level that figures have under one rule."""

from __future__ import annotations

from cashbuoy.errors import FormulaError
from cashbuoy.policy.models import Level, Rule
from cashbuoy.warning.limits import TESTS, Values, above, below, value_at


def level_of(rule: Rule, values: Values) -> Level | None:
    """Level of the last of `values` (oldest first, in the unit of the limits); None is green.

    Errors: FormulaError #N/A when the rule is switched off or needs more values than given.
    """
    if not rule.enabled:
        raise FormulaError("#N/A", "the rule is switched off in the policy", key="rule_off")
    last = len(values) - 1
    if not can_judge(rule, values, last):
        needed = rule.periods_in_a_row + _mean_months(rule)
        raise FormulaError(
            "#N/A",
            "the rule needs {needed} values, oldest first; {given} given",
            key="rule_needs_values",
            needed=needed,
            given=len(values),
        )
    worst = worst_level(rule, values, last)
    return worst[0] if worst else None


def worst_level(
    rule: Rule, values: Values, i: int, money_unit: float = 1.0
) -> tuple[Level, float] | None:
    """The worst level whose limit is broken at position i and in the periods before it that the
    rule asks for, and the limit at i. `money_unit` is what one unit of the policy's limits is in
    `values`, 100 for minor units."""
    test = TESTS[rule.test]
    scale = 1.0 if test.against_past else money_unit
    run = _run(rule, i)
    levels: tuple[tuple[Level, float | None], ...] = (("red", rule.red), ("amber", rule.amber))
    for level, setting in levels:
        if setting is None:
            continue
        limits = [test.limit(values, j, setting * scale, _mean_months(rule)) for j in run]
        broken = [
            test.broken(value_at(values, j), limit) for j, limit in zip(run, limits, strict=True)
        ]
        limit = limits[-1]
        if all(broken) and limit is not None:
            return level, limit
    return None


def released(
    rule: Rule, values: Values, i: int, level: Level, margin: float, money_unit: float = 1.0
) -> tuple[float | None, bool]:
    """The limit of a level at position i, and whether the figure is inside it by more than the
    share `margin` of it. Without such a limit any more: (None, True)."""
    setting = rule.red if level == "red" else rule.amber
    if setting is None:  # red turned to amber with the months ahead, or the policy was changed
        setting = rule.red if level == "amber" else None
    value = value_at(values, i)
    test = TESTS[rule.test]
    scale = 1.0 if test.against_past else money_unit
    limit = None if setting is None else test.limit(values, i, setting * scale, _mean_months(rule))
    if limit is None or value is None:
        return None, True
    slack = abs(limit) * margin
    if test.broken is above:
        return limit, not above(value, limit - slack)
    return limit, not below(value, limit + slack)


def can_judge(rule: Rule, values: Values, i: int) -> bool:
    """Whether all values are known that the rule needs to judge position i."""
    test = TESTS[rule.test]
    return all(
        value_at(values, j) is not None
        and test.limit(values, j, 0.0, _mean_months(rule)) is not None
        for j in _run(rule, i)
    )


def _mean_months(rule: Rule) -> int:
    return rule.mean_months or 0


def _run(rule: Rule, i: int) -> range:
    return range(i - rule.periods_in_a_row + 1, i + 1)
