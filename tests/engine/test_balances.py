"""Open balances at many dates at once, against the definition applied document by document."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from firm import bill, day, invoice, ledgers, policy
from hypothesis import given
from hypothesis import strategies as st

from cashbuoy.ledger.balances import Balances, billed_by_counterparty, month_ends_before
from cashbuoy.ledger.currency import Rates
from cashbuoy.ledger.documents import payable_documents, receivable_documents

POLICY = policy()


def balances(*invoices: dict) -> Balances:
    books = ledgers(Receivables=list(invoices))
    rates = Rates.of(books, "document", day("2026-12-31"))
    return Balances.of(receivable_documents(books, POLICY, rates))


def dates(*days: str) -> np.ndarray:
    return np.array(days, dtype="datetime64[D]")


def major(minor: np.ndarray) -> list[float]:
    return (minor / 100).tolist()


PAID_LATER = invoice("A", "2026-03-10", "2026-04-09", 1000, paid=1000, paid_date=day("2026-05-01"))


@pytest.mark.parametrize(
    ("on", "is_open"),
    [
        ("2026-03-09", 0),
        ("2026-03-10", 1000),
        ("2026-04-30", 1000),  # the receipt of 1 May is not known yet
        ("2026-05-01", 0),
    ],
)
def test_open_from_its_date_until_it_is_paid(on: str, is_open: float) -> None:
    assert major(balances(PAID_LATER).open(dates(on))) == [is_open]


@pytest.mark.parametrize(
    ("on", "more_than", "overdue"),
    [
        ("2026-04-09", 0, 0),  # due today is not overdue
        ("2026-04-10", 0, 1000),
        ("2026-04-10", 1, 0),
        ("2026-04-11", 1, 1000),
        ("2026-05-01", 0, 0),
    ],
)
def test_overdue_counts_from_the_day_after_the_due_date(on, more_than, overdue) -> None:
    assert major(balances(PAID_LATER).overdue(dates(on), more_than)) == [overdue]


def test_part_payments_credit_notes_and_undated_payments() -> None:
    books = balances(
        invoice("part", "2026-03-01", "2026-03-31", 1000, paid=400, paid_date=day("2026-03-20")),
        invoice("credit", "2026-03-05", "2026-03-05", -150),
        invoice("undated", "2026-03-10", "2026-04-09", 300, paid=300),
        invoice("early", "2026-03-15", "2026-04-14", 70, paid=70, paid_date=day("2026-03-01")),
    )
    assert major(books.open(dates("2026-03-04", "2026-03-10", "2026-03-20", "2026-12-31"))) == [
        1000,
        850,
        450,
        450,
    ]
    assert major(books.billed(dates("2026-03-01"), dates("2026-03-31"))) == [220]


def test_terms_are_weighted_by_amount_and_credit_notes_have_none() -> None:
    books = balances(
        invoice("a", "2026-03-01", "2026-03-31", 3000),  # 30 days
        invoice("b", "2026-03-02", "2026-05-01", 1000),  # 60 days
        invoice("c", "2026-03-03", "2026-03-03", -2000),
        invoice("before", "2026-02-28", "2026-12-31", 9000),
    )
    terms = books.terms_days(
        dates("2026-02-28", "2026-05-01"), dates("2026-05-01", "2026-05-31")
    ).tolist()
    assert terms[0] == pytest.approx((3000 * 30 + 1000 * 60) / 4000)
    assert np.isnan(terms[1])


def test_no_documents_at_all() -> None:
    books = ledgers()
    rates = Rates.of(books, "document", day("2026-12-31"))
    side = Balances.of(payable_documents(books, POLICY, rates))
    assert side.open(dates("2026-01-01")).tolist() == [0]
    assert side.empty
    assert side.kept_since(np.datetime64("2026-12-31")) is None


def test_a_ledger_is_kept_since_its_first_document_paid_in_full() -> None:
    books = balances(
        invoice("carried forward", "2025-01-10", "2025-02-09", 1000),
        invoice("in part", "2025-02-10", "2025-03-12", 1000, paid=900, paid_date=day("2025-04-01")),
        PAID_LATER,  # of 10 March 2026, paid on 1 May
        invoice("next", "2026-03-20", "2026-04-19", 10, paid=10, paid_date=day("2026-03-30")),
    )
    kept = [books.kept_since(np.datetime64(d)) for d in ("2026-03-29", "2026-04-30", "2026-05-01")]
    assert [k and str(k) for k in kept] == [None, "2026-03-20", "2026-03-10"]


days = st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31))
document = st.tuples(
    days,
    st.integers(0, 120),
    st.integers(-5000, 5000),
    st.sampled_from([0, 0.5, 1]),
    st.none() | days,
)


@given(st.lists(document, max_size=30), st.lists(days, min_size=1, max_size=6), st.integers(0, 60))
def test_running_totals_agree_with_the_definition(documents, asked, more_than) -> None:
    frame = pd.DataFrame(
        {
            "document_date": pd.to_datetime([d[0] for d in documents]),
            "due_date": pd.to_datetime([d[0] + dt.timedelta(days=d[1]) for d in documents]),
            "paid_date": pd.to_datetime(pd.Series([d[4] for d in documents], dtype=object)),
            "amount_base": np.array([d[2] for d in documents], dtype=np.int64),
            "paid_base": np.array([int(d[2] * d[3]) for d in documents], dtype=np.int64),
        }
    )
    side = Balances.of(frame)
    at = np.array(asked, dtype="datetime64[D]")
    for on, is_open, overdue in zip(
        asked, side.open(at).tolist(), side.overdue(at, more_than).tolist(), strict=True
    ):
        owed = [
            (
                amount - (int(amount * share) if paid_on is None or paid_on <= on else 0),
                issued,
                terms,
            )
            for issued, terms, amount, share, paid_on in documents
            if issued <= on
        ]
        late = dt.timedelta(days=more_than)
        assert is_open == sum(o for o, *_ in owed)
        assert overdue == sum(o for o, i, t in owed if on - (i + dt.timedelta(days=t)) > late)


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-03-31", ["2025-12-31", "2026-01-31", "2026-02-28"]),  # today's own month end is now
        ("2026-03-01", ["2025-12-31", "2026-01-31", "2026-02-28"]),
        ("2024-03-15", ["2023-12-31", "2024-01-31", "2024-02-29"]),
    ],
)
def test_month_ends_before(as_of: str, expected: list[str]) -> None:
    assert month_ends_before(np.datetime64(as_of), 3).astype(str).tolist() == expected


def test_twelve_months_end_on_the_date_and_start_after_the_same_day_a_year_before() -> None:
    books = ledgers(
        Payables=[
            bill("outside", "2025-06-30", "2025-07-30", 1, "Steel"),
            bill("first", "2025-07-01", "2025-07-31", 10, "Steel"),
            bill("last", "2026-06-30", "2026-07-30", 100, "Copper"),
            bill("later", "2026-07-01", "2026-07-31", 1000, "Copper"),
        ]
    )
    rates = Rates.of(books, "document", day("2026-12-31"))
    names, sums = billed_by_counterparty(
        payable_documents(books, POLICY, rates), dates("2026-06-30", "2025-06-30")
    )
    assert dict(zip(names, major(sums[0]), strict=True)) == {"Steel": 10, "Copper": 100}
    assert dict(zip(names, major(sums[1]), strict=True)) == {"Steel": 1, "Copper": 0}
