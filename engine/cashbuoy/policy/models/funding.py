"""Ways to raise cash and what they cost: factoring, bills discounted, bank lines (C3)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cashbuoy.policy.models.section import Days, Section, Share, key

Amount = Annotated[float, Field(ge=0)]


class Factoring(Section):
    offered: bool = key("Whether a factor would buy", "是否可办理")
    advance: Share = key("Share of an invoice that is advanced", "预付比例")
    fee: Share = key("Fee, as a share of the invoice", "手续费率（按发票金额）")
    rate: Share = key("Interest a year on the advance, until the customer pays", "融资年利率")
    insured_only: bool = key(
        "Only invoices under credit insurance, up to what is insured", "仅限已投保部分"
    )
    limit: Amount | None = key(
        "Most that the factor advances; none: no limit", "融资限额；留空不限"
    )
    lead_days: Days = key("Working days until the money is there", "到账所需工作日")
    shortest_days: Days = key(
        "Invoices that fall due sooner are not worth the while", "距到期少于此天数的发票不办理"
    )


class BillDiscount(Section):
    bank_rate: Share = key(
        "Discount rate of bank acceptance bills that state none", "银行承兑汇票贴现率（未填时）"
    )
    trade_rate: Share = key(
        "Discount rate of trade acceptance bills that state none", "商业承兑汇票贴现率（未填时）"
    )
    lead_days: Days = key("Working days until the money is there", "到账所需工作日")


class BankLines(Section):
    rate: Share = key("Interest a year on lines that state none", "授信年利率（未填时）")
    lead_days: Days = key("Working days from the request to the money", "提款所需工作日")


class Funding(Section):
    day_basis: Literal[360, 365] = key(
        "Days of the year in interest and discount", "利息与贴现的年天数"
    )
    bills: BillDiscount = key("Acceptance bills discounted", "票据贴现")
    lines: BankLines = key("Bank lines", "银行授信")
    factoring_with_recourse: Factoring = key(
        "Factoring with recourse: the loss of an unpaid invoice stays with the firm", "有追索权保理"
    )
    factoring_without_recourse: Factoring = key(
        "Factoring without recourse: the factor bears the loss", "无追索权保理"
    )
