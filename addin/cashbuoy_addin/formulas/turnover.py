"""Payables, stock and the cash conversion cycle, in days and in turns."""

from __future__ import annotations

from cashbuoy import indicators
from cashbuoy_addin.formulas.categories import TURNOVER
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.ranges import Numbers
from cashbuoy_addin.formulas.registry import (
    Argument,
    FromPolicy,
    Refusal,
    Words,
    formula,
    optional,
    required,
)
from cashbuoy_addin.formulas.signs import not_negative
from cashbuoy_addin.formulas.totals import refuse_total

DAYS_IN_YEAR = FromPolicy("indicators.days_in_year")
DAYS = optional(
    "days",
    "numbers",
    "Days that the flow covers; a range gives the days of each period and is added up",
    "流量所覆盖的天数；给出区域时为各期天数，自动相加",
    DAYS_IN_YEAR,
)
COGS = required(
    "cogs",
    "numbers",
    "Cost of goods sold (or purchases) of the period; several periods are added up",
    "期间营业成本（或采购额）；多期自动相加",
)
PAYABLES = required(
    "payables",
    "numbers",
    "Accounts payable; several balances are averaged",
    "应付账款余额；多个余额取平均",
)
INVENTORY = required(
    "inventory", "numbers", "Inventory; several balances are averaged", "存货余额；多个余额取平均"
)
RECEIVABLES = required(
    "receivables",
    "numbers",
    "Accounts receivable; several balances are averaged",
    "应收账款余额；多个余额取平均",
)
REVENUE = required(
    "revenue",
    "numbers",
    "Credit sales (or revenue) of the period; several periods are added up",
    "期间赊销额（或营业收入）；多期自动相加",
)
NO_COGS = Refusal("#DIV/0!", Words("cost of goods sold is zero", "营业成本为零"))
NO_BALANCE = Refusal("#DIV/0!", Words("the balance is zero", "余额为零"))
NEGATIVE = Refusal("#NUM!", Words("a figure has the wrong sign", "数值的正负号不对"))
NOT_NUMBERS = Refusal("#VALUE!", Words("a cell is not a number", "单元格不是数字"))


@formula(
    "DPO",
    TURNOVER,
    Words(
        "Days payable outstanding: payables / cost of goods sold x days",
        "应付账款周转天数：应付账款 ÷ 营业成本 × 天数",
    ),
    (PAYABLES, COGS, DAYS),
    example="=DPO(550000, 4400000)",
    errors=(NO_COGS, NEGATIVE, NOT_NUMBERS),
)
def dpo(_: CallContext, payables: Numbers, cogs: Numbers, days: Numbers) -> float:
    not_negative(payables, "payables")
    refuse_total(cogs, "cogs")
    return indicators.dpo(payables, cogs, days)


@formula(
    "DIO",
    TURNOVER,
    Words(
        "Days inventory outstanding: inventory / cost of goods sold x days",
        "存货周转天数：存货 ÷ 营业成本 × 天数",
    ),
    (INVENTORY, COGS, DAYS),
    example="=DIO(625000, 6500000)",
    errors=(NO_COGS, NEGATIVE, NOT_NUMBERS),
)
def dio(_: CallContext, inventory: Numbers, cogs: Numbers, days: Numbers) -> float:
    not_negative(inventory, "inventory")
    refuse_total(cogs, "cogs")
    return indicators.dio(inventory, cogs, days)


def _days(name: str, en: str, zh: str) -> Argument:
    return required(name, "number", en, zh)


@formula(
    "CCC",
    TURNOVER,
    Words(
        "Cash conversion cycle in days: DSO + DIO - DPO",
        "现金转换周期（天）：应收周转天数 + 存货周转天数 - 应付周转天数",
    ),
    (
        _days("dso", "Days sales outstanding", "应收账款周转天数"),
        _days("dio", "Days inventory outstanding", "存货周转天数"),
        _days("dpo", "Days payable outstanding", "应付账款周转天数"),
    ),
    example="=CCC(4.95, 40.88, 42.31)",
    errors=(NOT_NUMBERS,),
)
def ccc(_: CallContext, dso: float, dio: float, dpo: float) -> float:
    return indicators.ccc(dso, dio, dpo)


@formula(
    "AR_TURNOVER",
    TURNOVER,
    Words(
        "Receivables turnover, times in the period: revenue / receivables",
        "应收账款周转率（期内次数）：营业收入 ÷ 应收账款",
    ),
    (REVENUE, RECEIVABLES),
    example="=AR_TURNOVER(1200000, 150000)",
    errors=(NO_BALANCE, NEGATIVE, NOT_NUMBERS),
)
def ar_turnover(_: CallContext, revenue: Numbers, receivables: Numbers) -> float:
    not_negative(revenue, "revenue")
    refuse_total(revenue, "revenue")
    not_negative(receivables, "receivables")
    return indicators.turnover(revenue, receivables)


@formula(
    "AP_TURNOVER",
    TURNOVER,
    Words(
        "Payables turnover, times in the period: cost of goods sold / payables",
        "应付账款周转率（期内次数）：营业成本 ÷ 应付账款",
    ),
    (COGS, PAYABLES),
    example="=AP_TURNOVER(4400000, 550000)",
    errors=(NO_BALANCE, NEGATIVE, NOT_NUMBERS),
)
def ap_turnover(_: CallContext, cogs: Numbers, payables: Numbers) -> float:
    not_negative(cogs, "cogs")
    refuse_total(cogs, "cogs")
    not_negative(payables, "payables")
    return indicators.turnover(cogs, payables)


@formula(
    "INVENTORY_TURNOVER",
    TURNOVER,
    Words(
        "Inventory turnover, times in the period: cost of goods sold / inventory",
        "存货周转率（期内次数）：营业成本 ÷ 存货",
    ),
    (COGS, INVENTORY),
    example="=INVENTORY_TURNOVER(6500000, 625000)",
    errors=(NO_BALANCE, NEGATIVE, NOT_NUMBERS),
)
def inventory_turnover(_: CallContext, cogs: Numbers, inventory: Numbers) -> float:
    not_negative(cogs, "cogs")
    refuse_total(cogs, "cogs")
    not_negative(inventory, "inventory")
    return indicators.turnover(cogs, inventory)


FORMULAS = (dpo, dio, ccc, ar_turnover, ap_turnover, inventory_turnover)
