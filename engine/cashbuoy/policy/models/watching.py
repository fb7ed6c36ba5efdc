"""How indicators are measured, and how fresh data must be."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cashbuoy.policy.models.section import Days, Section, Share, key


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
    rated_share: Share = key(
        "Receivables owed by rated customers, at least this share, once any customer is rated",
        "有评级客户的应收占比下限（有任一客户评级后适用）",
    )
    reporting_share: Share = key(
        "Bank accounts with a fresh balance, at least this share", "余额及时更新的账户占比下限"
    )
