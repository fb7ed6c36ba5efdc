"""Programs beside Python that the end-to-end tests use; tests skip where one is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from e2e import books, system_parts
from e2e.libreoffice import LibreOffice
from e2e.ooxml_validator import Validator


def _need(found: str | None, name: str) -> str:
    if found is None:
        pytest.skip(f"{name} is not installed; `python tasks.py test` says how to get it")
    return found


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> LibreOffice:
    """LibreOffice Calc with a fresh profile that always recalculates."""
    program = _need(system_parts.find_calc(), "LibreOffice Calc")
    return LibreOffice(program, tmp_path_factory.mktemp("libreoffice"))


@pytest.fixture(scope="module")
def xlwings_on_libreoffice() -> Iterator[ModuleType]:
    """xlwings, talking to LibreOffice instead of Excel, which ends with the module."""
    _need(system_parts.find_calc(), "LibreOffice Calc")
    _need(system_parts.find_office_python(), "LibreOffice's Python (uno)")
    from cashbuoy_addin.libreoffice import engine  # noqa: PLC0415 - imports xlwings

    xlwings = engine.activate()
    try:
        yield xlwings
    finally:
        engine.shut_down()
        engine.deactivate()


@pytest.fixture(scope="session")
def validator() -> Validator:
    """The Open XML SDK validator."""
    return Validator(_need(system_parts.find_validator(), "the Open XML SDK validator"))


@pytest.fixture(scope="session")
def poppler() -> str:
    """pdftotext and pdftoppm, and a Chinese font to print with."""
    _need(system_parts.find_chinese_font(), "a Chinese font")
    return _need(system_parts.find_poppler(), "poppler")


@pytest.fixture(scope="session")
def work_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where workbooks are built and converted, once a session."""
    return tmp_path_factory.mktemp("books")


@pytest.fixture(scope="session")
def build(work_folder: Path) -> Callable[[str], books.Book]:
    """Builds a workbook of books.NAMES, once a session."""
    return cache(lambda name: books.build(name, work_folder))


@pytest.fixture(params=books.NAMES)
def book(request: pytest.FixtureRequest, build: Callable[[str], books.Book]) -> books.Book:
    """Each workbook in turn."""
    return build(request.param)


@pytest.fixture(params=[name for name in books.NAMES if name.startswith("demo")])
def demo(request: pytest.FixtureRequest, build: Callable[[str], books.Book]) -> books.Book:
    """Each filled workbook in turn."""
    return build(request.param)


@pytest.fixture(scope="session")
def resaved(libreoffice: LibreOffice, work_folder: Path) -> Callable[[Path], Path]:
    """A workbook recalculated and saved by LibreOffice, once a session."""
    return cache(lambda path: libreoffice.recalculate(path, work_folder / "recalculated"))


@pytest.fixture(scope="session")
def recalculate(resaved: Callable[[Path], Path]) -> Callable[[Path], Workbook]:
    """Values of a workbook as LibreOffice calculates them, once a session."""
    return cache(lambda path: openpyxl.load_workbook(resaved(path), data_only=True))
