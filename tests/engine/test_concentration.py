"""Shares of single customers in sales and in what is owed."""

from __future__ import annotations

import numpy as np
import pytest
from firm import day, invoice, ledgers, policy

from cashbuoy.analysis import analyse
from cashbuoy.buffer.concentration import concentration, shares

AS_OF = day("2026-06-30")


def test_concentration_largest_first_and_credit_notes_count_against_their_customer() -> None:
    analysis = analyse(
        ledgers(
            Receivables=[
                invoice("1", "2026-05-01", "2026-05-31", 600, "Acme"),
                invoice("2", "2026-05-01", "2026-05-31", 300, "Bolt"),
                invoice("3", "2026-05-02", "2026-05-02", -100, "Bolt"),
                invoice("4", "2026-05-02", "2026-05-02", -50, "Cobalt"),
                invoice("5", "2024-05-02", "2024-06-01", 200, "Delta"),
            ]
        ),
        policy(),
        AS_OF,
    )
    invoices = analysis.receivables.rename(columns={"open_base": "amount_base"})
    table = concentration(invoices, analysis.receivables, AS_OF).set_index("customer")
    assert table["share_12m"].to_dict() == {"Acme": 0.75, "Bolt": 0.25, "Delta": 0, "Cobalt": 0}
    assert table["share_open"].to_dict() == {"Acme": 0.6, "Bolt": 0.2, "Delta": 0.2, "Cobalt": 0}
    assert table["sales_12m"].to_dict() == {
        "Acme": 60000,
        "Bolt": 20000,
        "Delta": 0,
        "Cobalt": -5000,
    }


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ([600, 300, 100], [0.6, 0.3, 0.1]),
        ([600, -300, 200], [0.75, 0, 0.25]),
        ([0, 0], [0, 0]),
        ([-5], [0]),
        ([], []),
    ],
)
def test_shares(amounts: list[int], expected: list[float]) -> None:
    assert shares(np.array(amounts, dtype=np.int64)).tolist() == expected
