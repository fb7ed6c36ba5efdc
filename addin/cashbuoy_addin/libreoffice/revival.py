"""Formulas of a workbook made for Excel, alive in LibreOffice."""

from __future__ import annotations

from cashbuoy_addin.vba.modules import EXCEL_ONLY, PROJECT, WORKBOOK, source

from .session import Session

BRIDGE = "CashbuoyLibreOffice"


def open_alive(session: Session, path: str, options: dict[str, object]) -> str:
    """Open a workbook; its id.

    LibreOffice's Basic cannot read xlwings' module. In the open workbook, not in its file, what
    only Excel can use gives way to the module through which LibreOffice calls Python.
    """
    book: str = session.call("book_open", path, options)
    session.call(
        "book_exchange_modules", book, PROJECT, list(EXCEL_ONLY), WORKBOOK, [BRIDGE, source(BRIDGE)]
    )
    return book
