"""Orders of the ledger, each within its customer's limit in force."""

from __future__ import annotations

import datetime as dt

from firm import day, invoice, ledgers, policy
from hypothesis import given, settings
from hypothesis import strategies as st

from cashbuoy.analysis import analyse
from cashbuoy.credit.order_plans import OrderPlan

AS_OF = day("2026-03-02")
EVERYONE_ON_TIME = "forecast: {receipts: due_date}"


def order(number: str, amount: float, customer: str = "Acme", **more: object) -> dict:
    usual = {"earliest": day("2026-03-03"), "latest": day("2026-06-30")}
    return {"order": number, "customer": customer, "amount": amount} | usual | more


def plans(*orders: dict, limit: float = 1000, owed: list[dict] = (), **tables) -> list[OrderPlan]:
    listed = {"customer": "Acme", "credit_limit": limit, "terms_days": 30,
              "first_deal": day("2020-01-01")}  # fmt: skip
    books = ledgers(
        Receivables=list(owed), Customers=[listed, {"customer": "Bare"}], Orders=list(orders), **tables
    )  # fmt: skip
    rules = policy(EVERYONE_ON_TIME, "advanced")
    return list(analyse(books, rules, AS_OF).orders)


def batches(plan: OrderPlan) -> list[tuple[str, float]]:
    assert plan.batches is not None, plan
    found = plan.batches
    return [
        (f"{d:%m-%d}", a / 100)
        for d, a in zip(found["delivery"], found["amount"].tolist(), strict=True)
    ]


def test_an_order_is_split_around_what_is_owed() -> None:
    """600 of 1,000 are owed until 20 March: then one batch of up to 1,000 can go. Nothing more can
    by the end of March, for a batch of 3 March is not paid by then."""
    owing = [invoice("1", "2026-02-18", "2026-03-20", 600)]
    (plan,) = plans(order("A", 900), owed=owing)
    assert (plan.exposure, plan.limit, plan.state) == (600_00, 1000_00, "split")
    assert batches(plan) == [("03-20", 900)]  # one batch later rather than two
    (plan,) = plans(order("A", 1300, latest=day("2026-03-31")), owed=owing)
    assert plan.state == "too_large"
    assert plan.remedies is not None
    assert (plan.remedies.deliverable, plan.remedies.advance) == (1000_00, 300_00)
    assert plan.remedies.limit == 1300_00


def test_orders_of_one_customer_share_its_limit() -> None:
    second, first = plans(
        order("B", 700, earliest=day("2026-03-10")), order("A", 700, earliest=day("2026-03-04"))
    )
    assert batches(first) == [("03-04", 700)]
    assert batches(second)[0][0] > "03-10"  # not before the first is paid


def test_an_approved_limit_is_the_one_that_counts() -> None:
    change = {"date": day("2026-03-01"), "customer": "Acme", "subject": "limit",
              "rule": "late_payment", "before": 1000, "after": 500, "approval": "yes"}  # fmt: skip
    (plan,) = plans(order("A", 900), CreditChanges=[change])
    assert plan.limit == 500_00
    assert len(batches(plan)) == 2


def test_prepaid_money_takes_no_credit() -> None:
    (plan,) = plans(order("A", 5000, prepaid=4500, latest=day("2026-03-10")))
    assert batches(plan) == [("03-03", 5000)]
    assert plan.batches is not None
    assert plan.batches["credit"].tolist() == [500_00]


def test_what_cannot_be_delivered_says_why() -> None:
    large, bare, unknown, gone, nothing = plans(
        order("large", 5000, latest=day("2026-03-10")),
        order("bare", 10, "Bare"),
        order("unknown", 10, "Nobody"),
        order("gone", 10, latest=day("2026-03-01")),
        order("nothing", 0),
    )
    assert large.state == "too_large"
    assert large.remedies is not None
    assert (large.remedies.deliverable, large.remedies.limit) == (1000_00, 5000_00)
    assert [p.state for p in (bare, unknown, gone, nothing)] == [
        "no_limit", "no_limit", "no_days", "no_amount",
    ]  # fmt: skip


def test_a_customer_on_hold_is_named() -> None:
    late = [invoice("1", "2025-12-01", "2025-12-31", 600)]
    (plan,) = plans(order("A", 100), owed=late)
    assert plan.hold == "overdue"


def test_foreign_orders_count_in_base_currency() -> None:
    rates = [{"currency": "USD", "date": day("2026-01-01"), "rate": 7}]
    (plan,) = plans(order("A", 100, currency="USD"), Rates=rates)
    assert plan.amount == 700_00
    assert batches(plan) == [("03-03", 700)]


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 3000), st.integers(0, 60)), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(1, 900), st.integers(0, 50)), max_size=4),
)
def test_together_they_never_breach_the_limit(orders: list, owed: list) -> None:
    """What is owed is within the limit at first; all batches of all orders then stay within."""
    rows, total = [], 0
    for n, (amount, ahead) in enumerate(owed):
        if total + amount <= 1000:
            total += amount
            due = AS_OF + dt.timedelta(days=ahead)
            rows.append(invoice(str(n), "2026-02-20", f"{max(due, day('2026-02-20'))}", amount))
    found = plans(
        *[order(str(n), a, earliest=AS_OF + dt.timedelta(days=d)) for n, (a, d) in enumerate(orders)],
        owed=rows,
    )  # fmt: skip
    for plan in found:
        if plan.batches is not None:
            assert (plan.batches["exposure"] <= 1000_00).all()
            assert plan.batches["amount"].sum() == plan.amount
        else:
            assert plan.remedies is not None
