"""Letters to customers who pay late (B7): when, how, by whom, and what they say of late fees."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cashbuoy.policy.models.section import Section, Text, key, wrong

WorkingDays = Annotated[int, Field(ge=0, le=1000)]
Amount = Annotated[float, Field(ge=0)]
Channel = Literal["email", "post", "registered", "phone", "message", "in_person"]

# The stages of demands, mildest first.
STAGES = ("reminder", "first", "second", "final", "formal_demand")


class LetterStage(Section):
    after_days: WorkingDays | None = key(
        "Working days after the due date; null: no such letter",
        "到期后第几个工作日；null 表示不用此函",
    )
    respond_days: WorkingDays = key(
        "Working days that the letter gives to pay", "函件给予的付款期限（工作日）"
    )
    minimum_amount: Amount = key(
        "Not for less than this, in the base currency", "低于此金额不发此函（本位币）"
    )
    claims_fee: bool = key("Claims the late fee", "是否主张逾期费用")
    channel: Channel = key("How it is sent", "发送方式")
    owner: Text = key("Who sends it", "经办岗位")
    template: str = key(
        "Template, a file in config/letters (or letters beside the workbook) without language",
        "模板文件名（config/letters 或工作簿旁的 letters 目录，不含语言后缀）",
        pattern="^[a-z][a-z0-9_]*$",
    )


class LetterStages(Section):
    reminder: LetterStage = key("Payment reminder", "付款提醒函")
    first: LetterStage = key("First demand", "第一次催款函")
    second: LetterStage = key("Second demand", "第二次催款函")
    final: LetterStage = key("Final demand", "最后催款函")
    formal_demand: LetterStage = key(
        "Formal demand; the credit insurer is told on the same day",
        "正式催告函；同日向信保机构报损",
    )

    @model_validator(mode="after")
    def _rising(self) -> Self:
        days = [d for s in STAGES if (d := getattr(self, s).after_days) is not None]
        if days != sorted(set(days)):
            raise wrong("letter_order", at=())
        return self


class Sender(Section):
    address: str = key("Address of the firm", "企业地址")
    contact: str = key("Who answers questions", "联系人")
    phone: str = key("Telephone", "联系电话")
    email: str = key("E-mail", "电子邮箱")
    bank_account: str = key("Account to pay to", "收款账户")


class Letters(Section):
    stages: LetterStages = key("Demands, each later than the one before", "各级催款函，依次递进")
    tolerance: Amount = key(
        "Invoices with no more than this open are not pursued, in the base currency",
        "未付余额不超过此金额的发票不催收（本位币）",
    )
    between_days: Annotated[int, Field(ge=1, le=250)] = key(
        "Working days between two letters to one customer", "对同一客户两次发函的间隔（工作日）"
    )
    reply_days: WorkingDays = key(
        "Working days in which a dispute is answered", "异议的答复期限（工作日）"
    )
    offer_days: WorkingDays = key(
        "Working days for which the offer of a payment plan stands", "分期建议的有效期（工作日）"
    )
    offer_instalments: Annotated[int, Field(ge=1, le=60)] = key(
        "Monthly instalments that are offered", "建议的分期期数（按月）"
    )
    offer_down_payment: Annotated[float, Field(ge=0, lt=1)] = key(
        "Share that is paid at once", "首付比例"
    )
    sender: Sender = key("Who writes", "发函方")
