"""Credit of customers: grade and limit, by the rules of a refresh."""

from __future__ import annotations

import datetime as dt

from cashbuoy_addin.formulas.ageing import AS_OF
from cashbuoy_addin.formulas.categories import CREDIT_TERMS
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.ranges import Titled
from cashbuoy_addin.formulas.receivables import NOT_A_LEDGER
from cashbuoy_addin.formulas.registry import Refusal, Words, formula, optional, required

_LEDGER = required(
    "ledger",
    "table",
    "Invoices with titles in the first row: customer, invoice date, due date, amount, paid, paid "
    "date in any order",
    "发票台账，首行为标题：客户、开票日期、到期日、金额、已收金额、收款日期，列序不限",
)
_CUSTOMERS = optional(
    "customers",
    "table",
    "The customer list with titles: customer, first deal, credit limit, external rating",
    "客户档案（含标题）：客户、首次成交日、信用额度、外部评级",
)
_UNKNOWN = Refusal("#N/A", Words("no such customer", "没有该客户"))
TITLES = (Words("Customer", "客户"), Words("Grade", "等级"), Words("Points", "得分"))


@formula(
    "CREDIT_GRADE",
    CREDIT_TERMS,
    Words(
        "Grade A to D of a customer (N: not enough history); without a customer a table that "
        "spills",
        "客户信用等级 A 至 D（N 为记录不足）；不指定客户时溢出全部客户",
    ),
    (
        _LEDGER,
        optional("customer", "text", "Customer; all where left out", "客户；省略时为全部"),
        AS_OF,
        _CUSTOMERS,
    ),
    result="block",
    example='=CREDIT_GRADE(A1:G900, "Acme", DATE(2026,3,31))',
    errors=(_UNKNOWN, NOT_A_LEDGER),
)
def credit_grade(
    context: CallContext,
    ledger: Titled,
    customer: str | None,
    as_of: dt.date,
    customers: Titled | None,
) -> object:
    from cashbuoy_addin.formulas.credit_range import assessed, assessed_one  # noqa: PLC0415

    if customer is not None:
        return assessed_one(context, ledger, customer, as_of, customers)["grade"]
    found = assessed(context, ledger, as_of, customers)
    language = context.policy.language
    points = [None if p != p else round(p, 1) for p in found["points"].tolist()]  # noqa: PLR0124
    rows = zip(found["customer"].tolist(), found["grade"].tolist(), points, strict=True)
    return (tuple(getattr(t, language) for t in TITLES), *rows)


@formula(
    "CREDIT_LIMIT",
    CREDIT_TERMS,
    Words(
        "Credit limit that the rules propose for a customer, never above its caps",
        "按规则建议的客户信用额度，不超过各项上限",
    ),
    (
        _LEDGER,
        required("customer", "text", "Customer", "客户"),
        AS_OF,
        optional(
            "current_limit",
            "number",
            "Limit in force; the customer list's where left out",
            "现有额度；省略时取客户档案",
        ),
        _CUSTOMERS,
    ),
    example='=CREDIT_LIMIT(A1:G900, "Acme", DATE(2026,3,31), 50000)',
    errors=(
        _UNKNOWN,
        Refusal("#NUM!", Words("the current limit is negative", "现有额度为负")),
        NOT_A_LEDGER,
    ),
)
def credit_limit(
    context: CallContext,
    ledger: Titled,
    customer: str,
    as_of: dt.date,
    current_limit: float | None,
    customers: Titled | None,
) -> float:
    from cashbuoy_addin.formulas.credit_range import proposed_limit  # noqa: PLC0415

    return proposed_limit(context, ledger, customer, as_of, current_limit, customers)


FORMULAS = (credit_grade, credit_limit)
