"""When suppliers are paid (C6): paying runs, how long each bill may wait, and what waiting costs."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cashbuoy.policy.models.section import Days, Section, Share, key, wrong

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Priority = Literal["critical", "normal", "flexible"]


class Deferral(Section):
    least_days: Days = key(
        "Paid at the earliest so many days after the due date, except for a discount (0: by the due date)",
        "最早在到期日后多少天付款，取得现金折扣的除外（0 为到期日前付清）",
    )
    most_days: Days = key(
        "Paid at the latest so many days after the due date", "最晚在到期日后多少天付款"
    )

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if self.least_days > self.most_days:
            raise wrong(
                "deferral_order",
                at=("least_days",),
                least=self.least_days,
                most=self.most_days,
            )
        return self


class Deferrals(Section):
    critical: Deferral = key("Critical suppliers", "关键供应商")
    normal: Deferral = key("Normal suppliers", "一般供应商")
    flexible: Deferral = key("Flexible suppliers", "可延期供应商")


class Strain(Section):
    critical: Annotated[float, Field(ge=0, le=10)] = key("Critical suppliers", "关键供应商")
    normal: Annotated[float, Field(ge=0, le=10)] = key("Normal suppliers", "一般供应商")
    flexible: Annotated[float, Field(ge=0, le=10)] = key("Flexible suppliers", "可延期供应商")


class Parts(Section):
    priorities: list[Priority] = key(
        "Suppliers whose bills may be paid in parts", "允许分次付款的供应商类别"
    )
    from_amount: Annotated[float, Field(ge=0)] = key(
        "Only bills of at least this amount (base currency)", "仅限不低于此金额的账单（本位币）"
    )
    least: Annotated[float, Field(ge=0)] = key(
        "No part is smaller than this (base currency)", "每次付款不低于此金额（本位币）"
    )
    most: Annotated[int, Field(ge=1, le=12)] = key("Parts of a bill at most", "一张账单最多分几次")


class Solver(Section):
    seconds: Annotated[float, Field(gt=0, le=120)] = key(
        "Longest time to search, in seconds; then the best found so far holds, never worse than by rules",
        "求解时间上限（秒）；到时取已找到的最佳方案，且不劣于规则法",
    )
    gap: Annotated[float, Field(ge=0, le=0.1)] = key(
        "The search stops once the cost is proven to lie within this share of the least",
        "成本与最低成本的差距不超过此比例即停止求解",
    )
    bills: Annotated[int, Field(ge=10, le=20_000)] = key(
        "The largest so many bills are optimised; where there are more, the small ones follow the rules",
        "金额最大的多少张账单参与优化；超出的小额账单按规则安排",
    )


class PaymentSchedule(Section):
    mode: Literal["rules", "optimise"] = key(
        "By plain rules, or at the least cost (module payables)",
        "rules 按规则排程；optimise 按成本最低优化（需启用 payables 模块）",
    )
    runs: list[Weekday] = key(
        "Weekdays of the paying runs; on a day off, the next working day",
        "集中付款日（星期几）；遇休息日顺延至下一工作日",
        min_length=1,
    )
    days_ahead: Annotated[int, Field(ge=7, le=366)] = key(
        "Bills due within so many days are scheduled; later ones stay on their due dates",
        "对未来多少天内到期的账单排程；其余仍按到期日",
    )
    cash: Literal["expected", "p10", "p50"] = key(
        "Which cash must stay above the floor: as expected, or what nine in ten (p10) or half (p50) of "
        "the simulated paths reach",
        "以哪条现金线不低于最低现金线：expected 预期值，p10 九成模拟路径可达，p50 半数路径可达",
    )
    forecast: Literal["approved", "schedule"] = key(
        "What the forecast takes: due dates, except bills with an approved payment date; or the whole "
        "schedule",
        "预测采用：approved 到期日（已批准付款日的账单按批准日）；schedule 全部按付款计划",
    )
    deferral: Deferrals = key("How long a bill may wait", "可延付天数")
    strain: Strain = key(
        "Notional cost of paying late, a rate per year of the amount: keeps critical suppliers first, and "
        "is weighed against fees and discounts but never paid",
        "延付的隐性成本（年化，占金额）：保证关键供应商优先，仅用于权衡，不实际支付",
    )
    late_rate: Share = key("Late fee a day where the bill names none", "账单未注明时的逾期日利率")
    parts: Parts = key("Payments in parts", "分次付款")
    solver: Solver = key("The search for the least cost", "优化求解")
    proposals: Annotated[int, Field(ge=1, le=100)] = key(
        "What would close a gap: invoices, acceptance bills and suppliers named of each kind at most",
        "弥补缺口的办法：发票、票据、供应商每类最多列出多少项",
    )
