"""The program: calculation, screen, status bar, messages, macros, the end."""

from __future__ import annotations

import re
from typing import Any

import uno

from . import documents
from .connection import Office, Uno

# com.sun.star.awt.MessageBoxButtons and MessageBoxResults
BUTTONS = {"ok": 1, "ok_cancel": 2, "yes_no": 3, "yes_no_cancel": 4}
PRESSED = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}


def calculation(office: Office, automatic: bool | None) -> bool:
    """Recalculate at every change or on demand only (None: only ask)."""
    if automatic is not None:
        office.automatic = automatic
        for document in office.books():
            document.enableAutomaticCalculation(automatic)
    return office.automatic


def calculate(office: Office) -> None:
    """Recalculate what has changed, in all workbooks."""
    for document in office.books():
        document.calculate()


def screen_updating(office: Office, on: bool | None) -> bool:
    """Show changes as they happen (None: only ask)."""
    if on is not None and on != office.screen_updating:
        office.screen_updating = on
        for document in office.books():
            if on:
                _unlock(document)
            else:
                document.lockControllers()
    return office.screen_updating


def _unlock(document: Uno) -> None:
    if document.hasControllersLocked():
        document.unlockControllers()


def status_bar(office: Office, *text: str) -> str:
    """Show a text in the status bar of all windows; "" for what LibreOffice itself has to say."""
    if not text:
        return office.status
    for indicator in office.indicators:
        indicator.end()
    office.indicators = []
    office.status = text[0]
    if office.status:
        for document in office.books():
            if document.CurrentController is not None:
                indicator = document.CurrentController.Frame.createStatusIndicator()
                indicator.start(office.status, 0)
                office.indicators.append(indicator)
    return office.status


def windows(office: Office, visible: bool | None) -> bool:
    """Show or hide all windows (None: only ask)."""
    shown = False
    for document in office.books():
        if document.CurrentController is not None:
            window = document.CurrentController.Frame.ContainerWindow
            if visible is not None:
                window.setVisible(visible)
            shown = shown or window.isVisible()
    return shown


def interactive(office: Office, on: bool | None) -> bool:
    """Whether keys and clicks reach the workbooks (None: only ask); messages always get them."""
    if on is not None:
        office.interactive = on
        _let_in(office, on)
    return office.interactive


def _let_in(office: Office, on: bool) -> None:
    for document in office.books():
        if document.CurrentController is not None:
            document.CurrentController.Frame.ContainerWindow.setEnable(on)


def message(office: Office, prompt: str, title: str, buttons: str, mode: str | None) -> str:
    """Show a message and wait; the button that was pressed, "cancel" where there is no window."""
    frame = office.desktop.getCurrentFrame()
    if frame is None:
        return "cancel"
    parent = frame.ContainerWindow
    kind = "ERRORBOX" if mode == "critical" else "INFOBOX" if buttons == "ok" else "QUERYBOX"
    box = parent.Toolkit.createMessageBox(
        parent,
        uno.Enum("com.sun.star.awt.MessageBoxType", kind),
        BUTTONS[buttons],
        title,
        prompt,
    )
    _let_in(office, True)
    try:
        return PRESSED[box.execute()]
    finally:
        _let_in(office, office.interactive)


def run_macro(office: Office, book: str, macro: str, arguments: list[Any]) -> Any:  # noqa: ANN401
    """Run a Basic (VBA) macro of a workbook, named Sub or Module.Sub; what it returns."""
    document = office.book(book)
    library, module, name = _find_macro(document, macro)
    url = f"vnd.sun.star.script:{library}.{module}.{name}?language=Basic&location=document"
    script = document.getScriptProvider().getScript(url)
    return script.invoke(tuple(arguments), (), ())[0]


def _find_macro(document: Uno, macro: str) -> tuple[str, str, str]:
    *modules, name = macro.rpartition("!")[2].split(".")
    wanted = re.compile(
        rf"^\s*(?:Public\s+)?(?:Static\s+)?(?:Sub|Function)\s+{re.escape(name)}\b",
        re.IGNORECASE | re.MULTILINE,
    )
    libraries = document.BasicLibraries
    for library in libraries.ElementNames:
        libraries.loadLibrary(library)
        sources = libraries.getByName(library)
        for module in sources.ElementNames:
            if modules and modules[-1].lower() != module.lower():
                continue
            if wanted.search(sources.getByName(module)):
                return library, module, name
    raise KeyError(f"no macro {macro!r}")


def restore(office: Office) -> None:
    """Whatever was switched off for a while is on again. Nothing where the office has gone."""
    try:
        for document in office.books():
            if not office.screen_updating:
                _unlock(document)
            if not office.automatic:
                document.enableAutomaticCalculation(True)
        if not office.interactive:
            _let_in(office, True)
        status_bar(office, "")
    except Exception as problem:  # it may have ended before us
        if not _has_ended(problem):
            raise


def _has_ended(problem: Exception) -> bool:
    said = str(problem).lower()
    return any(word in said for word in ("dispos", "bridge", "cannot get value"))


def terminate(office: Office) -> None:
    """Close all workbooks without saving, and the program."""
    try:
        for document in list(office.books()):
            while document.hasControllersLocked():
                document.unlockControllers()
            documents.close(office, document)
        office.desktop.terminate()
    except Exception as problem:  # the connection ends while the office does
        if not _has_ended(problem):
            raise


OPERATIONS = (
    *(calculation, calculate, screen_updating, status_bar),
    *(windows, interactive, message, run_macro, terminate),
)
