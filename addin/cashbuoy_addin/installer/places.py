"""Where the add-in, its configuration and our own records lie, for one user."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from cashbuoy_addin.installer.system import System

ADDIN = "cashbuoy.xlam"
# The name of our VBA project: xlwings' modules look for their settings under it.
PROJECT = "cashbuoy"


@dataclass(frozen=True)
class Places:
    """`startup` is what Excel opens when it starts; `records` is ours alone.

    `script` is what lets macros call Python on macOS; None on Windows, which needs none.
    """

    startup: PurePath
    settings: PurePath
    records: PurePath
    script: PurePath | None = None

    @property
    def addin(self) -> PurePath:
        return self.startup / ADDIN

    @property
    def record(self) -> PurePath:
        """What was installed, and what was there before."""
        return self.records / "installed.json"

    @property
    def environment(self) -> PurePath:
        """The Python environment that install.cmd makes."""
        return self.records / "venv"

    def kept(self, name: str) -> PurePath:
        """Where a file that had to make room is kept: never in the start-up folder, because Excel
        opens whatever lies there."""
        return self.records / "before" / name


def places(system: System) -> Places:
    """The places on Windows and macOS."""
    home = system.home
    if system.platform == "macos":
        library = home / "Library"
        office = library / "Group Containers" / "UBF8T346G9.Office" / "User Content.localized"
        return Places(
            startup=office / "Startup.localized" / "Excel",
            # Excel's sandbox: the one folder it reads without asking.
            settings=library / "Containers" / "com.microsoft.Excel" / "Data" / f"{PROJECT}.conf",
            records=library / "Application Support" / "Cashbuoy",
            script=library / "Application Scripts" / "com.microsoft.Excel" / script_name(system),
        )
    roaming = _folder(system, "APPDATA", home / "AppData" / "Roaming")
    profile = _folder(system, "USERPROFILE", home)
    return Places(
        startup=roaming / "Microsoft" / "Excel" / "XLSTART",
        settings=profile / f".{PROJECT}" / f"{PROJECT}.conf",
        records=_folder(system, "LOCALAPPDATA", home / "AppData" / "Local") / "Cashbuoy",
    )


def interpreter_setting(system: System) -> str:
    """The key under which xlwings' modules look for the Python to start."""
    return "INTERPRETER_MAC" if system.platform == "macos" else "INTERPRETER_WIN"


def _folder(system: System, variable: str, default: PurePath) -> PurePath:
    found = system.env(variable)
    return type(default)(found) if found else default


def script_name(system: System) -> str:
    """xlwings' AppleScript, named after its version as its VBA modules expect."""
    return f"xlwings-{system.package('xlwings') or 'missing'}.applescript"
