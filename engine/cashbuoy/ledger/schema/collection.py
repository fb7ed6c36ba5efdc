"""What was done to collect, and what customers dispute."""

from __future__ import annotations

from cashbuoy.ledger.schema.choices import ACTION_KINDS, CHANNELS, DISPUTE_OUTCOMES, RESULTS
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
    column("result", "choice", "Result", "结果", "outcome", "反馈", choices=RESULTS),
    column("promise_date", "date", "Promised for", "承诺付款日", "promise date", "承诺日期"),
    # Of a claim on the insurer, in base currency: claimed, admitted, received.
    column("amount", "money", "Claim amount", "赔款金额", "amount", "claimed", "admitted amount",
           "金额", "索赔金额", "认可金额", "赔付金额"),
    NOTE,
))

# One row a dispute; several may be about one invoice. Amounts are in the invoice's currency.
DISPUTES = Table("tblDisputes", "Disputes", "争议登记", (
    column("dispute", "text", "Dispute", "争议编号", "dispute no", "case", "编号", required=True),
    column("invoice", "text", "Invoice", "发票号", "invoice no", "document", "发票号码", required=True),
    column("opened", "date", "Opened", "提出日期", "opened on", "date", "登记日期", required=True),
    column("reason", "text", "Reason", "争议原因", "reason code", "原因"),
    column("amount", "money", "Disputed amount", "争议金额", "amount", "金额"),
    column("owner", "text", "Owner", "负责人", "by", "经办人"),
    column("deadline", "date", "Settle by", "解决期限", "deadline", "due", "期限"),
    column("outcome", "choice", "Outcome", "处理结果", "status", "state", "状态", "结果",
           choices=DISPUTE_OUTCOMES, default="unsettled"),
    column("closed", "date", "Closed", "结案日期", "closed on", "settled"),
    column("won", "money", "Amount upheld", "认可金额", "won", "recovered"),
    NOTE,
), key=("dispute",))
# fmt: on
