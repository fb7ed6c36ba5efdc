"""Buttons pressed inside LibreOffice: their VBA starts the macro, which runs beside."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from cashbuoy_addin import ribbon, version
from cashbuoy_addin.macro_messages import say

if TYPE_CHECKING:
    import xlwings

SECONDS = 120


def press(book: xlwings.Book, macro: str) -> None:
    """Press a button as LibreOffice does; returns before the macro has run."""
    (button,) = [button for button in ribbon.buttons() if button.macro == macro]
    book.app.macro(f"{book.name}!CashbuoyRibbon.{button.callback}")()


def wait(arrived: Callable[[], bool], what: str) -> None:
    """Until it has come about."""
    deadline = time.monotonic() + SECONDS
    while not arrived():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


def told(book: xlwings.Book) -> str:
    """What macros had to say: without windows it is in LibreOffice's log."""
    text: str = book.app.impl.session.log.read_text("utf-8")
    return text


def press_and_hear(book: xlwings.Book, macro: str, said: str) -> None:
    """Press a button and wait for its message."""
    before = len(told(book))
    press(book, macro)
    wait(lambda: said in told(book)[before:], f"{macro}: {said}")


def press_and_wait(book: xlwings.Book, macro: str) -> None:
    """Press a button and wait until its macro is through: clicks are dealt with one after the
    other, and the next one tells something."""
    before = len(told(book))
    press(book, macro)
    press(book, "about")
    words = [say(language, "about", version=version()) for language in ("en", "zh")]
    wait(lambda: any(word in told(book)[before:] for word in words), macro)
