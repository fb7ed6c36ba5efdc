"""Receivables, payables, collections and payment plans."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cashbuoy.policy.models.own_bills import OwnBills
from cashbuoy.policy.models.paying import PaymentSchedule
from cashbuoy.policy.models.paying_habits import PayingHabits
from cashbuoy.policy.models.section import Days, Roll, Section, Share, Text, key, wrong


class AgeingBucket(Section):
    up_to_days: int | None = key(
        "Last day overdue that belongs here; none in the last bucket",
        "本档包含的最大逾期天数；最后一档留空",
    )
    expected_after_days: Days = key(
        "When the money is expected: days after the as-of date (after the due date while not due)",
        "预计回款：基准日后多少天（未到期时为到期日后多少天）",
    )
    loss_rate: Share = key(
        "Share expected never to come; also the allowance rate", "预计损失率，亦为坏账准备率"
    )


class Receivables(Section):
    default_terms_days: Days = key(
        "Terms where neither invoice nor customer gives a due date",
        "发票与客户均无到期日时采用的账期",
    )
    acceptance_tenor_days: Days = key(
        "Invoices settled by acceptance bill turn to cash so many days after due",
        "以承兑汇票结算的发票，到期后多少天变为现金",
    )
    include_bills_in_dso: bool = key(
        "Count acceptance bills held with receivables in DSO", "计算 DSO 时是否包含应收票据"
    )
    amount_tolerance: Annotated[float, Field(ge=0)] = key(
        "Open amounts up to this (base currency) count as settled",
        "未结金额不超过此数（本位币）视为已结清",
    )
    ageing: list[AgeingBucket] = key(
        "Ageing buckets by days overdue, not due first",
        "账龄分档（按逾期天数，首档为未到期）",
        min_length=2,
    )

    @model_validator(mode="after")
    def _buckets_rise(self) -> Self:
        edges = [b.up_to_days for b in self.ageing]
        if edges[0] != 0:
            raise wrong("ageing_first", at=("ageing", 0, "up_to_days"))
        if edges[-1] is not None or None in edges[:-1]:
            raise wrong("ageing_last", at=("ageing",))
        inner = [e for e in edges if e is not None]
        if inner != sorted(set(inner)):
            raise wrong("ageing_order", at=("ageing",))
        return self


class OverduePayables(Section):
    critical: Days = key(
        "Critical suppliers: paid so many days after the as-of date",
        "关键供应商：基准日后多少天支付",
    )
    normal: Days = key("Normal suppliers", "一般供应商")
    flexible: Days = key("Flexible suppliers", "可延期供应商")


class Payables(Section):
    default_terms_days: Days = key(
        "Terms where the bill gives no due date", "账单无到期日时采用的账期"
    )
    overdue_paid_after_days: OverduePayables = key(
        "When overdue bills are paid", "逾期账单的预计支付时间"
    )
    own_bills: OwnBills = key(
        "Bills that will be settled by our own acceptance bills", "以本公司承兑汇票结算的账单"
    )
    habits: PayingHabits = key("How late we usually pay", "本企业付款习惯")
    schedule: PaymentSchedule = key("Which bill is paid when (C6)", "付款计划（C6）")


class Stage(Section):
    name: Text = key("Name of the stage", "阶段名称")
    share: Share | None = key(
        "Share of the contract amount; a stage with neither share nor amount takes the rest",
        "占合同金额的比例；比例与金额均不填的阶段收取余款",
        default=None,
    )
    amount: Annotated[float, Field(gt=0)] | None = key(
        "A fixed amount instead, in the contract's currency",
        "固定金额（合同币种），与比例二选一",
        default=None,
    )
    event: Literal["signed", "shipped", "accepted"] = key("Event that starts the clock", "起算事件")
    after_days: Days = key("Days after the event", "事件后天数")
    days: Literal["working", "calendar"] = key("Working or calendar days", "工作日或自然日")
    roll: Roll = key("A due date on a day off moves", "应收日遇休息日如何顺延", default="following")


class LeadDays(Section):
    """Typical calendar days from event to event, for contracts that state no expected date."""

    shipped: Days | None = key(
        "From signing to shipment; none is assumed where it is null",
        "签订至发货的天数，留空则不推算",
        default=None,
    )
    accepted: Days | None = key("From shipment to acceptance", "发货至验收的天数", default=None)


class StagedPlan(Section):
    stages: list[Stage] = key("Stages in order", "各阶段（按顺序）", min_length=1)
    lead_days: LeadDays = key(
        "Expected dates of contracts that state none",
        "合同未填预计日期时的推算",
        default=LeadDays(),
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if any(s.share is not None and s.amount is not None for s in self.stages):
            raise wrong("stage_share_and_amount", at=("stages",))
        rests = sum(s.share is None and s.amount is None for s in self.stages)
        total = sum(s.share or 0 for s in self.stages)
        if rests == 1 and total > 1 + 1e-9:
            raise wrong("shares_over", at=("stages",), total=f"{total:.4%}")
        if rests == 1:
            return self
        if rests or any(s.amount is not None for s in self.stages):
            raise wrong("stage_rest", at=("stages",))
        if abs(total - 1) > 1e-9:
            raise wrong("shares_not_whole", at=("stages",), total=f"{total:.4%}")
        return self


class Collection(Section):
    staged_plans: dict[str, StagedPlan] = key("Staged plans by name (B2)", "分期收款方案（B2）")
    default_staged_plan: str = key("Plan of contracts that name none", "合同未指定方案时采用")
    slipped_after_days: Days = key(
        "A shipment or acceptance whose expected date has passed is expected so many working days "
        "from now",
        "预计日期已过而尚未发生的发货或验收，按基准日后多少个工作日推算",
    )

    @model_validator(mode="after")
    def _default_exists(self) -> Self:
        if self.default_staged_plan not in self.staged_plans:
            raise wrong(
                "unknown_staged_plan",
                at=("default_staged_plan",),
                found=self.default_staged_plan,
                options=tuple(self.staged_plans),
            )
        return self
