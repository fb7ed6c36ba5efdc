"""Formulas on one range with titles: period tables and invoice ledgers, any language and order."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cashbuoy.errors import FormulaError
from cashbuoy.ledger.schema.column import RATE_TO_BASE
from cashbuoy.policy.load import profile
from cashbuoy_addin.answers import reason_in
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.evaluate import call
from cashbuoy_workbook.texts import section

CONTEXT = CallContext(
    dt.date(2026, 3, 31), lambda: profile("basic").model_copy(update={"language": "en"})
)


def on(year, month, day):
    return dt.datetime(year, month, day)


# At the close of 31 March 2026: B 200, C 300 of 500, D 400 are open, 900 in all; of these C is
# overdue since 16 March (15 days). Within 90 days B, C and D were billed, 1,100 in all.
LEDGER = (
    ("Invoice", "Customer", "Invoice date", "Due date", "Amount", "Paid", "Paid date"),
    ("A", "X", on(2025, 12, 1), on(2025, 12, 31), 100.0, 100.0, on(2026, 1, 5)),
    ("B", "X", on(2026, 1, 20), on(2026, 4, 20), 200.0, None, None),
    ("C", "Y", on(2026, 2, 14), on(2026, 3, 16), 500.0, 200.0, on(2026, 3, 1)),
    ("D", "Z", on(2026, 3, 10), on(2026, 4, 9), 400.0, 400.0, on(2026, 4, 2)),
)
CHINESE = ("发票号", "客户", "开票日期", "到期日", "金额", "已收金额", "收款日期")
MONTHS = (
    ("Month", "Revenue", "Receivables"),
    ("2026-01", 700000.0, 2000000.0),
    ("2026-02", 800000.0, 1900000.0),
    ("2026-03", 900000.0, 2100000.0),
)


def answer(name, *arguments):
    found = call(name, arguments, CONTEXT)
    assert not isinstance(found, FormulaError), found.reason
    return found


def refusal(name, *arguments):
    found = call(name, arguments, CONTEXT)
    assert isinstance(found, FormulaError), found
    return found


def columns(table, *names):
    """Only these columns, in this order."""
    at = [table[0].index(name) for name in names]
    return tuple(tuple(row[i] for i in at) for row in table)


def test_dso_of_a_ledger_today() -> None:
    assert answer("DSO", LEDGER) == pytest.approx(900 / 1100 * 90)


def test_dso_of_a_ledger_in_chinese() -> None:
    assert answer("DSO", (CHINESE, *LEDGER[1:])) == answer("DSO", LEDGER)


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(7)), st.permutations(range(1, 5)))
def test_order_of_columns_and_rows_does_not_matter(places, rows) -> None:
    mixed = tuple(tuple(LEDGER[r][c] for c in places) for r in (0, *rows))
    assert answer("DSO", mixed) == answer("DSO", LEDGER)


def test_four_columns_are_enough() -> None:
    # Without the paid column a date means paid in full: C is settled.
    four = columns(LEDGER, "Invoice date", "Due date", "Amount", "Paid date")
    assert answer("DSO", four) == pytest.approx(600 / 1100 * 90)


def test_blank_rows_columns_and_a_totals_row_do_not_count() -> None:
    blank = (None,) * 7
    padded = (blank, *LEDGER, blank, ("合计", None, None, None, 1200.0, None, None), blank, blank)
    assert answer("DSO", padded) == answer("DSO", LEDGER)
    assert answer("DSO", tuple((*row, None) for row in LEDGER)) == answer("DSO", LEDGER)


def test_dates_may_be_serials_or_texts() -> None:
    start = dt.datetime(1899, 12, 30)
    serials = tuple(
        tuple(float((c - start).days) if isinstance(c, dt.datetime) else c for c in row)
        for row in LEDGER
    )
    texts = tuple(
        tuple(f"{c:%Y/%m/%d}" if isinstance(c, dt.datetime) else c for c in row) for row in LEDGER
    )
    assert answer("DSO", serials) == answer("DSO", texts) == answer("DSO", LEDGER)


def test_dso_of_a_ledger_as_of_a_day() -> None:
    # At the end of January: B only; A and B were billed in the 62 days that the ledger covers.
    assert answer("DSO", LEDGER, None, None, None, "2026-01-31") == pytest.approx(200 / 300 * 62)
    assert answer("DSO", LEDGER, None, 90.0, None, "2026-01-31") == pytest.approx(200 / 300 * 90)


def test_an_old_ledger_is_taken_at_its_latest_invoice() -> None:
    # Three years on everything but B and C is paid; on 10 March, the day of D, it was not.
    later = CallContext(dt.date(2029, 1, 1))
    assert call("DSO", (LEDGER,), later) == pytest.approx(900 / 1100 * 90)


def test_average_and_countback_of_a_ledger() -> None:
    # Open on 31 December 2025, 90 days before: A, 100.
    assert answer("DSO", LEDGER, None, None, "average") == pytest.approx(500 / 1100 * 90)
    # 900 is all of March's 400 (31 days) and February's 500 (28 days).
    assert answer("DSO", LEDGER, None, None, "countback") == pytest.approx(31 + 28)


def test_a_ledger_in_one_foreign_currency_needs_no_rate() -> None:
    dollars = tuple((*row, "USD") for row in LEDGER[1:])
    assert answer("DSO", ((*LEDGER[0], "Currency"), *dollars)) == answer("DSO", LEDGER)


def test_two_currencies_need_a_rate() -> None:
    money = ("CNY", "USD", "CNY", "CNY")
    mixed = tuple((*row, ccy) for row, ccy in zip(LEDGER[1:], money, strict=True))
    found = refusal("DSO", ((*LEDGER[0], "Currency"), *mixed))
    assert found.code == "#VALUE!"
    assert "USD" in found.reason
    for language in ("en", "zh"):
        said = reason_in(language, found, "DSO")
        sheet = section("labels")["tab_InRates"][language]
        assert f"“{sheet}”" in said
        assert f"“{getattr(RATE_TO_BASE, language)}”" in said
        assert "tblRates" not in said
        assert ("第 2 行缺少 USD" if language == "zh" else "in rows 2") in said
    rated = tuple((*row, 7.0 if row[-1] == "USD" else None) for row in mixed)
    # B is 1,400 in base currency: open 2,100 of 2,300 billed.
    assert answer("DSO", ((*LEDGER[0], "Currency", "Exchange rate"), *rated)) == pytest.approx(
        2100 / 2300 * 90
    )


@pytest.mark.parametrize(
    ("row", "column", "cell", "words"),
    [
        (2, 4, "abc", "Amount / 金额: 'abc'"),
        (2, 2, "3/4/2026", "Invoice date / 开票日期: '3/4/2026'"),
        (2, 2, None, "Invoice date"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_with_its_row(row, column, cell, words) -> None:
    cells = [list(r) for r in LEDGER]
    cells[row][column] = cell
    found = refusal("DSO", tuple(tuple(r) for r in cells))
    assert found.code == "#VALUE!"
    assert f"row {row} under the titles" in found.reason
    assert words in found.reason


def test_unknown_titles_are_named() -> None:
    found = refusal("DSO", (("this", "that"), (1.0, 2.0)))
    assert found.code == "#VALUE!"
    assert "this, that" in found.reason


def test_no_invoice_in_the_window_is_no_zero() -> None:
    assert refusal("DSO", LEDGER, None, None, None, "2025-01-31").code == "#DIV/0!"


def test_a_table_with_its_own_revenue_takes_none_beside_it() -> None:
    assert refusal("DSO", MONTHS, 5.0).code == "#VALUE!"


class TestPeriods:
    def test_latest_balance_against_all_sales_over_the_months_own_days(self) -> None:
        assert answer("DSO", MONTHS) == pytest.approx(2.1 / 2.4 * 90)

    def test_average_of_all_balances(self) -> None:
        assert answer("DSO", MONTHS, None, None, "average") == pytest.approx(2.0 / 2.4 * 90)

    def test_countback_with_the_months_own_days(self) -> None:
        assert answer("DSO", MONTHS, None, None, "countback") == pytest.approx(59 + 31 * 4 / 7)

    def test_days_given_win(self) -> None:
        assert answer("DSO", MONTHS, None, 360.0) == pytest.approx(2.1 / 2.4 * 360)

    @settings(max_examples=20, deadline=None)
    @given(st.permutations(range(3)), st.permutations(range(1, 4)))
    def test_any_order_of_columns_and_months(self, places, rows) -> None:
        mixed = tuple(tuple(MONTHS[r][c] for c in places) for r in (0, *rows))
        assert answer("DSO", mixed) == answer("DSO", MONTHS)

    def test_chinese_titles_in_ten_thousands(self) -> None:
        chinese = (
            ("会计期间", "营业收入（万元）", "应收账款余额（万元）"),
            *((m, r / 1e4, b / 1e4) for m, r, b in MONTHS[1:]),
        )
        assert answer("DSO", chinese) == pytest.approx(2.1 / 2.4 * 90)

    def test_months_as_dates(self) -> None:
        dated = (MONTHS[0], *((on(2026, i, 1), r, b) for i, (_, r, b) in enumerate(MONTHS[1:], 1)))
        assert answer("DSO", dated) == answer("DSO", MONTHS)

    def test_months_still_to_come_are_left_out(self) -> None:
        assert answer("DSO", (*MONTHS, ("2026-04", None, None))) == answer("DSO", MONTHS)

    def test_a_bankers_year_has_months_of_thirty_days(self) -> None:
        policy = profile("basic")
        year = policy.indicators.model_copy(update={"days_in_year": 360})
        banker = CallContext(CONTEXT.today, lambda: policy.model_copy(update={"indicators": year}))
        assert call("DSO", (MONTHS[:3],), banker) == pytest.approx(1.9 / 1.5 * 60)

    def test_without_months_the_year_is_meant(self) -> None:
        bare = columns(MONTHS, "Revenue", "Receivables")[:2]
        assert answer("DSO", bare, None, 365.0) == pytest.approx(2.0 / 0.7 * 365)

    @pytest.mark.parametrize(
        ("rows", "words"),
        [
            ((MONTHS[1], MONTHS[3]), "after 2026-01 is missing"),
            ((MONTHS[1], MONTHS[1]), "2026-01 stands twice"),
            ((("2026-01", 1.0, None),), "Receivables"),
            ((("2026-01", "much", 1.0),), "'much'"),
            ((("some day", 1.0, 1.0),), "some day"),
            (((None, None, None),), "no figures"),
        ],
    )
    def test_what_is_missing_or_cannot_be_read_is_named(self, rows, words) -> None:
        found = refusal("DSO", (MONTHS[0], *rows))
        assert found.code == "#VALUE!"
        assert words in found.reason


def test_overdue_share() -> None:
    assert answer("OVERDUE_SHARE", LEDGER) == pytest.approx(300 / 900)
    assert answer("OVERDUE_SHARE", LEDGER, None, 14.0) == pytest.approx(300 / 900)
    assert answer("OVERDUE_SHARE", LEDGER, None, 15.0) == 0.0
    assert answer("OVERDUE_SHARE", LEDGER, dt.date(2026, 3, 16)) == 0.0
    assert refusal("OVERDUE_SHARE", LEDGER, "2025-01-01").code == "#DIV/0!"


def test_ageing_spills_one_row_a_bucket_of_the_policy() -> None:
    block = answer("AGEING", LEDGER)
    assert block[0] == ("Days overdue", "Open", "Share")
    assert [row[0] for row in block[1:]] == [
        "not due", "1-30", "31-60", "61-90", "91-180", "181-365", "over 365",
    ]  # fmt: skip
    assert [row[1] for row in block[1:]] == [600.0, 300.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    assert block[2][2] == pytest.approx(1 / 3)


def test_ageing_with_own_buckets_adds_up_to_all_that_is_open() -> None:
    block = answer("AGEING", LEDGER, "2026-06-30", ((0.0, 75.0, 100.0),))
    # By June D is paid; C is 106 days overdue, B 71.
    assert [row[1] for row in block[1:]] == [0.0, 200.0, 0.0, 300.0]
    assert block[-1][0] == "over 100"


def test_ageing_of_nothing_has_no_shares() -> None:
    block = answer("AGEING", LEDGER, "2025-01-01")
    assert {row[1] for row in block[1:]} == {0.0}
    assert {row[2] for row in block[1:]} == {None}


@pytest.mark.parametrize("buckets", [((30.0, 0.0),), ((0.0, 30.5),), ((-1.0, 5.0),)])
def test_buckets_must_rise_in_whole_days(buckets) -> None:
    assert refusal("AGEING", LEDGER, None, buckets).code == "#NUM!"


def test_credit_notes_reduce_what_is_open() -> None:
    note = ("E", "X", on(2026, 3, 20), on(2026, 3, 20), -50.0, None, None)
    assert answer("OVERDUE_SHARE", (*LEDGER, note)) == pytest.approx(250 / 850)
