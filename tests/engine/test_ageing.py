"""Receivables by customer and age."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from credit_firm import documents_of
from firm import day, invoice, ledgers, policy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cashbuoy.analysis import analyse
from cashbuoy.credit.allowance import allowance, loss_rates

AS_OF = day("2026-06-30")
BUCKETS = [f"b{i}" for i in range(7)]


def aged(invoices: list[dict], **tables: list[dict]):
    return analyse(ledgers(Receivables=invoices, **tables), policy(), AS_OF).ageing


@pytest.mark.parametrize(
    ("due", "bucket", "days"),
    [
        ("2026-07-01", 0, 0),
        ("2026-06-30", 0, 0),
        ("2026-06-29", 1, 1),
        ("2026-05-31", 1, 30),
        ("2026-05-30", 2, 31),
        ("2026-05-01", 2, 60),
        ("2026-04-30", 3, 61),
        ("2026-04-01", 3, 90),
        ("2026-03-31", 4, 91),
        ("2026-01-01", 4, 180),
        ("2025-12-31", 5, 181),
        ("2025-06-30", 5, 365),
        ("2025-06-29", 6, 366),
    ],
)
def test_edges_of_the_buckets(due: str, bucket: int, days: int) -> None:
    (row,) = aged([invoice("1", "2025-06-01", due, 10)]).to_dict("records")
    assert [row[b] for b in BUCKETS] == [1000 if i == bucket else 0 for i in range(7)]
    assert row["oldest_days"] == days
    assert row["overdue"] == (1000 if bucket else 0)


def test_one_row_a_customer_the_largest_overdue_first() -> None:
    table = aged(
        [
            invoice("1", "2026-06-01", "2026-07-01", 500, "Acme"),
            invoice("2", "2026-04-01", "2026-05-01", 300, "Acme", dispute="yes"),  # 60 days
            invoice("3", "2026-06-10", "2026-06-10", -100, "Acme"),  # 20 days
            invoice("4", "2026-01-01", "2026-01-31", 900, "Bolt", paid=200, paid_date=AS_OF),
            invoice("5", "2026-02-01", "2026-03-03", 400, "Cobalt", paid=400, paid_date=AS_OF),
            invoice("6", "2024-02-01", "2024-03-03", 1, "Gone", paid=1, paid_date=AS_OF),
        ],
        Customers=[{"customer": "Bolt", "name": "Bolt Ltd", "grade": "C"}],
    )
    assert list(table.columns) == [
        *("customer", "name", "grade", "total", *BUCKETS, "overdue", "oldest_days", "in_dispute"),
        *("allowance", "sales_12m", "share_12m", "share_open"),
    ]
    by_name = table.set_index("customer")
    # Gone has neither open invoices nor sales in twelve months.
    assert list(by_name.index) == ["Bolt", "Acme", "Cobalt"]
    assert by_name.loc["Acme", ["total", "b0", "b1", "b2"]].tolist() == [
        70000,
        50000,
        -10000,
        30000,
    ]
    assert by_name.loc["Acme", ["overdue", "oldest_days", "in_dispute"]].tolist() == [
        20000,
        60,
        30000,
    ]
    assert by_name.loc["Bolt", ["total", "b4", "overdue", "in_dispute"]].tolist() == [70000] * 3 + [
        0
    ]
    assert by_name.loc["Bolt", ["name", "grade"]].tolist() == ["Bolt Ltd", "C"]
    assert by_name.loc["Acme", ["name", "grade"]].tolist() == ["", ""]
    # 2 % of 300; of the 150 days overdue 15 %.
    assert by_name["allowance"].to_dict() == {"Acme": 600, "Bolt": 10500, "Cobalt": 0}
    assert by_name["sales_12m"].to_dict() == {"Acme": 70000, "Bolt": 90000, "Cobalt": 40000}
    assert by_name["share_12m"].to_dict() == {"Acme": 0.35, "Bolt": 0.45, "Cobalt": 0.20}
    assert by_name["share_open"].to_dict() == {"Acme": 0.5, "Bolt": 0.5, "Cobalt": 0.0}


def test_allowance_of_the_published_provision_matrix() -> None:
    """IFRS 9, illustrative example 12: 15,000 7,500 4,000 2,500 1,000 give 580."""
    matrix = policy(
        """
        receivables:
          ageing:
            - {up_to_days: 0, expected_after_days: 0, loss_rate: 0.003}
            - {up_to_days: 30, expected_after_days: 10, loss_rate: 0.016}
            - {up_to_days: 60, expected_after_days: 30, loss_rate: 0.036}
            - {up_to_days: 90, expected_after_days: 45, loss_rate: 0.066}
            - {up_to_days: null, expected_after_days: 60, loss_rate: 0.106}
        """
    )
    rows = np.array(
        [[1_500_000, 750_000, 400_000, 250_000, 100_000], [0, 0, 0, 0, -100_000], [0] * 5]
    )
    # A customer in credit needs no allowance.
    given = loss_rates(documents_of([]), matrix, AS_OF)
    assert given.source == "given"
    assert allowance(rows, given.rates).tolist() == [58_000, 0, 0]


def test_an_empty_ledger_has_no_rows() -> None:
    table = aged([])
    assert len(table) == 0
    assert {"customer", *BUCKETS, "share_12m"} <= set(table.columns)


documents = st.lists(
    st.tuples(
        st.dates(dt.date(2024, 6, 1), dt.date(2026, 6, 30)),
        st.integers(0, 120),
        st.integers(-50_000, 900_000).filter(bool),
        st.sampled_from(["Acme", "Bolt", "Cobalt"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=15,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents)
def test_the_table_ties_to_the_open_receivables(found: list[tuple]) -> None:
    invoices = [
        invoice(
            f"N{i}",
            issued.isoformat(),
            (issued + dt.timedelta(days=terms)).isoformat(),
            cents / 100,
            customer,
            dispute="yes" if disputed else "no",
        )
        for i, (issued, terms, cents, customer, disputed) in enumerate(found)
    ]
    analysis = analyse(ledgers(Receivables=invoices), policy(), AS_OF)
    table = analysis.ageing
    assert table["total"].sum() == sum(cents for _, _, cents, _, _ in found)
    assert (table[BUCKETS].sum(axis=1) == table["total"]).all()
    assert (table["overdue"] == table["total"] - table["b0"]).all()
    assert table["in_dispute"].sum() == sum(cents for *_, cents, _, d in found if d)
    assert table["customer"].is_unique
    assert (table["allowance"] >= 0).all()
    assert table["overdue"].is_monotonic_decreasing
