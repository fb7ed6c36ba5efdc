"""Payment plans, and what refreshes remember."""

from __future__ import annotations

from cashbuoy.ledger.schema.choices import (
    DIRECTIONS,
    FREQUENCIES,
    ORIGINS,
    PLAN_METHODS,
    PLAN_STATES,
)
from cashbuoy.ledger.schema.column import Table, column

# fmt: off
PLANS = Table("tblPlans", "Payment plans", "分期计划", (
    column("plan", "text", "Plan", "计划号", "plan no", "分期计划号", required=True),
    column("counterparty", "text", "Counterparty", "对方单位", "customer", "supplier", "客户",
           "供应商", required=True),
    column("direction", "choice", "Direction", "方向", "收付", required=True, choices=DIRECTIONS),
    column("principal", "money", "Principal", "本金", "amount", required=True),
    column("start", "date", "Start", "开始日期", "from", required=True),
    column("instalments", "integer", "Instalments", "期数", "number of instalments",
           required=True),
    column("frequency", "choice", "Frequency", "频率", "周期", choices=FREQUENCIES,
           default="monthly"),
    column("method", "choice", "Method", "还款方式", choices=PLAN_METHODS,
           default="equal_principal"),
    column("rate", "share", "Rate per year", "年利率", "interest rate", "利率"),
    column("down_payment", "money", "Down payment", "首付", "首付款"),
    column("status", "choice", "Status", "状态", choices=PLAN_STATES, default="current"),
), key=("plan",))

INSTALMENTS = Table("tblInstalments", "Instalments", "分期明细", (
    column("plan", "text", "Plan", "计划号", "plan no", "分期计划号", required=True),
    column("number", "integer", "Number", "期次", "no", "instalment", required=True),
    column("due", "date", "Due", "应付日期", "due date", "到期日", required=True),
    column("principal", "money", "Principal", "本金", "amount", required=True),
    column("interest", "money", "Interest", "利息"),
    column("paid", "money", "Paid", "已付金额", "amount paid", "已付"),
    column("paid_date", "date", "Paid date", "付款日期", "date paid"),
), key=("plan", "number"))

HISTORY = Table("tblHistory", "History", "历史", (
    column("date", "date", "Date", "日期", required=True),
    column("indicator", "text", "Indicator", "指标", required=True),
    column("value", "rate", "Value", "数值"),
    column("level", "text", "Level", "级别"),
), key=("date", "indicator"), written_by_refresh=True)

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
