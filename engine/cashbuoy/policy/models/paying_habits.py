"""How late the firm itself usually pays its bills."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cashbuoy.policy.models.section import Days, Section, key


class PayingHabits(Section):
    follow: bool = key(
        "The forecast expects bills not yet due to be paid as many days after (or before) the due date "
        "as we have usually paid that supplier; else on the due date",
        "预测是否按本企业对该供应商的付款习惯推算未到期账单的付款日（到期后或到期前若干天）；否则按到期日",
    )
    days: Annotated[int, Field(ge=30, le=1096)] = key(
        "Bills paid within the last so many days tell the habit", "以最近多少天内付清的账单判断习惯"
    )
    least_bills: Annotated[int, Field(ge=2, le=100)] = key(
        "Paid bills of a supplier from which it is a habit; of one with fewer, all suppliers' is taken",
        "同一供应商付清多少张账单才算习惯；不足的采用全部供应商的习惯",
    )
    tell_from_days: Days = key(
        "Checks tells the habit where half of the bills are paid at least so many days late, and the "
        "forecast does not follow it",
        "半数账单逾期付款达到此天数而预测未采用习惯时，在“数据检查”中提示",
    )
