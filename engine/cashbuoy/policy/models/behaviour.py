"""When customers pay: how much the past says about it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cashbuoy.policy.models.section import Days, Section, Share, key

Weight = Annotated[float, Field(gt=0, le=100_000)]


class WithoutHistory(Section):
    invoices: Weight = key(
        "Weight of this prior: as many invoices of one's own outweigh it",
        "先验的权重：相当于多少张自有发票",
    )
    paid_by_due: Annotated[float, Field(gt=0, lt=1)] = key(
        "Share of invoices paid by the due date; after it, the ageing buckets' "
        "expected_after_days tell how long the rest takes",
        "到期日前（含当日）付款的发票占比；之后按账龄分档的 expected_after_days 推算",
    )


class Promises(Section):
    kept_rate: Share = key(
        "Share of promises kept, before any were seen", "尚无记录时，承诺兑现的比例"
    )
    invoices: Weight = key(
        "Weight of that share, in promises; a customer's own are shrunk as much towards all",
        "该比例的权重（相当于多少次承诺）；单个客户同样向总体收缩",
    )
    grace_days: Days = key(
        "A promise counts as kept when paid so many days later",
        "晚于承诺日多少天内付款仍算兑现",
    )


class Pace(Section):
    days: Annotated[int, Field(ge=7, le=730)] = key(
        "Payments of so many days tell whether money comes faster or slower of late",
        "用最近多少天的回款判断近期回款变快还是变慢",
    )
    payments: Weight = key(
        "Weight against it: as many payments as expected", "收缩权重：相当于多少笔符合预期的回款"
    )
    disputed: Annotated[float, Field(gt=0, le=5)] = key(
        "Pace of disputed invoices beside others, before any were seen (0.5: half as fast)",
        "尚无记录时，争议发票相对其他发票的回款速度（0.5 为一半）",
    )
    most_invoices: Annotated[int, Field(ge=100, le=1_000_000)] = key(
        "At most so many invoices are looked at, evenly picked", "最多采用多少张发票（均匀抽取）"
    )


class PayDays(Section):
    customers: Share = key(
        "Share of customers assumed to pay on fixed days (25th, month end, Fridays), before any were seen",
        "尚无记录时，假设有固定付款日（每月25日、月末、每周五等）的客户占比",
    )
    assumed: Weight = key("Weight of that share, in customers", "该比例的权重（相当于多少个客户）")
    payments: Weight = key(
        "Weight of all customers' pay days against a customer's own, in payments",
        "全体客户的付款日相对单个客户自身记录的权重（付款笔数）",
    )


class LateTogether(Section):
    common: Share = key(
        "Correlation of the moments of payment of two invoices due in the same month",
        "同月到期的任意两张发票，付款时点的相关系数",
    )
    customer: Share = key("The same of two invoices of one customer", "同一客户的两张发票之间")
    months: Weight = key(
        "Weight of these against the history, in months", "以上取值相对历史的权重（月数）"
    )
    longest_days: Annotated[int, Field(ge=90, le=3660)] = key(
        "History looked at: invoices due within so many days", "采用最近多少天内到期的发票"
    )
    most_invoices: Annotated[int, Field(ge=100, le=1_000_000)] = key(
        "At most so many of them, evenly picked", "最多采用多少张（均匀抽取）"
    )


class Bands(Section):
    """Bands are stretched by what the weeks after earlier dates were like."""

    cut_offs: Annotated[int, Field(ge=0, le=12)] = key(
        "Earlier dates from which the weeks that followed are judged (0: bands are left as they are)",
        "用多少个过去时点的预测检验区间（0 为不调整）",
    )
    every_days: Annotated[int, Field(ge=7, le=180)] = key(
        "Days between those dates", "这些时点相隔的天数"
    )
    assumed_weeks: Weight = key(
        "Assumed weeks that were as wide as promised", "先验：假定有多少周与区间所述一致"
    )
    most_invoices: Annotated[int, Field(ge=1000, le=1_000_000)] = key(
        "With more invoices than this, some customers stand for all",
        "发票数超过此值时，以部分客户代表全体",
    )


class Behaviour(Section):
    half_life_days: Annotated[float, Field(ge=7, le=36_600)] = key(
        "What happened so many days ago counts half", "多少天前的付款记录，权重减半"
    )
    longest_delay_days: Annotated[int, Field(ge=30, le=3660)] = key(
        "Delays beyond this many days after due are not told apart; what is open for longer counts as lost",
        "逾期超过多少天后不再区分；未结超过此期限的计为损失",
    )
    without_history: WithoutHistory = key(
        "A firm without history: what is assumed of customers",
        "没有历史数据时，对客户付款的假设",
    )
    segment_invoices: Annotated[float, Field(ge=0, le=100_000)] = key(
        "A segment (terms, size of invoice) leans on the whole as by so many invoices; 0: learned from how different segments are",
        "细分（账期、发票金额大小）向总体收缩的权重（发票张数）；0 为由数据学习",
    )
    mix_customers: Weight = key(
        "How different customers are is learned from them, against an assumption that weighs so many customers",
        "客户差异由数据学习；先验假设的权重（客户数）",
    )
    own_invoices: Weight = key(
        "With so many invoices a customer's own frequencies weigh as much as the types of payers",
        "客户有多少张发票时，其自身频率与付款类型各占一半",
    )
    trend_invoices: Weight = key(
        "A customer's trend is shrunk towards none as by so many invoices",
        "客户付款趋势向零收缩的权重（发票张数）",
    )
    pace: Pace = key("Money faster or slower of late", "近期回款快慢")
    pay_days: PayDays = key("Payment on fixed days", "固定付款日")
    promises: Promises = key("Promises to pay", "付款承诺")
    loss_invoices: Weight = key(
        "Weight of the ageing buckets' loss rates, in invoices that got so old",
        "账龄分档损失率的权重（相当于多少张达到该账龄的发票）",
    )
    disputed_loss_rate: Share = key(
        "Chance that a disputed invoice is lost, on top of its ageing bucket's",
        "争议发票在账龄损失率之外的损失概率",
    )
    days_off_payments: Weight = key(
        "Whether money moves on days off is learned, against so many payments that never did",
        "是否在休息日到账由数据学习；先验为多少笔从不在休息日到账的回款",
    )
    correlation: LateTogether = key("Invoices paid late together", "发票同时延迟的程度")
    bands: Bands = key("How wide the bands are", "预测区间的宽度")
