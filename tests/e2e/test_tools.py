"""The tools themselves: that LibreOffice recalculates, and that the validator finds faults."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from e2e.libreoffice import LibreOffice, pdf_pages, pdf_text
from e2e.ooxml_validator import VERSIONS, OfficeVersion, Validator


@pytest.fixture
def stale(tmp_path: Path) -> Path:
    """A workbook whose formula cells bring wrong values along: 5 is said to be 99."""
    path = tmp_path / "stale.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Sheet")
        sheet.write_row("A1", [2, 3, "现金"])
        sheet.write_formula("A2", "=A1+B1", value=99)
        sheet.write_formula("A3", "=A1/0", value=1)
    return path


def test_libreoffice_recalculates_what_the_file_claims(
    libreoffice: LibreOffice, stale: Path, tmp_path: Path
) -> None:
    claimed = openpyxl.load_workbook(stale, data_only=True)["Sheet"]
    assert (claimed["A2"].value, claimed["A3"].value) == (99, 1)

    recalculated = libreoffice.recalculate(stale, tmp_path / "out")

    sheet = openpyxl.load_workbook(recalculated, data_only=True)["Sheet"]
    assert sheet["A2"].value == 5
    assert sheet["A3"].value == "#DIV/0!"


@pytest.mark.usefixtures("poppler")
def test_pages_are_printed_with_chinese_text(
    libreoffice: LibreOffice, stale: Path, tmp_path: Path
) -> None:
    pdf = libreoffice.to_pdf(stale, tmp_path / "out")
    assert "现金" in pdf_text(pdf)
    assert [page.suffix for page in pdf_pages(pdf)] == [".png"]


@pytest.mark.parametrize("version", VERSIONS)
def test_validator_tells_good_from_bad(
    validator: Validator, stale: Path, tmp_path: Path, version: OfficeVersion
) -> None:
    assert validator.validate(stale, version) == []

    bad = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(stale) as good, zipfile.ZipFile(bad, "w") as copy:
        for name in good.namelist():
            part = good.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = part.replace(b"<sheetData>", b'<sheetData nonsense="1">')
            copy.writestr(name, part)
    faults = validator.validate(bad, version)
    assert len(faults) == 1
    assert "nonsense" in faults[0]


def test_validator_refuses_versions_it_would_not_know(validator: Validator, stale: Path) -> None:
    with pytest.raises(ValueError, match="Office2003"):
        validator.validate(stale, "Office2003")  # type: ignore[arg-type]
