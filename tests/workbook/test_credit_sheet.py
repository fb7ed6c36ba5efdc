"""Credit and its reasons: decisions on one sheet, grounds on the other, in the same order."""

from __future__ import annotations

import pytest
from firm import balance, day, invoice, ledgers, policy

from cashbuoy.analysis import analyse
from cashbuoy_workbook.blocks import Link
from cashbuoy_workbook.book import InputBook
from cashbuoy_workbook.sheets import credit, credit_reasons, splits
from cashbuoy_workbook.sheets.view import View
from cashbuoy_workbook.styles import look
from workbook.builders import block


@pytest.fixture(scope="module")
def view() -> View:
    paid = [
        invoice(f"{who}{n}", f"2026-{n:02d}-01", f"2026-{n:02d}-28", 1000, customer=who, paid=1000,
                paid_date=day(f"2026-{n:02d}-28"))
        for who in ("Good", "Bad")
        for n in range(1, 8)
    ]  # fmt: skip
    late = invoice("L", "2026-06-01", "2026-07-01", 5000, customer="Bad")
    customers = [{"customer": c, "credit_limit": 4000, "terms_days": 30} for c in ("Good", "Bad")]
    firm = ledgers(Receivables=[*paid, late], Customers=customers, Bank=[balance("2026-10-31", 1)])
    analysis = analyse(firm, policy("forecast: {receipts: due_date}"), day("2026-10-31"))
    return View(analysis, InputBook({}), "en")


def test_both_sheets_show_the_worst_first_and_say_why(view: View) -> None:
    book = view.analysis.credit
    assert book is not None
    decided = block(credit.render(view, book), "cb_Credit_Rows").values
    grounds = block(credit_reasons.render(view, book), "cb_CreditReasons_Rows").values
    rows = [dict(zip(credit.COLUMNS, row, strict=True)) for row in decided]
    why = [dict(zip(credit_reasons.COLUMNS, row, strict=True)) for row in grounds]
    assert [(r["customer"], r["grade"], r["hold"]) for r in rows] == [
        ("Bad", "D", "overdue"), ("Good", "A", None),
    ]  # fmt: skip
    # Late by 122 days: the limit is taken away at once, not only proposed to be.
    assert (rows[0]["limit"], rows[0]["limit_proposed"], rows[0]["limit_rule"]) == (
        0, 0, "Late payment",
    )  # fmt: skip
    assert [w["customer"] for w in why] == ["Bad", "Good"]
    assert str(why[0]["reasons"]).count(";") == 4  # all five factors that cost points
    assert "oldest 122 days overdue (0 of 15)" in str(why[0]["reasons"])
    # Points are given by the limit as it was; Credit shows the one that holds.
    assert "125% of limit used, before it was lowered (0 of 10)" in str(why[0]["reasons"])
    assert (why[0]["oldest_overdue"], why[1]["oldest_overdue"]) == (122, None)
    assert isinstance(why[0]["oldest_row"], Link)


def test_rows_are_as_high_as_their_reasons(view: View) -> None:
    book = view.analysis.credit
    assert book is not None
    shown = credit_reasons.render(view, book)
    first = credit_reasons.TITLE_ROW + 1
    assert shown.heights[first] > 20
    assert first + 1 not in shown.heights


def test_a_limit_of_nought_is_shown_as_a_figure() -> None:
    """– stands for no limit at all, in Credit and Order splitting."""
    for module in (credit, splits):
        assert module.COLUMNS["limit"][1] == "figure_grid"
    assert credit.COLUMNS["limit_proposed"][1] == "figure_grid"
    assert "–" not in look("figure_grid").number_format
