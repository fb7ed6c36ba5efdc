"""Working days of mainland China, make-up working days included."""

from __future__ import annotations

import datetime as dt
import math
from typing import cast

from cashbuoy.errors import FormulaError
from cashbuoy_addin.formulas.categories import CALENDAR
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.registry import Refusal, Words, formula, required


@formula(
    "WORKDAY_CN",
    CALENDAR,
    Words(
        "The date so many working days after (or before) a date, by mainland China's holidays and "
        "make-up working days. A year without an official notice counts weekends and statutory "
        "days only",
        "某日之后（或之前）第若干个工作日，按中国内地法定节假日及调休上班日计算；"
        "尚未公布安排的年份仅按周末与法定假日推算",
    ),
    (
        required(
            "date",
            "any_date",
            "The date to count from; it is not counted itself",
            "起算日期（当日不计）",
        ),
        required(
            "days",
            "number",
            "Working days: after is positive, before negative",
            "工作日数：向后为正，向前为负",
        ),
    ),
    result="date",
    example="=WORKDAY_CN(DATE(2026,2,13), 15)",
    errors=(
        Refusal("#NUM!", Words("the date lies outside 1900-9999", "日期超出 1900–9999 年")),
        Refusal("#VALUE!", Words("no date, or no number of days", "不是日期或天数")),
    ),
)
def workday_cn(context: CallContext, date: dt.date, days: float) -> dt.date:
    from cashbuoy.calendars import work_calendar  # noqa: PLC0415

    if abs(days) > MOST_DAYS:
        raise FormulaError(
            "#NUM!", "the date lies outside the years 1900 to 9999", key="date_out_of_range"
        )
    settings = context.policy.calendar
    calendar = work_calendar("CN", date.year, date.year, settings.holidays, settings.workdays)
    return cast("dt.date", calendar.add_working_days(date, math.trunc(days)).item())


# All the days that a spreadsheet has dates for.
MOST_DAYS = 2_958_465

FORMULAS = (workday_cn,)
