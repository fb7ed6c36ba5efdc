"""Closed months beside the forecast, and how well the firm has forecast."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cashbuoy.policy.models.section import Days, Section, Share, key


class Rolling(Section):
    closed_months: Annotated[int, Field(ge=0, le=12)] = key(
        "Closed months shown as actuals left of the forecast", "预测表左侧显示实际数的已结月数"
    )
    compared_months: Annotated[int, Field(ge=1, le=24)] = key(
        "Closed months compared with what was forecast", "与当时预测相比较的已结月数"
    )
    months_before: Annotated[int, Field(ge=1, le=6)] = key(
        "Compared with the forecasts of so many months before", "与提前几个月的预测相比较"
    )
    snapshot_days: Days = key(
        "A forecast made at most so many days before a month's end counts as that month's",
        "月末前几天内所作的预测算作当月末的预测",
    )
    reconstruct: Annotated[int, Field(ge=0, le=24)] = key(
        "For so many past month ends, where no forecast was kept, work one out from what was known"
        " on that day; 0: none. Each costs a moment of the first refresh",
        "最近几个月末没有存档预测时，按当日已知的资料倒推一份；0 为不倒推。首次刷新会因此稍慢",
    )
    balance_days: Days = key(
        "An account's balance counts for a month's end if it is at most so many days older",
        "账户余额最多早于月末几天仍可作为月末余额",
    )
    rosy_months: Annotated[int, Field(ge=2, le=12)] = key(
        "Say so when the forecast was too rosy so many months running",
        "预测连续几个月偏乐观时提示",
    )
    rosy_tolerance: Share = key(
        "Too rosy: actual falls short of the forecast by more than this share of it",
        "偏乐观：实际比预测少的部分超过预测的这一比例",
    )
    keep_days: Days = key(
        "Forecasts of the last so many days are kept, older ones at month ends only",
        "最近多少天的预测逐日保留，更早的只留月末",
    )
    keep_months: Annotated[int, Field(ge=1, le=60)] = key(
        "Forecasts are kept for so many months", "预测存档保留多少个月"
    )
    largest_items: Annotated[int, Field(ge=0, le=20000)] = key(
        "Items kept one by one in a forecast; smaller ones are added up by party",
        "每份预测逐笔保留的最大项目数，其余按对方单位合计",
    )
