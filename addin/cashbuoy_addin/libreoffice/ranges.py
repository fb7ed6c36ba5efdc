"""Ranges: one or more rectangles of cells of a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from . import values
from .addresses import COLUMNS, ROWS, Rectangle, quote_sheet
from .appearance import Appearance
from .notes import Note
from .tables import Table

if TYPE_CHECKING:
    from .names import Name
    from .sheets import Sheet

WAYS = {-4121: "down", -4162: "up", -4159: "left", -4161: "right"}  # Excel's constants


class Range(Appearance):
    """Cells. Values, formulas and positions are those of the first area; formats and clearing reach
    all areas."""

    max_cells_per_read = None  # one read and one write, whatever the size
    max_cells_per_write = None

    def __init__(self, sheet: Sheet, areas: Sequence[Rectangle]) -> None:
        self.sheet = sheet
        self.areas = tuple(areas)
        self.options: dict[str, Any] = {}

    @property
    def api(self) -> object:
        """The session."""
        return self.sheet.api

    @property
    def coords(self) -> tuple[Sheet, int, int, int, int]:
        """Sheet, row and column from 1, rows, columns."""
        area = self.area
        return self.sheet, area.row + 1, area.column + 1, area.rows, area.columns

    @property
    def row(self) -> int:
        """The first row, from 1."""
        return self.area.row + 1

    @property
    def column(self) -> int:
        """The first column, from 1."""
        return self.area.column + 1

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.area.rows, self.area.columns

    def __len__(self) -> int:
        return sum(area.size for area in self.areas)

    def __call__(self, *args: Any) -> Range:  # noqa: ANN401
        """A cell by (row, column) or by number, from 1; it may lie outside."""
        if len(args) == 1 and isinstance(args[0], int):
            row, column = divmod(args[0] - 1, self.area.columns)
        elif len(args) == 2 and isinstance(args[0], int):
            row, column = args[0] - 1, args[1] - 1
        else:
            raise ValueError("Invalid arguments")
        return self.sheet.cells_at(Rectangle(self.area.row + row, self.area.column + column))

    @property
    def rows(self) -> Range:
        """The same cells."""
        return self

    columns = rows

    @property
    def raw_value(self) -> Any:  # noqa: ANN401
        """A single cell's value; of several cells a tuple of rows."""
        rows = self.rows_of_values()
        return rows[0][0] if self.area.size == 1 else rows

    @raw_value.setter
    def raw_value(self, data: Any) -> None:  # noqa: ANN401
        for area in self.areas:
            if isinstance(data, str) and data[:1] == "=" and area.size > 1:
                self.sheet.call("fill", [area], data)
                continue
            encoded = values.encode(_as_rows(data, area))
            self.sheet.call("write", area, encoded.message())

    def rows_of_values(self) -> tuple[tuple[values.Cell, ...], ...]:
        """Its values, in one round trip."""
        return values.decode(self.sheet.call("read", self.area), *self.shape)

    @property
    def formula(self) -> Any:  # noqa: ANN401
        """A single cell's formula, or value as text; of several cells a tuple of rows."""
        rows = self.sheet.call("read_formulas", self.area)
        return rows[0][0] if self.area.size == 1 else tuple(map(tuple, rows))

    @formula.setter
    def formula(self, value: Any) -> None:  # noqa: ANN401
        self.raw_value = value

    formula2 = formula

    @property
    def formula_array(self) -> str:
        """The one formula that fills these cells."""
        return str(self.sheet.call("array_formula", self.area, None))

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        self.sheet.call("array_formula", self.area, value)

    @property
    def has_array(self) -> bool:
        """Whether they are filled by one formula."""
        return bool(self.formula_array)

    def clear_contents(self) -> None:
        """Remove values and formulas; formats and notes stay."""
        self.sheet.call("clear", self.areas, "contents")

    def clear_formats(self) -> None:
        """Remove formats."""
        self.sheet.call("clear", self.areas, "formats")

    def clear(self) -> None:
        """Remove values, formulas, formats and notes."""
        self.sheet.call("clear", self.areas, "all")

    def end(self, direction: str | int) -> Range:
        """Where Ctrl and an arrow key lead from its first cell."""
        way = direction if isinstance(direction, str) else WAYS[direction]
        row, column = self.sheet.call("end", self.area.row, self.area.column, way)
        return self.sheet.cells_at(Rectangle(row, column))

    @property
    def current_region(self) -> Range:
        """The block of filled cells around it."""
        return self.sheet.cells_at(Rectangle(*self.sheet.call("region", self.area)))

    @property
    def left(self) -> float:
        """Points from the sheet's left."""
        return self._place()[0]

    @property
    def top(self) -> float:
        """Points from the sheet's top."""
        return self._place()[1]

    @property
    def width(self) -> float:
        """In points."""
        return self._place()[2]

    @property
    def height(self) -> float:
        """In points."""
        return self._place()[3]

    def get_address(
        self, row_absolute: bool = True, col_absolute: bool = True, external: bool = False
    ) -> str:
        """$A$1:$B$2; with workbook and sheet if `external`."""
        text = ",".join(
            area.address(absolute_rows=row_absolute, absolute_columns=col_absolute)
            for area in self.areas
        )
        if not external:
            return text
        return quote_sheet(f"[{self.sheet.book.name}]{self.sheet.name}") + "!" + text

    @property
    def address(self) -> str:
        """$A$1:$B$2."""
        return self.get_address()

    def _whole(self, shift: str | None, down: str, right: str) -> str:
        """Which way cells move; whole rows and columns move as such."""
        if self.area.columns == COLUMNS:
            return "ROWS"
        if self.area.rows == ROWS:
            return "COLUMNS"
        towards = {"down": down, "up": down, "right": right, "left": right}
        wide = self.area.columns >= self.area.rows
        return towards[shift] if shift else down if wide else right

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:  # noqa: ARG002
        """Insert cells here; those there move down or right."""
        self.sheet.call("insert", self.area, self._whole(shift, "DOWN", "RIGHT"))

    def delete(self, shift: str | None = None) -> None:
        """Delete the cells; those beyond move up or left."""
        self.sheet.call("remove", self.area, self._whole(shift, "UP", "LEFT"))

    def copy(self, destination: Any = None) -> None:  # noqa: ANN401 - xlwings' Range
        """Copy to cells of the same workbook."""
        self._carry(destination, move=False)

    def move(self, destination: Any) -> None:  # noqa: ANN401 - xlwings' Range
        """Move to cells of the same workbook."""
        self._carry(destination, move=True)

    def _carry(self, destination: Any, *, move: bool) -> None:  # noqa: ANN401
        target: Range | None = getattr(destination, "impl", destination)
        if target is None or target.sheet.book.id != self.sheet.book.id:
            raise NotImplementedError("cells are copied to cells of the same workbook only")
        place = (target.sheet.name, target.area.row, target.area.column)
        self.sheet.call("copy", self.area, place, move)

    @property
    def name(self) -> Name | None:
        """The name defined for exactly these cells."""
        for _, name in self.sheet.book.names.snapshot():
            try:
                cells = name.refers_to_range
            except ValueError:  # a constant or a formula
                continue
            if cells.areas == self.areas and cells.sheet.name == self.sheet.name:
                return name
        return None

    @name.setter
    def name(self, value: str) -> None:
        scope, _, bare = value.rpartition("!")
        names = self.sheet.names if scope else self.sheet.book.names
        names.add(bare, f"={quote_sheet(self.sheet.name)}!{self.address}")

    @property
    def table(self) -> Table | None:
        """The table that its first cell is in."""
        for table in self.sheet.tables:
            if table.range.area.span(self.area._replace(rows=1, columns=1)) == table.range.area:
                return table
        return None

    def select(self) -> None:
        """Select it."""
        self.sheet.call("select", self.areas)

    @property
    def merge_area(self) -> Range:
        """The merged cells that its first cell is one of."""
        return self.sheet.cells_at(Rectangle(*self.sheet.call("merged_area", self.area)))

    @property
    def merge_cells(self) -> bool | None:
        """Whether it is merged."""
        found: bool | None = self.sheet.call("has_merged", self.area)
        return found

    def merge(self, across: bool = False) -> None:
        """Merge its cells into one; `across`: each row."""
        area = self.area
        lines = [area._replace(row=area.row + row, rows=1) for row in range(area.rows)]
        for part in lines if across else [area]:
            self.sheet.call("merge", part, True)

    def unmerge(self) -> None:
        """Part merged cells."""
        self.sheet.call("merge", self.area, False)

    @property
    def note(self) -> Note | None:
        """The note of its first cell."""
        note = Note(self.sheet, self.area.row, self.area.column)
        return note if note.text else None

    def add_note(self, text: str) -> Note:
        """Give its first cell a note."""
        note = Note(self.sheet, self.area.row, self.area.column)
        note.text = text
        return note

    @property
    def comment(self) -> None:
        """Threaded comments do not exist in LibreOffice."""
        return


def _as_rows(data: Any, area: Rectangle) -> values.Rows:  # noqa: ANN401
    """What is to be written, in the size of the cells: one value fills them all."""
    if not isinstance(data, list | tuple):
        return [[data] * area.columns] * area.rows
    rows = data if data and isinstance(data[0], list | tuple) else [data]
    if len(rows) != area.rows or {len(row) for row in rows} != {area.columns}:
        sizes = sorted({len(row) for row in rows})
        raise ValueError(
            f"{area.address()} has {area.rows} rows of {area.columns} cells, "
            f"the values have {len(rows)} rows of {', '.join(map(str, sizes))}"
        )
    return rows
