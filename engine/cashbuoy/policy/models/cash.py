"""The forecast, what feeds it, and the cash pool."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from cashbuoy.policy.models.section import Days, Roll, Section, Share, key, wrong


class Tranche(Section):
    share: Share = key("Share of the amount", "占金额的比例")
    after_days: Days = key(
        "Days after the end of the month of sale or purchase", "销售或采购当月月末后多少天"
    )


# Tags that stand in the places of pydantic's errors; model_errors leaves them out again.
WRITTEN_AS = ("<word>", "<list>")


def _written_as(value: object) -> str:
    return WRITTEN_AS[0 if isinstance(value, str) else 1]


Tranches = Annotated[list[Tranche], Field(min_length=1)]
Collected = Annotated[
    Annotated[Literal["behaviour"], Tag(WRITTEN_AS[0])] | Annotated[Tranches, Tag(WRITTEN_AS[1])],
    Discriminator(_written_as),
]


class Budget(Section):
    sales_collected: Collected = key(
        "How budgeted sales turn into cash: like the firm's invoices (their terms, and as "
        "forecast.receipts says), or in tranches of your own",
        "预算销售如何回款：behaviour 表示与现有发票相同（账期相同，并按 forecast.receipts 推算），或自定回款节奏",
    )
    purchases_paid: list[Tranche] = key(
        "How budgeted purchases turn into cash", "预算采购的付款节奏", min_length=1
    )
    amounts_include_vat: bool = key(
        "Budgeted sales and purchases include VAT", "预算销售与采购是否含税"
    )
    day: Annotated[int, Field(ge=1, le=28)] = key(
        "Day of the month on which the other budget lines move", "其他预算项目的收付日"
    )
    contracts_in_sales: bool = key(
        "Budgeted sales already contain the contracts' stages", "预算销售是否已包含合同收款"
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for name in ("sales_collected", "purchases_paid"):
            tranches = getattr(self, name)
            total = 0.0 if tranches == "behaviour" else sum(t.share for t in tranches)
            if total > 1 + 1e-9:
                raise wrong("shares_over", at=(name,), total=f"{total:.4%}")
        return self


class Vat(Section):
    filing: Literal["monthly", "quarterly"] = key("VAT period", "增值税申报周期")
    sales_rate: Share = key(
        "Rate on domestic sales (13 % goods, 9 % construction and transport, 6 % services, "
        "3 % simplified)",
        "内销税率（货物 13%，建筑运输 9%，服务 6%，简易计税 3%）",
    )
    purchases_rate: Share = key(
        "Rate on purchases that can be deducted (0 under the simplified method)",
        "可抵扣进项税率（简易计税填 0）",
    )
    export_rate: Share = key("Rate on exports", "出口税率")
    due_day: Annotated[int, Field(ge=1, le=28)] = key(
        "Day of the following month by which it is paid", "次月申报缴纳截止日"
    )
    surcharge_rate: Share = key(
        "Local surcharges, as a share of the VAT paid", "附加税费占增值税的比例"
    )


class CashFloor(Section):
    method: Literal["amount", "months", "miller_orr"] = key(
        "A fixed amount, months of operating outflow, or Miller and Orr's return point above the "
        "amount, from the swings of the bank balances",
        "固定金额、若干月经营支出，或在该金额之上按 Miller-Orr 模型（依据自身银行余额波动）确定的回归点",
    )
    amount: Annotated[float, Field(ge=0)] = key(
        "Floor in base currency (method amount); lower limit (method miller_orr)",
        "最低现金（本位币，method 为 amount 时）；miller_orr 时为下限",
    )
    transfer_cost: Annotated[float, Field(ge=0)] = key(
        "Cost of moving money between cash and investments (method miller_orr)",
        "每次现金与理财转换的成本（method 为 miller_orr 时）",
    )
    rate: Share = key(
        "What invested cash earns a year (method miller_orr)",
        "理财年收益率（method 为 miller_orr 时）",
    )
    months: Annotated[float, Field(ge=0, le=24)] = key(
        "Months of operating payments: as forecast; purchases as billed so far where none are planned (method months)",
        "月均经营支出的倍数，未列采购预算的，采购按以往账单月均数（method 为 months 时）",
    )


class Forecast(Section):
    months: Annotated[int, Field(ge=3, le=36)] = key(
        "Length of the rolling table", "滚动预测的月数"
    )
    weeks: Annotated[int, Field(ge=4, le=26)] = key("Length of the weekly view", "周视图的周数")
    exchange_rate: Literal["document", "latest"] = key(
        "Open foreign items and stages at the latest rate (what they will bring; the difference to "
        "the books is named in the control totals as revaluation), or at the rate of the document's "
        "date. Sales, purchases and VAT always keep the rate of their day",
        "未结外币项目和合同阶段按最新汇率折算（即预计到账的金额，与账面的差额在控制总额中列为“汇率重估”），"
        "或按单据日汇率折算；销售、采购和增值税始终按业务发生日汇率",
    )
    receipts: Literal["behaviour", "due_date"] = key(
        "When customers are expected to pay: as they have paid so far, or on the due date (overdue: as "
        "receivables.ageing says)",
        "客户何时付款：behaviour 按历史付款习惯推算，due_date 按到期日（逾期的按 receivables.ageing）",
    )
    receipts_roll: Roll = key("Receipts that fall on a day off move", "收款遇休息日如何顺延")
    payments_roll: Roll = key("Payments that fall on a day off move", "付款遇休息日如何顺延")
    item_rows: Annotated[int, Field(ge=1_000, le=500_000)] = key(
        "Rows of single items on sheet Items at most; smaller items are then added up by customer, "
        "month and week, with the same sums",
        "“收付明细”表的最大行数；超出时金额较小的项目按客户、月份、周次合并，合计不变",
    )
    floor: CashFloor = key("The cash floor", "最低现金线")


class Buffer(Section):
    pool_months: Annotated[float, Field(ge=0, le=24)] = key(
        "Cash pool: months of operating outflow (C1)", "现金池：月均经营支出的月数（C1）"
    )
