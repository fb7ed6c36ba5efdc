"""Workbooks: the documents of LibreOffice Calc."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from xlwings import base_classes

from .addresses import Rectangle
from .names import Names
from .revival import open_alive
from .session import LibreOfficeError
from .sheets import Sheet, Sheets

if TYPE_CHECKING:
    from .app import App
    from .ranges import Range


class Books(base_classes.Books):
    """The open workbooks, oldest first."""

    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def api(self) -> object:
        """The session."""
        return self.app.session

    @property
    def active(self) -> Book:
        """The workbook in front."""
        found = self.app.session.call("active_book")
        if found is None:
            raise LibreOfficeError("no workbook is open")
        return Book(self.app, found)

    def __call__(self, name_or_index: str | int) -> Book:
        if isinstance(name_or_index, str):
            for book in self:
                if book.name.lower() == name_or_index.lower():
                    return book
            raise KeyError(name_or_index)
        ids = self._ids()
        if not 1 <= name_or_index <= len(ids):
            raise KeyError(name_or_index)
        return Book(self.app, ids[name_or_index - 1])

    def _ids(self) -> list[str]:
        found: list[str] = self.app.session.call("books")
        return found

    def __len__(self) -> int:
        return len(self._ids())

    def __iter__(self) -> Iterator[Book]:
        for found in self._ids():
            yield Book(self.app, found)

    def add(self) -> Book:
        """A new, empty workbook."""
        return Book(self.app, self.app.session.call("book_add"))

    def open(self, fullname: str, *options: Any, **named: Any) -> Book:  # noqa: ANN401
        """Open a file; of Excel's options `update_links`, `read_only` and `password` count."""
        names = ("update_links", "read_only", "format", "password")
        given = dict(zip(names, options, strict=False))
        path = Path(fullname).resolve()
        if not path.exists():
            raise FileNotFoundError(f"No such file: '{fullname}'")
        return Book(self.app, open_alive(self.app.session, str(path), {**given, **named}))


class Told(NamedTuple):
    """What requests gave, up to the one that failed; `error` is its text, "" for none."""

    results: list[Any]
    error: str


class Book(base_classes.Book):
    """A workbook; `id` is what LibreOffice knows it by."""

    def __init__(self, app: App, book_id: str) -> None:
        self._app = app
        self.id = book_id

    def call(self, operation: str, *arguments: object) -> Any:  # noqa: ANN401 - JSON
        """One round trip about this workbook."""
        return self._app.session.call(operation, self.id, *arguments)

    def batch(self, requests: Iterable[Sequence[object]]) -> Told:
        """Many requests (operation, arguments) about this workbook, in one round trip."""
        message = [[operation, self.id, *arguments] for operation, *arguments in requests]
        told = self._app.session.call("batch", message)
        return Told(told["results"], told["error"])

    @property
    def api(self) -> object:
        """The session."""
        return self._app.session

    def json(self) -> dict[str, Any]:
        """Only of other engines."""
        raise NotImplementedError

    @property
    def app(self) -> App:
        """The LibreOffice it is open in."""
        return self._app

    @property
    def name(self) -> str:
        """The file's name, or Book1 ... while unsaved."""
        return str(self.call("book_path")["name"])

    @property
    def fullname(self) -> str:
        """The file's path, or the name while unsaved."""
        found = self.call("book_path")
        return str(found["path"] or found["name"])

    @property
    def sheets(self) -> Sheets:
        """Its sheets."""
        return Sheets(self)

    @property
    def names(self) -> Names:
        """Its defined names, those of its sheets included."""
        return Names(self, None)

    @property
    def selection(self) -> Range | None:
        """What is selected in it."""
        found = self.call("selection")
        return Sheet.named(self, found[0]).cells_at(Rectangle(*found[1])) if found else None

    def close(self) -> None:
        """Close without saving."""
        self.call("book_close")

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save, or save as `path`: .xlsx, .xlsm, .xls, .ods, .csv or .html."""
        if path is None and not self.call("book_path")["path"]:
            path = f"{self.name}.xlsx"
        target = None if path is None else str(Path(path).resolve())
        self.call("book_save", target, password)

    def activate(self) -> None:
        """Bring it to the front."""
        self.call("book_activate")

    def to_pdf(self, path: str, quality: str) -> None:  # noqa: ARG002 - LibreOffice has one
        """Print all sheets to a PDF file."""
        self.call("book_pdf", str(Path(path).resolve()))
