"""The built workbooks open everywhere without repair and say the same in every reader."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cashbuoy.ledger.schema import TABLES
from cashbuoy_addin.formulas.catalogue import formulas
from cashbuoy_addin.hosts.file import read_workbook
from e2e.books import Book
from e2e.libreoffice import LibreOffice, pdf_text
from e2e.ooxml_validator import VERSIONS, OfficeVersion, Validator

ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "Err:5")
MACRO_ENABLED = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
INPUT_TABLES = [name for name, table in TABLES.items() if not table.written_by_refresh]
# Lists whose rows have one link, to the ledger's row: the column of what both rows say.
LISTED = {
    "tblOverdue": 1,
    "tblStages": 1,
    "tblSplits": 0,
    "tblOpenDisputes": 2,
    "tblCreditReasons": 0,
    "tblAgeing": 0,
}
Recalculate = Callable[[Path], Workbook]


def same(mine: object, theirs: object) -> bool:
    """Equal far below a cent; an empty text and an empty cell are the same."""
    if isinstance(mine, int | float) and isinstance(theirs, int | float):
        return abs(mine - theirs) <= 1e-6 * max(1.0, abs(mine) * 1e-6)
    return (mine or "") == (theirs or "")


def test_the_package_is_a_macro_enabled_workbook(book: Book) -> None:
    with zipfile.ZipFile(book.path) as package:
        assert package.testzip() is None
        assert MACRO_ENABLED in package.read("[Content_Types].xml").decode("utf-8")


def test_every_input_table_is_there_with_titles_of_the_language(book: Book) -> None:
    tables = {name: sheet for sheet in book.formulas for name in sheet.tables}
    assert set(tables) >= set(INPUT_TABLES)
    for name, sheet in tables.items():
        left, top, right, bottom = range_boundaries(sheet.tables[name].ref)
        titles = [sheet.cell(top, column).value for column in range(left, right + 1)]
        assert titles == [column.name for column in sheet.tables[name].tableColumns]
        assert all(isinstance(title, str) and title.strip() for title in titles)
        assert bottom > top


def test_defined_names_point_at_sheets_that_exist(book: Book) -> None:
    names = book.formulas.defined_names
    assert names
    for name in names.values():
        for title, area in name.destinations:
            assert title in book.formulas.sheetnames
            assert range_boundaries(area)


@pytest.mark.parametrize("version", VERSIONS)
def test_office_opens_it_without_repair(
    book: Book, validator: Validator, version: OfficeVersion
) -> None:
    assert validator.validate(book.path, version) == []


def test_every_formula_is_what_the_engine_says(book: Book, recalculate: Recalculate) -> None:
    recalculated = recalculate(book.path)
    cells = book.formula_cells()
    assert bool(cells) == book.is_demo
    wrong = [
        (title, cell, mine, theirs)
        for title, cell in cells
        if not same(
            mine := book.claimed[title][cell].value, theirs := recalculated[title][cell].value
        )
    ]
    assert wrong == []


def test_no_cell_shows_an_error(book: Book, recalculate: Recalculate) -> None:
    shown = [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in recalculate(book.path)
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith(ERRORS)
    ]
    assert shown == []


@pytest.mark.usefixtures("poppler")
@pytest.mark.parametrize("name", ["demo-zh", "demo-en", "template-zh"])
def test_printed_pages_have_no_hashes_and_no_errors(
    build: Callable[[str], Book], libreoffice: LibreOffice, work_folder: Path, name: str
) -> None:
    book = build(name)
    text = pdf_text(libreoffice.to_pdf(book.path, work_folder / "printed"))
    assert book.formulas.sheetnames[0] in text
    assert [line for line in text.splitlines() if "##" in line] == []
    assert [line for line in text.splitlines() if any(error in line for error in ERRORS)] == []


def test_every_link_ends_on_the_row_that_it_stands_for(demo: Book) -> None:
    """All links of all sheets, and those to ledgers' rows by what the row says."""
    followed, documents = 0, 0
    for sheet in demo.formulas:
        beside = documents_of(sheet)
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.hyperlink):
            title, _, area = (cell.hyperlink.location or "").rpartition("!")
            target = demo.formulas[title.strip("'").replace("''", "'")]
            left, top, right, bottom = range_boundaries(area)
            assert target.sheet_state == "visible", (sheet.title, cell.coordinate)
            # Links that ask for something new end below a table's last row.
            assert 1 <= top <= bottom <= target.max_row + 1, (sheet.title, cell.coordinate)
            assert 1 <= left <= right <= target.max_column, (sheet.title, cell.coordinate)
            followed += 1
            if cell.row in beside:
                documents += 1
                row = [found.value for found in target[top]]
                assert beside[cell.row] in row, (sheet.title, cell.coordinate)
    assert followed > 1000
    assert documents > 100


def documents_of(sheet: Worksheet) -> dict[int, object]:
    """By row of a list whose links lead to the ledgers' rows: the document, order or customer."""
    column = LISTED.get(next(iter(sheet.tables), ""))
    if column is None:
        return {}
    left, top, _, bottom = range_boundaries(next(iter(sheet.tables.values())).ref)
    return {row: sheet.cell(row, left + column).value for row in range(top + 1, bottom + 1)}


def test_rules_and_colours_live_in_another_program(
    book: Book, resaved: Callable[[Path], Path]
) -> None:
    """Validation lists and conditional formats: LibreOffice keeps them all, as they are."""
    theirs = openpyxl.load_workbook(resaved(book.path))
    assert sum(len(rules(sheet)) for sheet in book.formulas) > 100
    for sheet in book.formulas:
        assert rules(theirs[sheet.title]) == rules(sheet), sheet.title
        assert conditions(theirs[sheet.title]) == conditions(sheet), sheet.title


def rules(sheet: Worksheet) -> set[tuple[str, str, str]]:
    """Kind, cells, and first limit or options of each validation."""
    found = sheet.data_validations.dataValidation
    return {(rule.type, str(rule.sqref), str(rule.formula1)) for rule in found}


def conditions(sheet: Worksheet) -> set[tuple[str, tuple[str, ...]]]:
    """Cells and formulas of each conditional format."""
    return {
        (str(cells.sqref), tuple(formula.replace(" ", "") for formula in rule.formula))
        for cells in sheet.conditional_formatting
        for rule in cells.rules
    }


def test_another_program_can_save_it_and_we_still_read_it(
    demo: Book, resaved: Callable[[Path], Path]
) -> None:
    ours = read_workbook(demo.path)
    theirs = read_workbook(resaved(demo.path))
    assert ours.settings["language"] == demo.language
    assert theirs.settings == ours.settings
    assert set(theirs.tables) == set(ours.tables)
    for name, rows in ours.tables.items():
        # LibreOffice keeps fifteen digits of a number.
        pd.testing.assert_frame_equal(theirs.tables[name], rows, rtol=1e-12, obj=name)


def test_no_formula_needs_python(book: Book) -> None:
    """Where formulas of ours cannot calculate, as in Excel for Mac, a refresh shows its figures."""
    ours = re.compile(rf"\b(?:{'|'.join(formulas())}|CB_\w+)\(", re.IGNORECASE)
    for title, cell in book.formula_cells():
        assert not ours.search(str(book.formulas[title][cell].value)), (title, cell)
