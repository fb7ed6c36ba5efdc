"""Is the add-in in place, and will it find Python?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath, PureWindowsPath

from cashbuoy_addin.installer import settings_file
from cashbuoy_addin.installer.diagnosis import Case, Diagnosis, windows_only
from cashbuoy_addin.installer.excel_registry import expanded
from cashbuoy_addin.installer.places import interpreter_setting
from cashbuoy_workbook.texts import Language

# Windows writes where a file came from into this stream of it: zone 3 is the internet.
_MARK = "Zone.Identifier"
_FOREIGN_ZONES = (b"ZoneId=3", b"ZoneId=4")
_LANGUAGES: tuple[Language, ...] = ("zh", "en")
_ONEDRIVE = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")


def addin_checks(case: Case) -> Iterator[Diagnosis]:
    """The file, its mark, its configuration, and folders that are not really there."""
    yield _addin(case)
    yield _mark(case)
    yield _settings(case)
    yield _onedrive(case)
    yield _formulas(case)


def _addin(case: Case) -> Diagnosis:
    details = {"path": case.where.addin, "version": case.version}
    found = case.system.read(case.where.addin)
    if found is None:
        return Diagnosis("addin", "fail", "missing", details)
    if found not in (case.system.addin(language) for language in _LANGUAGES):
        return Diagnosis("addin", "fail", "other", details)
    return Diagnosis("addin", "ok", "ok", details)


def _mark(case: Case) -> Diagnosis:
    if not case.on_windows:
        return windows_only("mark")
    addin = case.where.addin
    if case.system.read(addin) is None:
        return Diagnosis("mark", "not_applicable", "nothing_there")
    mark = case.system.read(addin.with_name(f"{addin.name}:{_MARK}")) or b""
    if any(zone in mark for zone in _FOREIGN_ZONES):
        return Diagnosis("mark", "fail", "marked", {"path": addin})
    return Diagnosis("mark", "ok", "ok")


def _settings(case: Case) -> Diagnosis:
    details: dict[str, object] = {
        "path": case.where.settings,
        "key": interpreter_setting(case.system),
    }
    found = case.system.read(case.where.settings)
    if found is None:
        return Diagnosis("settings", "fail", "missing", details)
    lines = settings_file.lines_of(found)
    value = settings_file.value_under(lines, str(details["key"]), case.system.encoding)
    if not value:
        return Diagnosis("settings", "fail", "no_python", details)
    running = case.system.interpreter.program
    named = type(running)(expanded(case.system, value) if case.on_windows else value)
    details |= {"python": named, "running": running}
    if not case.system.exists(named):
        return Diagnosis("settings", "fail", "python_gone", details)
    if named != running:
        return Diagnosis("settings", "warn", "other_python", details)
    return Diagnosis("settings", "ok", "ok", details)


def _onedrive(case: Case) -> Diagnosis:
    for path in (case.system.interpreter.program, case.where.startup, case.where.settings):
        if _is_synced(case, path):
            return Diagnosis("onedrive", "warn", "inside", {"path": path})
    return Diagnosis("onedrive", "ok", "ok")


def _is_synced(case: Case, path: PurePath) -> bool:
    """Whether a path lies in a folder that OneDrive synchronises, and may take away."""
    if not case.on_windows:
        return "CloudStorage" in path.parts
    roots = (case.system.env(name) for name in _ONEDRIVE)
    return any(root and path.is_relative_to(PureWindowsPath(root)) for root in roots)


def _formulas(case: Case) -> Diagnosis:
    if case.on_windows:
        return Diagnosis("formulas", "ok", "ok")
    return Diagnosis("formulas", "not_applicable", "macos")
