"""How payment is asked for (B1, B7): the stages, and when each grade of customer reaches them."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cashbuoy.policy.models.section import Section, Text, key, wrong

WorkingDays = Annotated[int, Field(ge=0, le=1000)]
# Negative: before the due date.
Offset = Annotated[int, Field(ge=-90, le=1000)]
Amount = Annotated[float, Field(ge=0)]
Channel = Literal["email", "post", "registered", "phone", "message", "in_person"]

# Mildest first.
STAGES = (
    "note", "due_note", "reminder", "call", "first", "second", "final", "stop_shipment",
    "formal_demand", "hand_over",
)  # fmt: skip
# Those that come before the money is late.
FRIENDLY = ("note", "due_note")
_TEMPLATE = "^[a-z][a-z0-9_]*$"


class DunningStage(Section):
    respond_days: WorkingDays = key(
        "Working days that the letter gives to pay", "函件给予的付款期限（工作日）"
    )
    minimum_amount: Amount = key(
        "Not for less than this, in the base currency", "低于此金额不采取此步骤（本位币）"
    )
    claims_fee: bool = key("Claims the late fee", "是否主张逾期费用")
    channel: Channel = key("How the customer is reached", "联系方式")
    owner: Text = key("Who does it", "经办岗位")
    template: str | None = key(
        "Letter: a file in config/letters (or letters beside the workbook) without language; "
        "null: done without a letter",
        "模板文件名（config/letters 或工作簿旁的 letters 目录，不含语言后缀）；null 表示无函件",
        pattern=_TEMPLATE,
    )


class DunningStages(Section):
    note: DunningStage = key("Note before the due date", "到期前提示")
    due_note: DunningStage = key("Note on the due date", "到期日提示")
    reminder: DunningStage = key("Payment reminder", "付款提醒函")
    call: DunningStage = key("Call", "电话催收")
    first: DunningStage = key("First demand", "第一次催款函")
    second: DunningStage = key("Second demand", "第二次催款函")
    final: DunningStage = key("Final demand", "最后催款函")
    stop_shipment: DunningStage = key(
        "Shipments are stopped, once a demand is logged", "暂停发货（须已登记催款函）"
    )
    formal_demand: DunningStage = key(
        "Formal demand; the credit insurer is told on the same day",
        "正式催告函；同日向信保机构报损",
    )
    hand_over: DunningStage = key(
        "Handed over to a collection partner or a court, once the formal demand is logged",
        "委托催收或起诉（须已登记正式催告函）",
    )


class Strategy(Section):
    """Working days from the due date to each stage, the earliest day for it."""

    note: Offset | None = key(
        "Note before due (negative), null: none", "到期前提示（负数），null 不用"
    )
    due_note: Offset | None = key("Note on the due date", "到期日提示")
    reminder: Offset | None = key("Payment reminder", "付款提醒函")
    call: Offset | None = key("Call", "电话催收")
    first: Offset | None = key("First demand", "第一次催款函")
    second: Offset | None = key("Second demand", "第二次催款函")
    final: Offset | None = key("Final demand", "最后催款函")
    stop_shipment: Offset | None = key("Shipments are stopped", "暂停发货")
    formal_demand: Offset | None = key("Formal demand", "正式催告函")
    hand_over: Offset | None = key("Partner or court", "委托催收或起诉")

    @model_validator(mode="after")
    def _rising(self) -> Self:
        days = [d for s in STAGES if (d := getattr(self, s)) is not None]
        if days != sorted(set(days)):
            raise wrong("letter_order", at=())
        for stage in STAGES:
            after = getattr(self, stage)
            if after is None:
                continue
            if (stage == "note" and after >= 0) or (stage == "due_note" and after != 0):
                raise wrong("note_not_late", at=(stage,))
            if stage not in FRIENDLY and after < 1:
                raise wrong("stage_after_due", at=(stage,))
        return self


class Strategies(Section):
    A: Strategy = key("Grade A", "A 级")
    B: Strategy = key("Grade B", "B 级")
    C: Strategy = key("Grade C", "C 级")
    D: Strategy = key("Grade D", "D 级")
    N: Strategy = key("Not enough history, or not graded", "记录不足或未评级（N）")


class Partners(Section):
    """Who takes over a debt: "" where none is agreed yet."""

    domestic: Literal["court", "partner"] = key(
        "Debts at home go to a court or to a partner",
        "境内欠款：起诉（court）或委托催收（partner）",
    )
    home: str = key("Collection partner or lawyer at home", "境内催收机构或律师")
    abroad: str = key(
        "International collection partner, for customers in other countries (B7)",
        "国际催收机构（境外客户，B7）",
    )


class Dunning(Section):
    stages: DunningStages = key("The stages, mildest first", "各催收步骤，由轻到重")
    strategies: Strategies = key(
        "Working days after the due date by grade (B1): the earliest day for each stage",
        "各等级客户的催收策略（B1）：到期后第几个工作日起采取各步骤",
    )
    tolerance: Amount = key(
        "Invoices with no more than this open are not pursued, in the base currency",
        "未付余额不超过此金额的发票不催收（本位币）",
    )
    between_days: Annotated[int, Field(ge=1, le=250)] = key(
        "Working days between two demands to one customer; promises that were broken do not wait",
        "对同一客户两次催收的间隔（工作日），承诺未兑现的跟进不受此限",
    )
    trusted_promises: Annotated[int, Field(ge=0, le=100)] = key(
        "A customer who broke more promises than this is pursued although it promises again",
        "失信次数超过此数的客户，即使再次承诺也继续催收",
    )
    partners: Partners = key("Who takes over in the end", "最后交由谁处理")
