"""What refreshes note about customers' credit: grades as they change, and changes to approve."""

from __future__ import annotations

from cashbuoy.ledger.schema.choices import CREDIT_RULES, CREDIT_SUBJECTS
from cashbuoy.ledger.schema.column import Table, column

# fmt: off
GRADE_HISTORY = Table("tblGrades", "Grades", "等级变动", (
    column("date", "date", "Date", "日期", required=True),
    column("customer", "text", "Customer", "客户", required=True),
    column("grade", "text", "Grade", "信用等级", "等级", required=True),
    column("points", "rate", "Points", "得分"),
    column("because", "text", "Because", "原因"),
    column("external_rating", "text", "External rating", "外部评级"),
    column("country_grade", "rate", "Country risk", "国别风险"),
), key=("date", "customer"), written_by_refresh=True)

# `approval` is the user's: refresh never writes over what stands there.
CREDIT_CHANGES = Table("tblCreditChanges", "Credit changes", "额度账期变更", (
    column("date", "date", "Date", "日期", required=True),
    column("customer", "text", "Customer", "客户", required=True),
    column("subject", "choice", "Subject", "事项", required=True, choices=CREDIT_SUBJECTS),
    column("rule", "choice", "Rule", "规则", choices=CREDIT_RULES),
    column("before", "rate", "Before", "变更前"),
    column("after", "rate", "After", "变更后"),
    column("approval", "text", "Approval", "审批", "approved", "批准"),
), written_by_refresh=True)
# fmt: on
