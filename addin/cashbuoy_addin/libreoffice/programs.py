"""Where LibreOffice is, which Python of this machine can talk to it, and in what surroundings."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from cashbuoy_workbook.worded_error import WordedError

USUAL_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/usr/lib/libreoffice/program/soffice",
)
SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"


class LibreOfficeMissingError(WordedError):
    """LibreOffice, or its Python, is not installed; the text says what to do."""


def soffice() -> str:
    """The program soffice. The variable CASHBUOY_SOFFICE names another one."""
    named = os.environ.get("CASHBUOY_SOFFICE")
    found = named or shutil.which("soffice") or shutil.which("libreoffice")
    found = found or next((place for place in USUAL_PLACES if Path(place).exists()), None)
    if found is None:
        raise LibreOfficeMissingError("office_missing")
    return found


@cache
def office_python(program: str) -> str:
    """A Python that can `import uno`: the one LibreOffice ships, the system's, or this one. The
    variable CASHBUOY_UNO_PYTHON names another one."""
    folder = Path(program).resolve().parent
    candidates = [
        os.environ.get("CASHBUOY_UNO_PYTHON"),
        *(folder / "python.exe", folder / "python", folder.parent / "Resources" / "python"),
        *("/usr/bin/python3", sys.executable),
    ]
    for candidate in candidates:
        if candidate and Path(candidate).exists() and _has_uno(str(candidate)):
            return str(candidate)
    raise LibreOfficeMissingError("office_python", program=program)


def _has_uno(python: str) -> bool:
    try:
        tried = subprocess.run(  # noqa: S603 - a Python of this machine
            [python, "-c", "import uno"],
            capture_output=True,
            check=False,
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            timeout=60,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0


def has_screen() -> bool:
    """Whether there is a screen to open windows on."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def clean_environment() -> dict[str, str]:
    """The environment without traces of our own Python, which LibreOffice would take for its own:
    virtual environments, pyenv and conda come first on PATH."""
    ours = ("PYTHON", "PYENV", "VIRTUAL_ENV", "CONDA", "UV_", "XLWINGS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    if os.name == "posix":
        kept["PATH"] = SYSTEM_PATH
    return kept
