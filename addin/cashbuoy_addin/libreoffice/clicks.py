"""Macros that are started inside LibreOffice, by a button or from Basic.

LibreOffice's main thread waits until the click is dealt with, and a macro needs that thread for
every cell. So a click only puts the macro in a queue; a thread of ours runs one after the other.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cashbuoy_addin.macro_names import MACROS

from . import programs
from .session import PIPE_VARIABLE
from .toolbar import show_buttons

if TYPE_CHECKING:
    from xlwings import App

_clicks: queue.SimpleQueue[tuple[str, str, str]] = queue.SimpleQueue()
_runner: list[threading.Thread] = []
# What went wrong where no message could be shown: told at the next click.
_untold: list[str] = []


def start(macro: str, book: str, file: str) -> str:
    """Run a macro of macro_names.py on the workbook with this id, soon, with `file` as its argument
    unless that is ""; "" or what is wrong, with this click or with one before it."""
    if macro not in MACROS:
        return f"there is no macro {macro!r}"
    if PIPE_VARIABLE not in os.environ:
        return "this LibreOffice was not started by: cashbuoy libreoffice BOOK"
    try:
        programs.office_python(programs.soffice())
    except programs.LibreOfficeMissingError as problem:
        return str(problem)
    if not _runner:
        _runner.append(threading.Thread(target=_work, daemon=True))
        _runner[0].start()
    _clicks.put((macro, book, file))
    told = []
    while _untold:  # one by one: the thread may add to them meanwhile
        told.append(_untold.pop(0))
    return "\n".join(told)


def _work() -> None:
    while True:
        click = _clicks.get()
        try:
            _run(*click)
        except Exception as problem:  # noqa: BLE001  # the next click must find us alive
            _untold.append(f"{click[0]}: {problem}")
            traceback.print_exc(file=sys.stderr)


def _run(macro: str, book_id: str, file: str) -> None:
    from cashbuoy_addin import macros  # noqa: PLC0415  # takes a while
    from cashbuoy_addin.macro_messages import language_of  # noqa: PLC0415

    app = _app()
    book = next((book for book in app.books if book.impl.id == book_id), None)
    if book is None:  # closed meanwhile
        return
    book.set_mock_caller()
    with _hands_off(app):
        getattr(macros, macro)(*([file] if file else []))
    show_buttons(app.impl.session, book_id, language_of(book))


def _app() -> App:
    """The LibreOffice that was clicked in; attached anew where the connection is gone."""
    from . import engine  # noqa: PLC0415

    running = list(engine.activate().apps)
    return running[0] if running else engine.attach()


@contextmanager
def _hands_off(app: App) -> Iterator[None]:
    """No key and no click reaches the workbooks inside, as in Excel while a macro runs."""
    app.interactive = False
    try:
        yield
    finally:
        app.interactive = True
