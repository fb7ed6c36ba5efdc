"""The ledgers' tables and columns: names, kinds, titles. The one place that says what a column is."""

from __future__ import annotations

from cashbuoy.ledger.schema.cash import BANK, BILLS, LINES, MONTHLY, PLAN, RATES, RECURRING
from cashbuoy.ledger.schema.choices import (
    ACTION_KINDS,
    BUYER_TYPES,
    CHANNELS,
    CHOICE_LABELS,
    DIRECTIONS,
    DISPUTE_OUTCOMES,
    FREQUENCIES,
    INSTRUMENTS,
    PLAN_FREQUENCIES,
    PLAN_METHODS,
    PLAN_STATES,
    PRIORITIES,
    RESULTS,
    ROLLS,
    ChoiceLabel,
)
from cashbuoy.ledger.schema.collection import ACTIONS, DISPUTES
from cashbuoy.ledger.schema.column import Column, Kind, Table
from cashbuoy.ledger.schema.credit import CREDIT_CHANGES, GRADE_HISTORY
from cashbuoy.ledger.schema.plans import (
    HISTORY,
    INSTALMENTS,
    PLAN_CHANGES,
    PLAN_ITEMS,
    PLAN_PAYMENTS,
    PLAN_PROPOSALS,
    PLANS,
    SNAPSHOTS,
)
from cashbuoy.ledger.schema.trade import (
    CONTRACTS,
    CUSTOMERS,
    INSURANCE,
    ORDERS,
    PAYABLES,
    RECEIVABLES,
)
from cashbuoy.ledger.schema.warning import STATES, TASKS, WARNING_LOG

__all__ = [
    "ACTIONS",
    "ACTION_KINDS",
    "BANK",
    "BILLS",
    "BUYER_TYPES",
    "CHANNELS",
    "CHOICE_LABELS",
    "CONTRACTS",
    "CREDIT_CHANGES",
    "CUSTOMERS",
    "DIRECTIONS",
    "DISPUTES",
    "DISPUTE_OUTCOMES",
    "FREQUENCIES",
    "GRADE_HISTORY",
    "HISTORY",
    "INSTALMENTS",
    "INSTRUMENTS",
    "INSURANCE",
    "LINES",
    "MONTHLY",
    "ORDERS",
    "PAYABLES",
    "PLAN",
    "PLANS",
    "PLAN_CHANGES",
    "PLAN_FREQUENCIES",
    "PLAN_ITEMS",
    "PLAN_METHODS",
    "PLAN_PAYMENTS",
    "PLAN_PROPOSALS",
    "PLAN_STATES",
    "PRIORITIES",
    "RATES",
    "RECEIVABLES",
    "RECURRING",
    "RESULTS",
    "ROLLS",
    "SNAPSHOTS",
    "STATES",
    "TABLES",
    "TASKS",
    "WARNING_LOG",
    "ChoiceLabel",
    "Column",
    "Kind",
    "Table",
]

# In the order of the input sheets.
TABLES: dict[str, Table] = {
    t.name: t
    for t in (
        RECEIVABLES,
        PAYABLES,
        BANK,
        MONTHLY,
        CUSTOMERS,
        CONTRACTS,
        RECURRING,
        PLAN,
        BILLS,
        LINES,
        INSURANCE,
        PLANS,
        INSTALMENTS,
        PLAN_PAYMENTS,
        PLAN_ITEMS,
        ORDERS,
        ACTIONS,
        DISPUTES,
        RATES,
        HISTORY,
        GRADE_HISTORY,
        CREDIT_CHANGES,
        PLAN_PROPOSALS,
        PLAN_CHANGES,
        SNAPSHOTS,
        WARNING_LOG,
        STATES,
        TASKS,
    )
}
