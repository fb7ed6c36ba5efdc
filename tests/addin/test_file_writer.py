"""What the file host writes, others read; and it never leaves half a file."""

from __future__ import annotations

import datetime as dt
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from addin.file_books import TABLE, book, ledger, one_cell, written
from cashbuoy.errors import CashbuoyError
from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.schema import TABLES
from cashbuoy.policy.load import profile
from cashbuoy_addin.hosts import file_writer
from cashbuoy_addin.hosts.file import write_workbook
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
from cashbuoy_workbook.template import empty_workbook
from cashbuoy_workbook.word_lists import word_lists


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
