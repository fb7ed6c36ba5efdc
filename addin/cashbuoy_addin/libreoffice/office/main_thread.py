"""Work on LibreOffice's main thread: what takes windows away is only safe there.

Elsewhere it races with what LibreOffice still has to do for those windows, and may end it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import unohelper
from com.sun.star.awt import XCallback

from .connection import Office

SECONDS = 60


class Errand(unohelper.Base, XCallback):  # type: ignore[misc] # UNO has no static types
    """Calls that LibreOffice makes back to us run, on its side, in the thread that made them."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._done = threading.Event()
        self._problem: Exception | None = None

    def notify(self, _data: Any) -> None:  # noqa: ANN401 - nothing we need
        """UNO's name for: now."""
        try:
            self._work()
        except Exception as problem:  # noqa: BLE001 - raised again where it is waited for
            self._problem = problem
        self._done.set()

    def wait(self) -> None:
        """Until it is done; its problem is raised."""
        if not self._done.wait(SECONDS):
            raise RuntimeError("LibreOffice is busy")
        if self._problem is not None:
            raise self._problem


def on_main_thread(office: Office, work: Callable[[], None]) -> None:
    """Do it there, and wait until it is done."""
    errand = Errand(work)
    office.service("com.sun.star.awt.AsyncCallback").addCallback(errand, None)
    errand.wait()
