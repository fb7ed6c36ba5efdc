"""Is the add-in in place, and will it find Python?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath, PureWindowsPath

from cashbuoy_addin.installer import settings_file
from cashbuoy_addin.installer.excel_registry import expanded
from cashbuoy_addin.installer.findings import Case, Finding, windows_only
from cashbuoy_addin.installer.places import interpreter_setting
from cashbuoy_workbook.texts import Language

# Windows writes where a file came from into this stream of it: zone 3 is the internet.
_MARK = "Zone.Identifier"
_FOREIGN_ZONES = (b"ZoneId=3", b"ZoneId=4")
_LANGUAGES: tuple[Language, ...] = ("zh", "en")
_ONEDRIVE = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")


def addin_checks(case: Case) -> Iterator[Finding]:
    """The file, its mark, its configuration, and folders that are not really there."""
    yield _addin(case)
    yield _mark(case)
    yield _settings(case)
    yield _onedrive(case)
    yield _formulas(case)


def _addin(case: Case) -> Finding:
    details = {"path": case.where.addin, "version": case.version}
    found = case.system.read(case.where.addin)
    if found is None:
        return Finding("addin", "fail", "missing", details)
    if found not in (case.system.addin(language) for language in _LANGUAGES):
        return Finding("addin", "fail", "other", details)
    return Finding("addin", "ok", "ok", details)


def _mark(case: Case) -> Finding:
    if not case.on_windows:
        return windows_only("mark")
    addin = case.where.addin
    if case.system.read(addin) is None:
        return Finding("mark", "not_applicable", "nothing_there")
    mark = case.system.read(addin.with_name(f"{addin.name}:{_MARK}")) or b""
    if any(zone in mark for zone in _FOREIGN_ZONES):
        return Finding("mark", "fail", "marked", {"path": addin})
    return Finding("mark", "ok", "ok")


def _settings(case: Case) -> Finding:
    details: dict[str, object] = {
        "path": case.where.settings,
        "key": interpreter_setting(case.system),
    }
    found = case.system.read(case.where.settings)
    if found is None:
        return Finding("settings", "fail", "missing", details)
    lines = settings_file.lines_of(found)
    value = settings_file.value_under(lines, str(details["key"]), case.system.encoding)
    if not value:
        return Finding("settings", "fail", "no_python", details)
    running = case.system.interpreter.program
    named = type(running)(expanded(case.system, value) if case.on_windows else value)
    details |= {"python": named, "running": running}
    if not case.system.exists(named):
        return Finding("settings", "fail", "python_gone", details)
    if named != running:
        return Finding("settings", "warn", "other_python", details)
    return Finding("settings", "ok", "ok", details)


def _onedrive(case: Case) -> Finding:
    for path in (case.system.interpreter.program, case.where.startup, case.where.settings):
        if _is_synced(case, path):
            return Finding("onedrive", "warn", "inside", {"path": path})
    return Finding("onedrive", "ok", "ok")


def _is_synced(case: Case, path: PurePath) -> bool:
    """Whether a path lies in a folder that OneDrive synchronises, and may take away."""
    if not case.on_windows:
        return "CloudStorage" in path.parts
    roots = (case.system.env(name) for name in _ONEDRIVE)
    return any(root and path.is_relative_to(PureWindowsPath(root)) for root in roots)


def _formulas(case: Case) -> Finding:
    if case.on_windows:
        return Finding("formulas", "ok", "ok")
    return Finding("formulas", "not_applicable", "macos")
