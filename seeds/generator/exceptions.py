"""What does not go by the book: disputes, promises, part payments, credit notes, a payment plan."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from .firm import AS_OF, PLAN_CUSTOMER
from .sales import Invoice

PLAN_START = dt.date(2026, 8, 14)
PLAN_INSTALMENTS = 6
FIRST_INSTALMENT = dt.date(2026, 9, 14)
# It came in two parts: so much on its day, the rest eleven days late.
FIRST_PART, SECOND_PART_ON = 40_000_00, dt.date(2026, 9, 25)

_DISPUTES = (
    ("无锡澄榉", "法兰密封面划伤，客户要求换货"),
    ("温州铂峤", "数量短少 12 件，待核对签收单"),
    ("石家庄冀垒", "材质报告有异议，已送第三方检测"),
)
_PROMISES = (
    ("台州骁钺", dt.date(2026, 11, 20)),
    ("绍兴岑舟", dt.date(2026, 11, 27)),
    ("嘉兴沅策", dt.date(2026, 12, 18)),
    ("沈阳辽柏", dt.date(2026, 12, 31)),
    ("Brightmere", dt.date(2026, 11, 13)),
)
# customer, share paid in percent, day
_PART_PAYMENTS = (
    ("沈阳辽柏", 40, dt.date(2026, 9, 18)),
    ("嘉兴沅策", 50, dt.date(2026, 10, 16)),
    ("重庆渝柘", 30, dt.date(2026, 10, 22)),
    ("无锡澄榉", 60, dt.date(2026, 10, 9)),
    ("苏州骐曜", 50, dt.date(2026, 10, 28)),
)
_CREDIT_NOTES = (
    ("佛山粤铖", dt.date(2025, 11, 18), 860_000, dt.date(2025, 12, 22), "退货冲减"),
    ("济南垚盛", dt.date(2026, 4, 21), 1_245_000, dt.date(2026, 5, 28), "价格折让"),
    ("青岛澔川", dt.date(2026, 8, 12), 2_386_000, dt.date(2026, 9, 30), "返工费用扣减"),
    ("泉州闽朔", dt.date(2026, 10, 15), 678_000, None, "退货冲减"),
    ("苏州骐曜", dt.date(2026, 10, 22), 3_164_000, None, "三季度返利"),
)


def with_exceptions(found: list[Invoice]) -> list[Invoice]:
    """The invoices with these things done to them, credit notes added, by date."""
    found = [*found, *_credit_notes(found)]
    for customer, share, day in _PART_PAYMENTS:
        found = _change_oldest(found, customer, paid_part=share, paid_date=day)
    for customer, note in _DISPUTES:
        found = _change_oldest(found, customer, dispute=True, note=note)
    for customer, day in _PROMISES:
        found = _change_oldest(found, customer, promise=day)
    found = _slips(_plan_payments(found))
    return sorted(found, key=lambda i: (i.date, i.number))


def plan_principal(found: list[Invoice]) -> list[Invoice]:
    """The invoices under the customer's payment plan, oldest first."""
    return [i for i in found if i.customer.short == PLAN_CUSTOMER]


def instalment(found: list[Invoice]) -> int:
    """One instalment in fen: what the down payment (the oldest invoice) leaves, in equal parts."""
    return sum(i.amount for i in plan_principal(found)[1:]) // PLAN_INSTALMENTS


def _change_oldest(
    found: list[Invoice],
    customer: str,
    *,
    paid_part: int = 0,
    paid_date: dt.date | None = None,
    dispute: bool = False,
    promise: dt.date | None = None,
    note: str = "",
) -> list[Invoice]:
    """Change the customer's oldest invoice that is open, everyday and not yet touched."""
    for at, invoice in enumerate(found):
        plain = not (invoice.dispute or invoice.promise or invoice.paid_date or invoice.contract)
        if invoice.customer.short == customer and plain and invoice.amount > 0:
            paid = invoice.amount * paid_part // 1_000_000 * 10_000  # whole hundreds
            changed = replace(
                invoice, paid=paid, paid_date=paid_date, dispute=dispute, promise=promise,
                note=note or invoice.note,
            )  # fmt: skip
            return [*found[:at], changed, *found[at + 1 :]]
    raise LookupError(f"{customer} has no open invoice on {AS_OF}")


def _credit_notes(found: list[Invoice]) -> list[Invoice]:
    by_name = {i.customer.short: i.customer for i in found}
    notes = []
    for place, (customer, day, amount, settled, note) in enumerate(_CREDIT_NOTES, start=1):
        paid = -amount if settled else 0
        notes.append(
            Invoice(
                f"HC{day:%y%m}-{place:02}",
                by_name[customer],
                day,
                day,
                -amount,
                paid,
                settled,
                note=note,
            )
        )
    return notes


def _plan_payments(found: list[Invoice]) -> list[Invoice]:
    """The down payment settles the oldest invoice; the one instalment paid goes to the next."""
    first, second = (i.number for i in plan_principal(found)[:2])
    one = instalment(found)
    settled = {first: (None, PLAN_START), second: (one, SECOND_PART_ON)}
    return [
        replace(
            i,
            paid=i.amount if settled[i.number][0] is None else one,
            paid_date=settled[i.number][1],
        )
        if i.number in settled
        else i
        for i in found
    ]


def _slips(found: list[Invoice]) -> list[Invoice]:
    """Slips of the pen that Checks should name: a due date in the wrong year, and money that came
    before the invoice was written."""
    plain = [
        i for i in found
        if i.customer.habit == "prompt" and i.customer.country == "CN"
        and i.instrument == "transfer" and i.paid_date and not i.contract
        and i.amount > 0 and i.due > i.date
    ]  # fmt: skip
    typo = next(i for i in plain if i.date >= dt.date(2026, 3, 10))
    early = next(i for i in plain if i.date >= dt.date(2026, 5, 12))
    changed = {
        typo.number: replace(typo, due=typo.due.replace(year=typo.due.year - 1)),
        early.number: replace(early, paid_date=early.date - dt.timedelta(days=15), note="预收款"),
    }
    return [changed.get(i.number, i) for i in found]
