"""When customers pay: how much the past says about it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cashbuoy.policy.models.section import Days, Section, Share, key

Invoices = Annotated[float, Field(ge=0, le=100_000)]


class WithoutHistory(Section):
    invoices: Annotated[float, Field(gt=0, le=1000)] = key(
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
    invoices: Annotated[float, Field(gt=0, le=1000)] = key(
        "Weight of that share, in promises; a customer's own are shrunk as much towards all",
        "该比例的权重（相当于多少次承诺）；单个客户同样向总体收缩",
    )
    grace_days: Days = key(
        "A promise counts as kept when paid so many days later",
        "晚于承诺日多少天内付款仍算兑现",
    )


class Behaviour(Section):
    half_life_days: Annotated[float, Field(gt=0, le=36_600)] = key(
        "An invoice so many days older counts half", "早多少天开出的发票，权重减半"
    )
    longest_delay_days: Annotated[int, Field(ge=30, le=3660)] = key(
        "Delays beyond this many days after due are not told apart",
        "逾期超过多少天后不再区分",
    )
    without_history: WithoutHistory = key(
        "A firm without history: what is assumed of customers",
        "没有历史数据时，对客户付款的假设",
    )
    promises: Promises = key("Promises to pay", "付款承诺")
    loss_invoices: Annotated[float, Field(gt=0, le=10_000)] = key(
        "Weight of the ageing buckets' loss rates, in invoices that got so old",
        "账龄分档损失率的权重（相当于多少张达到该账龄的发票）",
    )
    disputed_loss_rate: Share = key(
        "Chance that a disputed invoice is lost, on top of its ageing bucket's",
        "争议发票在账龄损失率之外的损失概率",
    )
