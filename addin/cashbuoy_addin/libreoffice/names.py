"""Defined names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlwings import base_classes

from .addresses import Rectangle, quote_sheet

if TYPE_CHECKING:
    from .books import Book
    from .ranges import Range
    from .sheets import Sheet


class Names(base_classes.Names):
    """The names of a workbook, or those of one of its sheets only."""

    def __init__(self, book: Book, sheet: Sheet | None) -> None:
        self._book = book
        self._sheet = sheet

    @property
    def api(self) -> object:
        """The session."""
        return self._book.api

    def _list(self) -> list[tuple[str | None, str]]:
        found: list[tuple[str | None, str]] = self._book.call("name_list")
        if self._sheet is None:
            return found
        return [(scope, name) for scope, name in found if scope == self._sheet.name]

    def __len__(self) -> int:
        return len(self._list())

    def snapshot(self) -> list[tuple[str, Name]]:
        """All names with their texts, in one round trip."""
        names = [Name(self._book, scope, name) for scope, name in self._list()]
        return [(name.name, name) for name in names]

    def __call__(self, name_or_index: str | int) -> Name:
        if isinstance(name_or_index, int):
            return self.snapshot()[name_or_index - 1][1]
        found = self._find(name_or_index)
        if found is None:
            raise KeyError(name_or_index)
        return found

    def _find(self, text: str) -> Name | None:
        wanted = text.lower()
        for full_name, name in self.snapshot():
            bare = name.bare.lower()
            at_hand = name.scope is None or self._sheet is not None
            if wanted == full_name.lower() or (wanted == bare and at_hand):
                return name
        return None

    def contains(self, name_or_index: str | int) -> bool:
        """Whether there is such a name."""
        if isinstance(name_or_index, int):
            return 1 <= name_or_index <= len(self)
        return self._find(name_or_index) is not None

    def add(self, name: str, refers_to: str) -> Name:
        """Define a name by a formula, such as =Sheet1!$A$1."""
        scope = self._sheet.name if self._sheet else None
        formula = refers_to if refers_to.startswith("=") else f"={refers_to}"
        return Name(self._book, scope, self._book.call("name_add", scope, name, formula))


class Name(base_classes.Name):
    """A defined name; `scope` is the sheet it belongs to, None for the workbook."""

    def __init__(self, book: Book, scope: str | None, bare: str) -> None:
        self._book = book
        self.scope = scope
        self.bare = bare

    @property
    def api(self) -> object:
        """The session."""
        return self._book.api

    @property
    def name(self) -> str:
        """The name; with the sheet before it where it belongs to one."""
        return self.bare if self.scope is None else f"{quote_sheet(self.scope)}!{self.bare}"

    @name.setter
    def name(self, value: str) -> None:
        new = value.rpartition("!")[2]
        self._book.call("name_rename", self.scope, self.bare, new)
        self.bare = new

    @property
    def refers_to(self) -> str:
        """Its formula."""
        return str(self._book.call("name_get", self.scope, self.bare))

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        formula = value if value.startswith("=") else f"={value}"
        self._book.call("name_add", self.scope, self.bare, formula)

    @property
    def refers_to_range(self) -> Range:
        """The cells it refers to."""
        sheet, rectangle = self._book.call("name_cells", self.scope, self.bare)
        return self._book.sheets(sheet).cells_at(Rectangle(*rectangle))

    def delete(self) -> None:
        """Remove it."""
        self._book.call("name_delete", self.scope, self.bare)
