"""A new workbook in LibreOffice for each test."""

from __future__ import annotations

from types import ModuleType

import pytest


@pytest.fixture
def book(xlwings_on_libreoffice: ModuleType):
    """A new workbook, closed after the test."""
    book = xlwings_on_libreoffice.Book()
    yield book
    book.close()


@pytest.fixture
def sheet(book):
    return book.sheets[0]
