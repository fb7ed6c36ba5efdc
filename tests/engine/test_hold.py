"""Holds on shipments: late enough to matter, never for trivial amounts or prepaid orders."""

from __future__ import annotations

import numpy as np
import pytest
from credit_firm import AS_OF, assessed, customer, monthly, payment_records
from firm import day, invoice, policy
from hypothesis import given
from hypothesis import strategies as st

from cashbuoy.credit.hold import holds, trivial_amount

RULES = policy().credit.hold  # more than 15 days, 5 % over the limit; below, 100 is trivial
GOOD = monthly(14, 1000)


@pytest.mark.parametrize(
    ("exposure", "limit", "pursued", "days", "reason"),
    [
        (1000, 2000, 0, 0, ""),
        (2000, 2000, 0, 0, ""),
        (2100, 2000, 0, 0, ""),  # 5 % over
        (2100.01, 2000, 0, 0, "over_limit"),
        (1100, 1000, 0, 0, ""),  # 10 % over, but by a trivial amount
        (1100.01, 1000, 0, 0, "over_limit"),
        (100, 0, 0, 0, ""),
        (100.01, 0, 0, 0, "over_limit"),  # a limit of nothing
        (9000, None, 0, 0, ""),  # no limit agreed
        (1000, 2000, 500, 15, ""),
        (1000, 2000, 500, 16, "overdue"),
        (1000, 2000, 100, 400, ""),  # trivial
        (1000, 2000, 100.01, 16, "overdue"),
        (9000, 2000, 500, 16, "overdue"),  # and over the limit
    ],
)
def test_when_a_customer_is_on_hold(
    exposure: float, limit: float | None, pursued: float, days: int, reason: str
) -> None:
    record = payment_records(
        1, exposure=[round(exposure * 100)], pursued=[round(pursued * 100)], pursued_days=[days]
    )
    cents = np.array([round((limit or 0) * 100)])
    assert holds(record, cents, np.array([limit is not None]), RULES, 100_00).tolist() == [reason]


def test_disputed_invoices_do_not_hold() -> None:
    late = invoice("L", "2026-04-01", "2026-05-01", 500)
    assert customer(assessed([*GOOD, late]))["hold"] == "overdue"
    assert customer(assessed([*GOOD, late | {"dispute": "yes"}]))["hold"] == ""


def order(number: str, amount: float, prepaid: float = 0, customer: str = "Acme") -> dict:
    return {"order": number, "customer": customer, "amount": amount, "prepaid": prepaid,
            "earliest": AS_OF, "latest": day("2026-09-30")}  # fmt: skip


def held(*orders: dict, late: float = 500) -> list[tuple[str, str, int]]:
    rows = [*GOOD, invoice("L", "2026-04-01", "2026-05-01", late)]
    book = assessed(rows, Orders=list(orders))
    return [
        (f.found, f.expected, f.place.row)
        for f in book.findings
        if f.id == "credit_order_held" and f.place
    ]


def test_orders_of_customers_on_hold_are_named_but_not_what_is_prepaid() -> None:
    orders = [
        order("credit", 5000),
        order("prepaid", 5000, 5000),
        order("all but a trifle", 5000, 4980),
        order("half", 5000, 2500),
        order("small", 20),
        order("of somebody else", 5000, customer="Bolt"),
    ]
    assert held(*orders) == [("credit", "hold_overdue", 1), ("half", "hold_overdue", 4)]
    assert held(*orders, late=20) == []


@pytest.mark.parametrize(
    ("amounts", "share", "cents"),
    [
        ([1000, 1000, 80], 0.02, 20_00),
        ([60, 5, 130], 0.02, 1_20),
        ([80_000, 5000], 0.02, 100_00),  # 2 % of 42,500 are 850: the fixed amount holds
        ([0.4], 0.02, 0),
        ([1000, -9000], 0.02, 20_00),  # credit notes are no invoices
        ([], 0.02, 100_00),
        ([1000], 0, 0),
    ],
)
def test_what_is_trivial_to_a_firm(amounts: list[float], share: float, cents: int) -> None:
    rules = policy(f"credit: {{hold: {{trivial_share: {share}}}}}").credit.hold
    billed = np.array([round(a * 100) for a in amounts], dtype=np.int64)
    assert trivial_amount(billed, rules, 2) == cents


@given(st.integers(0, 10_000), st.integers(0, 2000), st.integers(0, 10**7), st.booleans())
def test_trivial_amounts_never_hold(open_cents: int, days: int, limit: int, given_: bool) -> None:
    record = payment_records(
        1, exposure=[open_cents], pursued=[open_cents], pursued_days=[days]
    )  # fmt: skip
    assert holds(record, np.array([limit]), np.array([given_]), RULES, 100_00).tolist() == [""]


@given(st.floats(0.01, 10**6), st.floats(0, 10**6), st.sampled_from([0, 500, 50_000]))
def test_prepaid_orders_are_never_held(amount: float, more: float, late: float) -> None:
    paid = round(amount + more, 2)
    assert held(order("X", round(amount, 2), paid), late=late) == []
