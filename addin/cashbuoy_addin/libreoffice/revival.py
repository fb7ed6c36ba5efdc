"""Formulas and buttons of a workbook made for Excel, alive in LibreOffice."""

from __future__ import annotations

from cashbuoy_addin.vba.modules import CALLS, EXCEL_ONLY, PROJECT, WORKBOOK, office_modules
from cashbuoy_workbook.tabs import language_of

from .session import Session
from .toolbar import show_buttons


def open_alive(session: Session, path: str, options: dict[str, object]) -> str:
    """Open a workbook; its id.

    LibreOffice's Basic cannot read xlwings' module. In the open workbook, not in its file, what
    only Excel can use gives way to the modules through which LibreOffice calls Python.
    """
    book: str = session.call("book_open", path, options)
    added = {module.name: module.code for module in office_modules()}
    known_by = [PROJECT, CALLS]
    ours = session.call("book_exchange_modules", book, known_by, list(EXCEL_ONLY), WORKBOOK, added)
    session.call("book_allow_macros", book)
    if ours:
        show_buttons(session, book, language_of(session.call("sheet_names", book)))
    return book
