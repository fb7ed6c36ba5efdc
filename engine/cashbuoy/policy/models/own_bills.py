"""When suppliers are paid by the firm's own acceptance bills."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cashbuoy.policy.models.section import Section, key


class OwnBills(Section):
    days: Annotated[int, Field(ge=30, le=730)] = key(
        "Payments of so many days tell how much of a supplier's money goes by our acceptance bills; "
        "no longer than matured bills are kept in the table",
        "以最近多少天的付款判断对该供应商以本公司承兑汇票付款的比例；不应长于票据到期后在表中保留的时间",
    )
    least_bills: Annotated[int, Field(ge=1, le=50)] = key(
        "Acceptance bills to the same supplier from which it is a habit",
        "对同一供应商开出多少张承兑汇票即视为惯例",
    )
