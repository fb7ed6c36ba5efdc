"""Payment plans, and what refreshes remember."""

from __future__ import annotations

from cashbuoy.ledger.schema.choices import (
    DIRECTIONS,
    ORIGINS,
    PLAN_FREQUENCIES,
    PLAN_METHODS,
    PLAN_REASONS,
    PLAN_SHAPES,
    PLAN_STATES,
    SECURITIES,
)
from cashbuoy.ledger.schema.column import CURRENCY, CUSTOMER, NOTE, Table, column

# fmt: off
PLANS = Table("tblPlans", "Payment plans", "分期计划", (
    column("plan", "text", "Plan", "计划号", "plan no", "分期计划号", required=True),
    column("counterparty", "text", "Counterparty", "对方单位", "customer", "supplier", "客户",
           "供应商", required=True),
    column("direction", "choice", "Direction", "方向", "收付", required=True, choices=DIRECTIONS),
    # Without one: that of its lines in tblInstalments, else what was open of its invoices.
    column("principal", "money", "Principal", "本金", "amount"),
    column("start", "date", "Start", "开始日期", "from", required=True),
    column("instalments", "integer", "Instalments", "期数", "number of instalments",
           required=True),
    column("frequency", "choice", "Frequency", "频率", "周期", choices=PLAN_FREQUENCIES,
           default="monthly"),
    column("method", "choice", "Method", "还款方式", choices=PLAN_METHODS,
           default="equal_principal"),
    column("rate", "share", "Rate per year", "年利率", "interest rate", "利率"),
    column("down_payment", "money", "Down payment", "首付", "首付款"),
    column("status", "choice", "Status", "状态", choices=PLAN_STATES, default="current"),
    column("after_days", "integer", "First due after (days)", "首期间隔（天）", "after days",
           "start after days", "首期天数"),
    column("late_rate", "share", "Late fee rate per year", "逾期违约金年利率", "late rate",
           "penalty rate", "违约金年利率"),
    column("replaces", "text", "Replaces plan", "替代计划号", "replaces", "原计划号"),
    column("waived", "money", "Waived", "减免金额", "written off", "豁免金额"),
    column("security", "choice", "Security", "担保", choices=SECURITIES),
), key=("plan",), sum_of="principal")

# Which invoices a plan pays off. Without an amount: all that was open when it began; without an
# instalment: oldest first.
PLAN_ITEMS = Table("tblPlanItems", "Plan invoices", "分期对应发票", (
    column("plan", "text", "Plan", "计划号", "plan no", "分期计划号", required=True),
    column("invoice", "text", "Invoice", "发票号", "invoice no", "document", "发票号码",
           required=True),
    column("amount", "money", "Amount", "纳入金额", "amount in the plan", "金额"),
    column("instalment", "integer", "Paid by instalment", "对应期次", "instalment", "number", "期次"),
    NOTE,
), key=("plan", "invoice", "instalment"), sum_of="amount")

INSTALMENTS = Table("tblInstalments", "Instalments", "分期明细", (
    column("plan", "text", "Plan", "计划号", "plan no", "分期计划号", required=True),
    column("number", "integer", "Number", "期次", "no", "instalment", required=True),
    column("due", "date", "Due", "应付日期", "due date", "到期日", required=True),
    column("principal", "money", "Principal", "本金", "amount", required=True),
    column("interest", "money", "Interest", "利息"),
    column("paid", "money", "Paid", "已付金额", "amount paid", "已付"),
    column("paid_date", "date", "Paid date", "付款日期", "date paid"),
), key=("plan", "number"))

# Payments in parts, each on its day. Without an instalment: the oldest one open. The paid columns of
# tblInstalments are the short form for one payment: plans.plan_payments says how both go together.
PLAN_PAYMENTS = Table("tblPlanPayments", "Plan payments", "分期收付记录", (
    column("plan", "text", "Plan", "计划号", "plan no", "分期计划号", required=True),
    column("date", "date", "Date", "日期", "paid date", "payment date", "date paid",
           "date received", "收付日期", "付款日期", "收款日期", required=True),
    column("amount", "money", "Amount", "金额", "paid", "amount paid", "received", "收付金额",
           "付款金额", "收款金额", "已付金额", required=True),
    column("instalment", "integer", "For instalment", "对应期次", "instalment", "number", "期次"),
    NOTE,
))

# `choice` is the user's: refresh never writes over what stands there.
PLAN_PROPOSALS = Table("tblPlanProposals", "Plan proposals", "分期方案", (
    column("date", "date", "Date", "日期", required=True),
    CUSTOMER,
    column("shape", "choice", "Proposal", "方案", required=True, choices=PLAN_SHAPES),
    column("debt", "money", "Overdue debt", "逾期金额", required=True),
    column("down_payment", "money", "Down payment", "首付"),
    column("instalments", "integer", "Instalments", "期数", required=True),
    column("frequency", "choice", "Frequency", "频率", choices=PLAN_FREQUENCIES, default="monthly"),
    column("method", "choice", "Method", "还款方式", choices=PLAN_METHODS,
           default="equal_instalment"),
    column("rate", "share", "Rate per year", "年利率"),
    column("start", "date", "Start", "开始日期"),
    column("security", "choice", "Security", "担保", choices=SECURITIES),
    column("recovery", "money", "Expected recovery", "预计收回"),
    column("npv", "money", "Present value", "现值"),
    column("lowest_cash", "money", "Lowest cash with it", "实施后最低现金"),
    column("choice", "text", "Choice", "选定", "chosen", "选择"),
), written_by_refresh=True)

PLAN_CHANGES = Table("tblPlanChanges", "Plan changes", "分期状态变动", (
    column("date", "date", "Date", "日期", required=True),
    column("plan", "text", "Plan", "计划号", required=True),
    column("before", "choice", "Before", "变更前", choices=PLAN_STATES),
    column("after", "choice", "After", "变更后", required=True, choices=PLAN_STATES),
    column("because", "choice", "Because", "原因", choices=PLAN_REASONS),
), written_by_refresh=True)

HISTORY = Table("tblHistory", "History", "历史", (
    column("date", "date", "Date", "日期", required=True),
    column("indicator", "text", "Indicator", "指标", required=True),
    column("value", "rate", "Value", "数值"),
    column("level", "text", "Level", "级别"),
), key=("date", "indicator"), written_by_refresh=True)

# What refreshes found paid of documents that were not settled then; users may add lines.
PAID_PARTS = Table("tblPaidParts", "Part payments", "分次收付", (
    column("date", "date", "Date", "日期", "paid on", "收付日期", required=True),
    column("direction", "choice", "Direction", "方向", "收付", required=True, choices=DIRECTIONS),
    column("counterparty", "text", "Counterparty", "对方单位", "customer", "supplier", "客户",
           "供应商", required=True),
    column("document", "text", "Invoice or bill", "单据号", "invoice", "bill", "document",
           "发票号", "账单号", required=True),
    CURRENCY,
    column("amount", "money", "Amount", "金额", "part", "本次金额", required=True),
), written_by_refresh=True)

SNAPSHOTS = Table("tblSnapshots", "Past forecasts", "历次预测", (
    column("as_of", "date", "Forecast made on", "预测日", required=True),
    column("month", "month", "Month", "月份", required=True),
    column("category", "text", "Category", "现金流类别", required=True),
    column("counterparty", "text", "Counterparty", "对方单位"),
    column("reference", "text", "Reference", "单号"),
    column("amount", "money", "Amount", "金额", required=True),
    column("whole", "money", "Whole item", "该项合计"),
    column("origin", "choice", "Origin", "来源", choices=ORIGINS, default="refresh"),
), written_by_refresh=True)
# fmt: on
