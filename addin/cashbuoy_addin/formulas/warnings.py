"""Which level a figure has under a warning rule of the policy."""

from __future__ import annotations

import difflib

import numpy as np

from cashbuoy.errors import FormulaError
from cashbuoy_addin.formulas.categories import WARNINGS
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.ranges import Numbers
from cashbuoy_addin.formulas.registry import Refusal, Words, formula, required

# What lies between 0 and 1, whatever happens.
_SHARES = frozenset(
    {
        "overdue_share", "top_share", "cei", "shortfall_chance", "rated_share", "reporting_share",
        "uninsured_share", "customer_share", "customer_overdue_share",
    }
)  # fmt: skip


@formula(
    "WARN_LEVEL",
    WARNINGS,
    Words(
        'Level of a figure under a warning rule of the policy: "red", "amber" or "green"',
        "按策略中的预警规则判断数值的级别：red（红）、amber（黄）或 green（绿）",
    ),
    (
        required(
            "rule",
            "text",
            "Key of the rule, such as overdue_share; or its id, such as A3.6, where that names "
            "one rule",
            "规则键名，如 overdue_share；若编号只对应一条规则，也可用编号，如 A3.6",
        ),
        required(
            "value",
            "numbers",
            "The figure as the rule measures it. For rules against a mean, or over several "
            "periods, the figures from "
            "oldest to latest; the last is judged",
            "规则所监测的数值。与均值比较或需连续若干期的规则，给出由远到近的各期数值，"
            "判断最后一期",
        ),
    ),
    result="text",
    example='=WARN_LEVEL("overdue_share", 0.25)',
    errors=(
        Refusal("#VALUE!", Words("the policy has no such rule", "策略中没有该规则")),
        Refusal(
            "#NUM!",
            Words(
                "a share is given in percent: 25 for 0.25",
                "比例按百分数的整数填写（25% 应填 0.25）",
            ),
        ),
        Refusal(
            "#N/A",
            Words(
                "the rule needs more periods, or is switched off", "规则所需期数不足，或规则已停用"
            ),
        ),
    ),
)
def warn_level(context: CallContext, rule: str, value: Numbers) -> str:
    from cashbuoy.warning.level import level_of  # noqa: PLC0415

    judged = context.policy.rules[_key(rule, context)]
    most = float(np.abs(value).max())
    if judged.measure in _SHARES and most > 1:
        raise FormulaError(
            "#NUM!",
            "the rule '{rule}' measures a share, and {found:g} is more than the whole: write 0.25 "
            "or 25% for 25 %",
            key="share_above_one",
            rule=rule,
            found=most,
        )
    return level_of(judged, value.tolist()) or "green"


def _key(asked: str, context: CallContext) -> str:
    rules = context.policy.rules
    named = {name.casefold(): name for name in rules}
    if asked.casefold() in named:
        return named[asked.casefold()]
    by_id = [name for name, rule in rules.items() if rule.ref.casefold() == asked.casefold()]
    if len(by_id) == 1:
        return by_id[0]
    if by_id:
        raise FormulaError(
            "#VALUE!",
            "'{found}' is the id of several rules: {allowed}",
            key="rule_ambiguous",
            found=asked,
            allowed=", ".join(by_id),
        )
    near = difflib.get_close_matches(asked.casefold(), rules, n=3, cutoff=0.4) or list(rules)
    raise FormulaError(
        "#VALUE!",
        "there is no rule '{found}'; the nearest are {allowed}",
        key="rule_unknown",
        found=asked,
        allowed=", ".join(near),
    )


FORMULAS = (warn_level,)
