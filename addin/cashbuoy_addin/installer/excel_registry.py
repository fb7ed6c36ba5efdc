"""What Windows' registry says of Excel. Office 2016 to 365 all keep it under 16.0."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PureWindowsPath

from cashbuoy_addin.installer.system import System

OFFICE = r"Software\Microsoft\Office\16.0"
POLICY = r"Software\Policies\Microsoft\Office\16.0"
SECURITY = r"Excel\Security"
_CLICK_TO_RUN = r"HKLM\Software\Microsoft\Office\ClickToRun\Configuration"
_PROGRAM = r"Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_VARIABLE = re.compile(r"%([^%]+)%")


def excel_program(system: System) -> str | None:
    """Where Excel is installed."""
    for hive in ("HKCU", "HKLM"):
        found = system.values(rf"{hive}\{_PROGRAM}").get("")
        if found:
            return str(found).strip('"')
    return None


def excel_bits(system: System) -> int:
    """Whether Excel is a program of 32 or 64 bit; 64 where nothing says so."""
    return 32 if system.values(_CLICK_TO_RUN).get("platform") == "x86" else 64


def policy_value(system: System, key: str, name: str) -> object:
    """What the firm has set, for the user or for the machine."""
    for hive in ("HKCU", "HKLM"):
        found = system.values(rf"{hive}\{POLICY}\{key}").get(name)
        if found is not None:
            return found
    return None


def user_value(system: System, key: str, name: str) -> object:
    """What the user has set."""
    return system.values(rf"HKCU\{OFFICE}\{key}").get(name)


def trusted_folders(system: System) -> Iterator[tuple[PureWindowsPath, bool]]:
    """Excel's trusted locations, and whether the folders below are trusted too."""
    below = r"Excel\Security\Trusted Locations"
    shared = r"Common\Security\Trusted Locations"
    for key in (rf"HKCU\{OFFICE}\{below}", rf"HKCU\{POLICY}\{below}", rf"HKCU\{POLICY}\{shared}"):
        for location in system.subkeys(key):
            values = system.values(rf"{key}\{location}")
            if path := values.get("path"):
                yield (
                    PureWindowsPath(expanded(system, str(path))),
                    bool(values.get("allowsubfolders")),
                )


def expanded(system: System, text: str) -> str:
    """The text with environment variables filled in; unknown ones stay."""
    return _VARIABLE.sub(lambda found: system.env(found[1]) or found[0], text)


def disabled_items(system: System) -> Iterator[str]:
    """What Excel has switched off after a crash: binary values that hold a path."""
    for value in system.values(rf"HKCU\{OFFICE}\Excel\Resiliency\DisabledItems").values():
        if isinstance(value, bytes):
            yield value.decode("utf-16-le", "ignore")
