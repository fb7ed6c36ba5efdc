"""The ledgers' tables and columns: names, kinds, titles. The one place that says what a column is."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Kind = Literal["text", "date", "month", "money", "rate", "share", "integer", "flag", "choice"]
# money: int64 minor units of the row's currency; rate: units per unit (exchange rates);
# share: a fraction of one (0.13 for 13 %, written "13%" or 0.13); month: first day of the month.
# held (receivables, payables): any text there keeps the row out of the sums, and says why.


@dataclass(frozen=True)
class Column:
    """One column: canonical name, kind, titles shown, other titles accepted on input."""

    name: str
    kind: Kind
    en: str
    zh: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    choices: tuple[str, ...] = ()
    default: str | float | None = None

    @property
    def titles(self) -> tuple[str, ...]:
        return (self.name, self.en, self.zh, *self.aliases)


@dataclass(frozen=True)
class Table:
    """One ledger table. `key` names the columns that must not repeat together; `identity` the
    column that names a row in messages."""

    name: str
    en: str
    zh: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    written_by_refresh: bool = False
    by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {c.name: c for c in self.columns})

    def __getitem__(self, name: str) -> Column:
        return self.by_name[name]

    @cached_property
    def amount(self) -> str:
        """The column that the table's sums are made of; "" where it has none."""
        return next((c.name for c in self.columns if c.kind == "money" and c.required), "")


def _c(
    name: str,
    kind: Kind,
    en: str,
    zh: str,
    *aliases: str,
    required: bool = False,
    choices: tuple[str, ...] = (),
    default: str | float | None = None,
) -> Column:
    return Column(name, kind, en, zh, aliases, required, choices, default)


DIRECTIONS = ("in", "out")
PRIORITIES = ("critical", "normal", "flexible")
INSTRUMENTS = ("transfer", "bank_acceptance", "trade_acceptance", "cash", "letter_of_credit")
FREQUENCIES = ("weekly", "fortnightly", "monthly", "quarterly", "half_yearly", "yearly")
ROLLS = ("following", "preceding", "modified_following", "none")
PLAN_METHODS = ("equal_principal", "equal_instalment", "balloon", "custom")
PLAN_STATES = (
    "draft",
    "agreed",
    "current",
    "in_grace",
    "broken",
    "replanned",
    "completed",
    "written_off",
)


@dataclass(frozen=True)
class ChoiceLabel:
    """A choice as the workbook shows it, and other words accepted on input."""

    en: str
    zh: str
    aliases: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        return (self.en, self.zh, *self.aliases)


def _l(en: str, zh: str, *aliases: str) -> ChoiceLabel:
    return ChoiceLabel(en, zh, aliases)


CHOICE_LABELS = {
    "in": _l("In", "收入", "收", "流入", "应收", "receipt", "inflow", "receivable"),
    "out": _l("Out", "支出", "付", "支", "流出", "应付", "payment", "outflow", "payable"),
    "critical": _l("Critical", "关键", "重要", "高", "high"),
    "normal": _l("Normal", "一般", "普通", "中", "medium"),
    "flexible": _l("Flexible", "可延后", "可推迟", "低", "low"),
    "transfer": _l("Transfer", "银行转账", "转账", "电汇", "T/T", "TT", "wire", "bank transfer"),
    "bank_acceptance": _l("Bank acceptance", "银行承兑汇票", "银承", "银票", "银行承兑"),
    "trade_acceptance": _l("Trade acceptance", "商业承兑汇票", "商承", "商票", "商业承兑"),
    "cash": _l("Cash", "现金"),
    "letter_of_credit": _l("Letter of credit", "信用证", "L/C", "LC"),
    "weekly": _l("Weekly", "每周", "周"),
    "fortnightly": _l("Fortnightly", "每两周", "双周", "biweekly"),
    "monthly": _l("Monthly", "每月", "月", "按月"),
    "quarterly": _l("Quarterly", "每季度", "每季", "季", "按季"),
    "half_yearly": _l("Half-yearly", "每半年", "半年", "semi-annual"),
    "yearly": _l("Yearly", "每年", "年", "annual", "annually"),
    "following": _l("Next working day", "顺延至下一工作日", "顺延", "延后"),
    "preceding": _l("Previous working day", "提前至上一工作日", "提前"),
    "modified_following": _l(
        "Next working day in the month", "顺延但不跨月", "不跨月顺延", "modified following"
    ),
    "none": _l("No shift", "不调整", "不顺延"),
    "equal_principal": _l("Equal principal", "等额本金"),
    "equal_instalment": _l("Equal instalments", "等额本息", "annuity"),
    "balloon": _l("Balloon", "到期一次还本", "先息后本", "bullet"),
    "custom": _l("Custom", "自定义"),
    "draft": _l("Draft", "草拟", "草稿"),
    "agreed": _l("Agreed", "已签约", "已约定"),
    "current": _l("Current", "正常履行", "履行中", "正常", "active"),
    "in_grace": _l("In grace", "宽限期内", "宽限期"),
    "broken": _l("Broken", "已违约", "违约", "defaulted"),
    "replanned": _l("Replanned", "已重订", "重新安排"),
    "completed": _l("Completed", "已结清", "结清", "已完成", "paid off"),
    "written_off": _l("Written off", "已核销", "核销"),
    "commercial": _l("Commercial", "商业风险"),
    "political": _l("Political", "政治风险"),
}  # every key of the choices above, and of those given in place below

CURRENCY = _c("currency", "text", "Currency", "币种", "ccy", "currency_code", "货币")
CUSTOMER = _c(
    "customer",
    "text",
    "Customer",
    "客户",
    "customer id",
    "customerID",
    "client",
    "buyer",
    "客户编号",
    "客户代码",
    "客户名称",
    "购货单位",
    required=True,
)
RATE_TO_BASE = _c("rate", "rate", "Exchange rate", "汇率", "currency_rate", "fx rate", "折算汇率")
HELD = _c(
    "held",
    "text",
    "Held back",
    "暂不计入",
    "hold",
    "held back because",
    "暂不计入原因",
    "导入提示",
)
NOTE = _c("note", "text", "Note", "备注", "memo", "remarks", "description", "摘要", "说明")

RECEIVABLES = Table(
    "tblReceivables",
    "Receivables",
    "应收账款",
    (
        _c(
            "invoice",
            "text",
            "Invoice",
            "发票号",
            "invoice no",
            "invoice number",
            "invoiceNumber",
            "document",
            "发票号码",
            "单据号",
            "单号",
            required=True,
        ),
        CUSTOMER,
        _c(
            "invoice_date",
            "date",
            "Invoice date",
            "开票日期",
            "date",
            "issue date",
            "InvoiceDate",
            "document date",
            "发票日期",
            "单据日期",
            "日期",
            required=True,
        ),
        _c(
            "due_date",
            "date",
            "Due date",
            "到期日",
            "due",
            "DueDate",
            "到期日期",
            "应收日期",
            "付款到期日",
        ),
        CURRENCY,
        _c(
            "amount",
            "money",
            "Amount",
            "金额",
            "invoice amount",
            "InvoiceAmount",
            "total",
            "gross",
            "价税合计",
            "发票金额",
            "应收金额",
            "含税金额",
            required=True,
        ),
        _c(
            "paid",
            "money",
            "Paid",
            "已收金额",
            "amount paid",
            "amount_paid",
            "received",
            "已收",
            "收款金额",
            "回款金额",
        ),
        _c(
            "paid_date",
            "date",
            "Paid date",
            "收款日期",
            "settled",
            "SettledDate",
            "payment date",
            "date paid",
            "fully_paid_on_date",
            "回款日期",
            "收款日",
        ),
        _c("contract", "text", "Contract", "合同号", "contract no", "合同", "合同编号"),
        _c("dispute", "flag", "Dispute", "争议", "disputed", "是否争议", "异议"),
        _c("promise_date", "date", "Promise date", "承诺付款日", "promised", "promise", "承诺日期"),
        _c(
            "instrument",
            "choice",
            "Instrument",
            "结算方式",
            "payment method",
            "支付方式",
            choices=INSTRUMENTS,
        ),
        RATE_TO_BASE,
        NOTE,
        HELD,
    ),
    key=("invoice",),
)

PAYABLES = Table(
    "tblPayables",
    "Payables",
    "应付账款",
    (
        _c(
            "bill",
            "text",
            "Bill",
            "账单号",
            "bill no",
            "invoice",
            "invoice number",
            "document",
            "发票号",
            "单据号",
            "单号",
            required=True,
        ),
        _c(
            "supplier",
            "text",
            "Supplier",
            "供应商",
            "vendor",
            "supplier id",
            "供应商编号",
            "供应商名称",
            "供货单位",
            required=True,
        ),
        _c(
            "bill_date",
            "date",
            "Bill date",
            "账单日期",
            "date",
            "invoice date",
            "bill dt",
            "开票日期",
            "单据日期",
            "日期",
            required=True,
        ),
        _c("due_date", "date", "Due date", "到期日", "due", "DueDate", "到期日期", "应付日期"),
        CURRENCY,
        _c(
            "amount",
            "money",
            "Amount",
            "金额",
            "bill amount",
            "total",
            "gross",
            "价税合计",
            "应付金额",
            "含税金额",
            required=True,
        ),
        _c("paid", "money", "Paid", "已付金额", "amount paid", "amount_paid", "已付", "付款金额"),
        _c(
            "paid_date",
            "date",
            "Paid date",
            "付款日期",
            "settled",
            "payment date",
            "date paid",
            "付款日",
        ),
        _c(
            "priority",
            "choice",
            "Priority",
            "优先级",
            "优先级别",
            choices=PRIORITIES,
            default="normal",
        ),
        _c("discount_rate", "share", "Discount rate", "现金折扣率", "discount", "折扣率"),
        _c("discount_date", "date", "Discount date", "折扣截止日", "discount until", "折扣日期"),
        _c("late_rate", "share", "Late rate", "滞纳金日率", "late fee rate", "逾期日利率"),
        RATE_TO_BASE,
        NOTE,
        HELD,
    ),
    key=("supplier", "bill"),
)

BANK = Table(
    "tblBank",
    "Bank balances",
    "银行余额",
    (
        _c("date", "date", "Date", "日期", "balance date", "余额日期", required=True),
        _c("account", "text", "Account", "账户", "bank account", "账号", "银行账户", required=True),
        CURRENCY,
        _c(
            "balance",
            "money",
            "Balance",
            "余额",
            "closing balance",
            "账户余额",
            "期末余额",
            required=True,
        ),
    ),
    key=("date", "account"),
)

MONTHLY = Table(
    "tblMonthly",
    "Monthly figures",
    "月度数据",
    (
        _c("month", "month", "Month", "月份", "period", "期间", "会计期间", required=True),
        _c(
            "revenue",
            "money",
            "Revenue",
            "营业收入",
            "sales",
            "turnover",
            "收入",
            "销售额",
            "销售收入",
        ),
        _c("credit_sales", "money", "Credit sales", "赊销收入", "赊销额"),
        _c(
            "cogs",
            "money",
            "Cost of goods sold",
            "营业成本",
            "cogs",
            "cost of sales",
            "成本",
            "销售成本",
        ),
        _c("purchases", "money", "Purchases", "采购额", "采购"),
        _c(
            "operating_cash_flow",
            "money",
            "Operating cash flow",
            "经营现金流净额",
            "cfo",
            "ocf",
            "经营活动现金流量净额",
        ),
        _c(
            "receivables",
            "money",
            "Receivables",
            "应收账款",
            "accounts receivable",
            "ar",
            "应收",
            "应收账款余额",
        ),
        _c(
            "payables",
            "money",
            "Payables",
            "应付账款",
            "accounts payable",
            "ap",
            "应付",
            "应付账款余额",
        ),
        _c("inventory", "money", "Inventory", "存货", "stock", "库存", "存货余额"),
        _c("cash", "money", "Cash", "货币资金", "cash and equivalents", "现金"),
        _c("current_assets", "money", "Current assets", "流动资产", "流动资产合计"),
        _c("current_liabilities", "money", "Current liabilities", "流动负债", "流动负债合计"),
    ),
    key=("month",),
)

CUSTOMERS = Table(
    "tblCustomers",
    "Customers",
    "客户档案",
    (
        CUSTOMER,
        _c("name", "text", "Name", "名称", "customer name", "全称", "客户名称", "客户全称"),
        _c("country", "text", "Country", "国家", "country code", "countryCode", "国家地区"),
        _c("language", "text", "Language", "语言", "lang"),
        _c("first_deal", "date", "First deal", "首次成交日", "customer since", "首单日期"),
        _c(
            "terms_days",
            "integer",
            "Terms (days)",
            "账期（天）",
            "terms",
            "payment terms",
            "账期",
            "信用期",
        ),
        _c("credit_limit", "money", "Credit limit", "信用额度", "limit", "授信额度"),
        _c("grade", "text", "Grade", "信用等级", "等级"),
        _c("external_rating", "text", "External rating", "外部评级", "评级"),
        _c("rating_date", "date", "Rating date", "评级日期"),
        _c("insured_limit", "money", "Insured limit", "保险限额", "投保限额"),
        _c("key_account", "flag", "Key account", "重点客户", "key customer", "大客户"),
    ),
    key=("customer",),
)

CONTRACTS = Table(
    "tblContracts",
    "Contracts",
    "合同",
    (
        _c("contract", "text", "Contract", "合同号", "contract no", "合同编号", required=True),
        CUSTOMER,
        _c("amount", "money", "Amount", "合同金额", "contract amount", "金额", required=True),
        CURRENCY,
        _c("signed", "date", "Signed", "签订日期", "signing date", "签约日期"),
        _c("shipped", "date", "Shipped", "发货日期", "shipment date", "delivery date", "交货日期"),
        _c("accepted", "date", "Accepted", "验收日期", "acceptance date"),
        _c("plan", "text", "Staged plan", "收款方案", "plan", "payment terms", "分期方案"),
        _c("major", "flag", "Major", "重大合同", "key contract", "是否重大"),
    ),
    key=("contract",),
)

RECURRING = Table(
    "tblRecurring",
    "Recurring items",
    "固定收支",
    (
        _c("item", "text", "Item", "项目", "name", "名称", required=True),
        _c("category", "text", "Category", "现金流类别", "类别", required=True),
        _c("direction", "choice", "Direction", "方向", "收支", choices=DIRECTIONS, required=True),
        _c("amount", "money", "Amount", "金额", required=True),
        CURRENCY,
        _c("frequency", "choice", "Frequency", "频率", "周期", choices=FREQUENCIES, required=True),
        _c("start", "date", "Start", "开始日期", "from", "起始日", required=True),
        _c("end", "date", "End", "结束日期", "to", "until", "截止日"),
        _c("day", "integer", "Day", "日", "day of month", "付款日"),
        _c("roll", "choice", "Roll", "遇节假日", "business day rule", "顺延规则", choices=ROLLS),
    ),
)

PLAN = Table(
    "tblPlan",
    "Budget",
    "预算",
    (
        _c("month", "month", "Month", "月份", "period", "期间", required=True),
        _c("category", "text", "Category", "现金流类别", "类别", required=True),
        _c("amount", "money", "Amount", "金额", "budget", "预算金额", required=True),
    ),
)

BILLS = Table(
    "tblBills",
    "Acceptance bills",
    "承兑汇票",
    (
        _c("bill", "text", "Bill", "票据号", "bill no", "票号", required=True),
        _c(
            "kind",
            "choice",
            "Kind",
            "票据种类",
            "type",
            choices=("bank_acceptance", "trade_acceptance"),
            required=True,
        ),
        _c("direction", "choice", "Direction", "方向", "收付", choices=DIRECTIONS, required=True),
        _c("drawer", "text", "Drawer", "出票人", "counterparty"),
        _c("face", "money", "Face value", "票面金额", "amount", "金额", required=True),
        CURRENCY,
        _c(
            "matures",
            "date",
            "Matures",
            "到期日",
            "maturity",
            "maturity date",
            "due date",
            required=True,
        ),
        _c("discount_rate", "share", "Discount rate", "贴现率"),
    ),
    key=("bill",),
)

LINES = Table(
    "tblLines",
    "Bank lines",
    "银行授信",
    (
        _c("bank", "text", "Bank", "银行", "lender", required=True),
        _c("limit", "money", "Limit", "授信额度", "facility", required=True),
        _c("drawn", "money", "Drawn", "已用额度", "used", "已提款"),
        _c("committed", "flag", "Committed", "承诺授信", "是否承诺"),
        _c("rate", "share", "Rate per year", "年利率", "interest", "interest rate", "利率"),
        _c("expires", "date", "Expires", "到期日", "expiry", "maturity"),
    ),
)

INSURANCE = Table(
    "tblInsurance",
    "Credit insurance",
    "信用保险",
    (
        _c("policy", "text", "Policy", "保单号", "policy no", required=True),
        _c("insurer", "text", "Insurer", "保险人", "保险公司"),
        CUSTOMER,
        _c("limit", "money", "Limit", "限额", "insured limit", required=True),
        _c("covered", "share", "Covered share", "赔付比例", "cover"),
        _c("risk", "choice", "Risk", "风险类型", choices=("commercial", "political")),
        _c("waiting_days", "integer", "Waiting (days)", "等待期（天）", "waiting days"),
        _c("notify_days", "integer", "Notify within (days)", "通知期（天）", "notify days"),
        _c("claim_days", "integer", "Claim within (days)", "索赔期（天）", "claim days"),
        _c("premium_rate", "share", "Premium rate", "保费率", "premium"),
    ),
)

PLANS = Table(
    "tblPlans",
    "Payment plans",
    "分期计划",
    (
        _c("plan", "text", "Plan", "计划号", "plan no", "分期计划号", required=True),
        _c(
            "counterparty",
            "text",
            "Counterparty",
            "对方单位",
            "customer",
            "supplier",
            "客户",
            "供应商",
            required=True,
        ),
        _c("direction", "choice", "Direction", "方向", "收付", choices=DIRECTIONS, required=True),
        _c("principal", "money", "Principal", "本金", "amount", required=True),
        _c("start", "date", "Start", "开始日期", "from", required=True),
        _c("instalments", "integer", "Instalments", "期数", "number of instalments", required=True),
        _c(
            "frequency",
            "choice",
            "Frequency",
            "频率",
            "周期",
            choices=FREQUENCIES,
            default="monthly",
        ),
        _c(
            "method",
            "choice",
            "Method",
            "还款方式",
            choices=PLAN_METHODS,
            default="equal_principal",
        ),
        _c("rate", "share", "Rate per year", "年利率", "interest rate", "利率"),
        _c("down_payment", "money", "Down payment", "首付", "首付款"),
        _c("status", "choice", "Status", "状态", choices=PLAN_STATES, default="current"),
    ),
    key=("plan",),
)

INSTALMENTS = Table(
    "tblInstalments",
    "Instalments",
    "分期明细",
    (
        _c("plan", "text", "Plan", "计划号", "plan no", "分期计划号", required=True),
        _c("number", "integer", "Number", "期次", "no", "instalment", required=True),
        _c("due", "date", "Due", "应付日期", "due date", "到期日", required=True),
        _c("principal", "money", "Principal", "本金", "amount", required=True),
        _c("interest", "money", "Interest", "利息"),
        _c("paid", "money", "Paid", "已付金额", "amount paid", "已付"),
        _c("paid_date", "date", "Paid date", "付款日期", "date paid"),
    ),
    key=("plan", "number"),
)

ORDERS = Table(
    "tblOrders",
    "Orders",
    "订单",
    (
        _c("order", "text", "Order", "订单号", "order no", required=True),
        CUSTOMER,
        _c("amount", "money", "Amount", "金额", required=True),
        CURRENCY,
        _c("earliest", "date", "Earliest", "最早交货日", "earliest delivery"),
        _c("latest", "date", "Latest", "最晚交货日", "latest delivery"),
        _c("max_batches", "integer", "Most batches", "最多批次", "max batches"),
    ),
    key=("order",),
)

RATES = Table(
    "tblRates",
    "Exchange rates",
    "汇率",
    (
        _c("currency", "text", "Currency", "币种", "ccy", "货币", required=True),
        _c("date", "date", "Date", "日期", required=True),
        _c("rate", "rate", "Rate to base", "折本位币汇率", "rate", "汇率", required=True),
    ),
    key=("currency", "date"),
)

HISTORY = Table(
    "tblHistory",
    "History",
    "历史",
    (
        _c("date", "date", "Date", "日期", required=True),
        _c("indicator", "text", "Indicator", "指标", required=True),
        _c("value", "rate", "Value", "数值"),
        _c("level", "text", "Level", "级别"),
    ),
    key=("date", "indicator"),
    written_by_refresh=True,
)

TABLES: dict[str, Table] = {
    t.name: t
    for t in (
        RECEIVABLES, PAYABLES, BANK, MONTHLY, CUSTOMERS, CONTRACTS, RECURRING, PLAN, BILLS, LINES,
        INSURANCE, PLANS, INSTALMENTS, ORDERS, RATES, HISTORY,
    )
}  # fmt: skip
