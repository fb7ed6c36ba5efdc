"""What the file host writes, it and others read back; and it never leaves half a file."""

from __future__ import annotations

import datetime as dt
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cashbuoy.errors import CashbuoyError
from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.schema import TABLES
from cashbuoy.policy.load import profile
from cashbuoy_addin.hosts import file_writer
from cashbuoy_addin.hosts.file import read_workbook, write_workbook
from cashbuoy_workbook.blocks import (
    Block,
    Chart,
    Choice,
    Formula,
    Link,
    Note,
    Series,
    Sheet,
    TableArea,
    Workbook,
)
from cashbuoy_workbook.inputs import TITLE_ROW, input_sheet
from cashbuoy_workbook.settings import SETTINGS
from cashbuoy_workbook.template import empty_workbook
from cashbuoy_workbook.word_lists import word_lists

TABLE = TABLES["tblReceivables"]


def book(*sheets: Sheet, language="en", firm="A & B") -> Workbook:
    return Workbook(tuple(sheets), "Title", language, firm, dt.date(2026, 3, 31))


def one_cell(value, style="text") -> Sheet:
    return Sheet("Cockpit", "Cockpit", (Block("", 0, 0, ((value,),), ((style,),)),))


def rich_book() -> Workbook:
    block = Block(
        "cb_Test",
        2,
        1,
        (
            ("=1+1", 1.5, dt.date(2026, 1, 2)),
            (Formula("=C3*2", 3.0), Link("Two", "B2", "go"), None),
        ),
        (("text", "money", "date"), ("money_total", "link", "text_input")),
        {"red": ((0, 1),)},
        (Note(0, 1, "Closing cash -5 < 0\nA3.1"),),
    )
    series = Series("Cash", ("One", 2, 3, 3, 3), ("One", 2, 2, 3, 2), "0F5E8C")
    one = Sheet(
        "One",
        "第一/页",
        (block,),
        charts=(Chart(8, 1, 480, 288, "Cash", (series,)),),
        merges=((0, 1, 0, 3),),
        freeze=(2, 1),
        print_columns=(0, 5),
        repeat_rows=(1, 1),
    )
    two = Sheet(
        "Two",
        "第一 页",  # the same once characters that tabs cannot show are gone
        tables=(TableArea("tblX", 1, 1, 2, ("a", "b")),),
        choices=(Choice(2, 1, 3, 1, "list", ("x", "y"), "Pick", "x or y"),),
        hidden=True,
    )
    return book(one, two, language="zh")


def ledger(*rows: tuple[object, ...]) -> pd.DataFrame:
    columns = ["Invoice", "Customer", "Invoice date", "Amount", "Mine"]
    return pd.DataFrame(list(rows), columns=columns, dtype=object)


def written(raw: pd.DataFrame, path: Path, language="en") -> Path:
    write_workbook(book(input_sheet(TABLE, raw, language, "CNY"), language=language), path)
    return path


def given_columns(frame: pd.DataFrame, raw: pd.DataFrame, language="en") -> list[list[object]]:
    titles = {"Mine": "Mine"} | {c.en: getattr(c, language) for c in TABLE.columns}
    return [frame[titles[name]].tolist() for name in raw.columns]


# Writing.


@pytest.mark.parametrize("live", [Formula("=1+1", 2.0), Link("Cockpit", "A1", "12")])
def test_formulas_and_links_are_not_formatted_as_text(tmp_path, live) -> None:
    """A formula in such a cell becomes a text as soon as somebody touches it."""
    block = Block("", 0, 0, ((live, "12"),), (("wrap", "wrap"),), {"red": ((0, 0),)})
    write_workbook(book(Sheet("Cockpit", "Cockpit", (block,))), tmp_path / "book.xlsx")
    cells = openpyxl.load_workbook(tmp_path / "book.xlsx").active
    assert [cells[at].number_format for at in ("A1", "B1")] == ["General", "@"]


@pytest.mark.parametrize(("last", "area"), [(None, "$A:$C"), (3, "$A$1:$C$4")])
def test_printed_are_whole_columns_that_grow_with_the_list(tmp_path, last, area) -> None:
    """A workbook laid out without rows is filled later by a button: its pages must not end there."""
    sheet = Sheet("One", "One", (Block("", 0, 0, (("a",),), (("text",),)),), print_columns=(0, 2))
    write_workbook(book(replace(sheet, print_last=last)), tmp_path / "book.xlsx")
    with zipfile.ZipFile(tmp_path / "book.xlsx") as parts:
        names = parts.read("xl/workbook.xml").decode()
    assert f"One!{area}<" in names


def test_openpyxl_reads_it_back(tmp_path) -> None:
    path = tmp_path / "book.xlsm"
    write_workbook(rich_book(), path)
    got = openpyxl.load_workbook(path)
    assert got.sheetnames == ["第一 页", "第一 页 (2)"]
    assert [ws.sheet_properties.codeName for ws in got.worksheets] == ["One", "Two"]
    assert got.code_name == "ThisWorkbook"
    assert got.calculation.fullCalcOnLoad
    assert got.defined_names["cb_Test"].attr_text == "'第一 页'!$B$3:$D$4"
    one, two = got.worksheets
    assert one["B3"].value == "=1+1"
    assert one["B3"].data_type == "s"  # text, not a formula
    assert one["B4"].value == "=C3*2"
    assert one["B4"].data_type == "f"
    assert one["D3"].value == dt.datetime(2026, 1, 2)
    assert one["D3"].number_format == "yyyy-mm-dd"
    assert one["C4"].hyperlink.location == "'第一 页 (2)'!B2"
    assert one["C3"].fill.fgColor.rgb == "FFB8321A"
    assert one["C3"].comment.text == "Closing cash -5 < 0\nA3.1"
    assert one["C3"].comment.author == "Cashbuoy"
    assert [str(m) for m in one.merged_cells.ranges] == ["B1:D1"]
    assert one.freeze_panes == "B3"
    assert one.page_setup.paperSize == 9
    assert one.sheet_properties.pageSetUpPr.fitToPage
    assert one.oddHeader.left.text == "A && B"
    assert one.print_title_rows == "$2:$2"
    assert len(one._charts) == 1
    assert two.sheet_state == "hidden"
    assert two.tables["tblX"].ref == "B2:C4"
    (rule,) = two.data_validations.dataValidation
    assert (rule.type, rule.formula1, rule.errorStyle) == ("list", '"x,y"', "warning")
    assert got.properties.created == dt.datetime(2026, 3, 31)


# openpyxl knows no print areas of whole columns.
@pytest.mark.filterwarnings("error", "ignore:Print area cannot be set")
def test_a_list_too_long_for_a_rule_is_read_from_cells(tmp_path) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(empty_workbook("en", profile("advanced"), "advanced"), path)
    got = openpyxl.load_workbook(path)
    sheet = next(s for s in got.worksheets if "tblActions" in s.tables)
    rules = [r for r in sheet.data_validations.dataValidation if r.promptTitle == "Action"]
    assert [r.formula1 for r in rules] == ["cb_InActions_ActionWords"]
    (at,) = got.defined_names["cb_InActions_ActionWords"].destinations
    words = [row[0].value for row in got[at[0]][at[1]]]
    assert words == list(word_lists(TABLES["tblActions"], "en")["action"].words)
    assert len(",".join(words)) > 255


def test_cached_values_stand_beside_formulas(tmp_path) -> None:
    write_workbook(rich_book(), tmp_path / "book.xlsx")
    assert (
        openpyxl.load_workbook(tmp_path / "book.xlsx", data_only=True).worksheets[0]["B4"].value
        == 3
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("b.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
        ("b.xlsm", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
    ],
)
def test_content_type_fits_the_ending(tmp_path, name, kind) -> None:
    write_workbook(rich_book(), tmp_path / name)
    with zipfile.ZipFile(tmp_path / name) as archive:
        assert kind in archive.read("[Content_Types].xml").decode()


def test_the_same_workbook_gives_the_same_bytes(tmp_path) -> None:
    for name in ("a.xlsm", "b.xlsm"):
        write_workbook(rich_book(), tmp_path / name)
    assert (tmp_path / "a.xlsm").read_bytes() == (tmp_path / "b.xlsm").read_bytes()


def test_a_failure_midway_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch) -> None:
    path = tmp_path / "out.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(ValueError, match="nan"):
        write_workbook(book(one_cell(float("nan"))), path)

    def disk_full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(file_writer, "_write", disk_full)
    with pytest.raises(CashbuoyError, match="No space left"):
        write_workbook(book(one_cell(1.0)), path)
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["out.xlsx"]


def test_the_book_that_was_read_is_never_overwritten(tmp_path) -> None:
    path = written(ledger(), tmp_path / "in.xlsx")
    before = path.read_bytes()
    with pytest.raises(CashbuoyError, match="being read"):
        write_workbook(rich_book(), tmp_path / "." / "in.xlsx", source=path)
    assert path.read_bytes() == before
    write_workbook(rich_book(), tmp_path / "out.xlsx", source=path)


@pytest.mark.parametrize("name", ["a.xls", "a.pdf", "a", "missing/a.xlsx"])
def test_places_that_cannot_be_written(tmp_path, name) -> None:
    with pytest.raises(CashbuoyError, match="a"):
        write_workbook(rich_book(), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_texts_too_long_for_a_cell_end_in_an_ellipsis(tmp_path) -> None:
    write_workbook(book(one_cell("x" * 40_000)), tmp_path / "a.xlsx")
    text = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]["A1"].value
    assert len(text) == 32_767
    assert text.endswith("x…")


# Reading.

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


def test_findings_reach_the_file(tmp_path) -> None:
    finding = Finding(
        "unreadable", "error", "left_out", Place(TABLE.name, 1, "amount"), "x", "money"
    )
    sheet = input_sheet(TABLE, ledger(("A", "c", None, "x", None)), "en", "CNY", [finding])
    write_workbook(book(sheet), tmp_path / "a.xlsx")
    amount = list(sheet.tables[0].columns).index("Amount") + 1
    cell_ = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0].cell(TITLE_ROW + 2, amount)
    assert cell_.fill.fgColor.rgb == "FFB8321A"
    assert "x" in cell_.comment.text


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
