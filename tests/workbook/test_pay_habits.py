"""How customers usually pay stands on the sheet Customers."""

from __future__ import annotations

from cashbuoy_workbook.sheets.customers import FIRST_ROW, TITLE_ROW
from cashbuoy_workbook.sheets.pay_habits import habit_columns
from workbook.builders import cells, sheet, small_firm, view


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
