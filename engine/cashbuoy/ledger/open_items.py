"""Open receivables and payables at a date: what is owed, since when, and when it is expected."""

from __future__ import annotations

# Columns of the frames of open items, for receivables and payables alike. Money: int64 minor units.
OPEN_COLUMNS = (
    "row",             # data row in the ledger
    "document",        # invoice or bill number
    "counterparty",
    "document_date",   # datetime64
    "due_date",        # datetime64
    "currency",
    "amount",          # whole document, minor units of its own currency
    "open",            # still open, minor units of its own currency
    "open_base",       # the same in base currency
    "days_overdue",    # as-of date less due date; negative while not due
    "bucket",          # index into policy.receivables.ageing (payables: the same edges)
    "status",          # forecast | dispute | plan
    "basis",           # due | overdue | promise | bill_tenor : why that expected date
    "expected_date",   # datetime64, on a working day as rolled; NaT for dispute and plan
    "loss_base",       # expected never to come (receivables), >= 0 for invoices
    "expected_base",   # open_base - loss_base for status forecast, else 0
    "provisional",     # bool
    "contract",
    "priority",        # payables; "" for receivables
)  # fmt: skip
