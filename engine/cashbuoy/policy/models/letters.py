"""Letters to customers (B7): who writes them, and what they offer. When: dunning."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cashbuoy.policy.models.section import Section, key

WorkingDays = Annotated[int, Field(ge=0, le=1000)]


class Sender(Section):
    address: str = key("Address of the firm", "企业地址")
    contact: str = key("Who answers questions", "联系人")
    phone: str = key("Telephone", "联系电话")
    email: str = key("E-mail", "电子邮箱")
    bank_account: str = key("Account to pay to", "收款账户")


class Letters(Section):
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
