"""How sure the forecast is: what the simulation draws."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cashbuoy.policy.models.section import Section, Share, key


class Correlation(Section):
    source: Literal["learned", "given"] = key(
        "As learned from past payments, or as given here", "由历史付款学得，或采用此处数值"
    )
    common: Share = key(
        "Share of the uncertainty of a payment's day that all customers have in common",
        "付款时间的不确定性中，全体客户共有的比例",
    )
    customer: Share = key(
        "Share that the invoices of one customer have in common, on top of that",
        "在此之外，同一客户各张发票共有的比例",
    )


class Swing(Section):
    deviation: Annotated[float, Field(ge=0, le=2)] = key(
        "Standard deviation of a month's amount, as a share of it",
        "单月金额的标准差（占金额的比例）",
    )
    lasting: Share = key(
        "Share of its variance that is the same in all months", "方差中各月共有（持续）的比例"
    )
    link: Annotated[float, Field(ge=0, le=1)] = key(
        "Correlation with bad times for payments: sales low, costs high when customers pay late",
        "与付款普遍变慢的相关系数：客户付款慢时销售偏低、成本偏高",
    )


class Simulation(Section):
    paths: Annotated[int, Field(ge=0, le=100_000)] = key(
        "Paths drawn at each refresh; 0 switches the simulation off",
        "每次刷新的模拟路径数；0 为关闭",
    )
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = key(
        "Seed of the random numbers: the same seed gives the same figures",
        "随机种子：种子相同，结果相同",
    )
    confidence: Annotated[float, Field(ge=0.5, lt=1)] = key(
        "How sure the cash needed is to be enough", "所需现金足够的把握程度"
    )
    months_ahead: Annotated[int, Field(ge=1, le=36)] = key(
        "The chance of a shortfall looks so many forecast months ahead",
        "资金缺口概率所看的预测月数",
    )
    correlation: Correlation = key("How payments hang together", "付款之间的相关性")
    sales: Swing = key("How far budgeted sales may be off", "预算销售的偏差幅度")
    costs: Swing = key("How far costs not billed yet may be off", "未到账单的成本的偏差幅度")
