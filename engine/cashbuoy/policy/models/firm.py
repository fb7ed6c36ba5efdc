"""The firm and its working days."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from cashbuoy.policy.models.section import Section, key


class Firm(Section):
    name: str = key("Name shown on the sheets and letters", "表头与函件上显示的企业名称")
    base_currency: str = key(
        "Currency of all totals (ISO code)", "汇总所用的本位币（ISO 代码）", pattern="^[A-Z]{3}$"
    )
    country: str = key(
        "Country of the firm (ISO code); sales elsewhere are exports",
        "企业所在国（ISO 代码），其他国家的销售视为出口",
        pattern="^[A-Z]{2}$",
    )


class Calendar(Section):
    country: str = key(
        "Whose public holidays make the working days (ISO code)",
        "采用哪国的法定节假日（ISO 代码）",
        pattern="^[A-Z]{2}$",
    )
    holidays: list[dt.date] = key("Further days off", "额外休息日")
    workdays: list[dt.date] = key("Further make-up working days", "额外调休上班日")
    week_starts_on: Literal["monday", "sunday", "saturday"] = key(
        "First day of a forecast week", "预测周的第一天"
    )
