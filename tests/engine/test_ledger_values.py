"""Cells as people write them. Expected values are written out by hand."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashbuoy.ledger.amounts import currency_code, named_currency
from cashbuoy.ledger.cells import Cells, folded, shown
from cashbuoy.ledger.schema import CHOICE_LABELS, TABLES
from cashbuoy.ledger.values import (
    Parsed,
    read_choices,
    read_dates,
    read_flags,
    read_integers,
    read_months,
    read_numbers,
    read_shares,
    read_texts,
)

day = dt.date.fromisoformat


def cells(*values: object) -> Cells:
    return Cells.of(pd.Series(list(values), dtype=object))


def issues(parsed: Parsed) -> dict[str, list[int]]:
    return {i.id: np.flatnonzero(i.rows).tolist() for i in parsed.issues}


AMOUNTS = [
    (1200, 1200.0),
    (1200.5, 1200.5),
    (np.float64(7), 7.0),
    (Decimal("0.10"), 0.1),
    ("1,234.50", 1234.5),
    ("1，234.50", 1234.5),
    ("￥1,200", 1200.0),
    ("¥ 1200.00", 1200.0),
    ("CNY 1200", 1200.0),
    ("1200元", 1200.0),
    ("$1,200.00", 1200.0),
    ("US$ 1,200", 1200.0),
    ("１２３４．５", 1234.5),
    ("(500)", -500.0),
    ("（500）", -500.0),
    ("￥(500.00)", -500.0),
    ("500-", -500.0),
    ("-500", -500.0),
    ("－500", -500.0),
    ("\u2212500", -500.0),
    ("-￥500", -500.0),
    ("￥-500", -500.0),
    ("+500", 500.0),
    ("12.5万", 125_000.0),
    ("12.5 万元", 125_000.0),
    ("1.2亿", 120_000_000.0),
    ("人民币 3百万", 3_000_000.0),
    ("1.234,50", 1234.5),
    ("1234,5", 1234.5),
    ("1.234.567", 1_234_567.0),
    ("1 234 567,89", 1_234_567.89),
    ("1'234.50", 1234.5),
    ("1.5E+05", 150_000.0),
    (".5", 0.5),
    ("'1200", 1200.0),
    ("\u00a01,200\u3000", 1200.0),
]


@pytest.mark.parametrize(("found", "amount"), AMOUNTS)
def test_amounts(found, amount):
    parsed = read_numbers(cells(found))
    assert parsed.array[0] == amount
    assert not parsed.lost[0]


@pytest.mark.parametrize(
    "found",
    [
        "abc", "12 34", "0,500", "12,34,567", "1.2.3", "13%", "--5", "-(5)", "-5-", "1O0",
        "#N/A", "=1+1", True, False, dt.date(2026, 3, 1), dt.time(1), dt.timedelta(1), b"1", [1],
        math.inf, "壹万",
    ],
)  # fmt: skip
def test_amounts_that_are_not_certain_are_not_guessed(found):
    parsed = read_numbers(cells(found))
    assert math.isnan(parsed.array[0])
    assert parsed.lost[0]
    assert issues(parsed) == {"unreadable": [0]}


@pytest.mark.parametrize(
    "found", [None, math.nan, pd.NaT, pd.NA, "", "  ", "\u3000", "-", "—", "N/A", "无", "\ufeff"]
)
def test_placeholders_are_empty(found):
    for parsed in (read_numbers(cells(found)), read_dates(cells(found), None)):
        assert parsed.empty[0]
        assert not parsed.issues


@given(st.floats(-1e12, 1e12).map(lambda x: round(x, 2)))
def test_amounts_written_in_common_ways_come_back(amount):
    written = [f"{amount:.2f}", f"{amount:,.2f}", f"￥{amount:,.2f}", f"{amount:,.2f}元"]
    if amount < 0:
        written += [f"({-amount:,.2f})", f"{-amount:.2f}-"]
    assert set(read_numbers(cells(*written)).array) == {amount}


def test_currencies_written_with_amounts():
    cases = {
        "USD 5": "USD", "US$5": "USD", "5美元": "USD", "RMB 5": "CNY", "人民币5元": "CNY",
        "€5": "EUR",
        "5": "", "$5": "", "￥5": "", "5元": "", "abc": "",
    }  # fmt: skip
    assert {text: named_currency(text) for text in cases} == cases
    assert [currency_code(c) for c in ("rmb", "美元", "usd", "XXX", "元")] == [
        "CNY", "USD", "USD", "", "",
    ]  # fmt: skip


DATES = [
    (46082, "2026-03-01"),
    (46082.75, "2026-03-01"),
    (61, None),  # a serial, but in 1900
    ("46082", "2026-03-01"),
    ("2026年3月1日", "2026-03-01"),
    ("2026年03月01日 星期日", "2026-03-01"),
    ("26年3月1日", "2026-03-01"),
    ("2026/3/1", "2026-03-01"),
    ("2026-03-01", "2026-03-01"),
    ("2026.3.1", "2026-03-01"),
    ("２０２６／３／１", "2026-03-01"),
    ("20260301", "2026-03-01"),
    (20260301, "2026-03-01"),
    ("2026-03-01 23:59:59", "2026-03-01"),
    ("2026-03-01T08:00:00Z", "2026-03-01"),
    ("25/3/2026", "2026-03-25"),
    ("3/25/2026", "2026-03-25"),
    ("3/3/2026", "2026-03-03"),
    ("1-Mar-26", "2026-03-01"),
    ("1 March 2026", "2026-03-01"),
    ("Mar 1, 2026", "2026-03-01"),
    (dt.date(2026, 3, 1), "2026-03-01"),
    (dt.datetime(2026, 3, 1, 17, 30), "2026-03-01"),
    (pd.Timestamp("2026-03-01 12:00", tz="Asia/Shanghai"), "2026-03-01"),
    (np.datetime64("2026-03-01"), "2026-03-01"),
    ("2026-02-30", None),
    ("2026-13-01", None),
    (20260230, None),
    (202603, None),
    (-5, None),
    (60, None),
    (True, None),
    ("tomorrow", None),
    ("1926-03-01", None),
    ("2206-03-01", None),
]


@pytest.mark.parametrize(("found", "expected"), DATES)
def test_dates(found, expected):
    parsed = read_dates(cells(found), None)
    assert parsed.array[0] == np.datetime64(expected or "NaT", "us") or expected is None
    assert np.isnat(parsed.array[0]) == (expected is None)
    assert parsed.lost[0] == (expected is None)


def test_which_of_day_and_month_comes_first_is_not_guessed():
    assert issues(read_dates(cells("3/4/2026", "1/2/26"), None)) == {"date_ambiguous": [0, 1]}
    us = read_dates(cells("3/4/2026", "1/2/26", "25/3/2026"), "mdy")
    assert us.array[:2].astype("datetime64[D]").tolist() == [day("2026-03-04"), day("2026-01-02")]
    assert issues(us) == {"unreadable": [2]}
    european = read_dates(cells("3/4/2026", "25/3/2026"), "dmy")
    assert european.array.astype("datetime64[D]").tolist() == [day("2026-04-03"), day("2026-03-25")]


def test_dates_far_off_are_named_apart():
    assert issues(read_dates(cells("1926-03-01", "2206-03-01", "x"), None)) == {
        "unreadable": [2],
        "date_absurd": [0, 1],
    }


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)))
def test_every_way_of_writing_a_day_gives_that_day(when):
    serial = (when - dt.date(1899, 12, 30)).days
    written = [
        when, serial, float(serial), int(f"{when:%Y%m%d}"), f"{when:%Y%m%d}", f"{when:%Y-%m-%d}",
        f"{when.year}年{when.month}月{when.day}日", f"{when.year}/{when.month}/{when.day}",
        f"{when:%d %B %Y}", dt.datetime.combine(when, dt.time(13)),
    ]  # fmt: skip
    days = read_dates(cells(*written), None).array.astype("datetime64[D]").tolist()
    assert set(days) == {when}
    assert read_dates(cells(f"{when:%m/%d/%Y}"), "mdy").array.astype("datetime64[D]")[0] == when
    assert read_dates(cells(f"{when:%d/%m/%Y}"), "dmy").array.astype("datetime64[D]")[0] == when


def test_months():
    found = cells(
        "2026-03", "2026年3月", "202603", 202603, "2026/3/15", 46082, "Mar-26", "March 2026",
        "03/2026", "2026.3", dt.date(2026, 3, 31),
    )  # fmt: skip
    parsed = read_months(found, None)
    assert set(parsed.array.astype("datetime64[D]").tolist()) == {day("2026-03-01")}
    assert issues(read_months(cells("2026-13", "March", 13), None)) == {
        "unreadable": [0, 1],
        "date_absurd": [2],
    }


def test_texts_keep_what_the_user_wrote():
    found = cells(1001.0, 1, "  ACME  Ltd ", True, dt.date(2026, 3, 1), 1.5, 12345678901234567890.0)
    parsed = read_texts(found)
    assert parsed.array.tolist()[:6] == ["1001", "1", "ACME  Ltd", "TRUE", "2026-03-01", "1.5"]
    assert "e" not in parsed.array[6].lower()
    assert issues(parsed) == {"digits_lost": [6]}
    assert read_texts(cells(6222021234567890123)).array[0] == "6222021234567890123"


def test_failed_formulas_are_no_names():
    assert issues(read_texts(cells("#N/A", "#REF!", "#1"))) == {"unreadable": [0, 1]}


def test_shares():
    parsed = read_shares(cells("13%", 0.13, 13, "13", 1, "5‰", "１３％", -0.02, "150%", 200, "x"))
    assert parsed.array[:8].tolist() == [0.13, 0.13, 0.13, 0.13, 1.0, 0.005, 0.13, -0.02]
    assert issues(parsed) == {"unreadable": [8, 9, 10], "share_as_percent": [2, 3]}


def test_integers():
    parsed = read_integers(cells(30, 30.0, "30", "30天", "30 days", 30.5, "x", 1e12))
    assert parsed.array[:5].tolist() == [30.0] * 5
    assert issues(parsed) == {"unreadable": [5, 6, 7]}


def test_flags():
    yes = ["yes", "Y", "是", "TRUE", True, 1, 1.0, "1", "有", "√"]
    no = ["no", "N", "否", "False", False, 0, "0", "无", None, ""]
    assert read_flags(cells(*yes)).array.all()
    assert not read_flags(cells(*no)).array.any()
    assert not read_flags(cells(*yes, *no)).issues
    assert issues(read_flags(cells("maybe", 2, dt.date(2026, 3, 1)))) == {"unreadable": [0, 1, 2]}


def test_choices_by_key_or_either_label():
    choices = ("critical", "normal", "flexible")
    parsed = read_choices(
        cells("critical", "Critical", "关键", " 可延后 ", None, "urgent"), choices
    )
    assert parsed.array.tolist() == ["critical", "critical", "critical", "flexible", "", ""]
    assert issues(parsed) == {"unreadable": [5]}


def test_every_choice_has_labels_and_no_word_means_two():
    for table in TABLES.values():
        for column in table.columns:
            words = [
                folded(word)
                for choice in column.choices
                for word in {folded(w) for w in (choice, *CHOICE_LABELS[choice].words)}
            ]
            assert len(words) == len(set(words)), (table.name, column.name)


def test_typed_columns_give_what_their_cells_give():
    numbers = pd.Series([1.5, math.nan, 3.0])
    days = pd.Series(pd.to_datetime(["2026-03-01", None, "2026-03-03"]))
    flags = pd.Series([True, None, False], dtype="boolean")
    texts = pd.Series(["甲 ", None, "-", "", "甲", "#REF!"], dtype="category")
    for typed, read in (
        (numbers, read_numbers),
        (numbers.astype("Float64"), read_numbers),
        (days, lambda c: read_dates(c, None)),
        (days.dt.tz_localize("UTC"), lambda c: read_dates(c, None)),
        (flags, read_flags),
        (texts, read_texts),
        (pd.Series([1.5, None, 3.0], dtype="category"), read_numbers),
    ):
        fast, slow = read(Cells.of(typed)), read(Cells.of(typed.astype(object)))
        np.testing.assert_array_equal(fast.array, slow.array)
        np.testing.assert_array_equal(fast.empty, slow.empty)


def test_values_are_shown_as_the_user_knows_them():
    cases = [
        (46082.0, "46082"),
        (1.5, "1.5"),
        (dt.datetime(2026, 3, 1), "2026-03-01"),
        (" a\nb ", "a b"),
    ]
    assert [shown(v) for v, _ in cases] == [s for _, s in cases]
    assert len(shown("x" * 500)) == 80
