"""Ranges as accountants select them: what is no invoice is passed over, what is in doubt refused.

A formula has no sheet Checks: whatever a refresh would only warn of must not change its answer.
"""

from __future__ import annotations

import datetime as dt

import pytest

from cashbuoy.errors import FormulaError
from cashbuoy.policy.load import profile
from cashbuoy_addin.answers import reason_in
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.evaluate import call

CONTEXT = CallContext(
    dt.date(2026, 3, 31), lambda: profile("basic").model_copy(update={"language": "en"})
)
TITLES = ("Invoice", "Customer", "Invoice date", "Due date", "Amount", "Paid", "Paid date")
# At the close of 31 March 2026 B 200, C 300 of 500 and D 400 are open: 900; of these C is overdue.
INVOICES = (
    ("A", "X", "2025-12-01", "2025-12-31", 100.0, 100.0, "2026-01-05"),
    ("B", "X", "2026-01-20", "2026-04-20", 200.0, None, None),
    ("C", "Y", "2026-02-14", "2026-03-16", 500.0, 200.0, "2026-03-01"),
    ("D", "Z", "2026-03-10", "2026-04-09", 400.0, 400.0, "2026-04-02"),
)
LEDGER = (TITLES, *INVOICES)
PERIODS = (("2026-01", 700.0, 2000.0), ("2026-02", 800.0, 1900.0), ("2026-03", 900.0, 2100.0))
OVERDUE = 300 / 900
PERIOD_DSO = 2100 / 2400 * 90


def answer(name, *arguments):
    found = call(name, arguments, CONTEXT)
    assert not isinstance(found, FormulaError), found.reason
    return found


def refused(name, *arguments) -> FormulaError:
    found = call(name, arguments, CONTEXT)
    assert isinstance(found, FormulaError), found
    return found


def with_cell(row: int, title: str, cell: object):
    """The ledger with another cell in one of its rows, counted from 1."""
    rows = [list(r) for r in LEDGER]
    rows[row][TITLES.index(title)] = cell
    return tuple(map(tuple, rows))


def beside(table, *column: object):
    """The table with one more column."""
    return tuple((*row, cell) for row, cell in zip(table, column, strict=True))


class TestRowsThatAreNoInvoices:
    @pytest.mark.parametrize(
        "row",
        [
            ("X 小计", None, None, None, 300.0, 100.0, None),
            (None, "华东 汇总", None, None, 300.0, 100.0, None),
            (None, "Acme Total", None, None, 300.0, 100.0, None),
            (None, "Subtotal Acme", None, None, 300.0, 100.0, None),
            ("Grand Total", None, None, None, 1200.0, 700.0, None),
            (None, None, "平均", None, 300.0, 175.0, None),
        ],
    )
    def test_summaries_are_passed_over(self, row) -> None:
        assert answer("OVERDUE_SHARE", (*LEDGER, row)) == OVERDUE

    def test_their_word_may_stand_under_a_title_that_is_none_of_ours(self) -> None:
        total = (None, None, None, None, 1200.0, 700.0, None)
        table = beside((*LEDGER, total), "No.", "1", "2", "3", "4", "合计")
        assert answer("OVERDUE_SHARE", table) == OVERDUE

    def test_a_sum_without_a_word_is_named(self) -> None:
        found = refused("OVERDUE_SHARE", (*LEDGER, (None,) * 4 + (1200.0, 700.0, None)))
        assert "row 5 under the titles, Invoice date" in found.reason
        assert "leave the row out of the range" in found.reason

    def test_an_invoice_of_a_customer_called_total_is_no_sum(self) -> None:
        row = ("E", "Total Energies", None, "2026-03-01", 100.0, None, None)
        assert "row 5" in refused("OVERDUE_SHARE", (*LEDGER, row)).reason


class TestHeadings:
    @pytest.mark.parametrize(
        "above",
        [
            (("Receivables 2026",),),
            (("某某公司",), ("截止日期", dt.datetime(2026, 3, 31)), ("制表：张三", "单位：元")),
            (("Receivables", None, None, None, None, None, None), (None,), ("as of", 46112.0)),
        ],
    )
    def test_titles_may_stand_under_them(self, above) -> None:
        wide = tuple((*row, *[None] * (7 - len(row))) for row in above)
        assert answer("OVERDUE_SHARE", (*wide, *LEDGER)) == OVERDUE
        assert "row 3 under" in refused("DSO", (*wide, *with_cell(3, "Due date", "x"))).reason

    def test_items_above_the_titles_are_no_headings(self) -> None:
        assert refused("OVERDUE_SHARE", (INVOICES[0], *LEDGER)).code == "#VALUE!"
        short = tuple(row[2:5] for row in LEDGER)
        assert refused("OVERDUE_SHARE", (("2025年1月1日", None, 5.0), *short)).code == "#VALUE!"
        assert refused("DSO", (("2025年1月", 5.0), ("Month", "Revenue"))).code == "#VALUE!"

    def test_a_table_that_lies_on_its_side_is_told_so(self) -> None:
        table = (("Month", 46023.0, 46054.0), ("Revenue", 7.0, 8.0), ("Receivables", 2.0, 1.0))
        found = refused("DSO", table)
        assert "one line an invoice or month" in found.reason
        assert "每行一张发票或一个月份" in reason_in("zh", found, "DSO")


class TestCellsInDoubt:
    @pytest.mark.parametrize(
        ("row", "title", "cell", "en", "zh"),
        [
            (3, "Due date", "soon", "write a date between", "应填：1990"),
            (3, "Due date", "03/04/2026", "write it as 2026-04-03", "请写成 2026-04-03"),
            (3, "Due date", "1926-03-16", "outside the years 1990 to 2100", "不在 1990 至 2100"),
            (3, "Paid date", "soon", "write a date between", "应填：1990"),
            (3, "Paid", "some", "write an amount, such as 1,234.50", "应填：金额"),
            (3, "Paid", -200.0, "with the sign of the amount", "应与金额同号"),
            (1, "Paid", 0.0, "clear the date", "清除日期"),
            (2, "Invoice date", None, "fill in a date", "单元格为空"),
        ],
    )
    @pytest.mark.parametrize("formula", ["OVERDUE_SHARE", "DSO", "AGEING", "CREDIT_GRADE"])
    def test_each_is_named_with_what_to_do(self, formula, row, title, cell, en, zh) -> None:
        found = refused(formula, with_cell(row, title, cell))
        assert found.code == "#VALUE!"
        assert f"row {row} under the titles, {title}" in found.reason
        assert en in found.reason
        assert zh in reason_in("zh", found, formula)

    def test_one_number_with_two_contents(self) -> None:
        found = refused("DSO", (*LEDGER, ("C", "Y", "2026-03-01", "2026-04-01", 7.0, None, None)))
        assert "row 5 under the titles, Invoice" in found.reason
        assert "stands already in row 3" in found.reason
        assert "在第 3 行已出现" in reason_in("zh", found, "DSO")

    def test_what_an_answer_does_not_depend_on_may_hold_anything(self) -> None:
        table = beside(LEDGER, "Dispute", "see mail", None, None, None)
        assert answer("OVERDUE_SHARE", table) == OVERDUE
        assert "Dispute" in refused("EXPECTED_PAY_DATE", table).reason


class TestColumnsInDoubt:
    @pytest.mark.parametrize(
        ("paid", "day"),
        [("Sum paid", "Paid date"), ("Paid", "Bank cleared"), ("客户付款", "付款时刻")],
    )
    def test_payments_under_a_title_that_is_not_known(self, paid, day) -> None:
        found = refused("DSO", ((*TITLES[:5], paid, day), *INVOICES))
        assert "may hold payments" in found.reason
        assert "可能是收付款记录" in reason_in("zh", found, "DSO")

    @pytest.mark.parametrize(
        "column",
        [
            ("Payment terms", 30.0, 60.0, 30.0, 30.0),
            ("Payment method", "bank", "bank", "cash", None),
            ("收款期限", 30.0, 60.0, 30.0, 30.0),
            ("Balance", 0.0, 200.0, 300.0, 0.0),
            ("Amount in words", "one", None, None, None),
        ],
    )
    def test_columns_that_change_nothing(self, column) -> None:
        assert answer("OVERDUE_SHARE", beside(LEDGER, *column)) == OVERDUE

    @pytest.mark.parametrize(
        ("paid", "day"),
        [("Paid amount", "Receipt date"), ("Amount received", "Settlement date"),
         ("实收金额", "到账日期"), ("已核销金额", "核销日期"), ("回款金额", "回款日")],
    )  # fmt: skip
    def test_payments_under_titles_in_use(self, paid, day) -> None:
        assert answer("OVERDUE_SHARE", ((*TITLES[:5], paid, day), *INVOICES)) == OVERDUE

    def test_open_balances_without_what_was_paid(self) -> None:
        short = tuple(row[:5] for row in LEDGER)
        found = refused("OVERDUE_SHARE", beside(short, "Open balance", 0.0, 200.0, 300.0, 400.0))
        assert "row 1 under the titles: the column Open balance says 0.00" in found.reason
        alike = beside(short[:1] + short[2:], "未收金额", 200.0, 500.0, 400.0)
        assert answer("OVERDUE_SHARE", alike) == 500 / 1100

    def test_net_and_gross_amounts(self) -> None:
        found = refused("OVERDUE_SHARE", beside(LEDGER, "价税合计", 113.0, 226.0, 565.0, 452.0))
        assert "Amount and 价税合计" in found.reason
        same = beside(LEDGER, "Total", 100.0, 200.0, 500.0, 400.0)
        assert answer("OVERDUE_SHARE", same) == OVERDUE


class TestForecasts:
    NOTHING = (("Invoice date", "Due date", "Amount"),)
    ITEMS = (("Category", "Direction", "Amount", "Frequency", "Start"),)
    RENT = ("Rent", "Out", 100.0, "Monthly", "2026-04-15")

    def paid(self, *rows):
        block = answer("CASH_FORECAST", 1000.0, self.NOTHING, None, (*self.ITEMS, *rows), None, 3.0)
        return [row[3] for row in block[1:]]

    def test_regular_items(self) -> None:
        assert self.paid(self.RENT, ("合计", None, 100.0, None, None)) == [-100.0] * 3

    @pytest.mark.parametrize(
        ("at", "cell", "en", "zh"),
        [
            (2, -100.0, "write a positive amount", "请填正数"),
            (3, "now and then", "Monthly / 每月", "Monthly / 每月"),
            (3, None, "Frequency", "频率"),
        ],
    )
    def test_items_in_doubt(self, at, cell, en, zh) -> None:
        row = (*self.RENT[:at], cell, *self.RENT[at + 1 :])
        found = refused("CASH_FORECAST", 1000.0, self.NOTHING, None, (*self.ITEMS, row))
        assert en in found.reason
        assert zh in reason_in("zh", found, "CASH_FORECAST")

    def test_how_often_must_be_said(self) -> None:
        items = tuple(row[:3] + row[4:] for row in (*self.ITEMS, self.RENT))
        assert "Frequency" in refused("CASH_FORECAST", 1.0, self.NOTHING, None, items).reason

    def test_cash_is_in_the_currency_of_the_firm(self) -> None:
        bills = (("Bill date", "Due date", "Amount", "Currency"), ("2026-03-01", None, 9.0, "USD"))
        assert "USD" in refused("CASH_FORECAST", 1000.0, self.NOTHING, bills).reason

    def test_an_order_is_of_one_customer(self) -> None:
        terms = (500.0, 900.0, dt.date(2026, 4, 1), dt.date(2026, 12, 31), 30.0)
        found = refused("ORDER_SPLIT", *terms, LEDGER)
        assert "3 customers (X, Y, Z)" in found.reason
        assert "请只选取下单客户的发票" in reason_in("zh", found, "ORDER_SPLIT")
        assert len(answer("ORDER_SPLIT", *terms, LEDGER[:3])) > 1

    def test_numbers_of_invoices_as_numbers_and_in_any_case(self) -> None:
        ledger = (TITLES, (1042.0, *INVOICES[1][1:]), ("Inv-7", *INVOICES[2][1:]))
        assert answer("EXPECTED_PAY_DATE", ledger, 1042.0) > dt.date(2026, 4, 1)
        assert answer("EXPECTED_PAY_DATE", ledger, " INV-7") > dt.date(2026, 3, 31)


class TestPeriods:
    @pytest.mark.parametrize("title", ["Item", "", None, "Period ended", "月"])
    @pytest.mark.parametrize("last", [(), (("Total", 2400.0, 6000.0),), (("月均", 800.0, 2000.0),)])
    def test_months_and_totals_under_any_title(self, title, last) -> None:
        table = ((title, "Revenue", "Receivables"), *PERIODS[::-1], *last)
        assert answer("DSO", table) == pytest.approx(PERIOD_DSO)

    def test_a_total_of_a_quarter_between_months(self) -> None:
        table = (("月份", "营业收入", "应收账款"), *PERIODS, ("一季度小计", 2400.0, 2100.0))
        assert answer("DSO", table) == pytest.approx(PERIOD_DSO)

    def test_years_are_not_taken_for_months(self) -> None:
        years = (("Year", "Revenue", "Receivables"), (2024.0, 700.0, 80.0), (2025.0, 800.0, 90.0))
        found = refused("DSO", years)
        assert "days (365 for a year)" in found.reason
        assert "days 参数" in reason_in("zh", found, "DSO")
        assert answer("DSO", years, None, 730.0) == pytest.approx(90 / 1500 * 730)

    def test_months_to_come_filled_with_zeros(self) -> None:
        table = (("Month", "Revenue", "Receivables"), *PERIODS, ("2026-04", 0.0, 0.0))
        found = refused("DSO", table)
        assert "latest 1 months hold nothing but zeros" in found.reason
        # In between, nothing sold and nothing owed is a figure.
        table = (table[0], ("2026-01", 0.0, 0.0), *PERIODS[1:])
        assert answer("DSO", table) == pytest.approx(2100 / 1700 * 90)
