"""Notes of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlwings import base_classes

from .addresses import Rectangle

if TYPE_CHECKING:
    from .ranges import Range
    from .sheets import Sheet


class Note(base_classes.Note):
    """The note of a cell."""

    def __init__(self, sheet: Sheet, row: int, column: int) -> None:
        self._sheet = sheet
        self._cell = (row, column)

    @property
    def api(self) -> object:
        """The session."""
        return self._sheet.api

    @property
    def text(self) -> str:
        """What it says."""
        return self._sheet.call("note_text", *self._cell) or ""

    @text.setter
    def text(self, value: str) -> None:
        self._sheet.call("note_set", *self._cell, value)

    @property
    def author(self) -> str:
        """Who wrote it."""
        return str(self._sheet.call("note_author", *self._cell))

    @property
    def location(self) -> Range:
        """Its cell."""
        return self._sheet.cells_at(Rectangle(*self._cell))

    def delete(self) -> None:
        """Remove it."""
        self._sheet.call("note_delete", *self._cell)
