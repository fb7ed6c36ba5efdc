"""The demo ledgers as rows of text, one table per file, in the columns of the ledger tables."""

from __future__ import annotations

import datetime as dt

from . import books, cash, customers, days, payment_plans, purchases, registers, sales
from .blemishes import blemish_payables, blemish_receivables
from .exceptions import with_exceptions
from .firm import AS_OF, FIRST_DAY
from .rates import QUOTES

Row = dict[str, str]
# Columns that hold fen; the rest is written as it stands.
_MONEY = {
    "amount", "paid", "balance", "credit_limit", "insured_limit", "face", "limit", "drawn",
    "principal", "won", "deductible", "maximum_liability", "requested",
    "interest", "down_payment", "revenue", "credit_sales", "cogs", "purchases",
    "operating_cash_flow",
    "receivables", "payables", "inventory", "cash", "current_assets", "current_liabilities",
}  # fmt: skip


def demo_ledgers() -> dict[str, list[Row]]:
    """Every table but the history, which refresh writes itself."""
    invoices = with_exceptions(sales.invoices())
    bills = purchases.bills()
    moved = cash.movements(invoices, bills)
    closing = cash.balances(moved)
    tables = {
        "tblReceivables": [_invoice(i) for i in invoices],
        "tblPayables": [_bill(b) for b in bills],
        "tblBank": _bank(closing),
        "tblMonthly": [_month(m) for m in books.monthly(invoices, bills, moved, closing)],
        "tblCustomers": customers.customers(invoices),
        "tblContracts": registers.contracts(),
        "tblRecurring": registers.recurring(),
        "tblPlan": registers.budget(),
        "tblBills": registers.bills(invoices, bills),
        "tblLines": registers.lines(),
        "tblInsurance": customers.insurance(),
        "tblPlans": payment_plans.plans(invoices, bills),
        "tblInstalments": payment_plans.instalments(invoices, bills),
        "tblPlanPayments": payment_plans.plan_payments(invoices),
        "tblPlanItems": payment_plans.plan_items(invoices),
        "tblOrders": registers.orders(),
        "tblActions": registers.actions(),
        "tblDisputes": registers.disputes(invoices),
        "tblRates": [
            {"currency": "USD", "date": day, "rate": f"{rate / 10_000:.4f}"} for day, rate in QUOTES
        ],
    }
    written = {name: [_text(row) for row in rows] for name, rows in tables.items()}
    written["tblReceivables"] = blemish_receivables(written["tblReceivables"])
    written["tblPayables"] = blemish_payables(written["tblPayables"])
    return written


def _invoice(i: sales.Invoice) -> dict[str, object]:
    return {
        "invoice": i.number, "customer": i.customer.short, "invoice_date": i.date,
        "due_date": i.due,
        "currency": i.customer.currency, "amount": i.amount, "paid": i.paid or "",
        "paid_date": i.paid_date or "", "contract": i.contract,
        "dispute": "是" if i.dispute else "",
        "promise_date": i.promise or "", "instrument": i.instrument, "note": i.note,
    }  # fmt: skip


def _bill(b: purchases.Bill) -> dict[str, object]:
    return {
        "bill": b.number, "supplier": b.supplier.name, "bill_date": b.date, "due_date": b.due,
        "currency": "CNY", "amount": b.amount, "paid": b.paid or "", "paid_date": b.paid_date or "",
        "priority": b.supplier.priority, "discount_rate": b.discount_rate or "",
        "discount_date": b.discount_date or "", "late_rate": b.supplier.late_rate or "",
        "pay_on": b.pay_on or "", "dispute": "", "note": b.note,
    }  # fmt: skip


def _bank(closing: dict[dt.date, dict[str, int]]) -> list[dict[str, object]]:
    """Fridays and month ends."""
    return [
        {"date": day, "account": account, "currency": currency, "balance": closing[day][account]}
        for day in sorted(closing)
        if FIRST_DAY <= day <= AS_OF and (day.weekday() == 4 or day == days.month_end(day))
        for account, currency in cash.ACCOUNTS.items()
    ]


def _month(m: books.Month) -> dict[str, object]:
    row: dict[str, object] = {
        "month": f"{m.month:%Y-%m}", "revenue": m.revenue, "credit_sales": m.revenue,
    }  # fmt: skip
    return row | {name: getattr(m, name) for name in m.__dataclass_fields__ if name not in row}


def _text(row: dict[str, object]) -> Row:
    return {
        name: f"{value / 100:.2f}" if name in _MONEY and isinstance(value, int) else str(value)
        for name, value in row.items()
    }
