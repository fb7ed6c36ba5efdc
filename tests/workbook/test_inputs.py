"""Input sheets keep what the user left, and say what belongs where."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from cashbuoy.findings import Finding, Place
from cashbuoy.forecast.categories import category_key
from cashbuoy.ledger.cells import Cells
from cashbuoy.ledger.schema import TABLES, Column
from cashbuoy.ledger.values import parse
from cashbuoy.policy.load import profile
from cashbuoy.policy.models import Text
from cashbuoy_workbook.blocks import Block, Sheet
from cashbuoy_workbook.choice_words import cell_words, in_words
from cashbuoy_workbook.input_cells import odd_styles, raw_cells
from cashbuoy_workbook.input_sheets import input_sheets
from cashbuoy_workbook.inputs import EMPTY_ROWS, TITLE_ROW, input_sheet
from cashbuoy_workbook.modules import INPUT_MODULES, input_key, is_on
from cashbuoy_workbook.settings import settings_sheet
from cashbuoy_workbook.texts import Texts
from cashbuoy_workbook.word_lists import lists_apart, word_lists

LANGUAGES = ("zh", "en")
INPUTS = [TABLES[name] for name in INPUT_MODULES]


def body(sheet: Sheet) -> Block:
    return next(b for b in sheet.blocks if b.name == f"cb_{sheet.key}")


def titles(sheet: Sheet) -> list[str]:
    return list(sheet.tables[0].columns)


def frame(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame(columns, dtype=object)


def test_every_input_table_has_a_sheet_and_history_has_none() -> None:
    assert set(INPUT_MODULES) == {n for n, t in TABLES.items() if not t.written_by_refresh}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", INPUTS, ids=lambda t: t.name)
def test_empty_sheet(table, language) -> None:
    sheet = input_sheet(table, None, language, "CNY")
    assert sheet.key == input_key(table.name)
    assert titles(sheet) == [c.zh if language == "zh" else c.en for c in table.columns]
    assert sheet.tables[0].rows == EMPTY_ROWS == body(sheet).height
    assert {cell for row in body(sheet).values for cell in row} == {None}
    # The titles written are those of the table, and required ones look different.
    heading = next(b for b in sheet.blocks if b.row == TITLE_ROW - 1)
    assert list(heading.values[1]) == titles(sheet)
    looks = dict(zip(titles(sheet), heading.styles[1], strict=True))
    for column in table.columns:
        title = column.zh if language == "zh" else column.en
        assert looks[title] == ("header_required" if column.required else "header")


def test_tabs_differ_within_each_language() -> None:
    for language in LANGUAGES:
        tabs = [Texts(language)(f"labels.tab_{input_key(t.name)}").casefold() for t in INPUTS]
        assert len(tabs) == len(set(tabs))
        assert all(len(tab) <= 31 for tab in tabs)


def test_values_stay_as_they_were() -> None:
    raw = frame(
        客户名称=["甲公司", "=cmd()", None],
        金额=[1200.5, "12.5万", "#REF!"],
        发票号=[1001.0, "A-2", True],
        开票日期=[dt.date(2026, 3, 1), 46082.0, dt.datetime(2026, 3, 2, 8, 30)],
        业务员=["李", None, 7.0],
    )
    sheet = input_sheet(TABLES["tblReceivables"], raw, "en", "CNY")
    cells = {t: [row[i] for row in body(sheet).values] for i, t in enumerate(titles(sheet))}
    assert cells["Customer"] == ["甲公司", "=cmd()", None]
    assert cells["Amount"] == [1200.5, "12.5万", "#REF!"]
    assert cells["Invoice"] == [1001.0, "A-2", True]
    assert cells["Invoice date"] == [dt.date(2026, 3, 1), 46082.0, dt.datetime(2026, 3, 2, 8, 30)]
    assert cells["Paid"] == [None, None, None]
    assert titles(sheet)[-1] == "业务员"  # a column of the user's own stays, on the right
    assert cells["业务员"] == ["李", None, 7.0]
    # A serial among dates is shown as the number it is.
    position = titles(sheet).index("Invoice date")
    assert [row[position] for row in body(sheet).styles] == [
        "date_input",
        "general_input",
        "datetime_input",
    ]


def test_a_title_that_sets_the_scale_is_kept() -> None:
    raw = frame(**{"发票号": ["1"], "金额（万元）": [12.5]})
    sheet = input_sheet(TABLES["tblReceivables"], raw, "en", "CNY")
    assert "金额（万元）" in titles(sheet)
    assert "Amount" not in titles(sheet)


def test_titles_never_repeat_or_lack() -> None:
    own = ["Invoice", "Amount", "amount ", "", "two\nlines", "x" * 300]
    raw = pd.DataFrame([["1", 5.0, 6.0, 7.0, 8.0, 9.0]], columns=own)
    shown = titles(input_sheet(TABLES["tblReceivables"], raw, "en", "CNY"))
    assert len({t.casefold() for t in shown}) == len(shown)
    assert all(0 < len(t) <= 255 for t in shown)
    assert "two lines" in shown


def test_columns_of_the_users_own_stay_while_there_are_no_rows() -> None:
    sheet = input_sheet(TABLES["tblBank"], frame(日期=[], 账户=[], 开户行=[]), "zh", "CNY")
    assert titles(sheet) == ["日期", "账户", "币种", "余额", "开户行"]
    assert body(sheet).height == EMPTY_ROWS


@pytest.mark.parametrize(
    ("values", "cells"),
    [
        (pd.Series([1.0, float("nan")]), [1.0, None]),
        (pd.Series([1, 2]), [1, 2]),
        (pd.Series([True, False]), [True, False]),
        (pd.Series(pd.to_datetime(["2026-03-01", None])), [dt.date(2026, 3, 1), None]),
        (pd.Series([float("inf"), 10**20], dtype=object), ["inf", "1" + "0" * 20]),
        (pd.Series([dt.time(5, 6), dt.timedelta(hours=30)], dtype=object),
         [dt.time(5, 6), dt.timedelta(hours=30)]),
        (pd.Series([pd.NA, pd.NaT, None, ""], dtype=object), [None, None, None, ""]),
    ],
)  # fmt: skip
def test_raw_cells(values, cells) -> None:
    got = raw_cells(values)
    assert got == cells
    assert [type(v) for v in got] == [type(v) for v in cells]


@pytest.mark.parametrize(
    ("kind", "cells", "odd"),
    [
        ("money", (1.0, "x", None, True), {1: "text_input", 3: "general_input"}),
        ("text", ("x", 1.0), {1: "general_input"}),
        ("share", (0.13, 13.0, "13%"), {1: "general_input", 2: "text_input"}),
        ("month", (dt.date(2026, 1, 1), "2026-01"), {1: "text_input"}),
        ("date", (dt.timedelta(1),), {0: "time_input"}),
    ],
)
def test_odd_cells_are_shown_as_they_are(kind, cells, odd) -> None:
    assert odd_styles(Column("x", kind, "X", "X"), cells) == odd


def test_findings_colour_their_cells_and_say_why() -> None:
    raw = frame(invoice=["1", "2"], amount=["abc", 5.0])
    place = Place("tblReceivables", 1, "amount")
    findings = [
        Finding("unreadable", "error", "left_out", place, "abc", "money"),
        Finding("unreadable", "warning", "kept", place, "abc", "money"),
        Finding("duplicate", "warning", "kept", Place("tblReceivables", 2)),
        Finding("note", "info", "kept", Place("tblReceivables", 2, "amount")),
        Finding("unreadable", "error", "left_out", Place("tblPayables", 1, "amount")),
        Finding("missing_column", "error", "left_out", Place("tblReceivables", None, "customer")),
    ]
    block = body(input_sheet(TABLES["tblReceivables"], raw, "en", "CNY", findings))
    amount = [c.name for c in TABLES["tblReceivables"].columns].index("amount")
    assert block.fills == {"red": ((0, amount),), "amber": ((1, 0),)}  # the worst level wins
    assert [(n.row, n.column) for n in block.notes] == [(0, amount), (1, 0)]
    assert "abc" in block.notes[0].text


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_fit_into_a_rule_or_stand_in_cells_of_their_own(language) -> None:
    policy = profile("advanced")
    settings = settings_sheet({}, policy, language)
    cells = {block.name: [row[0] for row in block.values] for block in settings.blocks}
    rules = [rule for s in input_sheets({}, policy, language) for rule in s.choices]
    lists = [rule for rule in rules if rule.kind == "list"]
    assert len(lists) >= 15
    for rule in lists:
        assert len(set(rule.options)) == len(rule.options) >= 2
        assert len(rule.message) <= 255
        if rule.source:
            assert cells[rule.source] == list(rule.options)
        else:
            # Such a list is stored as one text, parted by commas, of at most 255 characters.
            assert len(",".join(rule.options)) <= 255
            assert not any("," in word for word in rule.options)
    assert [rule.source for rule in lists if rule.source] == ["cb_InActions_ActionWords"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("long", [{"en": "Wrong " * 9, "zh": "错"}, {"en": "a", "zh": "一,二"}])
def test_reasons_of_the_policy_too_long_in_one_language_stand_apart_in_both(long, language) -> None:
    policy = profile("advanced")
    reasons = {
        f"own_{i}": reason.model_copy(
            update={"title": Text(**{k: f"{v}{i}" for k, v in long.items()})}
        )
        for i, reason in enumerate(list(policy.disputes.reasons.values()) * 2)
    }
    disputes = policy.disputes.model_copy(update={"reasons": reasons})
    policy = policy.model_copy(update={"disputes": disputes})
    found = word_lists(TABLES["tblDisputes"], language, policy)["reason"]
    assert found.name == "cb_InDisputes_ReasonWords"
    assert found.words == tuple(f"{long[language]}{i}" for i in range(len(reasons)))
    assert {name: w for _, name, w in lists_apart(language, policy)}["reason"] == found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_offered_is_understood(language) -> None:
    for table in INPUTS:
        for column in table.columns:
            for word in cell_words(table, column, language):
                if column.name == "category":
                    assert category_key(word) is not None
                else:
                    parsed = parse(column, Cells.of(pd.Series([word], dtype=object)))
                    assert not parsed.lost.any(), (column.name, word)


def test_keys_of_a_program_become_words_and_back() -> None:
    raw = frame(item=["a", "b"], category=["payroll", "自填"], direction=["out", "in"])
    words = in_words({"tblRecurring": raw}, "zh")["tblRecurring"]
    assert words["category"].tolist() == ["工资与社保", "自填"]
    assert words["direction"].tolist() == ["支出", "收入"]
    assert words["item"].tolist() == ["a", "b"]
    assert raw["direction"].tolist() == ["out", "in"]  # the tables given stay as they are


def test_sheets_of_modules_that_are_off_are_hidden_unless_they_hold_rows() -> None:
    policy = profile("basic")
    raw = {"tblBills": frame(票据号=["1"]), "tblOrders": frame(订单号=[])}
    sheets = {s.key: s for s in input_sheets(raw, policy, "zh")}
    assert [s.key for s in sheets.values()] == [input_key(t.name) for t in INPUTS]
    assert not sheets["InReceivables"].hidden
    assert not sheets["InBills"].hidden
    assert sheets["InOrders"].hidden
    for name in set(INPUT_MODULES) - {"tblBills"}:
        assert sheets[input_key(name)].hidden == (not is_on(name, policy))
    assert not any(s.hidden for s in input_sheets({}, profile("advanced"), "zh"))
