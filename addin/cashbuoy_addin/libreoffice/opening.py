"""`cashbuoy libreoffice BOOK`: a workbook in LibreOffice, formulas and macros alive."""

from __future__ import annotations

from pathlib import Path

from cashbuoy_workbook.worded_error import WordedError

from . import programs
from .revival import open_alive
from .session import LibreOfficeError, Session


def open_book(path: Path, *, headless: bool = False) -> Session:
    """Start LibreOffice with a workbook, with windows or without. FileNotFoundError: no such file;
    WordedError: no screen for windows; LibreOfficeError: no workbook."""
    if not path.exists():
        raise FileNotFoundError(2, "no such file", str(path))
    if not headless and not programs.has_screen():
        raise WordedError("office_screen")
    session = Session.start(headless=headless)
    try:
        open_alive(session, str(path.resolve()), {})
    except BaseException as problem:
        session.quit()
        if isinstance(problem, ValueError):
            raise LibreOfficeError(str(problem)) from None
        raise
    return session
