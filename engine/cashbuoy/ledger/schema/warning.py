"""What refreshes remember of warnings: how levels and states moved, and the plan's tasks."""

from __future__ import annotations

from cashbuoy.ledger.schema.column import NOTE, Table, column

# fmt: off
WARNING_LOG = Table("tblWarningLog", "Warning log", "预警记录", (
    column("date", "date", "Date", "日期", required=True),
    column("rule", "text", "Rule", "规则", required=True),
    column("subject", "text", "Month or customer", "月份或客户"),
    column("level", "text", "Level", "级别", required=True),
    column("since", "date", "Since", "起始日期"),
    column("broken_on", "date", "Limit last broken", "最近突破限值"),
    column("measured", "rate", "Measured", "实测值"),
    column("limit", "rate", "Limit", "限值"),
), key=("date", "rule", "subject"), written_by_refresh=True)

STATES = Table("tblStates", "State changes", "状态变化", (
    column("date", "date", "Date", "日期", required=True),
    column("state", "text", "State", "状态", required=True),
    column("since", "date", "Since", "起始日期"),
    column("started", "date", "Plan began", "预案启动日期"),
    column("causes", "text", "Causes", "原因"),
    column("met_on", "date", "Cause last there", "原因最近存在日期"),
), key=("date",), written_by_refresh=True)

# Title to note but the effect are the user's, and so are whole lines of his own: they are texts, so
# that no word of his makes a line unreadable.
TASKS = Table("tblTasks", "Emergency tasks", "应急任务", (
    column("started", "date", "Plan began", "预案启动日期"),
    column("task", "text", "Task", "任务"),
    column("title", "text", "What is to be done", "事项"),
    column("owner", "text", "Owner", "负责人", "by"),
    column("due", "text", "Due", "完成期限", "by when"),
    column("progress", "text", "Progress", "进度", "status"),
    column("done_on", "text", "Done on", "完成日期"),
    column("effect", "rate", "Cash effect at most", "现金效果上限"),
    NOTE,
), written_by_refresh=True)
# fmt: on
