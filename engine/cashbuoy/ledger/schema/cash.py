"""Cash and what moves it: balances, monthly figures, regular items, budget, bills, credit."""

from __future__ import annotations

from cashbuoy.ledger.schema.choices import DIRECTIONS, FREQUENCIES, ROLLS
from cashbuoy.ledger.schema.column import CURRENCY, Table, column

# fmt: off
BANK = Table("tblBank", "Bank balances", "银行余额", (
    column("date", "date", "Date", "日期", "balance date", "余额日期", required=True),
    column("account", "text", "Account", "账户", "bank account", "账号", "银行账户",
           required=True),
    CURRENCY,
    column("balance", "money", "Balance", "余额", "closing balance", "账户余额", "期末余额",
           required=True),
), key=("date", "account"))

MONTHLY = Table("tblMonthly", "Monthly figures", "月度数据", (
    column("month", "month", "Month", "月份", "period", "期间", "会计期间", "月", "年月",
           "month end", "period end", required=True),
    column("revenue", "money", "Revenue", "营业收入", "sales", "turnover", "收入", "销售额",
           "销售收入"),
    column("credit_sales", "money", "Credit sales", "赊销收入", "赊销额"),
    column("cogs", "money", "Cost of goods sold", "营业成本", "cogs", "cost of sales", "成本",
           "销售成本"),
    column("purchases", "money", "Purchases", "采购额", "采购"),
    column("operating_cash_flow", "money", "Operating cash flow", "经营现金流净额", "cfo", "ocf",
           "经营活动现金流量净额"),
    column("receivables", "money", "Receivables", "应收账款", "accounts receivable", "ar", "应收",
           "closing receivables", "trade receivables", "应收账款余额", "期末应收账款",
           "应收账款期末余额"),
    column("payables", "money", "Payables", "应付账款", "accounts payable", "ap", "应付",
           "closing payables", "trade payables", "应付账款余额", "期末应付账款",
           "应付账款期末余额"),
    column("inventory", "money", "Inventory", "存货", "stock", "closing inventory", "库存",
           "存货余额", "期末存货", "存货期末余额"),
    column("cash", "money", "Cash", "货币资金", "cash and equivalents", "现金"),
    column("current_assets", "money", "Current assets", "流动资产", "流动资产合计"),
    column("current_liabilities", "money", "Current liabilities", "流动负债", "流动负债合计"),
), key=("month",))

RECURRING = Table("tblRecurring", "Recurring items", "固定收支", (
    column("item", "text", "Item", "项目", "name", "名称", required=True),
    column("category", "text", "Category", "现金流类别", "类别", required=True),
    column("direction", "choice", "Direction", "方向", "收支", required=True, choices=DIRECTIONS),
    column("amount", "money", "Amount", "金额", required=True),
    CURRENCY,
    column("frequency", "choice", "Frequency", "频率", "周期", required=True,
           choices=FREQUENCIES),
    column("start", "date", "Start", "开始日期", "from", "起始日", required=True),
    column("end", "date", "End", "结束日期", "to", "until", "截止日"),
    column("day", "integer", "Day", "日", "day of month", "付款日"),
    column("roll", "choice", "Roll", "遇节假日", "business day rule", "顺延规则", choices=ROLLS),
))

PLAN = Table("tblPlan", "Budget", "预算", (
    column("month", "month", "Month", "月份", "period", "期间", required=True),
    column("category", "text", "Category", "现金流类别", "类别", required=True),
    column("amount", "money", "Amount", "金额", "budget", "预算金额", required=True),
))

BILLS = Table("tblBills", "Acceptance bills", "承兑汇票", (
    column("bill", "text", "Bill", "票据号", "bill no", "票号", required=True),
    column("kind", "choice", "Kind", "票据种类", "type", required=True,
           choices=("bank_acceptance", "trade_acceptance")),
    column("direction", "choice", "Direction", "方向", "收付", required=True, choices=DIRECTIONS),
    column("drawer", "text", "Drawer", "出票人", "counterparty"),
    column("face", "money", "Face value", "票面金额", "amount", "金额", required=True),
    CURRENCY,
    column("matures", "date", "Matures", "到期日", "maturity", "maturity date", "due date",
           required=True),
    column("discount_rate", "share", "Discount rate", "贴现率"),
), key=("bill",))

LINES = Table("tblLines", "Bank lines", "银行授信", (
    column("bank", "text", "Bank", "银行", "lender", required=True),
    column("limit", "money", "Limit", "授信额度", "facility", required=True),
    column("drawn", "money", "Drawn", "已用额度", "used", "已提款"),
    column("committed", "flag", "Committed", "承诺授信", "是否承诺"),
    column("rate", "share", "Rate per year", "年利率", "interest", "interest rate", "利率"),
    column("expires", "date", "Expires", "到期日", "expiry", "maturity"),
))

RATES = Table("tblRates", "Exchange rates", "汇率", (
    column("currency", "text", "Currency", "币种", "ccy", "货币", required=True),
    column("date", "date", "Date", "日期", required=True),
    column("rate", "rate", "Rate to base", "折本位币汇率", "rate", "汇率", required=True),
), key=("currency", "date"))
# fmt: on
