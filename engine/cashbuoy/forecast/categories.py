"""The lines of the direct-method cash forecast, in the order of the cash-flow statement.

Each leaf belongs to one item of the Chinese statement (CAS 31, direct method). Titles stand here
once: the sheets show them, and ledgers may name a category by key or by either title.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Activity = Literal["operating", "investing", "financing"]
Direction = Literal["in", "out"]


@dataclass(frozen=True)
class Category:
    key: str
    activity: Activity
    direction: Direction
    en: str
    zh: str
    statement_item: str  # CAS 31

    @property
    def statement_item_en(self) -> str:
        """The statutory item in English."""
        return _STATEMENT_ENGLISH[self.statement_item]


_GOODS_IN = "销售商品、提供劳务收到的现金"
_GOODS_OUT = "购买商品、接受劳务支付的现金"
_TAXES = "支付的各项税费"
_OTHER_IN = "收到其他与经营活动有关的现金"
_OTHER_OUT = "支付其他与经营活动有关的现金"
_DEBT_COST = "分配股利、利润或偿付利息支付的现金"

CATEGORIES: tuple[Category, ...] = (
    Category("receipts", "operating", "in", "Receipts from open invoices", "应收账款回款", _GOODS_IN),
    Category("contract_receipts", "operating", "in", "Receipts from contract stages", "合同分期收款", _GOODS_IN),
    Category("planned_sales", "operating", "in", "Receipts from budgeted sales", "预算销售回款", _GOODS_IN),
    Category("bills_receivable", "operating", "in", "Acceptance bills maturing", "承兑汇票到期收款", _GOODS_IN),
    Category("plan_receipts", "operating", "in", "Customers' payment plans", "客户分期还款", _GOODS_IN),
    Category("tax_refunds", "operating", "in", "Tax refunds", "收到的税费返还", "收到的税费返还"),
    Category("insurance_claims", "operating", "in", "Insurance claims admitted", "保险赔款",
             _OTHER_IN),
    Category("other_receipts", "operating", "in", "Other operating receipts", "其他经营收款", _OTHER_IN),
    Category("supplier_payments", "operating", "out", "Payments of open bills", "应付账款付款", _GOODS_OUT),
    Category("planned_purchases", "operating", "out", "Budgeted purchases", "预算采购付款", _GOODS_OUT),
    Category("bills_payable", "operating", "out", "Acceptance bills payable", "承兑汇票到期付款", _GOODS_OUT),
    Category("plan_payments", "operating", "out", "Payment plans with suppliers", "供应商分期付款", _GOODS_OUT),
    Category("payroll", "operating", "out", "Wages and social insurance", "工资与社保", "支付给职工以及为职工支付的现金"),
    Category("vat", "operating", "out", "VAT and surcharges", "增值税及附加", _TAXES),
    Category("other_taxes", "operating", "out", "Other taxes", "其他税费", _TAXES),
    Category("rent", "operating", "out", "Rent", "租金", _OTHER_OUT),
    Category("other_payments", "operating", "out", "Other operating payments", "其他经营付款", _OTHER_OUT),
    Category("asset_sales", "investing", "in", "Sale of assets", "处置资产收款",
             "处置固定资产、无形资产和其他长期资产收回的现金净额"),
    Category("capex", "investing", "out", "Capital expenditure", "购建固定资产付款",
             "购建固定资产、无形资产和其他长期资产支付的现金"),
    Category("owners_in", "financing", "in", "Paid in by owners", "股东投入", "吸收投资收到的现金"),
    Category("loans_in", "financing", "in", "Loans drawn", "取得借款", "取得借款收到的现金"),
    Category("loans_out", "financing", "out", "Loans repaid", "偿还借款", "偿还债务支付的现金"),
    Category("interest", "financing", "out", "Interest", "利息支出", _DEBT_COST),
    Category("dividends", "financing", "out", "Dividends", "分配股利", _DEBT_COST),
)  # fmt: skip

_STATEMENT_ENGLISH = {
    _GOODS_IN: "Cash received from selling goods and rendering services",
    "收到的税费返还": "Taxes refunded",
    _OTHER_IN: "Other cash received from operating activities",
    _GOODS_OUT: "Cash paid for goods and services",
    "支付给职工以及为职工支付的现金": "Cash paid to and for employees",
    _TAXES: "Taxes paid",
    _OTHER_OUT: "Other cash paid for operating activities",
    "处置固定资产、无形资产和其他长期资产收回的现金净额": "Net cash received from disposing of long-term assets",
    "购建固定资产、无形资产和其他长期资产支付的现金": "Cash paid to acquire long-term assets",
    "吸收投资收到的现金": "Cash received from investors",
    "取得借款收到的现金": "Cash received from borrowings",
    "偿还债务支付的现金": "Cash paid to repay debts",
    _DEBT_COST: "Cash paid for dividends, profits and interest",
}

BY_KEY: dict[str, Category] = {c.key: c for c in CATEGORIES}
KEYS: tuple[str, ...] = tuple(BY_KEY)

# What insurers pay of claims that they have admitted.
CLAIMS = "insurance_claims"
# Money that customers pay when they choose to; acceptance bills in hand come on their day.
FROM_CUSTOMERS = ("receipts", "contract_receipts", "planned_sales", "plan_receipts")


def category_key(text: str) -> str | None:
    """Canonical key of a category named by key or by either title; None when there is none."""
    return _NAMES.get(text.strip().casefold())


# What a budget may call its lines, besides the titles.
_ALSO = {
    "sales": "planned_sales", "销售": "planned_sales", "purchases": "planned_purchases", "采购": "planned_purchases",
    "tax": "other_taxes", "税金": "other_taxes", "wages": "payroll", "工资": "payroll", "salaries": "payroll",
    "资本支出": "capex", "固定资产": "capex", "financing": "loans_in", "借款": "loans_in", "还款": "loans_out",
    "利息": "interest", "股利": "dividends", "房租": "rent", "增值税": "vat",
}  # fmt: skip
_NAMES = _ALSO | {name.casefold(): c.key for c in CATEGORIES for name in (c.key, c.en, c.zh)}
