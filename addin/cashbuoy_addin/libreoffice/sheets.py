"""Sheets of a workbook."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from .addresses import COLUMNS, ROWS, Rectangle
from .names import Names
from .notes import Note
from .ranges import Range
from .references import resolve
from .tables import Tables

if TYPE_CHECKING:
    from .books import Book


class Sheets(base_classes.Sheets):
    """The sheets, in order."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def api(self) -> object:
        """The session."""
        return self.book.api

    def _names(self) -> list[str]:
        found: list[str] = self.book.call("sheet_names")
        return found

    @property
    def active(self) -> Sheet:
        """The sheet in front."""
        return Sheet.named(self.book, self.book.call("active_sheet"))

    def __call__(self, name_or_index: str | int) -> Sheet:
        names = self._names()
        if isinstance(name_or_index, str):
            for name in names:
                if name.lower() == name_or_index.lower():
                    return Sheet.named(self.book, name)
            raise KeyError(name_or_index)
        if not 1 <= name_or_index <= len(names):
            raise IndexError(name_or_index)
        return Sheet.named(self.book, names[name_or_index - 1])

    def __len__(self) -> int:
        return len(self._names())

    def __iter__(self) -> Iterator[Sheet]:
        for name in self._names():
            yield Sheet.named(self.book, name)

    def __contains__(self, name: str) -> bool:
        return name.lower() in (known.lower() for known in self._names())

    def add(
        self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None
    ) -> Sheet:
        """A new sheet, before the active one where no place is given."""
        place = before or (None if after else self.active)
        index = place.index - 1 if place else after.index if after else 0
        return Sheet.named(self.book, self.book.call("sheet_add", name, index))


class _Identity:
    """A sheet's name, shared by everything that refers to the sheet: it may be renamed."""

    def __init__(self, name: str) -> None:
        self.name = name


_identities: weakref.WeakValueDictionary[tuple[str, str], _Identity]
_identities = weakref.WeakValueDictionary()


def renamed(book: Book, old: str, new: str) -> None:
    """Whatever refers to a sheet learns its new name."""
    identity = _identities.pop((book.id, old.lower()), None)
    if identity is not None:
        identity.name = new
        _identities[book.id, new.lower()] = identity


class Sheet(base_classes.Sheet):
    """A sheet. Renamed through any of its objects, all of them know its new name."""

    def __init__(self, book: Book, identity: _Identity) -> None:
        self._book = book
        self._identity = identity

    @classmethod
    def named(cls, book: Book, name: str) -> Sheet:
        """The sheet of a name."""
        identity = _identities.setdefault((book.id, name.lower()), _Identity(name))
        return cls(book, identity)

    def call(self, operation: str, *arguments: object) -> Any:  # noqa: ANN401 - JSON
        """One round trip about this sheet."""
        return self._book.call(operation, self._identity.name, *arguments)

    @property
    def api(self) -> object:
        """The session."""
        return self._book.api

    @property
    def book(self) -> Book:
        """Its workbook."""
        return self._book

    @property
    def name(self) -> str:
        """Its name."""
        return self._identity.name

    @name.setter
    def name(self, value: str) -> None:
        self.call("sheet_rename", value)
        renamed(self._book, self.name, value)

    @property
    def index(self) -> int:
        """Its place, from 1."""
        names: list[str] = self._book.call("sheet_names")
        return names.index(self.name) + 1

    @property
    def names(self) -> Names:
        """The names defined for this sheet only."""
        return Names(self._book, self)

    @property
    def tables(self) -> Tables:
        """Its tables."""
        return Tables(self)

    @property
    def notes(self) -> list[Note]:
        """Its notes, by row."""
        return [Note(self, *cell) for cell in self.call("note_list")]

    @property
    def comments(self) -> list[base_classes.Comment]:
        """Threaded comments do not exist in LibreOffice."""
        return []

    def cells_at(self, *areas: Rectangle) -> Range:
        """Rectangles as a range."""
        return Range(self, areas)

    def range(self, arg1: Any, arg2: Any = None) -> Range:  # noqa: ANN401 - all that xlwings takes
        """A range by address, name, table reference, (row, column) or two corners."""
        if isinstance(arg1, int) and isinstance(arg2, int):
            arg1, arg2 = (arg1, arg2), None
        first = self._resolve(arg1)
        if arg2 is None:
            return first
        second = self._resolve(arg2)
        return first.sheet.cells_at(first.areas[0].span(second.areas[0]))

    def _resolve(self, argument: Any) -> Range:  # noqa: ANN401
        if isinstance(argument, Range):
            return argument
        if isinstance(argument, tuple):
            if len(argument) == len(Rectangle._fields):
                row, column, rows, columns = argument
                return self.cells_at(Rectangle(row - 1, column - 1, rows, columns))
            if 0 in argument:
                raise IndexError(
                    "Attempted to access 0-based Range. xlwings/Excel Ranges are 1-based."
                )
            return self.cells_at(Rectangle(argument[0] - 1, argument[1] - 1))
        return resolve(self, argument)

    @property
    def cells(self) -> Range:
        """All of it."""
        return self.cells_at(Rectangle(0, 0, ROWS, COLUMNS))

    @property
    def used_range(self) -> Range:
        """The smallest range with all that is used."""
        return self.cells_at(Rectangle(*self.call("used")))

    def activate(self) -> None:
        """Bring it to the front."""
        self.call("sheet_activate")

    select = activate

    def clear_contents(self) -> None:
        """Remove values and formulas."""
        self.call("clear", None, "contents")

    def clear_formats(self) -> None:
        """Remove formats."""
        self.call("clear", None, "formats")

    def clear(self) -> None:
        """Remove everything."""
        self.call("clear", None, "all")

    def autofit(self, axis: str | None = None) -> None:
        """Fit rows, columns or both to their contents."""
        self.used_range.autofit(axis)

    def delete(self) -> None:
        """Remove the sheet."""
        self.call("sheet_delete")
        _identities.pop((self._book.id, self.name.lower()), None)

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        """Copy it, to another workbook perhaps."""
        target = before or after or self
        place = target.index - (1 if before else 0)
        target.book.call("sheet_copy", self.name, self._book.id, place)

    def move(self, before: Sheet | None, after: Sheet | None) -> None:
        """Move it within its workbook."""
        target = before or after
        if target is None or target.book.id != self._book.id:
            raise NotImplementedError("sheets move within their workbook only")
        self.call("sheet_move", target.index - (1 if before else 0))

    @property
    def visible(self) -> bool:
        """Whether its tab is shown."""
        return bool(self.call("sheet_visible", None))

    @visible.setter
    def visible(self, value: bool | int) -> None:
        self.call("sheet_visible", value in (True, -1))

    @property
    def show_gridlines(self) -> bool:
        """Whether the grid is shown: in LibreOffice that of all sheets of the window."""
        return bool(self._book.call("gridlines", None))

    @show_gridlines.setter
    def show_gridlines(self, value: bool) -> None:
        self._book.call("gridlines", bool(value))
