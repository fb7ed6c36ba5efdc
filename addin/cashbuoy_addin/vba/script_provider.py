"""Puts the script in place through which formulas reach Python in LibreOffice."""

from __future__ import annotations

import sys
from importlib import resources
from pathlib import Path

_PLACE = ("user", "Scripts", "python", "cashbuoy.py")
_PYTHON = 'PYTHON = "python"'


def place_script(profile: Path, python: str = sys.executable) -> Path:
    """Write the script into a LibreOffice profile (the folder of UserInstallation); its path.

    `python` is the interpreter that answers, by default the one that runs.
    """
    text = resources.files(__package__).joinpath("office_script.py").read_text("utf-8")
    if _PYTHON not in text:
        raise AssertionError(f"the script has no line {_PYTHON}")
    path = profile.joinpath(*_PLACE)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.replace(_PYTHON, f"PYTHON = {python!r}"), "utf-8")
    return path
