"""Receivables by age: what is overdue, and what to set aside for it."""

from __future__ import annotations

import datetime as dt

from cashbuoy import indicators
from cashbuoy_addin.formulas.categories import RECEIVABLES as CATEGORY
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.ranges import Numbers, Titled, given
from cashbuoy_addin.formulas.receivables import NOT_A_LEDGER
from cashbuoy_addin.formulas.registry import (
    Refusal,
    Rows,
    Today,
    Words,
    formula,
    optional,
    required,
)

LEDGER = required(
    "ledger",
    "table",
    "Invoices with titles in the first row: invoice date, due date, amount, paid date (and paid, "
    "currency) in any order",
    "发票台账，首行为标题：开票日期、到期日、金额、收款日期（及已收金额、币种），列序不限",
)
AS_OF = optional(
    "as_of",
    "date",
    "Close of this day. Left out: the day of the calculation; TODAY() follows the calendar",
    "截止日（当日终了）。省略时为计算当日；填 TODAY() 可逐日更新",
    Today(),
)


@formula(
    "OVERDUE_SHARE",
    CATEGORY,
    Words(
        "Share of open receivables overdue by more than so many days (0.2 is 20 %)",
        "逾期超过若干天的应收账款占全部未收的比例（0.2 即 20%）",
    ),
    (
        LEDGER,
        AS_OF,
        optional(
            "more_than_days", "number", "Overdue by more than so many days", "逾期超过多少天", 0.0
        ),
    ),
    example="=OVERDUE_SHARE(A1:F900, DATE(2026,3,31), 30)",
    errors=(
        Refusal("#DIV/0!", Words("nothing is open at that date", "截止日没有未收款项")),
        NOT_A_LEDGER,
    ),
)
def overdue_share(
    context: CallContext, ledger: Titled, as_of: dt.date, more_than_days: float
) -> float:
    from cashbuoy_addin.formulas.aged_range import share_overdue  # noqa: PLC0415

    return share_overdue(context, ledger, as_of, more_than_days)


@formula(
    "AGEING",
    CATEGORY,
    Words(
        "Open receivables by days overdue: a table that spills, one row a bucket",
        "应收账款账龄（按逾期天数）：溢出表格，每档一行",
    ),
    (
        LEDGER,
        AS_OF,
        optional(
            "buckets",
            "numbers",
            "Last day overdue of each bucket but the last, such as {0,30,60,90}; the policy's "
            "where left out",
            "除末档外各档的最大逾期天数，如 {0,30,60,90}；省略时按策略分档",
        ),
    ),
    result="block",
    example="=AGEING(A1:F900)",
    errors=(Refusal("#NUM!", Words("the buckets do not rise", "分档天数未递增")), NOT_A_LEDGER),
)
def ageing(context: CallContext, ledger: Titled, as_of: dt.date, buckets: Numbers | None) -> Rows:
    from cashbuoy_addin.formulas.aged_range import aged_block  # noqa: PLC0415

    return aged_block(context, ledger, as_of, buckets)


@formula(
    "ECL_ALLOWANCE",
    CATEGORY,
    Words(
        "Bad-debt allowance by a provision matrix: balance of each bucket x its loss rate, added "
        "up",
        "坏账准备（账龄矩阵）：各账龄余额 × 预期损失率之和",
    ),
    (
        required("balances", "paired", "Balance of each ageing bucket", "各账龄档余额"),
        required(
            "rates",
            "paired",
            "Loss rate of each bucket: 0.016 for 1.6 %",
            "各档预期损失率：1.6% 填 0.016",
        ),
    ),
    example="=ECL_ALLOWANCE(B2:B6, C2:C6)",
    errors=(
        Refusal("#VALUE!", Words("the ranges are not of one length", "两个区域长度不一致")),
        Refusal("#NUM!", Words("a rate is not from 0 to 1", "损失率不在 0 到 1 之间")),
    ),
)
def ecl_allowance(_: CallContext, balances: Numbers, rates: Numbers) -> float:
    return indicators.ecl_allowance(*given((balances, rates)))


FORMULAS = (overdue_share, ageing, ecl_allowance)
