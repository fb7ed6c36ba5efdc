"""Tables (Excel's ListObjects): database ranges in LibreOffice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from .addresses import Rectangle

if TYPE_CHECKING:
    from .books import Book
    from .ranges import Range
    from .sheets import Sheet


class Tables(base_classes.Tables):
    """The tables of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def api(self) -> object:
        """The session."""
        return self._sheet.api

    @property
    def parent(self) -> Sheet:
        """The sheet."""
        return self._sheet

    def _names(self) -> list[str]:
        found: list[str] = self._sheet.book.call("table_list", self._sheet.name)
        return found

    def __call__(self, key: str | int) -> Table:
        names = self._names()
        if isinstance(key, int):
            if not 1 <= key <= len(names):
                raise KeyError(key)
            return Table(self._sheet.book, names[key - 1])
        for name in names:
            if name.lower() == key.lower():
                return Table(self._sheet.book, name)
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self._names())

    def __iter__(self) -> Iterator[Table]:
        for name in self._names():
            yield Table(self._sheet.book, name)

    def __contains__(self, key: str) -> bool:
        return key.lower() in (name.lower() for name in self._names())

    def add(
        self,
        source_type: object = None,  # noqa: ARG002 - cells are the only source
        source: Any = None,  # noqa: ANN401 - xlwings' Range
        link_source: object = None,  # noqa: ARG002
        has_headers: bool | None = None,
        destination: object = None,  # noqa: ARG002
        table_style_name: str | None = None,  # noqa: ARG002 - LibreOffice has no table styles
        name: str | None = None,
    ) -> Table:
        """A new table over cells. Unless they have titles, a row with Column1 ... is put above."""
        if source is None:
            raise ValueError("a table needs cells as its source")
        cells: Range = source.impl
        area, sheet = cells.areas[0], cells.sheet
        if not has_headers:
            first = sheet.cells_at(area._replace(rows=1))
            first.insert("down")
            first.raw_value = [[f"Column{number + 1}" for number in range(area.columns)]]
            area = area._replace(rows=area.rows + 1)
        return Table(sheet.book, sheet.call("table_add", area, name))


class Table(base_classes.Table):
    """A table. Its styles have no counterpart in LibreOffice: setting them does nothing."""

    show_table_style_column_stripes = False
    show_table_style_first_column = False
    show_table_style_last_column = False
    show_table_style_row_stripes = False
    table_style = ""
    insert_row_range = None

    def __init__(self, book: Book, name: str) -> None:
        self.book = book
        self._name = name

    def _look(self) -> dict[str, Any]:
        found: dict[str, Any] = self.book.call("table_look", self._name)
        return found

    @property
    def api(self) -> object:
        """The session."""
        return self.book.api

    @property
    def name(self) -> str:
        """Its name."""
        return str(self._look()["name"])

    @name.setter
    def name(self, value: str) -> None:
        self.book.call("table_rename", self._name, value)
        self._name = value

    display_name = name

    @property
    def parent(self) -> Sheet:
        """Its sheet."""
        return self.book.sheets(self._look()["sheet"])

    def _cells(self, look: dict[str, Any], area: Rectangle) -> Range:
        return self.book.sheets(look["sheet"]).cells_at(area)

    @property
    def range(self) -> Range:
        """All of it, titles and totals included."""
        look = self._look()
        return self._cells(look, Rectangle(*look["rectangle"]))

    @property
    def header_row_range(self) -> Range | None:
        """Its titles."""
        look = self._look()
        whole = Rectangle(*look["rectangle"])
        return self._cells(look, whole._replace(rows=1)) if look["headers"] else None

    @property
    def data_body_range(self) -> Range | None:
        """Its rows; None where there are none."""
        look = self._look()
        whole = Rectangle(*look["rectangle"])
        rows = whole.rows - look["headers"] - look["totals"]
        body = whole._replace(row=whole.row + look["headers"], rows=rows)
        return self._cells(look, body) if rows > 0 else None

    @property
    def totals_row_range(self) -> Range | None:
        """Its row of totals."""
        look = self._look()
        whole = Rectangle(*look["rectangle"])
        last = whole._replace(row=whole.row + whole.rows - 1, rows=1)
        return self._cells(look, last) if look["totals"] else None

    @property
    def show_headers(self) -> bool:
        """Whether its first row has titles."""
        return bool(self._look()["headers"])

    @show_headers.setter
    def show_headers(self, value: bool) -> None:
        self.book.call("table_set", self._name, "headers", bool(value))

    @property
    def show_totals(self) -> bool:
        """Whether its last row has totals."""
        return bool(self._look()["totals"])

    @show_totals.setter
    def show_totals(self, value: bool) -> None:
        self.book.call("table_set", self._name, "totals", bool(value))

    @property
    def show_autofilter(self) -> bool:
        """Whether its titles have filter buttons."""
        return bool(self._look()["filter"])

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        self.book.call("table_set", self._name, "filter", bool(value))

    def resize(self, range: Any) -> None:  # noqa: ANN401, A002 - xlwings' own Range and word
        """Let it cover other cells of its sheet."""
        self.book.call("table_resize", self._name, range.impl.areas[0])

    @property
    def columns(self) -> TableColumns:
        """Its columns."""
        return TableColumns(self)


class TableColumns(base_classes.TableColumns):
    """The columns of a table."""

    def __init__(self, parent: Table) -> None:
        self.parent = parent

    def _titles(self) -> list[str]:
        header = self.parent.header_row_range
        if header is None:
            return [f"Column{number + 1}" for number in range(self.parent.range.shape[1])]
        return ["" if cell is None else str(cell) for cell in header.rows_of_values()[0]]

    def __call__(self, key: str | int) -> TableColumn:
        titles = self._titles()
        if isinstance(key, int) and 1 <= key <= len(titles):
            return TableColumn(self, key, titles[key - 1])
        for index, title in enumerate(titles, 1):
            if title.lower() == str(key).lower():
                return TableColumn(self, index, title)
        raise KeyError(key)

    def __len__(self) -> int:
        return int(self.parent.range.shape[1])

    def __iter__(self) -> Iterator[TableColumn]:
        for index, title in enumerate(self._titles(), 1):
            yield TableColumn(self, index, title)

    def __contains__(self, key: str) -> bool:
        return key.lower() in (title.lower() for title in self._titles())


class TableColumn(base_classes.TableColumn):
    """A column of a table; `index` counts from 1."""

    name = ""
    index = 0

    def __init__(self, parent: TableColumns, index: int, name: str) -> None:
        self.parent = parent
        self.index = index
        self.name = name

    @property
    def range(self) -> Range:
        """Title, rows and total."""
        return self._part(self.parent.parent.range)

    @property
    def data_body_range(self) -> Range | None:
        """Its rows; None where there are none."""
        body = self.parent.parent.data_body_range
        return self._part(body) if body else None

    def _part(self, cells: Range) -> Range:
        area = cells.areas[0]
        column = area.column + self.index - 1
        return cells.sheet.cells_at(area._replace(column=column, columns=1))
