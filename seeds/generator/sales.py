"""What the demo company invoiced: contracts by stages, and everyday sales month by month.

Amounts are whole fen (cents for USD); net amounts are whole yuan, so that VAT comes out exactly.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from . import days
from .firm import (
    ANCHOR,
    AS_OF,
    CREEP_FROM,
    CUSTOMERS,
    FIRST_DAY,
    HABITS,
    PLAN_CUSTOMER,
    VAT,
    WARM_UP,
    Customer,
)
from .rates import rate_on

NET_PER_MONTH = 2_860_000  # yuan, in an average month
SEASON = (92, 56, 108, 103, 100, 106, 98, 95, 105, 96, 110, 121)  # percent, January first
PLAN_NUMBER = "FQ-2026-01"
NEW_CUSTOMERS = {
    "太原晋峪": dt.date(2025, 9, 8),
    "长春吉桁": dt.date(2026, 1, 12),
    "海口琼柏": dt.date(2026, 3, 16),
    "Quangmin": dt.date(2026, 5, 11),
}
BILL_DAYS = 180  # acceptance bills received run so long


@dataclass(frozen=True)
class Invoice:
    number: str
    customer: Customer
    date: dt.date
    due: dt.date
    amount: int
    paid: int = 0
    paid_date: dt.date | None = None
    contract: str = ""
    dispute: bool = False
    promise: dt.date | None = None
    instrument: str = "transfer"
    note: str = ""

    @property
    def base(self) -> int:
        """Amount in fen, at the rate of the invoice date."""
        return self.amount * self.rate // 10_000

    @property
    def rate(self) -> int:
        return 10_000 if self.customer.currency == "CNY" else rate_on(self.date)

    @property
    def net_base(self) -> int:
        """Without VAT; exports bear none."""
        return self.base * 100 // (100 + VAT) if self.customer.country == "CN" else self.base

    def open_base(self, day: dt.date) -> int:
        """Still owed at the close of a day, in fen."""
        if self.date > day:
            return 0
        received = self.paid if self.paid_date and self.paid_date <= day else 0
        return (self.amount - received) * self.rate // 10_000


@dataclass(frozen=True)
class Contract:
    number: str
    customer: str
    amount: int  # yuan, VAT included
    signed: dt.date
    shipped: dt.date | None
    accepted: dt.date | None
    plan: str
    major: bool
    expected_shipped: dt.date | None
    expected_accepted: dt.date | None


# number | customer | net yuan | signed | shipped | accepted | plan | major | expected shipment |
# expected acceptance. HT2026-05 should have been shipped by the end of October; HT2026-07 was, a
# fortnight late, so that its acceptance is put off by as much.
_CONTRACTS = """
HT2025-03|杭州沐栎|520000|2025-05-12|2025-08-18|2025-09-15|standard|||
HT2025-05|青岛澔川|980000|2025-06-23|2025-10-20|2025-12-08|standard|major||
HT2025-06|上海岚衡|360000|2025-08-11|2025-10-27|2025-11-17|standard|||
HT2025-08|苏州骐曜|1240000|2025-09-22|2026-01-19|2026-03-16|standard|major||
HT2025-09|合肥璟砚|680000|2025-10-20|2026-01-26|2026-03-23|standard|||
HT2025-11|南通翊泓|440000|2025-12-15|2026-03-30|2026-05-11|standard|||
HT2026-01|嘉兴沅策|820000|2026-01-12|2026-04-27|2026-06-29|standard|major|2026-04-27|2026-06-22
HT2026-02|天津津骅|560000|2026-03-09|2026-06-15|2026-08-10|retention||2026-06-08|2026-07-27
HT2026-03|无锡澄榉|900000|2026-04-13|2026-08-17|2026-10-19|standard|major|2026-08-10|2026-10-12
HT2026-04|杭州沐栎|640000|2026-05-25|2026-09-14||standard||2026-09-14|2026-11-23
HT2026-05|青岛澔川|1360000|2026-06-22|||standard|major|2026-10-31|2027-01-12
HT2026-06|苏州骐曜|1580000|2026-07-20|||retention|major|2026-12-14|2027-03-22
HT2026-07|温州铂峤|380000|2026-08-24|2026-10-26||standard||2026-10-12|2026-11-23
HT2026-08|上海岚衡|460000|2026-09-21|||standard||2027-01-11|2027-03-08
HT2026-09|武汉楚桅|740000|2026-10-19|||standard|major|2027-03-15|
"""
# Shares in percent, event, days after it (working days but for the retention).
STAGES = {
    "standard": ((30, "signed", 0), (50, "shipped", 0), (20, "accepted", 15)),
    "retention": (
        (30, "signed", 0),
        (40, "shipped", 0),
        (25, "accepted", 15),
        (5, "retained", 365),
    ),
}
NOT_YET_BILLED = {("HT2026-07", "shipped")}  # delivered on Monday, forgotten by the office


def contracts() -> list[Contract]:
    found = []
    for line in _CONTRACTS.split():
        number, customer, net, signed, shipped, accepted, plan, major, *expected = line.split("|")
        found.append(
            Contract(
                number, customer, int(net) * (100 + VAT) // 100, dt.date.fromisoformat(signed),
                _date(shipped), _date(accepted), plan, bool(major), *map(_date, expected),
            )
        )  # fmt: skip
    return found


def _date(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def invoices() -> list[Invoice]:
    """All invoices that were open on FIRST_DAY or written since, by date, numbered by month."""
    chance = days.Chance(195)
    by_name = {c.short: c for c in CUSTOMERS}
    staged = [i for c in contracts() for i in _stage_invoices(c, by_name[c.customer])]
    drafts = []
    for month in days.months(WARM_UP, AS_OF):
        here = [i for i in staged if i.date.replace(day=1) == month]
        drafts += here + _everyday(month, sum(i.amount for i in here), chance)
    drafts.sort(key=lambda i: (i.date, i.customer.short, i.amount))
    paid = [_pay(i, chance) for i in drafts]
    return [i for i in _numbered(paid) if i.paid_date is None or i.paid_date >= FIRST_DAY]


def _stage_invoices(contract: Contract, customer: Customer) -> list[Invoice]:
    found = []
    for share, event, after in STAGES[contract.plan]:
        day = getattr(contract, event, None)
        if day is None or day > AS_OF or (contract.number, event) in NOT_YET_BILLED:
            continue
        due = days.add_workdays(day, after)
        amount = contract.amount * share  # yuan x percent = fen
        found.append(Invoice("", customer, day, due, amount, contract=contract.number))
    return found


def _everyday(month: dt.date, already: int, chance: days.Chance) -> list[Invoice]:
    """Sales of a month besides the contracts (`already`, gross fen), up to the month's target."""
    grown = days.months(WARM_UP, month)
    target = NET_PER_MONTH * SEASON[month.month - 1] * (1000 + 4 * len(grown)) // 100_000
    target -= already // (100 + VAT)
    count = 46 * SEASON[month.month - 1] // 100 + chance.whole(-2, 2)
    known = [
        c for c in CUSTOMERS
        if c.short not in (ANCHOR, PLAN_CUSTOMER) and NEW_CUSTOMERS.get(c.short, WARM_UP) <= month
    ]  # fmt: skip
    anchor = next(c for c in CUSTOMERS if c.short == ANCHOR)
    chosen = [known[chance.pick([8 + c.weight for c in known])] for _ in range(count - 4)]
    chosen += [
        c
        for c in CUSTOMERS
        if NEW_CUSTOMERS.get(c.short, WARM_UP).replace(day=1) == month != WARM_UP
    ]
    sizes = [(20 + c.weight) * chance.whole(40, 160) for c in chosen]
    for_anchor = target * 33 // 100
    unit = (target - for_anchor) / sum(sizes)
    found = [
        _invoice(c, int(size * unit), month, chance) for c, size in zip(chosen, sizes, strict=True)
    ]
    found += [
        _invoice(anchor, for_anchor * part // 100, month, chance) for part in (22, 31, 19, 28)
    ]
    if month in (
        dt.date(2026, 1, 1),
        dt.date(2026, 3, 1),
        dt.date(2026, 4, 1),
        dt.date(2026, 5, 1),
    ):
        plan_customer = next(c for c in CUSTOMERS if c.short == PLAN_CUSTOMER)
        found.append(_invoice(plan_customer, 84_000 + 9_000 * month.month, month, chance))
    return found


def _invoice(customer: Customer, net: int, month: dt.date, chance: days.Chance) -> Invoice:
    """One invoice for about `net` yuan, on a working day of the month."""
    last = days.month_end(month).day
    day = days.workday(month.replace(day=chance.whole(1, last)))
    if day.month != month.month:
        day = days.workday(month.replace(day=9))
    if customer.currency == "USD":
        amount = max(net * 10_000 // rate_on(day) // 100, 8) * 100 * 100
    else:
        amount = max(net // 20 * 20, 800) * (100 + VAT)
    return Invoice(
        "", customer, day, day + dt.timedelta(days=customer.terms), amount,
        instrument=customer.instrument,
    )  # fmt: skip


def _pay(invoice: Invoice, chance: days.Chance) -> Invoice:
    """When the customer paid, if by AS_OF. The slow get slower from CREEP_FROM on."""
    habit = invoice.customer.habit
    middle, spread = HABITS[habit]
    creep = 0
    if habit != "prompt":
        weeks = max(0, (invoice.due - CREEP_FROM).days) // 7
        creep = min(weeks // 3, 9)
    late = chance.around(middle, spread)
    if invoice.customer.short == PLAN_CUSTOMER:
        return replace(invoice, contract=PLAN_NUMBER)
    day = days.workday(invoice.due + dt.timedelta(days=late + creep))
    if NEW_CUSTOMERS.get(invoice.customer.short, WARM_UP).replace(day=1) == invoice.date.replace(
        day=1
    ):
        day = invoice.date  # cash with the first order
        invoice = replace(invoice, due=invoice.date, note="首单款到发货")
    if day > AS_OF:
        return invoice
    return replace(invoice, paid=invoice.amount, paid_date=day)


def _numbered(found: list[Invoice]) -> list[Invoice]:
    count: dict[str, int] = {}
    numbered = []
    for invoice in found:
        month = f"{invoice.date:%y%m}"
        count[month] = count.get(month, 0) + 1
        numbered.append(replace(invoice, number=f"XS{month}-{count[month]:03}"))
    return numbered
