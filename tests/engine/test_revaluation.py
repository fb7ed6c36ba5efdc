"""Open foreign items at the latest rate, beside what the books carry them at; worked by hand."""

from __future__ import annotations

import pytest
from firm import ON_DUE_DATES, balance, bill, day, invoice, ledgers, policy

from cashbuoy.analysis import Analysis, analyse
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.currency import Rates

AS_OF = day("2026-03-31")
USD = [
    {"currency": "USD", "date": day("2026-01-31"), "rate": 7.0},
    {"currency": "USD", "date": day("2026-02-28"), "rate": 6.9},
    {"currency": "USD", "date": day("2026-03-31"), "rate": 6.8},
]
PLAIN = f"{ON_DUE_DATES}\nsimulation: {{paths: 0}}"
DOCUMENT = PLAIN.replace("receipts: due_date", "receipts: due_date, exchange_rate: document")


def firm() -> Ledgers:
    """Receivable 1,000 USD of January and 500 USD of February, with a rate of its own; payable 200
    USD of January. What was billed of each: 3,000 CNY beside."""
    return ledgers(
        Receivables=[
            invoice("jan", "2026-02-10", "2026-04-10", 1_000, currency="USD"),
            invoice("own", "2026-03-10", "2026-04-20", 500, currency="USD", rate=7.2),
            invoice("home", "2026-03-10", "2026-04-20", 3_000),
        ],
        Payables=[bill("us", "2026-02-10", "2026-04-15", 200, currency="USD")],
        Bank=[balance("2026-03-31", 10_000)],
        Rates=USD,
    )


@pytest.fixture(scope="module")
def latest() -> Analysis:
    return analyse(firm(), policy(PLAIN, "advanced"), AS_OF)


def amounts(items, column: str) -> dict[str, float]:
    return (items.set_index("document")[column] / 100).to_dict()


def test_what_is_open_is_worth_what_the_latest_rate_makes_of_it(latest: Analysis) -> None:
    """1,000 x 6.8, 500 x 6.8; booked at 7.0 (31 January, the last before) and its own 7.2."""
    assert amounts(latest.receivables, "open_base") == {"jan": 6_800, "own": 3_400, "home": 3_000}
    assert amounts(latest.receivables, "book_base") == {"jan": 7_000, "own": 3_600, "home": 3_000}
    assert amounts(latest.payables, "open_base") == {"us": 1_360}
    assert amounts(latest.payables, "book_base") == {"us": 1_400}


def test_the_forecast_takes_that_cash(latest: Analysis) -> None:
    flows = latest.events.groupby("reference")["amount"].sum() / 100
    assert flows[["jan", "own", "home", "us"]].tolist() == [6_800, 3_400, 3_000, -1_360]


def test_control_totals_tie_to_the_books_and_name_the_difference(latest: Analysis) -> None:
    by_id = {c.id: c for c in latest.controls}
    owed, owing = by_id["open_receivables"], by_id["open_payables"]
    assert owed.holds
    assert owing.holds
    # 7,000 + 3,600 + 3,000 booked; 13,200 in the horizon; less 400 of fallen rates.
    assert (owed.left, owed.parts["in_horizon"]) == (1_360_000, 1_320_000)
    assert owed.parts["revaluation"] == 40_000
    assert (owing.left, owing.parts["in_horizon"], owing.parts["revaluation"]) == (
        140_000, 136_000, 4_000,
    )  # fmt: skip
    found = [f for f in latest.findings if f.id == "revalued"]
    assert [(f.found, dict(f.details)) for f in found] == [
        ("USD", {"receivables": -400.0, "payables": -40.0, "gain": -360.0, "rate": 6.8,
                 "on": "2026-03-31"})
    ]  # fmt: skip


def test_sales_and_their_tax_keep_the_rate_of_their_day(latest: Analysis) -> None:
    sold = latest.ageing.set_index("customer").loc["Acme", "sales_12m"]
    assert sold == 1_360_000


def test_the_rate_of_the_document_may_be_chosen() -> None:
    found = analyse(firm(), policy(DOCUMENT, "advanced"), AS_OF)
    assert amounts(found.receivables, "open_base") == {"jan": 7_000, "own": 3_600, "home": 3_000}
    control = next(c for c in found.controls if c.id == "open_receivables")
    assert control.holds
    assert "revaluation" not in control.parts
    assert [f for f in found.findings if f.id == "revalued"] == []


@pytest.mark.parametrize(
    ("issued", "own", "quotes", "expected"),
    [
        ("2026-02-10", 7.2, USD, 6.8),  # a newer quote than the document
        ("2026-03-31", 7.2, USD, 7.2),  # none newer: its own rate
        ("2026-03-31", None, USD, 6.8),
        ("2026-02-10", 7.2, USD[:1], 7.2),  # the last quote is older than the document
        ("2026-02-10", 7.2, [], 7.2),  # no quotes at all
        ("2026-02-10", None, USD[:1], 7.0),
        ("2025-12-01", None, USD[2:], 6.8),
    ],
)
def test_a_newer_quote_wins_over_the_document(issued, own, quotes, expected) -> None:
    more = {"rate": own} if own else {}
    items = [invoice("1", issued, "2026-05-10", 100, currency="USD", **more)]
    books = ledgers(Receivables=items, **({"Rates": quotes} if quotes else {}))
    table = books["tblReceivables"]
    rates = Rates.of(books, "latest", AS_OF)
    columns = (table["currency"], table["invoice_date"], table["rate"])
    found = rates.to_base("tblReceivables", table["amount"].to_numpy(), *columns)
    assert found.tolist() == [round(expected * 10_000)]
