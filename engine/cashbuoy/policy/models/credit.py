"""Who gets how much credit: scorecard, grades, limits, terms, holds, allowance."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cashbuoy.policy.models.section import Days, Section, Share, key, wrong

Months = Annotated[int, Field(ge=0, le=120)]
Amount = Annotated[float, Field(ge=0)]
Weight = Annotated[float, Field(ge=0, le=100)]
Point = Annotated[float, Field(ge=0, le=100)]
CountryGrade = Annotated[int, Field(ge=0, le=7)]


class CutOff(Section):
    up_to: float | None = key(
        "Largest value that belongs here; none in the last step", "本档的最大值；最后一档留空"
    )
    points: Share = key("Share of the factor's points", "得到该项分值的比例")


class Factor(Section):
    """One factor of the scorecard: its weight, and its points by the value measured."""

    weight: Weight = key(
        "Points that can be had; factors that cannot be measured are left out of the whole",
        "该项满分；无法取数的项目不计入总分",
    )
    cut_offs: list[CutOff] = key("Points by the value, in steps", "按数值分档得分", min_length=1)

    @model_validator(mode="after")
    def _steps_rise(self) -> Self:
        edges = [step.up_to for step in self.cut_offs]
        if edges[-1] is not None or None in edges[:-1]:
            raise wrong("cut_offs_last", at=("cut_offs",))
        inner = [edge for edge in edges if edge is not None]
        if inner != sorted(set(inner)):
            raise wrong("cut_offs_order", at=("cut_offs",))
        return self

    @property
    def points(self) -> tuple[float, ...]:
        return tuple(step.points for step in self.cut_offs)


class RatingFactor(Section):
    weight: Weight = key("Points that can be had", "该项满分")
    points: dict[str, Share] = key(
        "Share of the points by rating; AA- and Aa2 count as AA where not listed themselves",
        "各评级得到的比例；未单独列出时 AA-、Aa2 按 AA 计",
    )


class Scorecard(Section):
    """Nine factors (B1, B5). A worse payer must never gain points: steps fall, tenure's rise."""

    recent_days: Annotated[int, Field(ge=7, le=366)] = key(
        "Days of the recent period, against the whole one", "近期的天数（与整个考察期相比）"
    )
    window_days: Annotated[int, Field(ge=30, le=1830)] = key("Days looked back upon", "考察期天数")
    promise_grace_days: Days = key(
        "A promise counts as broken so many days after its date", "承诺日后多少天仍未付视为失信"
    )
    delay_trend: Factor = key(
        "Average days late, weighted by amount: the worse of the recent and the whole period",
        "按金额加权的平均逾期天数：近期与整个考察期中较差者",
    )
    share_overdue: Factor = key(
        "Share of what fell due in the period that is still unpaid",
        "考察期内到期款中仍未支付的比例",
    )
    oldest_overdue: Factor = key(
        "Days overdue of the oldest open invoice", "最早未付发票的逾期天数"
    )
    broken_promises: Factor = key("Promises to pay that were broken", "未兑现的付款承诺次数")
    disputes: Factor = key(
        "Share of the amounts billed that is in dispute", "开票金额中有争议的比例"
    )
    utilisation: Factor = key("What is owed against the credit limit", "欠款占信用额度的比例")
    tenure: Factor = key("Months since the first deal (more is better)", "合作月数（越长越好）")
    external_rating: RatingFactor = key("External rating", "外部评级")
    country_risk: Factor = key(
        "Grade of the buyer's country, 0 (best) to 7", "客户所在国风险等级，0（最好）至 7"
    )

    @model_validator(mode="after")
    def _worse_is_never_better(self) -> Self:
        for name in type(self).model_fields:
            factor = getattr(self, name)
            if isinstance(factor, Factor):
                rising = name == "tenure"
                for worse, better in pairwise(factor.points):
                    if (worse > better) if rising else (better > worse):
                        kind = "points_must_rise" if rising else "points_must_fall"
                        raise wrong(kind, at=(name, "cut_offs"))
        return self


class GradeCutOffs(Section):
    A: Point = key("Points from which on it is an A", "A 级所需分数")
    B: Point = key("Points for a B", "B 级所需分数")
    C: Point = key("Points for a C; fewer are a D", "C 级所需分数，低于此为 D 级")
    not_above_c_from_days: Days = key(
        "Overdue for more than so many days: no better than a C", "逾期超过多少天最高为 C 级"
    )
    not_above_d_from_days: Days = key("The same for D", "逾期超过多少天即为 D 级")
    history_invoices: Annotated[int, Field(ge=0, le=100)] = key(
        "With fewer invoices fallen due the grade is N (not enough history)",
        "到期发票少于此数时为 N 级（记录不足）",
    )
    history_months: Months = key(
        "The same, months since the first deal", "合作月数少于此数时为 N 级"
    )
    alert_days: Days = key("A downgrade is told for so many days", "降级提示保留的天数")

    @model_validator(mode="after")
    def _fall(self) -> Self:
        if not self.A > self.B > self.C:
            raise wrong("grades_fall", at=("A",))
        if self.not_above_c_from_days > self.not_above_d_from_days:
            raise wrong("grades_fall", at=("not_above_c_from_days",))
        return self


class CountryRisk(Section):
    grade: CountryGrade = key("Risk grade, 0 (best) to 7", "风险等级，0（最好）至 7")
    as_of: dt.date = key("Date of the grade", "等级日期")
    source: str = key("Where it comes from", "来源")


class GradeCaps(Section):
    """The most that customers of a grade may owe; none where a key is null."""

    amount: Amount | None = key("Amount in base currency", "金额（本位币）")
    months_of_sales: Amount | None = key(
        "Months of the customer's own sales, average of 12 months",
        "该客户月均销售额（近 12 个月）的倍数",
    )


class LimitsByGrade(Section):
    A: GradeCaps = key("Grade A", "A 级")
    B: GradeCaps = key("Grade B", "B 级")
    C: GradeCaps = key("Grade C", "C 级")
    D: GradeCaps = key("Grade D", "D 级")
    N: GradeCaps = key("Not enough history", "记录不足（N）")


class Limits(Section):
    caps: LimitsByGrade = key("Most credit by grade", "各等级的额度上限")
    equity: Amount = key(
        "The firm's equity in base currency; 0 where it is not known",
        "企业净资产（本位币），未知填 0",
    )
    share_of_equity: Share = key(
        "One customer may owe at most this share of equity", "单一客户额度不超过净资产的比例"
    )
    insured_multiple: Annotated[float, Field(ge=1, le=10)] = key(
        "An insured customer may owe so many times the insured limit",
        "已投保客户的额度不超过保险限额的倍数",
    )
    late_days: Days = key(
        "A payment later than this lowers the limit at once", "付款逾期超过多少天立即下调额度"
    )
    lower_by: Share = key("By this share", "下调比例")
    lower_at_once: bool = key(
        "A late payment lowers the limit without waiting for approval, until it is refused",
        "逾期下调立即生效，无须审批（填“否”可撤销）",
    )
    caps_at_once: bool = key(
        "No limit holds above its caps (grade, equity, insurance), whatever was granted before",
        "额度不得高于上限（等级、净资产、保险限额），无论此前批准多少",
    )
    raise_by: Share = key("Raised by this share at a time", "每次上调比例")
    raise_after_months: Annotated[int, Field(ge=1, le=60)] = key(
        "Raised only after so many months without a late payment or another change",
        "多少个月内无逾期且额度未变动方可上调",
    )
    raise_at_utilisation: Share = key(
        "Raised only where this share of it is used", "使用率达到此比例才上调"
    )
    round_to: Annotated[float, Field(gt=0)] = key(
        "Limits are rounded down to a multiple of this; small ones to two figures",
        "额度向下取整到此数的倍数；小额取两位有效数字",
    )
    ask_again_days: Days = key(
        "A proposal that was refused is not made again for so many days",
        "被否决的建议多少天内不再提出",
    )


class LongestTerms(Section):
    A: Days = key("Grade A", "A 级")
    B: Days = key("Grade B", "B 级")
    C: Days = key("Grade C", "C 级")
    D: Days = key("Grade D", "D 级")
    N: Days = key("Not enough history", "记录不足（N）")

    @model_validator(mode="after")
    def _fall(self) -> Self:
        if not self.A >= self.B >= self.C >= self.D:
            raise wrong("terms_fall", at=("A",))
        return self


class EarlyDiscount(Section):
    """2/10: two per cent off for payment within ten days."""

    rate: Share = key("Discount for early payment", "提前付款折扣率")
    within_days: Days = key("Within so many days of the invoice", "开票后多少天内付款")


class Terms(Section):
    """New customers, and the ladder of terms (B3, B11)."""

    assess_after_months: Months = key(
        "A new customer pays with the order for so many months", "新客户多少个月内款到发货"
    )
    assess_after_deals: Annotated[int, Field(ge=1, le=100)] = key(
        "… and until it has paid so many deals", "……且须已付清多少笔交易"
    )
    known_after_months: Months = key(
        "After so many months a customer is not new any more, however few its deals",
        "合作满多少个月后不再视为新客户",
    )
    first_terms_days: Days = key(
        "Terms that the assessment may grant", "评估通过后给予的账期（天）"
    )
    ladder: list[Days] = key(
        "Steps of the terms in days, 0 is cash with order",
        "账期阶梯（天），0 为款到发货",
        min_length=2,
    )
    longest: LongestTerms = key("Longest terms by grade", "各等级的最长账期")
    raise_after_months: Annotated[int, Field(ge=1, le=60)] = key(
        "A step up only after so many months without a late payment or another change, and for an A",
        "多少个月内无逾期且账期未变动的 A 级客户方可上调一档",
    )
    raise_up_to_days: Days = key(
        "Steps up end here; longer terms are for the owner to grant",
        "上调至此为止，更长账期由老板决定",
    )
    margin: Share = key("Margin on the sale, for the days that pay", "销售毛利率（测算可给账期用）")
    least_margin: Share = key(
        "What must be left of it after the cost of credit and loss",
        "扣除信用成本与损失后须保留的毛利率",
    )
    cost_of_money: Share = key("Cost of money a year", "资金年成本")
    discount: EarlyDiscount = key(
        "The discount whose value to the firm sheet Credit shows for each customer",
        "“客户信用”表对每个客户测算其价值的提前付款折扣",
    )

    @model_validator(mode="after")
    def _steps(self) -> Self:
        if self.ladder != sorted(set(self.ladder)) or self.ladder[0] != 0:
            raise wrong("ladder_rises", at=("ladder",))
        return self


class Hold(Section):
    """When nothing more is shipped on credit. Prepaid orders are never held."""

    overdue_days: Days = key("Overdue by more than so many days", "逾期超过多少天")
    over_limit: Share = key(
        "Above the limit by more than this share of it", "超出额度的比例（占额度）"
    )
    trivial_amount: Amount = key(
        "Amounts up to this never hold, and do not count as overdue (base currency)",
        "不超过此金额不触发暂停，也不计为逾期（本位币）",
    )
    trivial_share: Share = key(
        "… nor may they be more than this share of the firm's median invoice",
        "……且不得超过本企业发票金额中位数的此比例",
    )


class Allowance(Section):
    rates: Literal["given", "roll_rates"] = key(
        "Loss rates as given in receivables.ageing, or from the firm's own history",
        "损失率取 receivables.ageing 的设定，或由企业自身历史迁徙率推算",
    )
    history_months: Annotated[int, Field(ge=3, le=60)] = key(
        "Months of history that the rates rest on", "迁徙率所取的历史月数"
    )
    loss_after_days: Annotated[int, Field(ge=60, le=1830)] = key(
        "What is overdue for longer counts as lost", "逾期超过多少天视为损失"
    )
    recovered: Share = key("Share of it that is recovered after all", "视为损失后仍可收回的比例")


class Credit(Section):
    scorecard: Scorecard = key("Scorecard of customers (B1, B5)", "客户评分卡（B1、B5）")
    grades: GradeCutOffs = key("From points to grades", "分数与等级")
    countries: dict[str, CountryRisk] = key(
        "Country risk by ISO code: your own source, with its date",
        "国别风险（按 ISO 代码，自行注明来源与日期）",
    )
    limits: Limits = key("Credit limits (B4)", "信用额度（B4）")
    terms: Terms = key("Terms of payment (B3, B11)", "账期（B3、B11）")
    hold: Hold = key("Hold on shipments", "暂停发货")
    allowance: Allowance = key("Bad-debt allowance (B12)", "坏账准备（B12）")
