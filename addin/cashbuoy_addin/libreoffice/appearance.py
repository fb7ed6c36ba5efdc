"""How the cells of a range look: formats, fills, fonts, sizes."""

from __future__ import annotations

from collections.abc import Sequence
from types import EllipsisType
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from . import number_formats
from .addresses import Rectangle
from .colours import Colour, from_office, to_office
from .fonts import Font

if TYPE_CHECKING:
    from .sheets import Sheet

CHARACTER = 5.25  # points that a character of a column's width takes, in Calibri 11
ALIGNMENTS = {
    "general": "STANDARD",
    "left": "LEFT",
    "center": "CENTER",
    "right": "RIGHT",
    "justify": "BLOCK",
    "fill": "REPEAT",
}
VERTICAL_ALIGNMENTS = {"top": 1, "center": 2, "bottom": 3, "justify": 4}


class Appearance(base_classes.Range):
    """The part of a range that is about looks; formats reach all areas, sizes the first."""

    sheet: Sheet
    areas: tuple[Rectangle, ...]

    @property
    def area(self) -> Rectangle:
        """The first area."""
        return self.areas[0]

    def look(self, name: str, *new: Any) -> Any:  # noqa: ANN401 - a property of UNO
        """A property of all cells, set if `new` is given; None where they differ."""
        return self.sheet.call("look", self.areas, name, *new)

    @property
    def number_format(self) -> str | None:
        """As Excel writes it; None where cells differ."""
        found: str | None = self.sheet.call("number_format", self.areas, None)
        return None if found is None else number_formats.to_excel(found)

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.sheet.call("number_format", self.areas, value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """The fill; None without one, or where cells differ."""
        return from_office(self.look("CellBackColor"))

    @color.setter
    def color(self, color_or_rgb: Colour) -> None:
        self.look("CellBackColor", to_office(color_or_rgb))

    def set_colors(self, colors: Sequence[Sequence[Colour | EllipsisType]]) -> None:
        """A fill for each cell, one round trip for each colour; ... leaves a cell as it is."""
        fills: dict[int, list[Rectangle]] = {}
        for row, line in enumerate(colors):
            for column, colour in enumerate(line):
                if not isinstance(colour, EllipsisType):
                    cell = Rectangle(self.area.row + row, self.area.column + column)
                    fills.setdefault(to_office(colour), []).append(cell)
        for colour, cells in fills.items():
            self.sheet.call("look", cells, "CellBackColor", colour)

    @property
    def font(self) -> Font:
        """Its font."""
        return Font(self)

    @property
    def wrap_text(self) -> bool | None:
        """Whether long texts break into lines."""
        found: bool | None = self.look("IsTextWrapped")
        return found

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.look("IsTextWrapped", bool(value))

    @property
    def horizontal_alignment(self) -> str | None:
        """Left, center, right ...; None where cells differ."""
        found = self.look("HoriJustify")
        return next((name for name, office in ALIGNMENTS.items() if office == found), None)

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        self.look("HoriJustify", _supported(ALIGNMENTS, value))

    @property
    def vertical_alignment(self) -> str | None:
        """Top, center, bottom ...; None where cells differ."""
        found = self.look("VertJustify") or VERTICAL_ALIGNMENTS["bottom"]
        return next((name for name, office in VERTICAL_ALIGNMENTS.items() if office == found), None)

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        self.look("VertJustify", _supported(VERTICAL_ALIGNMENTS, value))

    @property
    def column_width(self) -> float | None:
        """In characters, about; None where columns differ."""
        points = self.sheet.call("size", self.area, "columns", None)
        return None if points is None else round(points / CHARACTER, 2)

    @column_width.setter
    def column_width(self, value: float) -> None:
        self.sheet.call("size", self.area, "columns", value * CHARACTER)

    @property
    def row_height(self) -> float | None:
        """In points; None where rows differ."""
        points = self.sheet.call("size", self.area, "rows", None)
        return None if points is None else round(points, 2)

    @row_height.setter
    def row_height(self, value: float) -> None:
        self.sheet.call("size", self.area, "rows", value)

    def _place(self) -> list[float]:
        found: list[float] = self.sheet.call("place", self.area)
        return found

    @property
    def row_hidden(self) -> bool | None:
        """Whether its rows are hidden; None: some are."""
        found: bool | None = self.sheet.call("hidden", self.area, "rows", None)
        return found

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.sheet.call("hidden", self.area, "rows", bool(value))

    @property
    def column_hidden(self) -> bool | None:
        """Whether its columns are hidden; None: some are."""
        found: bool | None = self.sheet.call("hidden", self.area, "columns", None)
        return found

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self.sheet.call("hidden", self.area, "columns", bool(value))

    def autofit(self, axis: str | None = None) -> None:
        """Fit rows, columns or both to their contents."""
        for name in ("columns", "rows"):
            if axis in (None, name, name[0]):
                self.sheet.call("fit", self.area, name)


def _supported(known: dict[str, Any], value: str) -> Any:  # noqa: ANN401
    if value not in known:
        raise NotImplementedError(f"LibreOffice has no alignment {value!r}")
    return known[value]
