"""What users and other programs have typed and saved is read as it stands."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from addin.file_books import TABLE, book, given_columns, ledger, written
from cashbuoy.errors import CashbuoyError
from cashbuoy.ledger.schema import TABLES
from cashbuoy.policy.load import profile
from cashbuoy_addin.hosts.file import read_workbook, write_workbook
from cashbuoy_workbook.blocks import (
    Block,
    Formula,
    Sheet,
)
from cashbuoy_workbook.inputs import TITLE_ROW, input_sheet
from cashbuoy_workbook.settings import SETTINGS
from cashbuoy_workbook.template import empty_workbook

safe_text = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1, max_size=20
)
dangerous = st.builds(
    str.__add__, st.sampled_from(["=", "+", "-", "@", "\t", "{=", "'", " "]), safe_text
)
numbers = st.one_of(
    st.integers(-(10**12), 10**12).map(float),
    st.integers(-(10**14), 10**14).map(lambda n: n / 100),
)
dates = st.dates(dt.date(1900, 3, 1), dt.date(2200, 12, 31))
moments = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2100, 1, 1)).map(
    lambda d: d.replace(microsecond=0)
)
cell = st.one_of(
    st.none(), safe_text, dangerous, numbers, dates, moments, st.booleans(),
    st.sampled_from(["#REF!", "=1+1", "{=1}", "http://x.cn", "_x000D_", "TRUE", "1e5", "a\nb"]),
)  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.tuples(cell, cell, cell, cell, cell), min_size=1, max_size=12))
def test_round_trip_of_any_cells(tmp_path, rows) -> None:
    raw = ledger(*rows, ("last", "x", None, 1.0, "end"))
    got = read_workbook(written(raw, tmp_path / "round.xlsx")).tables[TABLE.name]
    assert len(got) == len(raw)
    for found, wrote in zip(given_columns(got, raw), raw.items(), strict=True):
        expected = [_plain(v) for v in wrote[1]]
        assert found == expected
        assert [type(v) for v in found] == [type(v) for v in expected]


def _plain(value):
    """A date with no time of day is a date, whatever it was typed as."""
    if isinstance(value, dt.datetime) and value.time() == dt.time.min:
        return value.date()
    return value


@pytest.mark.parametrize("language", ["zh", "en"])
def test_rows_keep_their_numbers(tmp_path, language) -> None:
    raw = ledger(("A", None, None, 1.0, None), (None,) * 5, ("B", None, None, 2.0, None))
    got = read_workbook(written(raw, tmp_path / "a.xlsx", language)).tables[TABLE.name]
    assert given_columns(got, raw, language)[0] == ["A", None, "B"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["basic", "advanced"])
def test_the_template_holds_every_table_without_rows(tmp_path, language, name) -> None:
    path = tmp_path / "new.xlsm"
    write_workbook(empty_workbook(language, profile(name), name), path)
    got = read_workbook(path)
    assert set(got.tables) == set(TABLES)
    assert all(frame.empty for frame in got.tables.values())
    assert got.settings["language"] == language
    assert got.settings["profile"] == name
    assert got.foreign_sheets == ()


def typed(path: Path, change) -> Path:
    """The workbook after a user typed into it."""
    workbook = openpyxl.load_workbook(path)
    change(workbook)
    workbook.save(path)
    return path


def test_rows_pasted_below_the_table_belong_to_it(tmp_path) -> None:
    def paste(workbook):
        workbook["Receivables"].cell(TITLE_ROW + 4, 1).value = "B"  # data row 3

    path = typed(written(ledger(("A", "x", None, 1.0, None)), tmp_path / "a.xlsx"), paste)
    assert read_workbook(path).tables[TABLE.name]["Invoice"].tolist() == ["A", None, "B"]


def test_columns_added_beside_the_table_belong_to_it(tmp_path) -> None:
    path = written(ledger(("A", "x", None, 1.0, "m")), tmp_path / "a.xlsx")
    width = len(TABLE.columns) + 1

    def add(workbook):
        sheet = workbook["Receivables"]
        sheet.cell(TITLE_ROW + 1, width + 1).value = "Region"
        sheet.cell(TITLE_ROW + 2, width + 1).value = "North"
        sheet.cell(TITLE_ROW + 2, width + 3).value = "a remark, apart"

    frame = read_workbook(typed(path, add)).tables[TABLE.name]
    assert frame["Region"].tolist() == ["North"]
    assert list(frame.columns)[-2:] == ["Mine", "Region"]


def test_formula_errors_come_as_text(tmp_path) -> None:
    sheet = input_sheet(TABLE, ledger(("A", "x", None, 1.0, None)), "en", "CNY")
    amount = list(sheet.tables[0].columns).index("Amount")
    error = Block("", TITLE_ROW + 1, amount, ((Formula("=1/0", "#DIV/0!"),),), (("money_input",),))
    path = tmp_path / "a.xlsx"
    write_workbook(book(Sheet(sheet.key, sheet.title, (*sheet.blocks, error), sheet.tables)), path)
    assert read_workbook(path).tables[TABLE.name]["Amount"].tolist() == ["#DIV/0!"]


def test_a_workbook_of_another_make(tmp_path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "2026年应收"
    sheet.append(["某某公司应收账款明细"])
    sheet.append([])
    sheet.append(["序号", "单据号", "客户名称", "单据日期", "应收金额", None, None])
    sheet.append([1, "X-1", "甲公司", dt.date(2026, 3, 1), 1200, None, "stray"])
    workbook.create_sheet("Notes").append(["just", "words"])
    workbook.save(tmp_path / "foreign.xlsx")
    got = read_workbook(tmp_path / "foreign.xlsx")
    assert list(got.tables) == [TABLE.name]
    frame = got.tables[TABLE.name]
    assert list(frame.columns) == ["序号", "单据号", "客户名称", "单据日期", "应收金额"]
    assert frame.iloc[0].tolist() == [1.0, "X-1", "甲公司", dt.date(2026, 3, 1), 1200.0]
    assert got.foreign_sheets == ("Notes",)


def test_sheets_that_the_user_named_are_still_read(tmp_path) -> None:
    def name(workbook):
        workbook["Receivables"].title = "AR 2026"
        settings = workbook.create_sheet("我的设置")
        for label, value in zip(SETTINGS, ["en", "basic", None, None, "Acme", "EUR"], strict=False):
            settings.append([label, value])

    path = typed(written(ledger(("A", "x", None, 1.0, "m")), tmp_path / "a.xlsx"), name)
    got = read_workbook(path)
    said = {"language": "en", "profile": "basic", "firm": "Acme", "base_currency": "EUR"}
    assert got.settings == said
    assert got.tables[TABLE.name]["Invoice"].tolist() == ["A"]
    assert got.foreign_sheets == ()


def test_titles_that_repeat_are_told_apart(tmp_path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["Invoice", "Customer", "Invoice date", "Amount", "Amount"])
    workbook.active.append(["1", "c", dt.date(2026, 1, 1), 5, 6])
    workbook.save(tmp_path / "twice.xlsx")
    frame = read_workbook(tmp_path / "twice.xlsx").tables[TABLE.name]
    assert list(frame.columns)[-2:] == ["Amount", "Amount (2)"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing.xlsx", None, "no such file"),
        ("a.txt", b"x", "not a workbook"),
        ("a.xlsx", b"not a zip", "cannot be read|can be read"),
        ("a.xlsx", b"", "cannot be read|can be read"),
        (
            "a.xlsx",
            bytes.fromhex("d0cf11e0a1b11ae1")
            + b"\0" * 600
            + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
    ],
)
def test_files_that_cannot_be_read(tmp_path, name, content, said) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(CashbuoyError, match=said):
        read_workbook(tmp_path / name)


def test_damaged_workbooks_are_named_not_crashed_on(tmp_path) -> None:
    whole = written(ledger(("A", "x", None, 1.0, None)), tmp_path / "a.xlsx")
    damaged = tmp_path / "damaged.xlsx"
    with zipfile.ZipFile(whole) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for bad in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"):
        for content in (None, b"\xff\x00junk"):
            with zipfile.ZipFile(damaged, "w") as archive:
                for name, part in parts.items():
                    if name != bad:
                        archive.writestr(name, part)
                    elif content is not None:
                        archive.writestr(name, content)
            with pytest.raises(CashbuoyError, match=r"damaged\.xlsx"):
                read_workbook(damaged)
    damaged.write_bytes(whole.read_bytes()[:-400])
    with pytest.raises(CashbuoyError, match=r"damaged\.xlsx"):
        read_workbook(damaged)


def test_a_workbook_without_ledgers_names_what_is_expected(tmp_path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["a", "b"])
    workbook.save(tmp_path / "a.xlsx")
    with pytest.raises(CashbuoyError, match="Invoice date / 开票日期"):
        read_workbook(tmp_path / "a.xlsx")
