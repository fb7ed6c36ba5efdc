"""The 3+1 monitor for very small firms (A4)."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from cashbuoy.policy.models.section import Section, Share, key, wrong


class Light(Section):
    """One of the four lights: what makes it abnormal."""

    usual: bool = key(
        "Abnormal when it leaves its usual range, which its own past gives",
        "偏离自身历史的常态区间即为异常",
    )
    limit: float | None = key(
        "Abnormal past this fixed limit: money in the base currency, ratios and shares as fractions, "
        "days; null for none",
        "超过此固定限值即为异常：金额以本位币计，比率与占比用小数，天数；不设则为 null",
    )

    @model_validator(mode="after")
    def _can_be_judged(self) -> Self:
        if not self.usual and self.limit is None:
            raise wrong("light_without_limit", at=("limit",))
        return self


class Monitor(Section):
    """Three lights a week and one a month; any `start_at` of them start the programmes."""

    periods: Annotated[int, Field(ge=3, le=52)] = key(
        "Weeks (months for inventory) that the usual range rests on",
        "常态区间所依据的周数（存货为月数）",
    )
    least_periods: Annotated[int, Field(ge=3, le=52)] = key(
        "Judged from so many on; until all periods are there the history is called thin",
        "至少有几期即可判断；不足全部期数时注明“历史较短”",
    )
    spreads: Annotated[float, Field(gt=0, le=20)] = key(
        "Width of the usual range on each side of the median, in spreads (1.4826 x median absolute "
        "deviation)",
        "常态区间在中位数两侧的宽度，以离散度（1.4826×绝对中位差）计",
    )
    least_spread: Share = key(
        "A spread is at least this share of the median", "离散度不低于中位数的这一比例"
    )
    bank_balance: Light = key("Bank balance, weekly: low is bad", "银行余额（每周）：偏低为异常")
    payables_next_week: Light = key(
        "Payables due within a week, overdue ones included, against cash: high is bad",
        "一周内到期应付（含逾期）与现金之比：偏高为异常",
    )
    contract_progress: Light = key(
        "Share of the major contracts' due stages not yet collected: high is bad",
        "重大合同到期未收比例：偏高为异常",
    )
    inventory_days: Light = key(
        "Inventory days, monthly: high is bad", "存货天数（每月）：偏高为异常"
    )
    start_at: Annotated[int, Field(ge=1, le=4)] = key(
        "So many abnormal of four start the cost and collection programmes",
        "四项中几项异常即启动降本与催收",
    )
