"""xlwings' conversion for Excel on a system without Excel: pywin32 stubbed, its cells made here."""

from __future__ import annotations

import ctypes
import datetime as dt
import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any
from unittest.mock import MagicMock, patch

EMPTY = None
LEFT_OUT = -2147352572  # what VBA sends for an optional argument left out
ERROR_CELLS = {
    "#NULL!": -2146826288,
    "#DIV/0!": -2146826281,
    "#VALUE!": -2146826273,
    "#REF!": -2146826265,
    "#NAME?": -2146826259,
    "#NUM!": -2146826252,
    "#N/A": -2146826246,
}
SPILL = -2146826243  # an error that xlwings does not know

_MODULES = (
    "pywintypes", "win32api", "win32con", "win32event", "win32gui", "win32process",
    "win32timezone", "pythoncom", "win32com", "win32com.client", "win32com.server",
    "win32com.server.dispatcher", "win32com.server.policy", "win32com.server.util",
)  # fmt: skip


class _Zone(dt.tzinfo):
    """Like win32timezone's: written in Python, and slow to ask."""

    def utcoffset(self, _: dt.datetime | None) -> dt.timedelta:
        return dt.timedelta(0)

    def dst(self, _: dt.datetime | None) -> dt.timedelta:
        return dt.timedelta(0)

    def tzname(self, _: dt.datetime | None) -> str:
        return "UTC"


UTC = _Zone()


class Time(dt.datetime):
    """A date as pywin32 hands it over: its own kind of datetime, in a time zone of its own."""


def time(year: int, month: int, day: int, hour: int = 0) -> Time:
    return Time(year, month, day, hour, tzinfo=UTC)


@contextmanager
def excel() -> Iterator[ModuleType]:
    """`xlwings.udfs` with the engine "excel"; afterwards everything is as it was.

    Within it `xlwings.func`, `arg` and `ret` are those of Windows, so that modules imported in it
    define real user-defined functions.
    """
    import xlwings  # noqa: PLC0415

    if sys.platform == "win32":
        yield importlib.import_module("xlwings.udfs")
        return
    before = set(sys.modules)
    engines = xlwings.engines
    kept = list(engines.engines), dict(engines.engines_by_name), engines.active
    stubs = {name: _stub(name) for name in _MODULES}
    fakes = {name: MagicMock() for name in ("windll", "oledll", "PyDLL")}
    real = {name: sys.modules[name] for name in stubs if name in sys.modules}
    with patch.multiple(ctypes, create=True, **fakes):
        # Not patch.dict: it would also forget what was loaded meanwhile, and numpy loads only once.
        sys.modules.update(stubs)
        try:
            windows = importlib.import_module("xlwings._xlwindows")
            udfs = importlib.import_module("xlwings.udfs")
            engines.add(xlwings.Engine(impl=windows.engine))
            theirs = {"func": udfs.xlfunc, "arg": udfs.xlarg, "ret": udfs.xlret}
            with patch.multiple(xlwings, **theirs):
                yield udfs
        finally:
            engines.engines[:], engines.active = kept[0], kept[2]
            engines.engines_by_name.clear()
            engines.engines_by_name.update(kept[1])
            for name in set(sys.modules) - before:
                if name.startswith("xlwings.") or name in {"cashbuoy_addin.udfs", *stubs}:
                    del sys.modules[name]
            sys.modules.update(real)
            for name in ("_xlwindows", "udfs", "com_server"):
                if hasattr(xlwings, name):
                    delattr(xlwings, name)


def _stub(name: str) -> Any:
    stub = MagicMock(name=name)
    stub.__file__ = name
    stub.__path__ = []
    stub.__spec__ = None
    if name == "pywintypes":
        stub.TimeType = Time
        stub.com_error = stub.error = type("com_error", (Exception,), {})
    if name == "win32com.client":
        for base in ("CDispatch", "CoClassBaseClass", "DispatchBaseClass"):
            setattr(stub, base, type(base, (), {}))
    return stub
