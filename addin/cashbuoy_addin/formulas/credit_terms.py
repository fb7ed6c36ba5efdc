"""What trade credit costs: discounts not taken, and payments that come late."""

from __future__ import annotations

import datetime as dt

from cashbuoy.credit import trade_credit
from cashbuoy.errors import FormulaError
from cashbuoy.ledger.schema import BUYER_TYPES, CHOICE_LABELS
from cashbuoy.money import minor_digits, to_major, to_minor
from cashbuoy_addin.formulas.categories import CREDIT_TERMS
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.registry import FromPolicy, Refusal, Words, formula, optional, required
from cashbuoy_addin.formulas.signs import not_negative
from cashbuoy_addin.formulas.turnover import DAYS_IN_YEAR, NOT_NUMBERS

# Contracts ask for up to 0.5 % a day, 182.5 % a year: more is a rate typed in percent.
_HIGHEST = 2.0


@formula(
    "TERMS_COST",
    CREDIT_TERMS,
    Words(
        "Yearly cost of not taking an early-payment discount (0.3724 is 37.24 %)",
        "放弃现金折扣的年化成本（0.3724 即 37.24%）",
    ),
    (
        required(
            "discount", "number", "Discount as a share: 0.02 for 2 %", "现金折扣率：2% 填 0.02"
        ),
        required("discount_days", "number", "Days within which it is granted", "折扣期（天）"),
        required("net_days", "number", "Days until the whole amount is due", "信用期（天）"),
        optional("year_days", "number", "Days in a year", "一年天数", DAYS_IN_YEAR),
        optional(
            "effective",
            "flag",
            "TRUE for the effective (compounded) rate",
            "TRUE 表示按复利计算实际年利率",
            False,
        ),
    ),
    example="=TERMS_COST(0.02, 10, 30)",
    errors=(
        Refusal("#NUM!", Words("the discount is not below 100 %", "折扣率不小于 100%")),
        Refusal("#DIV/0!", Words("net days equal discount days", "信用期等于折扣期")),
        NOT_NUMBERS,
    ),
)
def terms_cost(
    _: CallContext,
    discount: float,
    discount_days: float,
    net_days: float,
    year_days: float,
    effective: bool,
) -> float:
    cost = trade_credit.terms_cost_effective if effective else trade_credit.terms_cost
    return cost(discount, discount_days, net_days, year_days)


@formula(
    "LATE_FEE",
    CREDIT_TERMS,
    Words(
        "Late-payment fee, to the cent: principal x annual rate x days late / day basis. Without a "
        "rate, the policy's rate for silent contracts: as supplied 0.05 % a day, from a public "
        "body or large firm",
        "逾期费用（精确到分）：本金 × 年利率 × 逾期天数 ÷ 计息天数。未填利率时，"
        "采用策略中合同未约定时的利率：默认按机关事业单位或大型企业欠款计，每日万分之五",
    ),
    (
        required("principal", "number", "Amount owed", "欠款本金"),
        required(
            "from",
            "date",
            "Day it was due; the day after is the first day late",
            "到期日；次日起算逾期",
        ),
        required("to", "date", "Day it was paid, or up to which to count", "付款日或计算截止日"),
        optional(
            "annual_rate",
            "number",
            "Rate a year as agreed; left out: where contracts are silent (late_fees), as on the "
            "sheets",
            "约定年利率；未填时采用合同未约定时的利率（策略 late_fees），与各表一致",
        ),
        optional(
            "day_basis",
            "number",
            "Days of a year for the rate",
            "年利率对应的计息天数",
            FromPolicy("late_fees.day_basis"),
        ),
        optional(
            "buyer",
            "text",
            "Who owes, where no rate is given: a public body or large firm 0.05 % a day, a small "
            "firm the one-year LPR x 1.5",
            "欠款方类型（未填利率时用）：机关事业单位、大型企业每日万分之五，"
            "中小企业为一年期 LPR 的 1.5 倍",
            "large",
            {kind: CHOICE_LABELS[kind] for kind in BUYER_TYPES},
        ),
    ),
    example="=LATE_FEE(1000000, DATE(2026,3,1), DATE(2026,3,31))",
    errors=(
        Refusal(
            "#NUM!",
            Words(
                "the rate is negative or typed in percent (5 for 0.05), or the principal negative",
                "利率为负，或把百分数直接填成整数（5% 应填 0.05）；或本金为负",
            ),
        ),
        Refusal(
            "#NUM!",
            Words(
                "no rate is given, and the policy knows no law that sets one",
                "未填利率，且策略中没有适用的法定利率",
            ),
        ),
        NOT_NUMBERS,
    ),
)
def late_fee(
    context: CallContext,
    principal: float,
    due: dt.date,
    until: dt.date,
    annual_rate: float | None,
    day_basis: float,
    buyer: str,
) -> float:
    not_negative(principal, "principal")
    if annual_rate is None:
        annual_rate = _silent_rate(context, due, until, buyer, day_basis)
    elif annual_rate >= _HIGHEST:
        raise FormulaError(
            "#NUM!",
            "the yearly rate is {found:.2%}; it must be below {most:.0%} (5 % is 0.05)",
            key="late_rate",
            found=annual_rate,
            most=_HIGHEST,
        )
    fee = trade_credit.late_fee(principal, (until - due).days, annual_rate, day_basis)
    digits = minor_digits(context.setting("firm.base_currency"))
    return float(to_major(to_minor(fee, digits), digits))


def _silent_rate(
    context: CallContext, due: dt.date, until: dt.date, buyer: str, day_basis: float
) -> float:
    """The yearly rate where nothing is agreed."""
    from cashbuoy.collection.late_fees import silent_rate  # noqa: PLC0415

    settings = context.policy.fees_by_law
    rate, basis = silent_rate(due, until, buyer, settings)
    if basis == "none":
        raise FormulaError(
            "#NUM!",
            "no rate is given, and outside mainland China only what is agreed is charged: give "
            "annual_rate (policy late_fees.law)",
            key="late_fee_no_law",
        )
    # A rate a day stays what it is, whatever days a year is reckoned with.
    return float(rate / settings.day_basis * day_basis)


FORMULAS = (terms_cost, late_fee)
