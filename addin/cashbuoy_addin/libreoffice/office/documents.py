"""Workbooks: list, new, open, save, close, PDF."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import uno

from .connection import Office, Uno, properties
from .main_thread import on_main_thread

# com.sun.star.document.MacroExecMode: NEVER_EXECUTE, ALWAYS_EXECUTE_NO_WARN
NO_MACROS, RUN_MACROS = 0, 4
NEVER_UPDATE_LINKS, ALWAYS_UPDATE_LINKS = 0, 3
FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
    ".csv": "Text - txt - csv (StarCalc)",
    ".html": "HTML (StarCalc)",
}


def books(office: Office) -> list[str]:
    """The ids of the open workbooks, oldest first."""
    return [document.RuntimeUID for document in office.books()]


def active_book(office: Office) -> str | None:
    """The id of the workbook in front."""
    current = office.desktop.getCurrentComponent()
    ids = books(office)
    if current is not None and getattr(current, "RuntimeUID", None) in ids:
        return str(current.RuntimeUID)
    return ids[-1] if ids else None


def book_path(office: Office, book: str) -> dict[str, str]:
    """`path` (empty while unsaved) and `name`."""
    document = office.book(book)
    if not document.URL:
        return {"path": "", "name": _untitled(document)}
    path = uno.fileUrlToSystemPath(document.URL)
    return {"path": path, "name": Path(path).name}


def _untitled(document: Uno) -> str:
    """Untitled 2 -> Book2, as Excel calls it."""
    number = re.search(r"[0-9]+$", document.Title)
    return f"Book{number.group() if number else 1}"


def book_add(office: Office) -> str:
    """A new, empty workbook; its id."""
    return office.adopt(_load(office, "private:factory/scalc"))


def book_open(office: Office, path: str, options: dict[str, Any]) -> str:
    """Open a file; the workbook's id. Its macros do not run before book_allow_macros: not even what
    runs by itself on opening, which LibreOffice may be unable to read and then complains about."""
    arguments = {"MacroExecutionMode": NO_MACROS}
    arguments["UpdateDocMode"] = (
        ALWAYS_UPDATE_LINKS if options.get("update_links") else NEVER_UPDATE_LINKS
    )
    if options.get("read_only"):
        arguments["ReadOnly"] = True
    if options.get("password"):
        arguments["Password"] = options["password"]
    url = uno.systemPathToFileUrl(path)
    document = _load(office, url, **arguments)
    if document is None or not hasattr(document, "Sheets"):
        if document is not None:
            document.close(True)
        raise ValueError(_why_not(Path(path)))
    if document.isReadonly() and not options.get("read_only") and _lock(Path(path)).exists():
        close(office, document)
        raise ValueError(_why_not(Path(path)))
    return office.adopt(document)


def _lock(path: Path) -> Path:
    return path.with_name(f".~lock.{path.name}#")


def _why_not(path: Path) -> str:
    """Why a file is not opened. LibreOffice leaves a lock beside a file while it is open there, and
    for ever where it crashed."""
    lock = _lock(path)
    if not lock.exists():
        return f"{path}: LibreOffice cannot open it as a workbook"
    _, user, machine, since, *_ = [*lock.read_text("utf-8", "replace").split(","), *[""] * 4]
    return (
        f"{path}: it is locked: {user or 'somebody'} on {machine or 'some machine'} has had it "
        f"open in LibreOffice since {since or 'some time'}. Close it there; if it is open nowhere "
        f"any more, delete {lock}"
    )


def _load(office: Office, url: str, **arguments: Any) -> Uno:  # noqa: ANN401 - UNO's properties
    """Windows made elsewhere than on the main thread may end LibreOffice when they are closed; so
    may those of a LibreOffice without a screen, which are not even made then."""
    named = properties(OnMainThread=True, Hidden=office.headless, **arguments)
    return office.desktop.loadComponentFromURL(url, "_blank", 0, named)


def book_allow_macros(office: Office, book: str) -> None:
    """From now on macros of a workbook just opened may run, those in its formulas first."""
    document = office.book(book)
    arguments = {part.Name: part.Value for part in document.Args}
    arguments["MacroExecutionMode"] = uno.Any("short", RUN_MACROS)
    document.attachResource(document.URL, properties(**arguments))
    document.calculateAll()
    document.setModified(False)


def book_save(office: Office, book: str, path: str | None, password: str | None) -> None:
    """Save where it is, or to `path` and be that file from now on."""
    document = office.book(book)
    if path is None:
        document.store()
        return
    ending = Path(path).suffix.lower()
    if ending not in FILTERS:
        raise ValueError(f"{path}: saved are {', '.join(FILTERS)}")
    arguments: dict[str, Any] = {"FilterName": FILTERS[ending], "Overwrite": True}
    if password:
        arguments["Password"] = password
    document.storeAsURL(uno.systemPathToFileUrl(path), properties(**arguments))


def book_pdf(office: Office, book: str, path: str) -> None:
    """Print all sheets to a PDF file."""
    url = uno.systemPathToFileUrl(path)
    office.book(book).storeToURL(url, properties(FilterName="calc_pdf_Export"))


def book_close(office: Office, book: str) -> None:
    """Close without saving."""
    close(office, office.book(book))


def close(office: Office, document: Uno) -> None:
    """Close a document, whatever has changed in it."""
    document.setModified(False)
    on_main_thread(office, lambda: document.close(True))


def book_activate(office: Office, book: str) -> None:
    """Bring a workbook to the front."""
    controller = office.book(book).CurrentController
    if controller is not None:
        controller.Frame.activate()
        controller.Frame.ContainerWindow.setFocus()


OPERATIONS = (
    *(books, active_book, book_path, book_add, book_open, book_allow_macros),
    *(book_save, book_pdf, book_close, book_activate),
)
