"""What refreshes remember of warnings: how levels moved."""

from __future__ import annotations

from cashbuoy.ledger.schema.column import Table, column

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
# fmt: on
