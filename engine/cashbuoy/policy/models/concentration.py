"""How much may hang on one name (C4)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cashbuoy.policy.models.section import Section, Share, key


class ShareLimits(Section):
    """Largest share that one name may have; 1 sets no limit."""

    customer: Share = key("One customer", "单一客户")
    group: Share = key("One group of customers", "单一集团")
    country: Share = key("One foreign country", "单一境外国家")
    industry: Share = key("One industry", "单一行业")
    supplier: Share = key("One supplier", "单一供应商")


class Concentration(Section):
    limits: ShareLimits = key("Largest share of the 12 months' total", "占近 12 个月总额的上限")
    trend_months: Annotated[int, Field(ge=1, le=12)] = key(
        "The trend compares with the share so many months ago", "趋势与多少个月之前比较"
    )
    shown: Annotated[int, Field(ge=1, le=50)] = key("Names shown of each kind", "每类显示的名称数")
