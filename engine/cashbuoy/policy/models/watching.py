"""Indicators, warning rules, and the freshness of data."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cashbuoy.policy.models.section import Days, Section, Text, key, wrong


class Indicators(Section):
    days_in_year: Literal[360, 365, 366] = key("Days in a year", "一年天数")
    source: Literal["auto", "ledgers", "monthly"] = key(
        "Figures from the ledgers, from Monthly figures, or the ledgers where they reach back far enough",
        "取自台账、月度数据，或台账足够时取台账",
    )
    window_days: Annotated[int, Field(ge=28, le=366)] = key(
        "Sales and purchases of so many days", "销售与采购的取数天数"
    )
    dso_method: Literal["simple", "average", "countback"] = key(
        "How DSO is computed", "DSO 计算方法"
    )
    dpo_base: Literal["purchases", "cogs"] = key(
        "DPO against purchases or cost of goods sold", "DPO 以采购额或营业成本为基数"
    )
    overdue_more_than_days: Days = key(
        "Share of receivables overdue by more than so many days", "逾期超过多少天的应收占比"
    )
    payments_ahead_days: Days = key(
        "Payments due within so many days, for the payment cover", "付款保障倍数所看的未来天数"
    )


class Rule(Section):
    """One warning rule: a measure, a test, and the limits at which it turns amber or red."""

    ref: str = key("Rule id in the product's rules", "规则编号")
    measure: Literal[
        "closing_cash", "headroom", "operating_cash_flow", "dso", "dso_over_terms", "dpo", "dpo_over_terms", "dio",
        "overdue_share", "payment_cover", "cash_ratio", "top_share", "cash_pool_share", "shortfall_chance",
    ] = key("What is measured", "监测指标")  # fmt: skip
    test: Literal["below", "above", "above_mean", "below_mean"] = key(
        "Against a limit, or by a share above or below its trailing mean",
        "与限值比较，或高于/低于滚动均值的比例",
    )
    red: float | None = key("Limit for red", "红色限值", default=None)
    amber: float | None = key("Limit for amber", "黄色限值", default=None)
    red_within_months: int | None = key(
        "Red only in the next so many forecast months; later it is amber",
        "仅最近若干预测月为红色，之后为黄色",
        default=None,
        ge=1,
    )
    mean_months: int | None = key(
        "Months of the trailing mean, for tests against it",
        "滚动均值月数（与均值比较时必填）",
        default=None,
        ge=2,
        le=12,
    )
    periods_in_a_row: int = key(
        "Must hold so many periods running", "需连续若干期成立", default=1, ge=1, le=12
    )
    enabled: bool = key("Switch a rule off without deleting it", "停用规则而不删除", default=True)
    starts_emergency: bool = key(
        "Red starts the emergency plan", "红色时启动应急预案", default=False
    )
    title: Text = key("The rule in a few words", "规则简述")
    action: Text = key("What to do", "应对措施")

    @model_validator(mode="after")
    def _has_limit(self) -> Self:
        if self.red is None and self.amber is None:
            raise wrong("rule_without_limit", at=())
        if self.test in {"above_mean", "below_mean"} and self.mean_months is None:
            raise wrong("rule_without_mean", at=("test",))
        return self


class Freshness(Section):
    """After how many days data is called stale (A5)."""

    bank: Days = key("Bank balances", "银行余额")
    receivables: Days = key(
        "Receivables: since the latest invoice or receipt", "应收账款：距最近开票或回款"
    )
    payables: Days = key("Payables: since the latest bill or payment", "应付账款：距最近账单或付款")
    monthly: Days = key(
        "Monthly figures: since the end of the latest month", "月度数据：距最近月份末"
    )
    rates: Days = key("Exchange rates", "汇率")
    ratings: Days = key("Buyer ratings", "客户评级")
