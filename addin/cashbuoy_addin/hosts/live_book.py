"""An open workbook through xlwings, whatever application shows it: the way to it that costs the
fewest calls, and quiet while it is written."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING

from cashbuoy_addin.hosts.live_batches import Batches, Question
from cashbuoy_addin.hosts.live_calls import OneByOne
from cashbuoy_addin.hosts.live_macro import MacroBatches
from cashbuoy_addin.hosts.live_memory import STAMP

if TYPE_CHECKING:
    from xlwings import App, Book

ADDIN = "cashbuoy.xlam"
CALLER: ContextVar[str] = ContextVar("CALLER", default="")
"""On a Mac the file whose macro started us; "" where none did."""
_QUIET = {"screen_updating": False, "enable_events": False, "calculation": "manual"}
_SURVEY = (Question("sheets"), Question("names", target=STAMP))


def batches_of(book: Book) -> tuple[Batches, tuple[str, ...], str]:
    """A way to a workbook, its tabs, and what our stamp refers to, "" for none."""
    for way in _ways(book):
        with suppress(Exception):
            return _surveyed(way)
    return _surveyed(OneByOne(book))


def _ways(book: Book) -> Iterator[Batches]:
    if hasattr(book.impl, "batch"):
        from cashbuoy_addin.hosts.live_office import OfficeBatches  # noqa: PLC0415  # only there

        yield OfficeBatches(book.impl)
    elif sys.platform == "darwin":
        # Where a macro is missing, Excel for Mac shows a message and waits.
        if CALLER.get():
            from cashbuoy_addin.hosts.live_texts import TextBatches  # noqa: PLC0415  # only there

            yield TextBatches(book, CALLER.get(), OneByOne(book))
    else:
        yield MacroBatches(book, book.name)
        yield MacroBatches(book, ADDIN)
        if sys.platform == "win32":
            with suppress(Exception):
                _lend_addin(book)
                yield MacroBatches(book, ADDIN)


def _lend_addin(book: Book) -> None:
    """Excel gets the add-in where a program refreshes a workbook that has no macros, and the user
    has not installed it. It stays until Excel is closed. Excel lets macros run in files that
    programs open, unless the firm forbids it."""
    from cashbuoy_addin.hosts.macro_file import addin_bytes  # noqa: PLC0415  # only there
    from cashbuoy_addin.state import state_folder  # noqa: PLC0415

    file, content = state_folder() / ADDIN, addin_bytes()
    if not (file.is_file() and file.read_bytes() == content):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    book.app.api.Workbooks.Open(str(file))


def _surveyed(way: Batches) -> tuple[Batches, tuple[str, ...], str]:
    tabs, names = way.ask(_SURVEY)
    return way, tuple(row[0] for row in tabs), dict(names).get(STAMP, "")


@contextmanager
def quiet(book: Book, message: str) -> Iterator[None]:
    """Nothing flickers, recalculates or fires events inside; all is as before afterwards."""
    app = book.app
    before = {name: getattr(app, name) for name in _QUIET}
    try:
        for name, value in _QUIET.items():
            setattr(app, name, value)
        app.status_bar = message
        yield
    finally:
        for name, value in [*before.items(), ("status_bar", False)]:
            _insist(app, name, value)


def _insist(app: App, name: str, value: object) -> None:
    """An application that is busy for a moment refuses, and takes it when asked again."""
    for _ in range(3):
        with suppress(Exception):
            setattr(app, name, value)
            return
