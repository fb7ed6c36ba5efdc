"""Progress of contracts: what was planned by now, what came in, what runs behind."""

from __future__ import annotations

import pandas as pd
import pytest
from contracts import contract, schedule
from firm import day, invoice

from cashbuoy.collection.progress import PROGRESS_COLUMNS, contract_progress

AS_OF = day("2026-10-31")


def progress(contracts, invoices=()):
    stages, _ = schedule(contracts, invoices, as_of=AS_OF)
    return contract_progress(stages, AS_OF)


# 1,000.00 signed on 1 September: 300 then, 500 at shipment, 200 fifteen working days after
# acceptance.
@pytest.mark.parametrize(
    ("events", "paid", "planned", "behind", "moved", "next_due"),
    [
        pytest.param({}, 300, 300, 0, 0, None, id="nothing more is dated"),
        pytest.param({}, 120, 300, 180, 0, "2026-09-01", id="part of the advance"),
        pytest.param({"shipped": "2026-10-12"}, 300, 800, 500, 0, "2026-10-12",
                     id="shipped, not paid"),
        pytest.param({"expected_shipped": day("2026-10-12")}, 300, 800, 500, 25, "2026-11-06",
                     id="not shipped: the plan is behind all the same"),
        pytest.param({"expected_shipped": day("2026-11-16")}, 300, 300, 0, 0, "2026-11-16",
                     id="shipment lies ahead"),
        pytest.param({"shipped": "2026-10-12", "expected_shipped": day("2026-11-16")}, 300,
                     800, 500, 0, "2026-10-12", id="shipped early: due early"),
        pytest.param({"shipped": "2026-10-31"}, 300, 300, 0, 0, "2026-11-02",
                     id="shipped today, on a Saturday"),
        pytest.param({}, 900, 300, 0, 0, None, id="paid ahead"),
    ],
)  # fmt: skip
def test_progress_against_the_plan(events, paid, planned, behind, moved, next_due):
    made = contract("K", 1000, "2026-09-01", **events)
    found = progress(
        [made], [invoice("1", "2026-09-01", "2026-09-01", 1000, contract="K", paid=paid)]
    )
    assert tuple(found.columns) == PROGRESS_COLUMNS
    (row,) = found.to_dict("records")
    assert (row["amount"], row["planned"] / 100) == (100_000, planned)
    assert (row["collected"] / 100, row["behind"] / 100) == (paid, behind)
    found_due = None if pd.isna(row["next_due"]) else f"{row['next_due']:%Y-%m-%d}"
    assert (row["moved_days"], found_due) == (moved, next_due)


def test_contracts_stand_in_the_order_of_the_ledger_one_row_each():
    found = progress([contract("B", 10, "2026-09-01", major="yes"), contract("A", 20)])
    assert found["contract"].tolist() == ["B", "A"]
    assert found["major"].tolist() == [True, False]
    assert progress([]).empty
