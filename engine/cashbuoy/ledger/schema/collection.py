"""What was done to collect: letters written, calls made, notices given."""

from __future__ import annotations

from cashbuoy.ledger.schema.choices import ACTION_KINDS, CHANNELS
from cashbuoy.ledger.schema.column import CUSTOMER, NOTE, Table, column

# fmt: off
# Letters written are added by the button; everything else, and the result, is the user's.
ACTIONS = Table("tblActions", "Collection actions", "催收记录", (
    column("date", "date", "Date", "日期", "done on", "办理日期", required=True),
    CUSTOMER,
    column("action", "choice", "Action", "催收动作", "stage", "阶段", "动作", required=True,
           choices=ACTION_KINDS),
    column("invoices", "text", "Invoices", "涉及发票", "invoice", "发票号"),
    column("channel", "choice", "Channel", "方式", "联系方式", choices=CHANNELS),
    column("document", "text", "Document", "文件", "letter", "函件"),
    column("by", "text", "By", "经办人", "owner", "负责人"),
    column("result", "text", "Result", "结果", "outcome", "反馈"),
    NOTE,
))
# fmt: on
