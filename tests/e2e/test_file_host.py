"""Workbooks of the file host in other programs' hands: LibreOffice and Microsoft's validator."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from cashbuoy.controls import ControlTotal
from cashbuoy.ledger.clean import clean_ledgers
from cashbuoy.ledger.schema import TABLES
from cashbuoy.policy.load import profile
from cashbuoy_addin.hosts.file import read_workbook, write_workbook
from cashbuoy_workbook.blocks import Workbook
from cashbuoy_workbook.checks import checks_sheet
from cashbuoy_workbook.input_sheets import input_sheets
from cashbuoy_workbook.settings import settings_sheet
from cashbuoy_workbook.template import empty_workbook
from e2e.books import Book
from e2e.libreoffice import LibreOffice, pdf_text
from e2e.ooxml_validator import VERSIONS, Validator

SETTINGS = {
    "language": "zh",
    "profile": "standard",
    "as_of": dt.date(2026, 3, 31),
    "firm": "甲 & 乙",
}
RAW = {
    "tblReceivables": pd.DataFrame(
        [
            ["A-1", "甲公司", dt.date(2026, 3, 1), 123456789012.34, "=1+1", True],
            ["A-2", "乙公司", "2026年3月2日", "12.5万", "@x", None],
            [None, None, None, None, None, None],
            [1003.0, "丙公司", 46083.0, -500.0, "多行\n备注", 0.5],
        ],
        columns=["发票号", "客户", "开票日期", "金额", "备注", "自有"],
        dtype=object,
    ),
    "tblBank": pd.DataFrame(
        [[dt.date(2026, 3, 31), "基本户", 1000.0]],
        columns=["日期", "账户", "余额"],
        dtype=object,
    ),
}


def filled(language: str) -> Workbook:
    policy = profile("standard")
    findings = clean_ledgers(RAW, "CNY").findings
    controls = [ControlTotal("cash", 123456789012, 123456789012, {"opening": 1, "events": 2})]
    sheets = (
        *input_sheets(RAW, policy, language, findings),
        settings_sheet(SETTINGS, policy, language),
        checks_sheet(controls, findings, language, "CNY"),
    )
    return Workbook(sheets, "Title", language, "甲 & 乙", dt.date(2026, 3, 31))


def values(path: Path) -> dict[str, list[list[object]]]:
    """Values by table: what survives a change of language and of program."""
    return {name: frame.values.tolist() for name, frame in read_workbook(path).tables.items()}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_libreoffice_keeps_the_inputs(tmp_path, libreoffice: LibreOffice, kind, language) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(filled(language), path)
    again = libreoffice._convert(path, kind, tmp_path / "again")
    assert values(again) == values(path)
    assert read_workbook(again).settings == SETTINGS
    assert read_workbook(again).foreign_sheets == ()
    assert [f.id for f in read_workbook(again).findings] == (
        [] if kind == "xlsx" else ["formula_errors_unseen"]
    )
    assert set(values(path)) == {n for n, t in TABLES.items() if not t.written_by_refresh}


def test_results_are_not_taken_for_ledgers(tmp_path, libreoffice: LibreOffice, demo: Book) -> None:
    """In .ods there are no Excel tables: the ledgers are found by tabs and titles alone."""
    again = read_workbook(libreoffice._convert(demo.path, "ods", tmp_path / "again"))
    before = read_workbook(demo.path)
    assert set(again.tables) == set(before.tables)
    for name, rows in before.tables.items():
        # LibreOffice keeps fifteen digits of a number.
        pd.testing.assert_frame_equal(again.tables[name], rows, rtol=1e-12, obj=name)
    assert len(before.tables["tblHistory"]) > 0
    assert again.settings == before.settings


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_office_opens_it_without_repair(tmp_path, validator: Validator, language, version) -> None:
    write_workbook(filled(language), tmp_path / "filled.xlsm")
    write_workbook(empty_workbook(language, profile("advanced"), "advanced"), tmp_path / "new.xlsx")
    for name in ("filled.xlsm", "new.xlsx"):
        assert validator.validate(tmp_path / name, version) == []


@pytest.mark.usefixtures("poppler")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_printed_pages_show_every_figure(tmp_path, libreoffice: LibreOffice, language) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(filled(language), path)
    text = pdf_text(libreoffice.to_pdf(path, tmp_path / "pdf"))
    assert "##" not in text
    for shown in ("123,456,789,012.34", "-500.00", "12.5万", "2026-03-01", "1,234,567,890.12"):
        assert shown in text
