"""Programs beside Python that the end-to-end tests use; tests skip where one is missing."""

from __future__ import annotations

import pytest

from e2e import system_parts
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


@pytest.fixture(scope="session")
def validator() -> Validator:
    """The Open XML SDK validator."""
    return Validator(_need(system_parts.find_validator(), "the Open XML SDK validator"))


@pytest.fixture(scope="session")
def poppler() -> str:
    """pdftotext and pdftoppm, and a Chinese font to print with."""
    _need(system_parts.find_chinese_font(), "a Chinese font")
    return _need(system_parts.find_poppler(), "poppler")
