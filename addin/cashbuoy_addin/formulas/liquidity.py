"""Can the firm pay: ratios, runway and the gap in the cash pool."""

from __future__ import annotations

from cashbuoy import indicators
from cashbuoy.buffer import cash_pool, shortfall
from cashbuoy.errors import FormulaError
from cashbuoy_addin.formulas.categories import LIQUIDITY
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.ranges import Numbers
from cashbuoy_addin.formulas.registry import FromPolicy, Refusal, Words, formula, optional, required
from cashbuoy_addin.formulas.signs import above_zero, none_negative, not_negative
from cashbuoy_addin.formulas.totals import refuse_total
from cashbuoy_addin.formulas.turnover import NEGATIVE, NOT_NUMBERS

CURRENT_ASSETS = required(
    "current_assets",
    "numbers",
    "Current assets; several items are added up",
    "流动资产；多项自动相加",
)
CURRENT_LIABILITIES = required(
    "current_liabilities",
    "numbers",
    "Current liabilities; several items are added up",
    "流动负债；多项自动相加",
)
CASH = required(
    "cash", "numbers", "Cash; several accounts are added up", "货币资金；多个账户自动相加"
)
NO_LIABILITIES = Refusal("#DIV/0!", Words("current liabilities are zero", "流动负债为零"))


@formula(
    "CURRENT_RATIO",
    LIQUIDITY,
    Words("Current assets / current liabilities", "流动比率：流动资产 ÷ 流动负债"),
    (CURRENT_ASSETS, CURRENT_LIABILITIES),
    example="=CURRENT_RATIO(863350, 426950)",
    errors=(NO_LIABILITIES, NEGATIVE, NOT_NUMBERS),
)
def current_ratio(_: CallContext, current_assets: Numbers, current_liabilities: Numbers) -> float:
    not_negative(current_assets, "current_assets")
    return indicators.current_ratio(current_assets, current_liabilities)


@formula(
    "QUICK_RATIO",
    LIQUIDITY,
    Words(
        "(Current assets - inventory) / current liabilities",
        "速动比率：（流动资产 - 存货）÷ 流动负债",
    ),
    (
        CURRENT_ASSETS,
        required(
            "inventory", "numbers", "Inventory; several items are added up", "存货；多项自动相加"
        ),
        CURRENT_LIABILITIES,
    ),
    example="=QUICK_RATIO(863350, 455000, 426950)",
    errors=(
        NO_LIABILITIES,
        Refusal(
            "#NUM!",
            Words("inventory is more than all current assets", "存货大于全部流动资产"),
        ),
        NEGATIVE,
        NOT_NUMBERS,
    ),
)
def quick_ratio(
    _: CallContext, current_assets: Numbers, inventory: Numbers, current_liabilities: Numbers
) -> float:
    not_negative(current_assets, "current_assets")
    not_negative(inventory, "inventory")
    if inventory.sum() > current_assets.sum():
        raise FormulaError(
            "#NUM!",
            "inventory of {inventory:,.2f} is more than all current assets, {assets:,.2f}; are the "
            "arguments in order: current assets, inventory, current liabilities?",
            key="inventory_above_assets",
            inventory=float(inventory.sum()),
            assets=float(current_assets.sum()),
        )
    return indicators.quick_ratio(current_assets, inventory, current_liabilities)


@formula(
    "CASH_RATIO",
    LIQUIDITY,
    Words(
        "(Cash + marketable securities) / current liabilities",
        "现金比率：（货币资金 + 有价证券）÷ 流动负债",
    ),
    (
        CASH,
        CURRENT_LIABILITIES,
        optional(
            "securities",
            "numbers",
            "Marketable securities; several items are added up",
            "有价证券；多项自动相加",
            0.0,
        ),
    ),
    example="=CASH_RATIO(10000, 5000, 20000)",
    errors=(NO_LIABILITIES, NOT_NUMBERS),
)
def cash_ratio(
    _: CallContext, cash: Numbers, current_liabilities: Numbers, securities: Numbers
) -> float:
    return indicators.cash_ratio(cash, current_liabilities, securities)


@formula(
    "RUNWAY_MONTHS",
    LIQUIDITY,
    Words(
        "Months until cash runs out at the average net outflow of the months given",
        "现金可维持月数：货币资金 ÷ 月均净流出",
    ),
    (
        CASH,
        required(
            "net_flows",
            "numbers",
            "Net cash flow of each month, oldest to latest: in positive, out negative",
            "各月净现金流（由远到近）：流入为正，流出为负",
        ),
    ),
    example="=RUNWAY_MONTHS(250000, -50000)",
    errors=(
        Refusal(
            "#N/A", Words("cash does not shrink on average", "平均净现金流不为负，现金不会耗尽")
        ),
        NOT_NUMBERS,
    ),
)
def runway_months(_: CallContext, cash: Numbers, net_flows: Numbers) -> float:
    refuse_total(net_flows, "net_flows")
    return indicators.runway_months(cash, net_flows)


@formula(
    "BUFFER_GAP",
    LIQUIDITY,
    Words(
        "What the cash pool lacks of its target: months x monthly outflow - cash; negative when "
        "it is full",
        "现金池缺口：目标月数 × 月均流出 - 现有现金；负数表示已达标",
    ),
    (
        CASH,
        required(
            "monthly_outflow",
            "numbers",
            "Operating outflow of a month, as a positive figure; several months are averaged",
            "每月经营流出（正数）；多个月取平均",
        ),
        optional(
            "months",
            "number",
            "Months that the pool should cover",
            "现金池应覆盖的月数",
            FromPolicy("buffer.pool_months"),
        ),
    ),
    example="=BUFFER_GAP(500000, 300000)",
    errors=(NEGATIVE, NOT_NUMBERS),
)
def buffer_gap(_: CallContext, cash: Numbers, monthly_outflow: Numbers, months: float) -> float:
    none_negative(monthly_outflow, "monthly_outflow")
    refuse_total(monthly_outflow, "monthly_outflow")
    above_zero(months, "months")
    return cash_pool.buffer_gap(cash, monthly_outflow, months)


@formula(
    "SHORTFALL_RISK",
    LIQUIDITY,
    Words(
        "Chance, from 0 to 1, that cash falls below the floor at the end of one of the periods",
        "资金缺口概率（0 至 1）：任一期末现金低于最低现金线的可能性",
    ),
    (
        CASH,
        required(
            "floor", "number", "The cash floor; 0 for running out", "最低现金线；填 0 表示现金耗尽"
        ),
        required(
            "net_flows",
            "numbers",
            "Expected net cash flow of each period, oldest to latest: in positive, out negative",
            "各期预计净现金流（由远到近）：流入为正，流出为负",
        ),
        optional(
            "low_net_flows",
            "numbers",
            "The low case (P10) of each period's net flow, undercut one time in ten; or give "
            "deviations instead",
            "各期净现金流的低值（P10，十次中约一次更低）；也可改填标准差",
        ),
        optional(
            "deviations",
            "numbers",
            "Standard deviation of the net flow: one for each period, or one for all",
            "净现金流的标准差：每期一个，或各期共用一个",
        ),
        optional(
            "correlation",
            "number",
            "How far periods are off together: 0 each on its own, 1 all alike",
            "各期偏差的相关系数：0 为各期独立，1 为同升同降",
            0.0,
        ),
    ),
    example="=SHORTFALL_RISK(100, 20, 0, , 80)",
    errors=(
        Refusal(
            "#VALUE!",
            Words(
                "neither low net flows nor deviations are given, or both; or the ranges differ in "
                "length",
                "低值与标准差均未填或同时填写；或区域长度不一致",
            ),
        ),
        Refusal(
            "#NUM!",
            Words(
                "a low net flow is above the expected one, a deviation is negative, or the "
                "correlation lies outside 0 to 1",
                "低值高于预计值、标准差为负，或相关系数不在 0 至 1 之间",
            ),
        ),
        NOT_NUMBERS,
    ),
)
def shortfall_risk(
    _: CallContext,
    cash: Numbers,
    floor: float,
    net_flows: Numbers,
    low_net_flows: Numbers | None,
    deviations: Numbers | None,
    correlation: float,
) -> float:
    if deviations is None and low_net_flows is not None:
        deviations = shortfall.deviations_of(net_flows, low_net_flows)
    elif deviations is None or low_net_flows is not None:
        raise FormulaError(
            "#VALUE!",
            "give either the low net flows (P10) or their standard deviations",
            key="low_flows_or_deviations",
        )
    return shortfall.shortfall_risk(cash, floor, net_flows, deviations, correlation)


FORMULAS = (
    current_ratio,
    quick_ratio,
    cash_ratio,
    runway_months,
    buffer_gap,
    shortfall_risk,
)
