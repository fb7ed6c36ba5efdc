"""Receivables: how long they take, how good collection is, how old they are."""

from __future__ import annotations

import datetime as dt

import numpy as np

from cashbuoy import indicators
from cashbuoy.errors import FormulaError
from cashbuoy.ledger.schema import ChoiceLabel
from cashbuoy_addin.formulas.categories import RECEIVABLES as CATEGORY
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.ranges import Numbers, Titled, filled, given
from cashbuoy_addin.formulas.registry import (
    FromPolicy,
    Refusal,
    Words,
    formula,
    optional,
    required,
)
from cashbuoy_addin.formulas.signs import not_negative
from cashbuoy_addin.formulas.totals import refuse_total
from cashbuoy_addin.formulas.turnover import DAYS, NEGATIVE, NOT_NUMBERS, RECEIVABLES, REVENUE

NO_REVENUE = Refusal("#DIV/0!", Words("revenue is zero", "营业收入为零"))
NOT_A_LEDGER = Refusal(
    "#VALUE!",
    Words("a title is not known, or a cell cannot be read", "标题无法识别，或单元格无法读取"),
)
MONTHS_A_YEAR = 12
METHODS = {
    "simple": ChoiceLabel("Closing balance", "期末余额法", ("closing",)),
    "average": ChoiceLabel("Average balance", "平均余额法", ("mean",)),
    "countback": ChoiceLabel("Count-back", "倒推法", ("count back", "exhaustion")),
}


@formula(
    "DSO",
    CATEGORY,
    Words(
        "Days sales outstanding. From receivables and revenue; or from one range with titles: a "
        "period table "
        "(month, revenue, receivables) or an invoice ledger (invoice date, due date, amount, "
        "paid date)",
        "应收账款周转天数。可由应收账款与营业收入计算；也可只给一个带标题的区域："
        "月度表（月份、营业收入、应收账款）或发票台账（开票日期、到期日、金额、收款日期）",
    ),
    (
        required(
            "receivables",
            "numbers_or_table",
            "Receivables (several balances are averaged; count-back takes the last), or a range "
            "with titles",
            "应收账款（多个余额取平均；倒推法取最后一个），或带标题的区域",
        ),
        optional(
            "revenue",
            "paired",
            "Credit sales of the period, or of each period from oldest to latest",
            "期间赊销额，或由远到近的各期赊销额",
        ),
        optional(
            "days",
            "paired",
            "Days that the revenue covers, or a range with the days of each period (count-back: "
            "one number is the days of "
            "every period). Where left out: the year's days; for count-back and a period table "
            "its months' days; "
            "for a ledger the policy's window",
            "收入所覆盖的天数，或各期天数的区域（倒推法下，单个数字为每期天数）。省略时：一年天数；"
            "倒推法与月度表取各月天数；台账取策略设定的取数天数",
        ),
        optional(
            "method",
            "text",
            "How it is computed; on a table simple takes its latest balance, average the mean",
            "计算方法；对表格而言，期末余额法取最后一个余额，平均余额法取均值",
            FromPolicy("indicators.dso_method"),
            METHODS,
        ),
        optional(
            "as_of",
            "date",
            "Ledger only: close of this day. Where left out: today, or, for a ledger without "
            "invoices in the "
            "days before today, the date of its latest invoice",
            "仅用于台账：截止日。省略时为今天；若今天之前的取数天数内没有发票，"
            "则为最后一张发票的日期",
        ),
    ),
    example="=DSO(A1:F900)",
    errors=(
        NO_REVENUE,
        Refusal("#NUM!", Words("receivables are less than zero", "应收账款小于零")),
        Refusal(
            "#N/A",
            Words("count-back needs more months than are given", "倒推法所需月份多于所给月份"),
        ),
        NOT_A_LEDGER,
    ),
)
def dso(
    context: CallContext,
    receivables: Titled | Numbers,
    revenue: Numbers | None,
    days: Numbers | None,
    method: str,
    as_of: dt.date | None,
) -> float:
    if isinstance(receivables, Titled):
        from cashbuoy_addin.formulas.titled_dso import dso_of_table  # noqa: PLC0415

        return _of_debtors(dso_of_table(context, receivables, revenue, days, method, as_of))
    if revenue is None:
        raise FormulaError(
            "#VALUE!",
            "revenue is missing: give it, or one range with titles (month, revenue, receivables)",
            key="revenue_missing",
        )
    refuse_total(revenue, "revenue")
    return _of_debtors(dso_of_figures(context, receivables, revenue, days, method))


def _of_debtors(days: float) -> float:
    if days < 0:
        raise FormulaError(
            "#NUM!",
            "receivables are less than zero: give them as positive figures; where customers are "
            "owed more than they owe, there is no DSO",
            key="dso_negative",
        )
    return days


def dso_of_figures(
    context: CallContext, receivables: Numbers, revenue: Numbers, days: Numbers | None, method: str
) -> float:
    """DSO of balances and sales, oldest to latest, without titles."""
    if method == "countback":
        if days is None:
            days = np.array([context.setting("indicators.days_in_year") / MONTHS_A_YEAR])
        if days.size > 1:
            revenue, days = given((revenue, days))
        return indicators.dso_countback(receivables[-1], filled(revenue), days)
    if days is None:
        days = np.array([float(context.setting("indicators.days_in_year"))])
    return indicators.dso(receivables, filled(revenue), filled(days))


@formula(
    "BPDSO",
    CATEGORY,
    Words(
        "Best possible DSO: receivables not yet due / revenue x days",
        "最佳可能 DSO：未到期应收账款 ÷ 营业收入 × 天数",
    ),
    (
        required(
            "current_receivables",
            "numbers",
            "Receivables not yet due; several balances are averaged",
            "未到期应收账款；多个余额取平均",
        ),
        REVENUE,
        DAYS,
    ),
    example="=BPDSO(4000, 10000, 30)",
    errors=(NO_REVENUE, NEGATIVE, NOT_NUMBERS),
)
def bpdso(_: CallContext, current: Numbers, revenue: Numbers, days: Numbers) -> float:
    not_negative(current, "current_receivables")
    refuse_total(revenue, "revenue")
    return indicators.bpdso(current, revenue, days)


@formula(
    "ADD_DAYS",
    CATEGORY,
    Words(
        "Average days delinquent: DSO - best possible DSO",
        "平均逾期天数：DSO - 最佳可能 DSO",
    ),
    (
        RECEIVABLES,
        required(
            "current_receivables",
            "numbers",
            "Of these, not yet due; several balances are averaged",
            "其中未到期部分；多个余额取平均",
        ),
        REVENUE,
        DAYS,
    ),
    example="=ADD_DAYS(15000, 4000, 10000, 30)",
    errors=(NO_REVENUE, NEGATIVE, NOT_NUMBERS),
)
def add_days(
    _: CallContext, receivables: Numbers, current: Numbers, revenue: Numbers, days: Numbers
) -> float:
    not_negative(receivables, "receivables")
    not_negative(current, "current_receivables")
    refuse_total(revenue, "revenue")
    return indicators.add_days(receivables, current, revenue, days)


@formula(
    "CEI",
    CATEGORY,
    Words(
        "Collection effectiveness index in percent: (opening + sales/months - closing) / "
        "(opening + sales/months - closing not yet due) x 100",
        "收款有效性指数（百分数）：（期初应收 + 赊销/月数 - 期末应收）÷（期初应收 + 赊销/月数 - "
        "期末未到期应收）× 100",
    ),
    (
        required("opening", "number", "Receivables at the start", "期初应收账款"),
        required(
            "credit_sales",
            "numbers",
            "Credit sales; several periods are added up",
            "赊销额；多期自动相加",
        ),
        required("closing", "number", "Receivables at the end", "期末应收账款"),
        required("closing_current", "number", "Of these, not yet due", "其中未到期部分"),
        optional("months", "number", "Months in the period", "期间月数", 1.0),
    ),
    example="=CEI(6200, 10890, 6340, 3590, 3)",
    errors=(
        Refusal("#DIV/0!", Words("there was nothing to collect", "没有可收款项")),
        Refusal("#NUM!", Words("months are not positive", "月数不是正数")),
        NOT_NUMBERS,
    ),
)
def cei(
    _: CallContext,
    opening: float,
    credit_sales: Numbers,
    closing: float,
    closing_current: float,
    months: float,
) -> float:
    refuse_total(credit_sales, "credit_sales")
    return indicators.cei(opening, credit_sales, closing, closing_current, months)


FORMULAS = (dso, bpdso, add_days, cei)
