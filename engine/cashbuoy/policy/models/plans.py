"""Payment plans (B9): how instalments run, what is offered to debtors, what follows a miss."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cashbuoy.policy.models.section import Days, Roll, Section, Share, key, wrong

Amount = Annotated[float, Field(ge=0)]
Months = Annotated[int, Field(ge=1, le=60)]
Security = Literal["no_security", "guarantee", "pledge"]
Grade = Literal["A", "B", "C", "D", "N"]
OfferFrequency = Literal["weekly", "fortnightly", "monthly", "month_end"]
OfferMethod = Literal["equal_principal", "equal_instalment"]


class MonthsByGrade(Section):
    A: Months = key("Grade A", "A 级")
    B: Months = key("Grade B", "B 级")
    C: Months = key("Grade C", "C 级")
    D: Months = key("Grade D", "D 级")
    N: Months = key("Not graded yet", "尚未评级")


class ShareByGrade(Section):
    A: Share = key("Grade A", "A 级")
    B: Share = key("Grade B", "B 级")
    C: Share = key("Grade C", "C 级")
    D: Share = key("Grade D", "D 级")
    N: Share = key("Not graded yet", "尚未评级")


class SecurityByGrade(Section):
    A: Security = key("Grade A", "A 级")
    B: Security = key("Grade B", "B 级")
    C: Security = key("Grade C", "C 级")
    D: Security = key("Grade D", "D 级")
    N: Security = key("Not graded yet", "尚未评级")


class Burdens(Section):
    """Instalments of a month as a multiple of what the debtor has paid us a month."""

    fast: Annotated[float, Field(gt=0, le=10)] = key("The fast plan", "快速方案")
    balanced: Annotated[float, Field(gt=0, le=10)] = key("The balanced plan", "平衡方案")
    gentle: Annotated[float, Field(gt=0, le=10)] = key("The gentle plan", "宽松方案")

    @model_validator(mode="after")
    def _falling(self) -> Self:
        if not self.fast > self.balanced > self.gentle:
            raise wrong("burdens_order", at=())
        return self


class PlanOffers(Section):
    overdue_days: Days = key(
        "Offered to debtors whose oldest debt is overdue by so many days",
        "最久逾期达到此天数的客户才建议分期",
    )
    overdue_amount: Amount = key(
        "And whose overdue debt is at least this much, in the base currency",
        "且逾期金额不低于此数（本位币）",
    )
    grades: list[Grade] = key("Grades that are offered a plan", "可建议分期的信用等级")
    most_customers: Annotated[int, Field(ge=1, le=500)] = key(
        "Proposals for the largest debtors only, so many of them", "只为欠款最多的若干客户拟定方案"
    )
    frequency: OfferFrequency = key("How often instalments fall due", "分期频率")
    method: OfferMethod = key("How the principal is repaid", "还款方式")
    rate: Share = key("Interest a year during the plan", "分期期间的年利率")
    longest: MonthsByGrade = key("Longest plan by grade, in months", "各等级最长分期（月）")
    down_payment: ShareByGrade = key("Least down payment by grade", "各等级最低首付比例")
    security: SecurityByGrade = key("Security wanted by grade", "各等级要求的担保")
    burdens: Burdens = key(
        "Instalments of a month as a multiple of what the debtor has paid us a month of late",
        "每月分期额相当于该客户近期月均付款的倍数",
    )
    capacity_months: Annotated[int, Field(ge=1, le=36)] = key(
        "Months back over which those payments are averaged", "月均付款的回溯月数"
    )
    accelerate_after: Annotated[int, Field(ge=1, le=12)] = key(
        "Missed instalments after which the whole debt falls due at once",
        "累计逾期多少期后全部欠款立即到期",
    )


class PlanWriteOff(Section):
    share: Share = key("Share of the debt that is waived", "减免比例")
    within_days: Days = key("The rest is paid within so many days", "余款在多少天内付清")
    chance: Share = key("Chance that the debtor accepts and pays", "债务人接受并付清的可能性")


class Enforcement(Section):
    months: Months = key("Months until money comes", "执行到款所需月数")
    recovered: Share = key("Share of the debt that it brings", "可执行到的比例")
    cost_share: Share = key("Costs as a share of the debt", "费用占债务的比例")
    cost_amount: Amount = key("And in any case, in the base currency", "另加固定费用（本位币）")


class PlanMisses(Section):
    most_replans: Annotated[int, Field(ge=0, le=10)] = key(
        "A plan may be re-planned so many times", "同一计划最多可重订次数"
    )
    kept_after_miss: Share = key(
        "After a miss a debtor keeps instalments as often as before, times this",
        "违约后按期付款的可能性折减为原来的",
    )
    write_off: PlanWriteOff = key("Partial write-off against prompt payment", "减免部分、其余速付")
    enforcement: Enforcement = key("Acceleration and enforcement", "加速到期并诉讼执行")
    least_gain: Share = key(
        "A harsher way must bring this share of the debt more than a milder one",
        "更强硬的办法须比温和的办法多收回债务的这一比例才予建议",
    )


class Instalments(Section):
    month_rule: Literal["same_day", "month_end"] = key(
        "After a short month, monthly dates return to the first date's day, or stay at month end",
        "遇短月后，按月日期回到首期的日子，或固定月末",
    )
    roll: Roll = key("Instalments that fall on a day off move", "分期到期日遇休息日如何顺延")
    down_payment_days: Days = key(
        "Down payment is due so many days after the start", "首付在开始后多少天到期"
    )
    minimum_amount: Amount = key(
        "No new plan for less than this, in the base currency",
        "低于此金额不新订分期计划（本位币）",
    )
    day_basis: Literal[360, 365] = key(
        "Days of a year, for a first period counted in days", "首期按天计息时一年的天数"
    )
    late_rate: Annotated[float, Field(ge=0, le=1)] | None = key(
        "Late fee a year on missed instalments where the plan states none; null: as the law has it",
        "计划未约定时，逾期分期款的违约金年利率；null 表示按法律规定",
    )
    grace_days: Days = key(
        "Days after the due date before a missed instalment breaks the plan",
        "分期款逾期后的宽限天数，超过即视为违约",
    )
    offers: PlanOffers = key("Plans proposed to debtors", "拟向债务人建议的分期方案")
    misses: PlanMisses = key("After a missed instalment", "分期违约后的处理")
