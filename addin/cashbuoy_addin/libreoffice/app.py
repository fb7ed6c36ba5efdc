"""The application: one running LibreOffice."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from . import programs
from .session import Session

if TYPE_CHECKING:
    from .books import Books
    from .engine import Engine
    from .ranges import Range

_running: dict[int, App] = {}


class Apps(base_classes.Apps):
    """The LibreOffices that this process has started or attached to, the newest first."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keys(self) -> list[int]:
        """Their process ids."""
        return [app.pid for app in self]

    def add(
        self,
        spec: str | None = None,  # noqa: ARG002 - a path to Excel on macOS
        add_book: bool = True,
        xl: object = None,  # noqa: ARG002
        visible: bool | None = None,
    ) -> App:
        """Start one; with windows only where `visible` is True."""
        app = App.of(Session.start(headless=visible is not True or not programs.has_screen()))
        if add_book:
            app.books.add()
        return app

    @staticmethod
    def cleanup() -> None:
        """Nothing is left behind that would need it."""

    def __iter__(self) -> Iterator[App]:
        for app in reversed(list(_running.values())):
            if app.session.alive:
                yield app
            else:
                _running.pop(app.pid, None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, pid: int) -> App:
        return _running[pid]


class App(base_classes.App):
    """One LibreOffice. Display of alerts and events have no counterpart in it: their switches are
    remembered."""

    display_alerts = True
    enable_events = True
    cut_copy_mode: str | None = None

    def __init__(self, session: Session) -> None:
        self.session = session

    @classmethod
    def of(cls, session: Session) -> App:
        """The app of a session."""
        return _running.setdefault(session.pid, cls(session))

    @property
    def engine(self) -> Engine:
        """The engine of all apps."""
        from .engine import ENGINE  # noqa: PLC0415 - engine.py knows this module

        return ENGINE

    @property
    def api(self) -> Session:
        """The session: `api.call(operation, ...)` is a round trip."""
        return self.session

    xl = api

    @property
    def pid(self) -> int:
        """The process that was started."""
        return self.session.pid

    hwnd = pid

    @property
    def version(self) -> str:
        """LibreOffice's version, such as 7.4.7.2."""
        return str(self.session.version)

    @property
    def path(self) -> str:
        """The program."""
        return programs.soffice()

    @property
    def books(self) -> Books:
        """Its open workbooks."""
        from .books import Books  # noqa: PLC0415 - books know their app

        return Books(self)

    @property
    def selection(self) -> Range | None:
        """The selected cells of the workbook in front."""
        return self.books.active.selection

    def activate(self, steal_focus: bool = False) -> None:  # noqa: ARG002
        """Bring its workbook to the front; among apps it becomes the active one."""
        _running[self.pid] = _running.pop(self.pid)
        if len(self.books):
            self.books.active.activate()

    @property
    def visible(self) -> bool:
        """Whether its windows are shown; never where it was started without."""
        return not self.session.headless and bool(self.session.call("windows", None))

    @visible.setter
    def visible(self, value: bool) -> None:
        if not self.session.headless:
            self.session.call("windows", bool(value))

    def quit(self) -> None:
        """End it without saving."""
        _running.pop(self.pid, None)
        self.session.quit()

    def kill(self) -> None:
        """End it at once."""
        _running.pop(self.pid, None)
        self.session.kill()

    @property
    def screen_updating(self) -> bool:
        """Whether changes are shown as they happen."""
        return bool(self.session.call("screen_updating", None))

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        self.session.call("screen_updating", bool(value))

    @property
    def interactive(self) -> bool:
        """Whether keys and clicks reach its workbooks; messages always get them."""
        return bool(self.session.call("interactive", None))

    @interactive.setter
    def interactive(self, value: bool) -> None:
        self.session.call("interactive", bool(value))

    @property
    def calculation(self) -> str:
        """`automatic` or `manual`."""
        return "automatic" if self.session.call("calculation", None) else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        if value not in ("automatic", "semiautomatic", "manual"):
            raise KeyError(value)
        self.session.call("calculation", value != "manual")

    def calculate(self) -> None:
        """Recalculate all workbooks."""
        self.session.call("calculate")

    @property
    def status_bar(self) -> str | bool:
        """Our text in the status bar; False while there is none, as in Excel."""
        text: str = self.session.call("status_bar")
        return text or False

    @status_bar.setter
    def status_bar(self, value: str | bool | None) -> None:
        self.session.call("status_bar", "" if value in (None, False) else str(value))

    @property
    def startup_path(self) -> str:
        """LibreOffice has no start-up folder for workbooks."""
        raise NotImplementedError

    def run(self, macro: str, args: tuple[Any, ...]) -> Any:  # noqa: ANN401 - what it returns
        """Run a Basic macro: Sub, Module.Sub or Book!Module.Sub."""
        book_name = macro.rpartition("!")[0].strip("'")
        book = self.books(book_name) if book_name else self.books.active
        return self.session.call("run_macro", book.id, macro, list(args))

    def alert(
        self,
        prompt: str | None,
        title: str | None,
        buttons: str,
        mode: str | None,
        callback: str | None,  # noqa: ARG002 - of other engines
    ) -> str:
        """Show a message and wait for a button; without windows it goes to the error output, and
        the first button is pressed."""
        if self.session.headless:
            sys.stderr.write(f"{title or 'LibreOffice'}: {prompt or ''}\n")
            sys.stderr.flush()
            return buttons.partition("_")[0]
        return str(self.session.call("message", prompt or "", title or "", buttons, mode))
