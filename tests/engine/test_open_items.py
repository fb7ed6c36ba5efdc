"""Which documents are open at a date, and when their cash is expected; worked by hand."""

from __future__ import annotations

import pytest
from firm import bill, day, invoice, ledgers, policy

from cashbuoy.calendars import calendar_of
from cashbuoy.ledger.currency import Rates
from cashbuoy.ledger.documents import payable_documents, receivable_documents
from cashbuoy.ledger.open_items import open_payables, open_receivables

AS_OF = day("2026-06-10")  # a Wednesday; 19 to 21 June 2026 are days off


def receivables(*rows, in_plans=(), rules=None, **tables):
    books, rules = ledgers(Receivables=list(rows), **tables), rules or policy()
    rates = Rates.of(books, "document", AS_OF)
    calendar = calendar_of(rules.calendar, AS_OF, day("2027-12-31"))
    documents = receivable_documents(books, rules, rates)
    return open_receivables(documents, rules, AS_OF, calendar, rates, in_plans)


def payables(*rows):
    books, rules = ledgers(Payables=list(rows)), policy()
    rates = Rates.of(books, "document", AS_OF)
    calendar = calendar_of(rules.calendar, AS_OF, day("2027-12-31"))
    return open_payables(payable_documents(books, rules, rates), rules, AS_OF, calendar, rates)


CASES = [
    # what, changes to an invoice of 1,000.00, open, overdue days, expected on, expected amount, loss, basis
    ("due on a day off: the next working day", {"due_date": day("2026-06-19")}, 100000, -9, "2026-06-22", 100000, 0, "due"),
    ("due today: not overdue, expected tomorrow", {"due_date": AS_OF}, 100000, 0, "2026-06-11", 100000, 0, "due"),
    ("20 days overdue: in 10 days, rolled", {"due_date": day("2026-05-21")}, 100000, 20, "2026-06-22", 100000, 0, "overdue"),
    ("45 days overdue: in 30 days, 2 % lost", {"due_date": day("2026-04-26")}, 100000, 45, "2026-07-10", 98000, 2000, "overdue"),
    ("over a year overdue: nothing comes", {"due_date": day("2025-06-01")}, 100000, 374, "2026-12-07", 0, 100000, "overdue"),
    ("a promise ahead wins", {"due_date": day("2026-05-21"), "promise_date": day("2026-07-01")}, 100000, 20, "2026-07-01", 100000, 0, "promise"),
    ("a broken promise does not", {"due_date": day("2026-05-21"), "promise_date": day("2026-06-01")}, 100000, 20, "2026-06-22", 100000, 0, "overdue"),
    ("part paid", {"paid": 400, "paid_date": day("2026-06-01")}, 60000, -9, "2026-06-22", 60000, 0, "due"),
    ("part paid, nobody noted when", {"paid": 400}, 60000, -9, "2026-06-22", 60000, 0, "due"),
    ("paid after the date: still open on it", {"paid": 1000, "paid_date": day("2026-06-11")}, 100000, -9, "2026-06-22", 100000, 0, "due"),
    ("credit note", {"amount": -250}, -25000, -9, "2026-06-22", -25000, 0, "due"),
    ("settled by acceptance bill: half a year later", {"due_date": day("2026-06-19"), "instrument": "bank_acceptance"}, 100000, -9, "2026-12-16", 100000, 0, "bill_tenor"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "left", "overdue", "expected_on", "expected", "loss", "basis"),
                         [c[1:] for c in CASES], ids=[c[0] for c in CASES])  # fmt: skip
def test_an_open_invoice(changes, left, overdue, expected_on, expected, loss, basis):
    row = invoice("A-1", "2025-05-01", "2026-06-19", 1000) | changes
    (item,) = receivables(row).to_dict("records")
    assert item["open"] == item["open_base"] == left
    assert item["days_overdue"] == overdue
    assert item["expected_date"].date() == day(expected_on)
    assert (item["expected_base"], item["loss_base"], item["basis"]) == (expected, loss, basis)


@pytest.mark.parametrize(
    "row",
    [
        invoice("A-1", "2026-05-01", "2026-06-01", 1000, paid=1000, paid_date=day("2026-06-10")),
        invoice("A-2", "2026-05-01", "2026-06-01", 1000, paid_date=day("2026-06-02")),
        invoice("A-3", "2026-06-11", "2026-07-11", 1000),
    ],
    ids=["paid on the day", "a paid date alone means paid in full", "issued after the date"],
)
def test_not_open(row):
    assert receivables(row).empty


def test_disputed_invoices_and_those_in_a_plan_are_owed_but_not_expected():
    items = receivables(
        invoice("D", "2026-01-01", "2026-02-01", 1000, dispute="yes"),
        invoice("P", "2026-01-01", "2026-02-01", 500, contract="PLAN-1"),
        in_plans=[2],
    )
    assert items["status"].tolist() == ["dispute", "plan"]
    assert items["expected_base"].tolist() == items["loss_base"].tolist() == [0, 0]
    assert items["expected_date"].isna().all()
    assert items["open_base"].sum() == 150000


def test_missing_due_date_takes_the_customers_terms_then_the_policys():
    rows = [invoice(n, "2026-06-01", "2026-06-01", 10, customer=c) | {"due_date": None} for n, c in
            [("A", "Known"), ("B", "New")]]  # fmt: skip
    items = receivables(
        *rows, Customers=[{"customer": "Known", "terms_days": 60}, {"customer": "New"}]
    )
    assert items["due_date"].dt.date.tolist() == [day("2026-07-31"), day("2026-07-01")]


def test_small_differences_count_as_settled_when_the_policy_says_so():
    rules = policy("receivables: {amount_tolerance: 1.00}")
    rows = [
        invoice(n, "2026-06-01", "2026-06-20", 1000, paid=p) for n, p in [("A", 999), ("B", 998.99)]
    ]
    assert receivables(*rows, rules=rules)["document"].tolist() == ["B"]


@pytest.mark.parametrize(
    ("priority", "expected_on"),
    [("critical", "2026-06-11"), ("normal", "2026-06-17"), ("flexible", "2026-07-10")],
)
def test_overdue_bills_are_paid_by_priority(priority, expected_on):
    (item,) = payables(bill("B-1", "2026-04-01", "2026-05-01", 800, priority=priority)).to_dict(
        "records"
    )
    assert item["expected_date"].date() == day(expected_on)
    assert (item["expected_base"], item["basis"]) == (80000, "overdue")
