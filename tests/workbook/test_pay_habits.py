"""How customers usually pay stands on the sheet Customers."""

from __future__ import annotations

import numpy as np
import pytest

from cashbuoy_workbook.sheets import pay_habits
from cashbuoy_workbook.sheets.customers import FIRST_ROW, TITLE_ROW
from cashbuoy_workbook.sheets.items import NAMES
from cashbuoy_workbook.sheets.pay_habits import habit_columns
from workbook.builders import block, cells, sheet, small_firm, view


def test_the_columns_say_what_was_learned() -> None:
    shown = cells(sheet("Customers"))
    titles = {v: c for (r, c), v in shown.items() if r == TITLE_ROW}
    at = titles["Half arrive within (days after due)"]
    assert titles["Usual pay day"] == at + 2
    analysis = small_firm()
    habits = analysis.delays.habits().set_index("customer")
    for i, customer in enumerate(analysis.ageing["customer"]):
        known = customer in habits.index and habits.loc[customer, "paid_invoices"] > 0
        wanted = int(habits.loc[customer, "half_days"]) if known else None
        assert shown.get((FIRST_ROW + i, at)) == wanted


def test_whoever_never_paid_has_no_habit() -> None:
    found = habit_columns(
        view(small_firm()), small_firm().ageing["customer"].replace("", "x") + "?"
    )
    assert all(v is None for column in found.values() for v in column)


@pytest.mark.parametrize(
    ("half", "ninety", "day", "line"),
    [
        (12, 31, None, "half within +12, nine tenths within +31 days of due"),
        (-3, 4, "Friday", "half within -3, nine tenths within +4 days of due; usually Friday"),
        (None, None, None, "no payment of its own yet: as others pay"),
    ],
)
def test_an_expected_receipt_says_how_its_customer_pays(half, ninety, day, line, monkeypatch):
    columns = {"half_days": [half], "ninety_days": [ninety], "pay_day": [day]}
    monkeypatch.setattr(pay_habits, "habit_columns", lambda *_: columns)
    assert list(pay_habits.habit_words(view(small_firm()), np.array(["Acme"]))) == [line]


def test_only_receipts_expected_by_habit_name_one():
    rows = block(sheet("Items"), "cb_Items_Rows").values
    at, basis = NAMES.index("habit"), NAMES.index("basis")
    assert {bool(row[at]) for row in rows if row[basis] == "as customers pay"} <= {True}
    assert not any(row[at] for row in rows if row[basis] != "as customers pay")
