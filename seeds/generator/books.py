"""Month-end figures that follow from the ledgers and the cash: nothing here is made up twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from . import cash, days
from .firm import AS_OF, FIRST_DAY
from .purchases import INTO_PLAN, Bill
from .rates import rate_on
from .sales import Invoice

OPENING_INVENTORY = 462_000_000  # fen
MATERIAL_SHARE = 67  # percent of revenue, used up when sold
CONVERSION = 33_000_000  # production wages, energy and depreciation put into stock each month
CONVERSION_SHARE = 11  # percent of revenue, released when sold
OTHER_ASSETS = 23_600_000  # prepayments and deposits
WAGES_DUE = cash.WAGES + cash.SOCIAL_INSURANCE


@dataclass(frozen=True)
class Month:
    month: dt.date
    revenue: int
    cogs: int
    purchases: int
    operating_cash_flow: int
    receivables: int
    payables: int
    inventory: int
    cash: int
    current_assets: int
    current_liabilities: int


def cash_on(day: dt.date, closing: dict[dt.date, dict[str, int]]) -> int:
    """All accounts at the close of a day, in fen at the rate of that day."""
    held = closing[day]
    return held[cash.BASIC] + held[cash.SECOND] + held[cash.DOLLAR] * rate_on(day) // 10_000


def monthly(
    invoices: list[Invoice],
    bills: list[Bill],
    moved: list[cash.Movement],
    closing: dict[dt.date, dict[str, int]],
) -> list[Month]:
    found = []
    inventory = OPENING_INVENTORY
    for month in days.months(FIRST_DAY, AS_OF):
        end = days.month_end(month)
        revenue = sum(i.net_base for i in invoices if i.date.replace(day=1) == month)
        bought = sum(b.net for b in bills if b.date.replace(day=1) == month)
        cogs = revenue * (MATERIAL_SHARE + CONVERSION_SHARE) // 100
        inventory += bought + CONVERSION - cogs
        receivables = sum(i.open_base(end) for i in invoices)
        payables = sum(b.open(end) for b in bills)
        money = cash_on(end, closing)
        operating = [
            m for m in moved if m.activity == "operating" and m.day.replace(day=1) == month
        ]
        held = sum(i.base for i, came, day in cash.bills_held(invoices) if came <= end < day)
        found.append(
            Month(
                month, revenue, cogs, bought, sum(m.base for m in operating), receivables, payables,
                inventory, money, money + receivables + held + inventory + OTHER_ASSETS,
                payables + _other_liabilities(month, end, invoices, bills),
            )
        )  # fmt: skip
    return found


def _other_liabilities(
    month: dt.date, end: dt.date, invoices: list[Invoice], bills: list[Bill]
) -> int:
    given = sum(b.amount for b, gave, day in cash.bills_given(bills) if gave <= end < day)
    owed_in_plan = 0
    if end >= INTO_PLAN:
        owed_in_plan = sum(
            part for day, part in cash.supplier_plan(bills) if days.workday(day) > end
        )
    taxes = cash.vat_of_month(month, invoices, bills)
    return given + owed_in_plan + taxes + cash.loans_on(end) + WAGES_DUE
