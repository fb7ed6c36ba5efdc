"""Cash as it moved: every payment of the books, by account, and the balances that result.

Amounts are fen, or cents on the dollar account; in +, out -.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from . import days, purchases, sales
from .exceptions import FIRST_INSTALMENT, FIRST_PART, SECOND_PART_ON
from .firm import AS_OF, FIRST_DAY
from .rates import rate_on

BASIC, SECOND, DOLLAR = "甬泽银行基本户", "浙岳银行一般户", "甬泽银行美元户"
ACCOUNTS = {BASIC: "CNY", SECOND: "CNY", DOLLAR: "USD"}
OPENING = {BASIC: 318_400_000, SECOND: 61_800_000, DOLLAR: 2_450_000}

WAGES, SOCIAL_INSURANCE = 32_600_000, 11_480_000
RENT_PER_QUARTER, UTILITIES, OVERHEADS = 22_500_000, 6_200_000, 16_500_000
INTEREST_PER_MILLE = 36  # a year, on bank loans
SURCHARGES = 12  # percent of the VAT paid
TAX_PER_QUARTER = 9_600_000
SUPPLIER_INSTALMENTS = 6

_LOANS = (
    (dt.date(2024, 3, 1), 450_000_000),
    (dt.date(2026, 2, 25), -350_000_000),  # renewed after a fortnight
    (dt.date(2026, 3, 11), 350_000_000),
)
_OTHER = (
    (dt.date(2025, 9, 16), SECOND, -86_000_000, "investing"),  # lathe
    (dt.date(2026, 5, 19), SECOND, -38_000_000, "investing"),  # coordinate measuring machine
    (dt.date(2026, 8, 25), SECOND, -74_400_000, "investing"),  # 30 % down on the machining centre
    (dt.date(2025, 6, 25), BASIC, -50_000_000, "financing"),  # dividend
    (dt.date(2026, 6, 24), BASIC, -120_000_000, "financing"),  # dividend
    (dt.date(2026, 2, 9), SECOND, -39_500_000, "operating"),  # bonus before the Spring Festival
    (dt.date(2025, 11, 12), BASIC, -9_200_000, "operating"),  # insurance
    (dt.date(2026, 4, 14), BASIC, -6_800_000, "operating"),  # software
    (dt.date(2026, 5, 27), BASIC, -8_430_000, "operating"),  # settlement of last year's income tax
)


@dataclass(frozen=True)
class Movement:
    day: dt.date
    account: str
    amount: int
    activity: str

    @property
    def base(self) -> int:
        return self.amount * rate_on(self.day) // 10_000 if self.account == DOLLAR else self.amount


def movements(invoices: list[sales.Invoice], bills: list[purchases.Bill]) -> list[Movement]:
    """All payments between FIRST_DAY and AS_OF, by day."""
    found = [
        *_receipts(invoices), *_payments(bills), *_running(invoices, bills), *_loans(),
        *(Movement(*other) for other in _OTHER),
    ]  # fmt: skip
    return sorted(
        (m for m in found if FIRST_DAY <= m.day <= AS_OF),
        key=lambda m: (m.day, m.account, m.amount),
    )


def balances(moved: Iterable[Movement]) -> dict[dt.date, dict[str, int]]:
    """Balance of each account at the close of each day. Money is moved between the accounts so
    that none runs dry; dollars above a small stock are sold."""
    by_day = defaultdict(list)
    for movement in moved:
        by_day[movement.day].append(movement)
    now = dict(OPENING)
    closing = {}
    day = FIRST_DAY
    while day <= AS_OF:
        for movement in by_day[day]:
            now[movement.account] += movement.amount
        _even_out(now, day)
        closing[day] = dict(now)
        day += dt.timedelta(days=1)
    return closing


def loans_on(day: dt.date) -> int:
    return sum(amount for when, amount in _LOANS if when <= day)


def vat_of_month(
    month: dt.date, invoices: Iterable[sales.Invoice], bills: Iterable[purchases.Bill]
) -> int:
    """Output less input tax, in fen; what is below zero is not paid out."""
    output = sum(i.base - i.net_base for i in invoices if i.date.replace(day=1) == month)
    input_tax = sum(b.amount - b.net for b in bills if b.date.replace(day=1) == month)
    return max(output - input_tax, 0)


def bills_held(
    invoices: Iterable[sales.Invoice],
) -> list[tuple[sales.Invoice, dt.date, dt.date]]:
    """Invoices settled by an acceptance bill, with the days it came and matures."""
    return [
        (i, i.paid_date, i.paid_date + dt.timedelta(days=sales.BILL_DAYS))
        for i in invoices
        if i.paid_date and i.instrument.endswith("acceptance")
    ]


def bills_given(
    bills: Iterable[purchases.Bill],
) -> list[tuple[purchases.Bill, dt.date, dt.date]]:
    """The same for what we settled by our own acceptance bills."""
    return [
        (b, b.paid_date, b.paid_date + dt.timedelta(days=purchases.BILL_DAYS))
        for b in bills
        if b.paid_date and b.supplier.by_bill
    ]


def supplier_plan(bills: Iterable[purchases.Bill]) -> list[tuple[dt.date, int]]:
    """Instalments of the plan with the supplier: nominal day and principal."""
    total = sum(b.amount for b in bills if b.into_plan)
    one = total // SUPPLIER_INSTALMENTS // 100 * 100
    parts = [one] * (SUPPLIER_INSTALMENTS - 1) + [total - one * (SUPPLIER_INSTALMENTS - 1)]
    return [
        (days.shift_month(purchases.INTO_PLAN, n), part) for n, part in enumerate(parts, start=1)
    ]


def _receipts(invoices: list[sales.Invoice]) -> Iterator[Movement]:
    matures = {i.number: day for i, _, day in bills_held(invoices)}
    for place, invoice in enumerate(invoices):
        if invoice.paid_date is None:
            continue
        account = (
            DOLLAR if invoice.customer.currency == "USD" else (BASIC, BASIC, SECOND)[place % 3]
        )
        day = days.workday(matures.get(invoice.number, invoice.paid_date))
        earlier = 0
        if invoice.contract == sales.PLAN_NUMBER and invoice.paid_date == SECOND_PART_ON:
            earlier = FIRST_PART
            yield Movement(FIRST_INSTALMENT, account, earlier, "operating")
        yield Movement(day, account, invoice.paid - earlier, "operating")


def _payments(bills: list[purchases.Bill]) -> Iterator[Movement]:
    matures = {(b.supplier.name, b.number): day for b, _, day in bills_given(bills)}
    for bill in bills:
        if bill.paid_date and not bill.into_plan:
            day = matures.get((bill.supplier.name, bill.number), bill.paid_date)
            yield Movement(days.workday(day), BASIC, -bill.paid, "operating")
    for day, part in supplier_plan(bills):
        yield Movement(days.workday(day), BASIC, -part, "operating")


def _running(invoices: list[sales.Invoice], bills: list[purchases.Bill]) -> Iterator[Movement]:
    """Wages, rent, taxes and the like, on their days of the month."""
    chance = days.Chance(77)
    for month in days.months(FIRST_DAY, AS_OF):

        def pay(day: int, account: str, amount: int, month: dt.date = month) -> Movement:
            return Movement(days.workday(month.replace(day=day)), account, -amount, "operating")

        yield pay(10, SECOND, WAGES + chance.around(0, 60) * 10_000)
        yield pay(15, SECOND, SOCIAL_INSURANCE)
        yield pay(20, BASIC, UTILITIES + chance.around(0, 80) * 10_000)
        yield pay(25, BASIC, OVERHEADS + chance.around(0, 140) * 10_000)
        if month.month % 3 == 1:
            yield pay(6, BASIC, RENT_PER_QUARTER)
            yield pay(15, BASIC, TAX_PER_QUARTER)
        vat = vat_of_month(days.shift_month(month, -1), invoices, bills)
        yield pay(15, BASIC, vat * (100 + SURCHARGES) // 100)


def _loans() -> Iterator[Movement]:
    for day, amount in _LOANS:
        yield Movement(day, SECOND, amount, "financing")
    for month in days.months(FIRST_DAY, AS_OF):
        day = month.replace(day=21)
        yield Movement(day, SECOND, -loans_on(day) * INTEREST_PER_MILLE // 12_000, "financing")


def _even_out(now: dict[str, int], day: dt.date) -> None:
    if now[DOLLAR] > 6_000_000:
        sold = (now[DOLLAR] - 1_500_000) // 100_000 * 100_000
        now[DOLLAR] -= sold
        now[BASIC] += sold * rate_on(day) // 10_000
    for poor, rich in ((SECOND, BASIC), (BASIC, SECOND)):
        if now[poor] < 20_000_000 and now[rich] > 40_000_000:
            wanted = max(60_000_000, 25_000_000 - now[poor])
            moved = min(wanted, now[rich] - 15_000_000) // 1_000_000 * 1_000_000
            now[poor] += moved
            now[rich] -= moved
