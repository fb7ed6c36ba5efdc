"""Invoices in dispute (B10): reasons, deadlines, and what the forecast makes of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cashbuoy.policy.models.section import Section, Share, Text, key

WorkingDays = Annotated[int, Field(ge=0, le=1000)]


class DisputeReason(Section):
    title: Text = key("Name as the register shows it", "登记表中显示的名称")
    won: Share = key(
        "Share of the disputed amount that is paid in the end, before the firm's own record counts",
        "最终可收回的比例（自身记录不足时采用）",
    )


class Disputes(Section):
    resolve_days: WorkingDays = key(
        "A dispute is to be settled so many working days after it was opened, where the register "
        "says no day",
        "争议应在登记后多少个工作日内解决（登记表未填期限时）",
    )
    pay_days: WorkingDays = key(
        "The part that is won comes so many working days after the deadline",
        "胜诉部分在解决期限后多少个工作日到账",
    )
    forecast: Literal["moved", "left_out"] = key(
        "moved: the share likely to be won is expected after the deadline; left_out: nothing is "
        "expected before the dispute is settled. Invoices only marked as disputed are left out",
        "moved：预计可收回的部分推迟到期限之后；left_out：解决之前不计。仅有争议标记而未登记的发票不计",
    )
    own_record: Annotated[float, Field(ge=0, le=1000)] = key(
        "The firm's own record counts half once so many disputes of a reason are closed",
        "同类争议结案达到此数时，自身记录占一半权重",
    )
    reasons: dict[str, DisputeReason] = key("Reasons by code", "争议原因（按代码）", min_length=1)
