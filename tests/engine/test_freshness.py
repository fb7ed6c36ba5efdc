"""Stale data is named with its age; fresh, empty and closed things are not."""

from __future__ import annotations

import pytest
from firm import balance, bill, day, invoice, ledgers, policy

from cashbuoy.analysis import analyse
from cashbuoy.warning.freshness import stale_data

AS_OF = day("2026-06-30")
LIMITS = policy("freshness: {bank: 7, receivables: 14, payables: 14, monthly: 45}").freshness

DETAILS = ("latest", "subject", "age_days", "limit_days")


def stale(**tables: list[dict]) -> list[tuple]:
    return [
        (f.place.table, f.place.row, f.place.column, *(f.details[key] for key in DETAILS))
        for f in stale_data(ledgers(**tables), LIMITS, AS_OF)
        if f.place
    ]


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        ({}, []),
        ({"Bank": [balance("2026-06-23", 5)]}, []),
        (
            {"Bank": [balance("2026-06-01", 5), balance("2026-06-22", 5)]},
            [("tblBank", 2, "date", "2026-06-22", "Main", 8, 7)],
        ),
        # The forgotten account is named, the closed one and the fresh one are not.
        (
            {
                "Bank": [
                    balance("2026-06-30", 5, account="Daily"),
                    balance("2026-01-31", 5, account="Forgotten"),
                    balance("2026-01-31", 0, account="Closed"),
                ]
            },
            [("tblBank", 2, "date", "2026-01-31", "Forgotten", 150, 7)],
        ),
        ({"Receivables": [invoice("1", "2026-06-16", "2026-07-16", 5)]}, []),
        (
            {"Receivables": [invoice("1", "2026-06-15", "2026-07-16", 5)]},
            [("tblReceivables", 1, "invoice_date", "2026-06-15", "", 15, 14)],
        ),
        # A receipt shows that the ledger is kept.
        (
            {
                "Receivables": [
                    invoice("1", "2026-05-01", "2026-06-01", 5, paid=5, paid_date=day("2026-06-20"))
                ]
            },
            [],
        ),
        (
            {"Payables": [bill("1", "2026-04-01", "2026-07-16", 5)]},
            [("tblPayables", 1, "bill_date", "2026-04-01", "", 90, 14)],
        ),
        # What is dated later than the as-of date is not known yet.
        (
            {
                "Payables": [
                    bill("1", "2026-04-01", "2026-07-16", 5, paid=5, paid_date=day("2026-04-11")),
                    bill("2", "2026-07-01", "2026-07-16", 5),
                ]
            },
            [("tblPayables", 1, "paid_date", "2026-04-11", "", 80, 14)],
        ),
        ({"Monthly": [{"month": day("2026-05-01"), "revenue": 5}]}, []),
        (
            {"Monthly": [{"month": day("2026-04-01"), "revenue": 5}]},
            [("tblMonthly", 1, "month", "2026-04-30", "", 61, 45)],
        ),
        (
            {
                "Rates": [
                    {"currency": "USD", "date": day("2026-06-29"), "rate": 7.1},
                    {"currency": "EUR", "date": day("2026-01-01"), "rate": 8.1},
                ]
            },
            [("tblRates", 2, "date", "2026-01-01", "EUR", 180, 35)],
        ),
        (
            {
                "Customers": [
                    {"customer": "A", "external_rating": "BB", "rating_date": day("2025-06-29")},
                    {"customer": "B", "external_rating": "BB", "rating_date": day("2025-06-30")},
                    {"customer": "C", "external_rating": "", "rating_date": day("2020-06-30")},
                ]
            },
            [("tblCustomers", 1, "rating_date", "2025-06-29", "A", 366, 365)],
        ),
    ],
)
def test_what_is_stale(tables, expected) -> None:
    assert stale(**tables) == expected


def test_what_was_found_names_the_account() -> None:
    (found,) = stale_data(ledgers(Bank=[balance("2026-01-31", 5)]), LIMITS, AS_OF)
    assert found.found == "Main, 2026-01-31"


COVERED = [
    {"customer": "Acme", "external_rating": "AA", "rating_date": day("2026-05-01")},
    {"customer": "Bolt", "external_rating": "B", "rating_date": day("2024-05-01")},
    {"customer": "Cord"},
]


@pytest.mark.parametrize(
    ("acme", "share", "low"),
    [(500, 0.5, False), (499, 0.499, True), (0, 0.0, True), (1000, 1.0, False)],
)
def test_share_of_receivables_with_a_freshly_rated_customer(acme, share, low) -> None:
    owed = {"Acme": acme, "Bolt": 300, "Cord": 1000 - acme - 300}
    invoices = [
        invoice(name, "2026-06-01", "2026-07-01", amount, customer=name)
        for name, amount in owed.items()
        if amount > 0
    ]
    if acme == 1000:
        invoices = invoices[:1]
    found = analyse(ledgers(Receivables=invoices, Customers=COVERED), policy(), day("2026-06-30"))
    measured = {i.id: i.value for i in found.indicators}["rated_share"]
    assert measured == pytest.approx(share)
    assert ("coverage_rated_share" in {f.id for f in found.findings}) is low


@pytest.mark.parametrize(
    ("rating", "dated"), [("AA", None), ("AA", "2026-07-15"), ("Good", "2026-05-01")]
)
def test_a_rating_that_the_scorecard_does_not_count_covers_nothing(rating, dated) -> None:
    """Without a date, of a day to come, or unknown to the policy."""
    listed = [
        {"customer": "Acme", "external_rating": rating, "rating_date": dated and day(dated)},
        {"customer": "Bolt", "external_rating": "AA", "rating_date": day("2026-05-01")},
    ]
    invoices = [
        invoice(name, "2026-06-01", "2026-07-01", 500, customer=name) for name in ("Acme", "Bolt")
    ]
    found = analyse(ledgers(Receivables=invoices, Customers=listed), policy(), day("2026-06-30"))
    assert {i.id: i.value for i in found.indicators}["rated_share"] == 0.5


def test_without_any_rating_coverage_says_nothing() -> None:
    found = analyse(
        ledgers(Receivables=[invoice("A", "2026-06-01", "2026-07-01", 5)]),
        policy(),
        day("2026-06-30"),
    )
    assert "coverage_rated_share" not in {f.id for f in found.findings}
    (rated,) = (i for i in found.indicators if i.id == "rated_share")
    assert (rated.value, rated.reason) == (None, "no_rated_customer")


def test_share_of_accounts_that_report() -> None:
    bank = [
        balance("2026-06-29", 100, "Main"),
        balance("2026-06-01", 50, "Second"),
        balance("2025-01-01", 0, "Closed"),
    ]
    found = analyse(ledgers(Bank=bank), policy(), day("2026-06-30"))
    (share,) = (i for i in found.indicators if i.id == "reporting_share")
    assert share.value == 0.5
    assert "coverage_reporting_share" in {f.id for f in found.findings}
