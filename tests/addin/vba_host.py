"""Excel for tests: pyOpenVBA runs our VBA and calculates cells; Python answers in this process.

What stands in for xlwings behaves as its COM server does towards VBA: values in, values out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.apps.excel._bridge import ExcelBridge
from pyopenvba.formula._calc import registry, values
from pyopenvba.interpreter import EMPTY, VBAArray, VBADate, VBAErrorValue, VBAInt, VBAObject, method
from pyopenvba.interpreter._preprocess import strip_directives
from pyopenvba.interpreter._values import error

from cashbuoy_addin import bridge
from cashbuoy_addin.bridge import ERROR_NUMBERS
from cashbuoy_addin.formulas.catalogue import formulas
from cashbuoy_addin.vba.modules import Carried, modules

# COM's number of an error cell: 0x800A0000 and Excel's number.
COM_ERROR = -2146828288
# What only Windows has: xlwings' server, the registry, the function wizard.
WINDOWS = """
Private kept As String
Public Function XLPy()
    Set XLPy = CreateObject("xlwings")
End Function
Public Function GetSetting(program, section, key, first)
    GetSetting = IIf(kept = "", first, kept)
End Function
Public Sub SaveSetting(program, section, key, value)
    kept = value
End Sub
Public Sub CashbuoyRegisterHelp()
End Sub
Public Function FileOfDialog(Optional kinds, Optional first, Optional title)
    FileOfDialog = CreateObject("picked file")
End Function
"""
# The interpreter has no file dialog.
DIALOG = "Application.GetOpenFilename", "FileOfDialog"
REMOTE_SERVER_GONE = 462
MOST_ARGUMENTS = max(len(formula.arguments) for formula in formulas().values())
SKIPPED = ("ThisWorkbook", "xlwings", "CashbuoyHelp")
_TEXTS = {number: code for code, number in ERROR_NUMBERS.items()}


class Held(VBAObject):
    """A Python object as VBA holds it."""

    def __init__(self, value: object) -> None:
        self.value = value


class Server(VBAObject):
    """xlwings' server. `fails` is how many of the next calls break, as a dead process does."""

    def __init__(self) -> None:
        self.fetched = 0
        self.fails = 0
        self.asked: list[tuple[str, tuple[object, ...]]] = []
        self.done: list[tuple[object, ...]] = []

    @method
    def Module(self, name: object) -> Held:  # noqa: N802  # VBA's name
        return Held(bridge if name == "cashbuoy_addin.bridge" else name)

    @method
    def SetAttr(self, module: Held, name: str, value: object) -> None:  # noqa: N802
        self.done.append(("set", module.value, name, type(value).__name__))

    @method
    def Tuple(self, *cells: object) -> Held:  # noqa: N802
        return Held(tuple(map(from_vba, cells)))

    @method
    def Call(self, module: Held, function: str, arguments: Held | None = None) -> Held | None:  # noqa: N802
        if self.fails:
            self.fails -= 1
            raise error(REMOTE_SERVER_GONE)
        if not isinstance(arguments, Held):
            self.done.append(("call", module.value, function))
            return None
        if isinstance(module.value, str):
            self.done.append(("call", module.value, function, *arguments.value))
            return None
        self.asked.append(arguments.value)
        return Held(getattr(module.value, function)(*arguments.value))

    @method
    def Var(self, held: Held) -> object:  # noqa: N802
        return to_vba(held.value)


def from_vba(value: object) -> object:  # noqa: PLR0911  # one line a kind
    """A variant as COM hands it to Python."""
    if isinstance(value, VBAArray):
        if value.dimensions == 1:
            return tuple(map(from_vba, value.items))
        (top, bottom), (left, right) = value.bounds
        return tuple(
            tuple(from_vba(value.get([row, column])) for column in range(left, right + 1))
            for row in range(top, bottom + 1)
        )
    if value is EMPTY:
        return None
    if isinstance(value, VBAErrorValue):
        return COM_ERROR + value.number
    if isinstance(value, VBADate):
        return dt.datetime(1899, 12, 30) + dt.timedelta(days=value.serial)
    if isinstance(value, VBAInt):
        return int(value)
    return value


def to_vba(value: object) -> object:
    """A Python value as COM hands it to VBA: rows become an array of two dimensions."""
    if not isinstance(value, list):
        return value
    block = VBAArray([(0, len(value) - 1), (0, len(value[0]) - 1)])
    for row, cells in enumerate(value):
        for column, cell in enumerate(cells):
            block.items[block.offset([row, column])] = cell
    return block


class Excel:
    """An empty workbook with our modules in it, in Excel for Windows or for Mac."""

    def __init__(self, *, on_mac: bool = False) -> None:
        system = {"Mac": on_mac, "Win32": not on_mac, "Win64": not on_mac}
        self.app = ExcelApplication()
        self.book = self.app.add_workbook()
        self.server = Server()
        self.picked: object = False
        excel = self

        class Bridge(ExcelBridge):
            def create(self, type_name_: str) -> object:
                if type_name_ == "picked file":
                    return excel.picked
                assert type_name_ == "xlwings"
                excel.server.fetched += 1
                return excel.server

        self.app.interpreter.host = Bridge(self.app.application)
        self.app.add_module(WINDOWS, name="Server")
        for module in modules(Carried("book", (), "zh")):
            if module.name not in SKIPPED:
                text = module.source.decode("ascii").replace(*DIALOG)
                text = strip_directives(text, constants=system)
                self.app.add_module(text, name=module.name)

    def __setitem__(self, cell: str, value: object) -> None:
        self.app.sheet(1).set_value(cell, value)

    def __getitem__(self, cell: str) -> object:
        return self.app.sheet(1).value(cell)

    def vba(self, function: str, *arguments: object) -> object:
        """What a function of VBA gives, as VBA holds it."""
        return self.app.interpreter.run(function, list(arguments))

    def range(self, address: str) -> object:
        """A Range object of the sheet."""
        return self.app.sheet(1).sheet.vba_get("Range", [address])

    @contextmanager
    def formulas_in_cells(self) -> Iterator[None]:
        """Cells may call our functions, as Excel's cells call those of VBA."""
        names = [name for f in formulas().values() for name in (f.name, f.alias)]
        for name in names:
            self._register(name)
        try:
            yield
        finally:
            for name in names:
                del registry.FUNCTIONS[name]

    def _register(self, name: str) -> None:
        def implementation(_context: object, *arguments: object) -> object:
            return self._to_cell(self.vba(name, *map(self._from_cell, arguments)))

        kinds = (registry.Kind.RANGE,) * MOST_ARGUMENTS
        registry.function(name, *kinds, minimum=1, maximum=MOST_ARGUMENTS)(implementation)

    def _from_cell(self, value: object) -> object:
        if isinstance(value, values.Reference):
            area = value.area
            corners = [(area.top, area.left), (area.bottom, area.right)]
            return self.range(":".join(f"{chr(64 + left)}{top}" for top, left in corners))
        if isinstance(value, values.CellError):
            return VBAErrorValue(ERROR_NUMBERS[value.code])
        return EMPTY if value is values.EMPTY else value

    def _to_cell(self, value: object) -> object:
        if isinstance(value, VBAErrorValue):
            return values.CellError(_TEXTS[value.number])
        if isinstance(value, VBAArray):
            (_, bottom), (_, right) = value.bounds
            return values.Array(
                [
                    [self._to_cell(value.get([row, column])) for column in range(right + 1)]
                    for row in range(bottom + 1)
                ]
            )
        if isinstance(value, VBADate):
            return value.serial
        return value


__all__ = ["COM_ERROR", "Excel", "VBADate", "VBAErrorValue"]
