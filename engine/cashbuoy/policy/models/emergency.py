"""The emergency plan (A3): when its states begin and end, and what is then done."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cashbuoy.forecast.categories import KEYS
from cashbuoy.policy.models.section import Days, Section, Share, Text, key

Count = Annotated[int, Field(ge=1, le=100)]
Effect = Literal[
    "collect_overdue", "stop_spending", "defer_payables", "draw_lines", "factor_invoices",
    "discount_bills", "owners_money",
]  # fmt: skip


class EmergencyAction(Section):
    """One line of the checklist."""

    title: Text = key("What is to be done", "事项")
    owner: Text = key("Who does it, unless the checklist names somebody", "默认负责人")
    within_days: Days = key(
        "Working days from the start of the plan until it is due", "自启动起须在几个工作日内完成"
    )
    from_watch: bool = key(
        "Already in the state watch, not only in an emergency", "“关注”状态即列入，不必等到应急"
    )
    effect: Effect | None = key(
        "How its effect on cash is estimated; null for none",
        "现金效果的估算方式；不估算则为 null",
        default=None,
    )


class Emergency(Section):
    """States normal, watch, emergency, recovery. Each begins at once; leaving takes longer."""

    watch_red_rules: Count = key("Watch begins at so many red rules", "几条红色规则进入“关注”")
    watch_amber_rules: Count = key("or so many amber ones", "或几条黄色规则进入“关注”")
    red_rules: Count = key(
        "An emergency begins at so many red rules, or at one that says starts_emergency",
        "几条红色规则进入“应急”；标明 starts_emergency 的规则一条即可",
    )
    programmes_start: Literal["watch", "emergency"] = key(
        "What begins when the 3+1 monitor starts the cost and collection programmes",
        "3+1 监测启动降本与催收时进入的状态",
    )
    watch_days: Days = key(
        "Watch ends so many days after its cause was last there", "“关注”在原因消失满几天后解除"
    )
    exit_days: Days = key(
        "An emergency turns to recovery so many days after its cause was last there",
        "“应急”在原因消失满几天后转为“恢复”",
    )
    exit_headroom: Share = key(
        "and only while the lowest forecast cash is above the floor by this share of it",
        "且预测最低现金须高于最低现金线的这一比例",
    )
    recovery_days: Days = key(
        "Recovery ends so many days without a cause for watch or emergency",
        "“恢复”在无任何关注或应急原因满几天后结束",
    )
    noncritical: list[Literal[KEYS]] = key(  # type: ignore[valid-type]
        "Forecast lines that stopping non-critical spending stands for",
        "“停止非必要支出”所指的预测行",
    )
    noncritical_months: Annotated[int, Field(ge=1, le=12)] = key(
        "Months of them that are counted", "计入的月数"
    )
    actions: dict[str, EmergencyAction] = key(
        "The checklist by id, in its order", "清单（按编号，依次排列）"
    )
