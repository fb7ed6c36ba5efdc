"""Payment plans: a customer's, a supplier's, and one that is only a draft."""

from __future__ import annotations

import datetime as dt

from . import cash, days, purchases, sales
from .exceptions import (
    FIRST_INSTALMENT,
    FIRST_PART,
    PLAN_INSTALMENTS,
    PLAN_START,
    SECOND_PART_ON,
    instalment,
    plan_principal,
)
from .firm import AS_OF, DRAFT_CUSTOMER, PLAN_CUSTOMER, PLAN_SUPPLIER

Row = dict[str, object]


def plans(invoices: list[sales.Invoice], bought: list[purchases.Bill]) -> list[Row]:
    theirs = plan_principal(invoices)
    ours = sum(b.amount for b in bought if b.into_plan)
    return [
        {"plan": sales.PLAN_NUMBER, "counterparty": PLAN_CUSTOMER, "direction": "in",
         "principal": sum(i.amount for i in theirs), "start": PLAN_START,
         "instalments": PLAN_INSTALMENTS,
         "frequency": "monthly", "method": "equal_principal", "rate": 0,
         "down_payment": theirs[0].amount, "status": "in_grace"},
        {"plan": purchases.PLAN_NUMBER, "counterparty": PLAN_SUPPLIER, "direction": "out",
         "principal": ours, "start": purchases.INTO_PLAN, "instalments": cash.SUPPLIER_INSTALMENTS,
         "frequency": "monthly", "method": "custom", "rate": 0, "down_payment": "",
         "status": "current"},
        {"plan": _DRAFT, "counterparty": DRAFT_CUSTOMER, "direction": "in",
         "principal": sum(_still(i) for i in _under_draft(invoices)), "start": _DRAFT_START,
         "instalments": 6, "frequency": "monthly", "method": "equal_instalment", "rate": "6%",
         "down_payment": 400_000_00, "status": "draft"},
    ]  # fmt: skip


# Agreed by word of mouth on the visit of 26 October; the customer has not signed yet.
_DRAFT, _DRAFT_START = "FQ-2026-03", dt.date(2026, 11, 16)


def _under_draft(invoices: list[sales.Invoice]) -> list[sales.Invoice]:
    """What the customer of the draft owes overdue, oldest first."""
    return [
        i for i in invoices
        if i.customer.short == DRAFT_CUSTOMER and i.due < AS_OF and _still(i) > 0
        and not i.dispute
    ]  # fmt: skip


def _still(invoice: sales.Invoice) -> int:
    return invoice.amount - (invoice.paid or 0)


def plan_items(invoices: list[sales.Invoice]) -> list[Row]:
    """The invoices that the draft is about; those of the other plan name it as their contract."""
    return [
        {"plan": _DRAFT, "invoice": i.number, "amount": _still(i), "instalment": ""}
        for i in _under_draft(invoices)
    ]


def instalments(invoices: list[sales.Invoice], bought: list[purchases.Bill]) -> list[Row]:
    """The customer paid down and once, then missed; we have paid every month."""
    theirs = plan_principal(invoices)
    parts = [(PLAN_START, theirs[0].amount)]
    parts += [
        (days.shift_month(FIRST_INSTALMENT, n), instalment(invoices))
        for n in range(PLAN_INSTALMENTS)
    ]
    parts[-1] = (parts[-1][0], sum(i.amount for i in theirs) - sum(p for _, p in parts[:-1]))
    found = [_part(sales.PLAN_NUMBER, n, day, part, n < 2) for n, (day, part) in enumerate(parts)]
    found[1]["paid_date"] = SECOND_PART_ON
    for n, (day, part) in enumerate(cash.supplier_plan(bought), start=1):
        found.append(_part(purchases.PLAN_NUMBER, n, day, part, days.workday(day) <= AS_OF))
    return found


def plan_payments(invoices: list[sales.Invoice]) -> list[Row]:
    """The customer's first instalment, as it came; Instalments has the sum of it."""
    rest = instalment(invoices) - FIRST_PART
    return [
        {"plan": sales.PLAN_NUMBER, "date": day, "amount": amount, "instalment": 1, "note": note}
        for day, amount, note in (
            (FIRST_INSTALMENT, FIRST_PART, "客户称资金紧张，先付一部分"),
            (SECOND_PART_ON, rest, "补足第 1 期"),
        )
    ]


def _part(plan: str, number: int, day: dt.date, principal: int, paid: bool) -> Row:
    return {
        "plan": plan, "number": number, "due": days.workday(day), "principal": principal,
        "interest": 0,
        "paid": principal if paid else "", "paid_date": days.workday(day) if paid else "",
    }  # fmt: skip


# What the bookkeeper did in October. date | customer | action | channel | by | result
# date, customer, action, channel, who, result, day promised, note
