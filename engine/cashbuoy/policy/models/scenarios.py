"""What if: changes to the base forecast."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cashbuoy.policy.models.section import Days, Section, Text, key

LARGEST = "largest"


class Scenario(Section):
    """What if: a change to the base forecast. Keys left out change nothing."""

    title: Text = key("The scenario in a few words", "情景简述")
    receipts_later_days: Days = key(
        "Customers pay so many days later than expected", "客户比预期晚付多少天", default=0
    )
    customer_fails: str = key(
        "A customer that pays and orders nothing more: its code, or `largest` for the one with the "
        "largest share of twelve months' sales",
        "不再付款也不再下单的客户：客户编号，或 largest（近十二个月销售占比最大者）",
        default="",
    )
    sales: Annotated[float, Field(ge=-1, le=1)] = key(
        "Change of budgeted sales not yet invoiced (-0.2 is 20 % less), with their VAT",
        "尚未开票的预算销售变动（-0.2 为减少 20%），增值税随之变动",
        default=0,
    )
    costs: Annotated[float, Field(ge=-1, le=2)] = key(
        "Change of costs not billed yet: budgeted purchases, wages, rent, other payments (0.1 is "
        "10 % more)",
        "尚未到账单的成本变动：预算采购、工资、租金、其他付款（0.1 为增加 10%）",
        default=0,
    )
    enabled: bool = key(
        "Switch a scenario off without deleting it", "停用情景而不删除", default=True
    )
