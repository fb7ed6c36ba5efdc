"""Credit insurance: its usual terms, where the policy in the ledgers states none (C2)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cashbuoy.policy.models.section import Days, Roll, Section, Share, key


class CoveredShare(Section):
    commercial: Share = key("Insolvency and protracted default", "商业风险（破产、拖欠）")
    political: Share = key("Political risks", "政治风险")


class WaitingDays(Section):
    commercial: Days = key("Protracted default; none after insolvency", "拖欠；破产无等待期")
    political: Days = key("Political risks", "政治风险")


class FailureChance(Section):
    """Chance that a buyer of each grade fails within a year."""

    A: Share = key("Grade A", "A 级")
    B: Share = key("Grade B", "B 级")
    C: Share = key("Grade C", "C 级")
    D: Share = key("Grade D", "D 级")
    N: Share = key("Not graded", "未评级")


class Insurance(Section):
    covered: CoveredShare = key("Share of a loss that is paid", "赔付比例")
    extension_days: Days = key(
        "Maximum extension: days overdue after which shipments are no longer covered",
        "最长展期：逾期超过多少天后，新发货不再承保",
    )
    notify_days: Days = key(
        "Overdue notice within so many days after the extension, or after an insolvency",
        "展期届满（或得知破产）后多少天内须报损",
    )
    waiting_days: WaitingDays = key(
        "Waiting period, from the overdue notice to the loss", "等待期：自报损至确定损失的天数"
    )
    claim_days: Days = key("Claim within so many days of the loss", "损失确定后多少天内须索赔")
    payment_days: Days = key(
        "Paid within so many days once the claim is admitted", "索赔获认可后多少天内赔付"
    )
    deadlines_roll: Roll = key("Deadlines that fall on a day off move", "截止日遇休息日如何调整")
    amber_days: Annotated[int, Field(ge=0, le=365)] = key(
        "Deadlines so many days ahead turn amber", "距截止日多少天内为黄色"
    )
    red_days: Annotated[int, Field(ge=0, le=365)] = key(
        "Deadlines so many days ahead turn red", "距截止日多少天内为红色"
    )
    failure_chance: FailureChance = key(
        "Chance that a buyer fails within a year, by grade: your own experience or your insurer's",
        "买方一年内违约的概率（按等级）：取自身经验或保险人数据",
    )
    failure: Literal["default", "insolvency"] = key(
        "How a failing buyer fails in the what-if: it stops paying (the insurer pays after "
        "extension, notice and waiting period), or it is insolvent at once",
        "买方违约情景：default 为停止付款（须经展期、报损与等待期），insolvency 为立即破产",
    )
    failing_buyers: Annotated[int, Field(ge=0, le=20)] = key(
        "Buyers whose failure is played through: those who owe most",
        "逐户推演违约的买方数（按欠款额从大到小）",
    )
    political_from_grade: Annotated[int, Field(ge=0, le=8)] = key(
        "Exports to countries of this risk grade or worse need cover against political risk "
        "(8: none do)",
        "国别风险达到此等级及以上的出口须投保政治风险（8 表示不要求）",
    )
    clock_rows: Annotated[int, Field(ge=10, le=5000)] = key(
        "Invoices shown on sheet Insurance at most, the most urgent first",
        "“信用保险”表最多显示的发票数（最紧急的在前）",
    )
    answer_days: Days = key(
        "A limit asked for that the insurer has not answered for so many days is named",
        "申请限额超过多少天未获批复时提示",
    )
