"""Documents paid in parts: what was noted of them keeps closed months as they were."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from firm import balance, bill, day, invoice, ledgers, policy

from cashbuoy.analysis import analyse
from cashbuoy.forecast.known_then import known_then
from cashbuoy.forecast.paid_parts import in_parts, noted_parts

DECEMBER, JANUARY = day("2025-12-31"), day("2026-01-31")
RULES = policy("modules: [recurring]\nrolling: {reconstruct: 0}")


def part(on: str, amount: float, document: str = "R1", **more) -> dict:
    return {
        "date": day(on),
        "direction": "in",
        "counterparty": "Acme",
        "document": document,
        "amount": amount,
        **more,
    }


def receivable(paid: float, on: str, amount: float = 10_000, **more) -> dict:
    return invoice("R1", "2025-11-03", "2025-12-03", amount, paid=paid, paid_date=day(on), **more)


def parts(rows: list[dict], books: dict | None = None) -> list[tuple[str, float]]:
    """Date and amount of each part of the invoice, by the notes."""
    books = books or receivable(10_000, "2026-01-20")
    kept = ledgers(Receivables=[books], PaidParts=rows)
    found = in_parts(kept["tblReceivables"], "tblReceivables", kept["tblPaidParts"])
    assert found["paid"].sum() == kept["tblReceivables"]["paid"].sum()
    return [(f"{d:%m-%d}", p / 100) for d, p in zip(found["paid_date"], found["paid"], strict=True)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], [("01-20", 10_000)]),
        ([part("2025-12-10", 4_000)], [("12-10", 4_000), ("01-20", 6_000)]),
        (
            [part("2026-01-05", 1_000), part("2025-12-10", 4_000)],
            [("12-10", 4_000), ("01-05", 1_000), ("01-20", 5_000)],
        ),
        # All of it noted, the last day included.
        (
            [part("2025-12-10", 4_000), part("2026-01-20", 6_000)],
            [("12-10", 4_000), ("01-20", 6_000)],
        ),
        # What contradicts the ledger does not count: more than was paid, after its last day,
        # paid back, another customer's, another currency's.
        ([part("2025-12-10", 12_000)], [("01-20", 10_000)]),
        ([part("2026-01-25", 4_000)], [("01-20", 10_000)]),
        ([part("2025-12-10", -4_000)], [("01-20", 10_000)]),
        ([part("2025-12-10", 4_000, counterparty="Birch")], [("01-20", 10_000)]),
        ([part("2025-12-10", 4_000, currency="USD")], [("01-20", 10_000)]),
        ([part("2025-12-10", 4_000, direction="out")], [("01-20", 10_000)]),
    ],
)
def test_parts_add_up_to_what_was_paid(rows, expected) -> None:
    assert parts(rows) == expected


def noted(as_of: dt.date, rows: list[dict], **books: list[dict]) -> list[tuple]:
    found = noted_parts(ledgers(PaidParts=rows, **books), as_of)
    return [
        (f"{r.date:%Y-%m-%d}", r.direction, r.document, r.amount / 100)
        for r in found.itertuples(index=False)
    ]


def test_a_refresh_notes_what_is_paid_in_parts_and_nothing_else() -> None:
    books = {
        "Receivables": [
            receivable(4_000, "2025-12-10"),
            invoice("R2", "2025-11-03", "2025-12-03", 500, paid=500, paid_date=day("2025-12-12")),
            invoice("R3", "2025-11-03", "2025-12-03", 500),
        ],
        "Payables": [
            bill("P1", "2025-11-03", "2025-12-03", 900, paid=300, paid_date=day("2025-12-20"))
        ],
    }
    first = [("2025-12-10", "in", "R1", 4_000), ("2025-12-20", "out", "P1", 300)]
    assert noted(DECEMBER, [], **books) == first
    again = [
        part("2025-12-10", 4_000),
        part("2025-12-20", 300, "P1", direction="out", counterparty="Steel"),
    ]
    assert noted(DECEMBER, again, **books) == first
    later = books | {"Receivables": [receivable(10_000, "2026-01-20")]}
    assert noted(JANUARY, again, **later) == [
        ("2025-12-10", "in", "R1", 4_000),
        ("2026-01-20", "in", "R1", 6_000),
        ("2025-12-20", "out", "P1", 300),
    ]


def test_lines_of_later_days_and_of_other_documents_stay() -> None:
    rows = [part("2026-01-05", 1_000), part("2025-10-01", 5, "OLD")]
    assert noted(DECEMBER, rows, Receivables=[receivable(4_000, "2025-12-10")]) == [
        ("2025-10-01", "in", "OLD", 5),
        ("2025-12-10", "in", "R1", 4_000),
        ("2026-01-05", "in", "R1", 1_000),
    ]


def test_a_closed_month_stays_as_it_was_when_the_rest_comes() -> None:
    """4,000 in December; the ledger of January knows 10,000 in all, and its last day only."""
    bank = [balance(on, 1_000 + more) for on, more in (
        ("2025-11-30", 0), ("2025-12-31", 4_000), ("2026-01-31", 10_000))]  # fmt: skip

    def receipts(as_of: dt.date, rows: list[dict], paid: float, on: str) -> list[float]:
        books = ledgers(Receivables=[receivable(paid, on)], Bank=bank, PaidParts=rows)
        actuals = analyse(books, RULES, as_of).rolling.actuals
        return (actuals.lines.loc["receipts"][-2:] / 100).tolist()

    first = analyse(
        ledgers(Receivables=[receivable(4_000, "2025-12-10")], Bank=bank), RULES, DECEMBER
    )
    assert first.rolling.actuals.lines.loc["receipts"].iloc[-1] == 400_000
    kept = first.rolling.paid_parts
    assert kept["amount"].tolist() == [400_000]
    assert receipts(JANUARY, [part("2025-12-10", 4_000)], 10_000, "2026-01-20") == [4_000, 6_000]
    assert receipts(JANUARY, [], 10_000, "2026-01-20") == [0, 10_000]


def test_what_was_known_on_a_past_day_holds_the_parts_of_before() -> None:
    books = ledgers(
        Receivables=[receivable(10_000, "2026-01-20")], PaidParts=[part("2025-12-10", 4_000)]
    )
    (then,) = known_then(books, RULES, DECEMBER)["tblReceivables"].itertuples()
    assert (then.paid, then.paid_date) == (400_000, pd.Timestamp("2025-12-10"))
    (before,) = known_then(books, RULES, day("2025-12-09"))["tblReceivables"].itertuples()
    assert (before.paid, before.paid_date) == (0, pd.NaT)
