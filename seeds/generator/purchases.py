"""What suppliers billed: materials, castings, outside work, freight. Amounts are whole fen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from . import days
from .firm import AS_OF, FIRST_DAY, PLAN_SUPPLIER, SUPPLIERS, VAT, WARM_UP, Supplier
from .sales import NET_PER_MONTH, SEASON

PLAN_NUMBER = "FQ-2026-02"
INTO_PLAN = dt.date(2026, 7, 15)  # open bills of PLAN_SUPPLIER become a payment plan on this day
_MOULDS = {dt.date(2026, 2, 1): 38_600, dt.date(2026, 3, 1): 61_200, dt.date(2026, 5, 1): 74_900}
UNPAID_FROM = min(_MOULDS)  # the bills of PLAN_SUPPLIER since then went into the plan
BILL_DAYS = 180  # acceptance bills given run so long
STRETCH_FROM = dt.date(2026, 5, 1)  # cash is getting tight: everybody but the critical waits longer
SHARE_OF_SALES = 69  # percent
APPROVED = dt.date(2026, 11, 6)


@dataclass(frozen=True)
class Bill:
    number: str
    supplier: Supplier
    date: dt.date
    due: dt.date
    amount: int
    paid: int = 0
    paid_date: dt.date | None = None
    discount_rate: float | None = None
    discount_date: dt.date | None = None
    note: str = ""

    @property
    def net(self) -> int:
        return self.amount * 100 // (100 + VAT)

    @property
    def pay_on(self) -> dt.date | None:
        """The boss has approved what critical suppliers are due on the next Friday run."""
        critical = self.supplier.priority == "critical" and not self.paid
        return self.due if critical and self.due == APPROVED else None

    def open(self, day: dt.date) -> int:
        """Still owed at the close of a day, in fen."""
        if self.date > day:
            return 0
        return self.amount - (self.paid if self.paid_date and self.paid_date <= day else 0)

    @property
    def into_plan(self) -> bool:
        return self.note.startswith("转入")


def bills() -> list[Bill]:
    """All bills that were open on FIRST_DAY or came since, by date."""
    chance = days.Chance(4013)
    drafts = [b for month in days.months(WARM_UP, AS_OF) for b in _month(month, chance)]
    drafts.sort(key=lambda b: (b.date, b.supplier.name, b.amount))
    paid = [_pay(b, chance) for b in drafts]
    kept = [b for b in paid if b.paid_date is None or b.paid_date >= FIRST_DAY]
    return [replace(b, number=_number(b, n)) for n, b in enumerate(kept)]


def _number(bill: Bill, place: int) -> str:
    """Suppliers number their own way; unique within the supplier."""
    return f"{10_000_000 + (place * 7_919 + bill.date.toordinal() * 31) % 89_999_999:08}"


def _month(month: dt.date, chance: days.Chance) -> list[Bill]:
    """Purchases follow this month's and next month's sales."""
    season = SEASON[month.month - 1] + SEASON[month.month % 12]
    grown = len(days.months(WARM_UP, month))
    target = NET_PER_MONTH * SHARE_OF_SALES * season * (1000 + 4 * grown) // 20_000_000
    count = 31 + chance.whole(-3, 3)
    chosen = [SUPPLIERS[chance.pick([s.weight for s in SUPPLIERS])] for _ in range(count)]
    sizes = [(14 + s.weight) * chance.whole(40, 160) for s in chosen]
    found = [
        _bill(s, target * size // sum(sizes), month, chance)
        for s, size in zip(chosen, sizes, strict=True)
    ]
    if month in _MOULDS:
        moulds = next(s for s in SUPPLIERS if s.name == PLAN_SUPPLIER)
        found.append(_bill(moulds, _MOULDS[month], month, chance))
    return found


def _bill(supplier: Supplier, net: int, month: dt.date, chance: days.Chance) -> Bill:
    day = days.workday(month.replace(day=chance.whole(1, days.month_end(month).day)))
    if day.month != month.month:
        day = days.workday(month.replace(day=10))
    due = day + dt.timedelta(days=supplier.terms)
    amount = max(net, 300) * (100 + VAT)
    if supplier.name.startswith("宁波钧铖"):  # 1 % off when paid within ten days
        return Bill("", supplier, day, due, amount, 0, None, 0.01, day + dt.timedelta(days=10))
    return Bill("", supplier, day, due, amount)


def _pay(bill: Bill, chance: days.Chance) -> Bill:
    late = chance.around(bill.supplier.days_late, 4)
    if bill.due >= STRETCH_FROM and bill.supplier.priority != "critical":
        late += 4
    day = days.workday(bill.due + dt.timedelta(days=late))
    if bill.supplier.name == PLAN_SUPPLIER and UNPAID_FROM <= bill.date < INTO_PLAN:
        note = f"转入分期计划 {PLAN_NUMBER}"
        return replace(bill, paid=bill.amount, paid_date=INTO_PLAN, note=note)
    if bill.supplier.name == PLAN_SUPPLIER and bill.date >= INTO_PLAN:
        day = bill.date  # cash on delivery while the plan runs
        bill = replace(bill, due=bill.date)
    if day > AS_OF:
        return bill
    return replace(bill, paid=bill.amount, paid_date=day)
