"""The profile that each LibreOffice of ours gets: a folder of its own, gone when LibreOffice is."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from cashbuoy_addin.vba.script_provider import place_script

_PREFIX = "cashbuoy-libreoffice-"
_PROCESS, _LOG = "process", "log.txt"

# Recalculate files when they are opened, ask nothing, run the macros of files that we open.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
           xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <item oor:path="/org.openoffice.Office.Calc/Formula/Load">
    <prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
    <prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop>
  </item>
  <item oor:path="/org.openoffice.Office.Common/Misc">
    <prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop>
    <prop oor:name="ShowTipOfTheDay" oor:op="fuse"><value>false</value></prop>
  </item>
  <item oor:path="/org.openoffice.Setup/L10N">
    <prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>en-US</value></prop>
  </item>
</oor:items>
"""


def create() -> Path:
    """A new profile, in which formulas and buttons reach this Python. Those that a crash left
    behind are removed."""
    _sweep(Path(tempfile.gettempdir()))
    profile = Path(tempfile.mkdtemp(prefix=_PREFIX))
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir()
    settings.write_text(_SETTINGS, "utf-8")
    place_script(profile)
    return profile


def log(profile: Path) -> Path:
    """Where LibreOffice, and what it starts, complain."""
    return profile / _LOG


def belongs_to(profile: Path, process: int) -> None:
    """Note the process that uses it."""
    (profile / _PROCESS).write_text(str(process), "ascii")


def remove(profile: Path) -> None:
    """Remove it, as far as nobody holds on to it."""
    shutil.rmtree(profile, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Remove the profiles whose LibreOffice has gone. Another may be in the making: it has no
    process yet."""
    for profile in folder.glob(f"{_PREFIX}*"):
        with suppress(OSError, ValueError):  # somebody else's, or gone meanwhile
            if not _runs(int((profile / _PROCESS).read_text("ascii"))):
                remove(profile)


def _runs(process: int) -> bool:
    if sys.platform == "win32":
        return _runs_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another user's
        return True
    return True


def _runs_on_windows(process: int) -> bool:
    if sys.platform != "win32":
        raise AssertionError(sys.platform)
    import ctypes  # noqa: PLC0415 - os.kill would end it there

    query, still_active = 0x1000, 259
    kernel = ctypes.windll.kernel32
    handle = kernel.OpenProcess(query, False, process)
    if not handle:
        return False
    try:
        code = ctypes.c_ulong()
        return bool(kernel.GetExitCodeProcess(handle, ctypes.byref(code))) and (
            code.value == still_active
        )
    finally:
        kernel.CloseHandle(handle)
