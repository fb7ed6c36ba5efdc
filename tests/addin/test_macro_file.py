"""Files that carry macros: the parts, their types and how they refer to each other."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree as ET

import pyopenvba
import pytest
from oletools.olevba import VBA_Parser

from cashbuoy_addin.hosts.file import read_workbook
from cashbuoy_addin.hosts.macro_file import addin_bytes, for_libreoffice
from cashbuoy_addin.new_books import create_template
from cashbuoy_addin.ribbon import ribbon_xml

TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
EXTENSIBILITY = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
VBA_PROJECT = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("macros")


@pytest.fixture(scope="module")
def book(folder):
    path = folder / "book.xlsm"
    create_template(path, "advanced", "zh")
    return path


@pytest.fixture(scope="module")
def addin(folder):
    path = folder / "cashbuoy.xlam"
    path.write_bytes(addin_bytes())
    return path


@pytest.fixture(params=["book", "addin"])
def file(request):
    return request.getfixturevalue(request.param)


def xml(package, part):
    return ET.fromstring(package.read(part))  # noqa: S314  # our own


def code_names(path) -> set[str]:
    with zipfile.ZipFile(path) as package:
        sheets = [n for n in package.namelist() if n.startswith("xl/worksheets/sheet")]
        texts = [package.read(name).decode("utf-8") for name in sheets]
    found = [re.search(r'<sheetPr[^>]*codeName="(\w+)"', text) for text in texts]
    assert all(found)
    return {match[1] for match in found if match}


def module_texts(path) -> dict[str, str]:
    parser = VBA_Parser(str(path))
    try:
        return {name: code for _, _, name, code in parser.extract_macros()}
    finally:
        parser.close()


def test_types_say_what_the_file_is(book, addin) -> None:
    kinds = {book: "sheet", addin: "addin"}
    for path, kind in kinds.items():
        with zipfile.ZipFile(path) as package:
            types = xml(package, "[Content_Types].xml")
        parts = {e.get("PartName"): e.get("ContentType") for e in types.iter(f"{TYPES}Override")}
        main = f"application/vnd.ms-excel.{kind}.macroEnabled.main+xml"
        assert parts["/xl/workbook.xml"] == main
        defaults = {e.get("Extension"): e.get("ContentType") for e in types.iter(f"{TYPES}Default")}
        assert defaults["bin"] == "application/vnd.ms-office.vbaProject"
        assert defaults["xml"] == "application/xml"


def test_project_and_ribbon_are_referred_to(file) -> None:
    with zipfile.ZipFile(file) as package:
        root = {e.get("Type"): e.get("Target") for e in xml(package, "_rels/.rels")}
        inner = {e.get("Type"): e.get("Target") for e in xml(package, "xl/_rels/workbook.xml.rels")}
        assert inner[VBA_PROJECT] == "vbaProject.bin"
        assert package.read(root[EXTENSIBILITY]) == ribbon_xml()
        assert "xl/vbaProject.bin" in package.namelist()


def test_every_sheet_has_its_document_module(file) -> None:
    documents = {name.removesuffix(".cls") for name in module_texts(file) if name.endswith(".cls")}
    assert documents == {"ThisWorkbook", *code_names(file)}
    with zipfile.ZipFile(file) as package:
        assert 'codeName="ThisWorkbook"' in package.read("xl/workbook.xml").decode("utf-8")


def test_an_independent_reader_finds_nothing_wrong(file) -> None:
    report = pyopenvba.check_file(file)
    assert report.complete
    assert report.issues == ()


def test_the_same_bytes_every_time(book, folder) -> None:
    again = folder / "again.xlsm"
    create_template(again, "advanced", "zh")
    assert again.read_bytes() == book.read_bytes()
    assert addin_bytes() == addin_bytes()


def test_the_language_of_the_workbook_is_the_ribbons_first(book, folder) -> None:
    english = folder / "english.xlsm"
    create_template(english, "basic", "en")
    for path, language in ((book, "zh"), (english, "en")):
        assert f'FIRST_LANGUAGE As String = "{language}"' in module_texts(path)["CashbuoyTexts.bas"]


def test_a_plain_workbook_carries_no_macros(folder) -> None:
    path = folder / "plain.xlsx"
    create_template(path, "basic", "en")
    with zipfile.ZipFile(path) as package:
        assert not [n for n in package.namelist() if "vba" in n or "customUI" in n]


def test_for_libreoffice_only_the_project_differs(book, folder) -> None:
    path = folder / "calc.xlsm"
    for_libreoffice(book, path)
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(path) as new:
        assert old.namelist() == new.namelist()
        differ = [n for n in old.namelist() if old.read(n) != new.read(n)]
    assert differ == ["xl/vbaProject.bin"]
    names = module_texts(path)
    assert "CashbuoyLibreOffice.bas" in names
    assert "xlwings.bas" not in names
    assert {n for n in names if n.endswith(".cls")} == {f"{n}.cls" for n in code_names(book)} | {
        "ThisWorkbook.cls"
    }
    assert read_workbook(path).settings == read_workbook(book).settings


def test_the_addin_can_be_read_as_a_package() -> None:
    with zipfile.ZipFile(io.BytesIO(addin_bytes("en"))) as package:
        assert package.testzip() is None
