"""The font of a range of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlwings import base_classes

from .colours import AUTOMATIC, Colour, from_office, to_office

if TYPE_CHECKING:
    from .appearance import Appearance

BOLD, REGULAR = 150.0, 100.0  # com.sun.star.awt.FontWeight


class Font(base_classes.Font):
    """A font; what differs between cells is None."""

    def __init__(self, cells: Appearance) -> None:
        self._cells = cells

    @property
    def api(self) -> object:
        """The session."""
        return self._cells.api

    @property
    def bold(self) -> bool | None:
        """Bold or not."""
        weight = self._cells.look("CharWeight")
        return None if weight is None else weight > REGULAR

    @bold.setter
    def bold(self, value: bool) -> None:
        self._cells.look("CharWeight", BOLD if value else REGULAR)

    @property
    def italic(self) -> bool | None:
        """Italic or not."""
        posture = self._cells.look("CharPosture")
        return None if posture is None else posture != "NONE"

    @italic.setter
    def italic(self, value: bool) -> None:
        self._cells.look("CharPosture", "ITALIC" if value else "NONE")

    @property
    def size(self) -> float | None:
        """In points."""
        found: float | None = self._cells.look("CharHeight")
        return found

    @size.setter
    def size(self, value: float) -> None:
        self._cells.look("CharHeight", float(value))

    @property
    def name(self) -> str | None:
        """The font's name."""
        found: str | None = self._cells.look("CharFontName")
        return found

    @name.setter
    def name(self, value: str) -> None:
        self._cells.look("CharFontName", value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """Red, green, blue; black where it is automatic."""
        found = self._cells.look("CharColor")
        return (0, 0, 0) if found == AUTOMATIC else from_office(found)

    @color.setter
    def color(self, color_or_rgb: Colour) -> None:
        self._cells.look("CharColor", to_office(color_or_rgb))
