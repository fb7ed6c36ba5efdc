"""The running LibreOffice: its desktop, its documents and how requests address parts of them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import uno

Uno = Any  # UNO objects have no static types

START_UP_SECONDS = 90
SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"


class Office:
    """A connection, and what is set for all documents: calculation mode, screen, status bar."""

    def __init__(self, context: Uno) -> None:
        self.context = context
        self.headless = self._setting("CASHBUOY_HEADLESS") == "1"
        self.desktop = self.service("com.sun.star.frame.Desktop")
        self.version = self._version()
        self.automatic = True
        self.screen_updating = True
        self.status = ""
        self.interactive = True
        self.indicators: list[Uno] = []
        self.notations: dict[str, Any] = {}  # of formulas.py, by book
        self._books: dict[str, Uno] = {}

    def service(self, name: str) -> Uno:
        """A new UNO service."""
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def books(self) -> Iterator[Uno]:
        """The open spreadsheets, in the order they were opened."""
        components = self.desktop.Components.createEnumeration()
        found: list[Uno] = []
        while components.hasMoreElements():
            document = components.nextElement()
            if hasattr(document, "supportsService") and document.supportsService(SPREADSHEET):
                found.append(document)
        known = {document.RuntimeUID: document for document in reversed(found)}
        order = [uid for uid in dict.fromkeys([*self._books, *known]) if uid in known]
        self._books = {uid: known[uid] for uid in order}
        yield from self._books.copy().values()

    def book(self, book: str) -> Uno:
        """A document by its id. KeyError: it is closed."""
        try:
            document = self._books[book]
            document.RuntimeUID  # noqa: B018 - fails when the user has closed it
        except Exception:  # noqa: BLE001 - a closed document fails in several ways
            self._books.pop(book, None)
            raise KeyError("the workbook is no longer open") from None
        return document

    def adopt(self, document: Uno) -> str:
        """Bring a new document to the state of all others; its id."""
        document.enableAutomaticCalculation(self.automatic)
        if not self.screen_updating:
            document.lockControllers()
        uid: str = document.RuntimeUID
        self._books[uid] = document
        return uid

    def sheet(self, book: str, sheet: str) -> Uno:
        """A sheet by name. KeyError: there is none of that name."""
        sheets = self.book(book).Sheets
        if not sheets.hasByName(sheet):
            raise KeyError(f"no sheet {sheet!r}")
        return sheets.getByName(sheet)

    def range(self, book: str, sheet: str, rectangle: list[int]) -> Uno:
        """A rectangle of cells."""
        return cell_range(self.sheet(book, sheet), rectangle)

    def ranges(self, book: str, sheet: str, rectangles: list[list[int]]) -> Uno:
        """Several rectangles at once, for what is set in all of them alike."""
        if len(rectangles) == 1:
            return self.range(book, sheet, rectangles[0])
        index = self.sheet(book, sheet).RangeAddress.Sheet
        container = self.book(book).createInstance("com.sun.star.sheet.SheetCellRanges")
        addresses = tuple(address(index, rectangle) for rectangle in rectangles)
        container.addRangeAddresses(addresses, False)
        return container

    def _setting(self, name: str) -> str:
        """A setting that the office was started with (-env:NAME=value); "" where it is not set."""
        expander = self.context.getByName("/singletons/com.sun.star.util.theMacroExpander")
        return str(expander.expandMacros(f"${name}"))

    def _version(self) -> str:
        reader = self.service("com.sun.star.configuration.ConfigurationProvider")
        node = struct("com.sun.star.beans.PropertyValue")
        node.Name, node.Value = "nodepath", "/org.openoffice.Setup/Product"
        product = reader.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationAccess", (node,)
        )
        return str(product.getByName("ooSetupVersionAboutBox"))


def connect(pipe: str) -> Office:
    """The office listening on a pipe, as soon as it has started."""
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", context
    )
    address_of_office = f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"
    deadline = time.monotonic() + START_UP_SECONDS
    while True:
        try:
            return Office(resolver.resolve(address_of_office))
        except Exception:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def struct(name: str, *values: object) -> Uno:
    """A UNO struct."""
    return uno.createUnoStruct(name, *values)


def properties(**values: object) -> tuple[Uno, ...]:
    """Named arguments, as UNO wants them."""
    return tuple(
        struct("com.sun.star.beans.PropertyValue", name, 0, value, uno.Enum(_STATE, "DIRECT_VALUE"))
        for name, value in values.items()
    )


_STATE = "com.sun.star.beans.PropertyState"


def cell_range(sheet: Uno, rectangle: list[int]) -> Uno:
    """A rectangle of a sheet; a single cell as a cell."""
    row, column, rows, columns = rectangle
    if rows == columns == 1:
        return sheet.getCellByPosition(column, row)
    return sheet.getCellRangeByPosition(column, row, column + columns - 1, row + rows - 1)


def address(sheet_index: int, rectangle: list[int]) -> Uno:
    """A rectangle as a CellRangeAddress."""
    row, column, rows, columns = rectangle
    return struct(
        "com.sun.star.table.CellRangeAddress",
        sheet_index,
        column,
        row,
        column + columns - 1,
        row + rows - 1,
    )


def cell_address(sheet: Uno, row: int, column: int) -> Uno:
    """A cell as a CellAddress."""
    return struct("com.sun.star.table.CellAddress", sheet.RangeAddress.Sheet, column, row)


def rectangle_of(range_address: Uno) -> list[int]:
    """A CellRangeAddress as a rectangle."""
    top, left = range_address.StartRow, range_address.StartColumn
    return [top, left, range_address.EndRow - top + 1, range_address.EndColumn - left + 1]
