"""How much hangs on a few customers."""

from __future__ import annotations

from cashbuoy import indicators
from cashbuoy_addin.formulas.categories import CONCENTRATION
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.ranges import Numbers
from cashbuoy_addin.formulas.registry import Refusal, Words, formula, optional, required
from cashbuoy_addin.formulas.signs import none_negative
from cashbuoy_addin.formulas.totals import refuse_total
from cashbuoy_addin.formulas.turnover import NOT_NUMBERS

AMOUNTS = required(
    "amounts", "numbers", "Amount of each customer, one cell a customer", "各客户金额，每个客户一格"
)
NO_TOTAL = Refusal("#DIV/0!", Words("the amounts add up to zero", "金额合计为零"))


@formula(
    "TOP_SHARE",
    CONCENTRATION,
    Words(
        "Share of the k largest customers in all (0.3 is 30 %)",
        "前 k 大客户占全部的比例（0.3 即 30%）",
    ),
    (AMOUNTS, optional("k", "number", "How many of the largest", "取前几大", 1.0)),
    example="=TOP_SHARE(B2:B61)",
    errors=(
        NO_TOTAL,
        Refusal("#NUM!", Words("k is not a whole number from 1", "k 不是正整数")),
        Refusal("#NUM!", Words("an amount is negative", "存在负数金额")),
        NOT_NUMBERS,
    ),
)
def top_share(_: CallContext, amounts: Numbers, k: float) -> float:
    none_negative(amounts, "amounts")
    refuse_total(amounts, "amounts")
    return indicators.top_share(amounts, k)


@formula(
    "HHI",
    CONCENTRATION,
    Words(
        "Herfindahl-Hirschman index: sum of the squared percentage shares, 0 to 10,000",
        "赫芬达尔指数：各客户百分比份额的平方和，0 到 10,000",
    ),
    (AMOUNTS,),
    example="=HHI(B2:B61)",
    errors=(
        NO_TOTAL,
        Refusal("#NUM!", Words("an amount is negative", "存在负数金额")),
        NOT_NUMBERS,
    ),
)
def hhi(_: CallContext, amounts: Numbers) -> float:
    refuse_total(amounts, "amounts")
    return indicators.hhi(amounts)


FORMULAS = (top_share, hhi)
