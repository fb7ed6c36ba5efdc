"""Which rows of an import are new: by the ledger's key, however its cells are written."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from cashbuoy.ledger.schema import TABLES
from cashbuoy_addin.imports.new_rows import new_rows

RECEIVABLES, BANK, RECURRING = (TABLES[n] for n in ("tblReceivables", "tblBank", "tblRecurring"))


def frame(**columns):
    return pd.DataFrame({k: pd.Series(v, dtype=object) for k, v in columns.items()}, dtype=object)


def ledger(*rows):
    columns = ("Invoice", "Customer", "Invoice date", "Amount")
    return pd.DataFrame(list(rows), columns=columns, dtype=object)


DAY = dt.datetime(2026, 3, 1)


@pytest.mark.parametrize(
    ("held", "come", "added", "present", "differing"),
    [
        ([], [("A1", "x", DAY, 1.0)], 1, 0, 0),
        ([("A1", "x", DAY, 1.0)], [("A1", "x", "2026-03-01", "1.00")], 0, 1, 0),
        ([("a1 ", "X", "2026年3月1日", 1.0)], [("A1", "x", DAY, 1.0)], 0, 1, 0),
        ([("A1", "x", DAY, 1.0)], [("A1", "x", DAY, 2.0)], 0, 1, 1),
        ([(7.0, "x", DAY, 1.0)], [("7", "x", DAY, 1.0), ("8", "x", DAY, 1.0)], 1, 1, 0),
        # Alike within the file: both come, and Checks names them.
        ([], [("A1", "x", DAY, 1.0), ("A1", "x", DAY, 1.0)], 2, 0, 0),
        ([("A1", "x", DAY, 1.0)], [(None, None, None, None)], 0, 0, 0),
    ],
)
def test_by_invoice_number(held, come, added, present, differing) -> None:
    got = new_rows(RECEIVABLES, ledger(*held), ledger(*come))
    assert (len(got.rows), got.present, got.differing) == (added, present, differing)


def test_a_key_of_two_columns_under_titles_of_another_language() -> None:
    held = frame(日期=[DAY, DAY], 账户=["A", "B"], 余额=[1.0, 2.0])
    come = frame(date=["2026/3/1", "2026-03-02"], account=["B", "B"], balance=[2.0, 3.0])
    got = new_rows(BANK, held, come)
    assert got.rows["date"].tolist() == ["2026-03-02"]
    assert (got.present, got.differing) == (1, 0)


def test_without_a_key_a_row_is_all_that_it_says() -> None:
    held = frame(item=["Rent"], category=["rent"], amount=[100.0])
    come = frame(item=["Rent", "Rent"], category=["rent", "rent"], amount=[100.0, 120.0])
    assert new_rows(RECURRING, held, come).rows["amount"].tolist() == [120.0]


def test_what_cannot_be_read_is_known_by_what_stands_there() -> None:
    held = frame(date=["soon"], account=["A"], balance=[1.0])
    come = frame(date=["soon", "later"], account=["A", "A"], balance=[1.0, 1.0])
    assert new_rows(BANK, held, come).rows["date"].tolist() == ["later"]
