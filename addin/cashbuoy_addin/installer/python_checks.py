"""Is this a Python that Excel can start, with the parts that it needs?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from cashbuoy_addin.installer.diagnosis import Case, Diagnosis, windows_only
from cashbuoy_addin.installer.excel_registry import excel_bits
from cashbuoy_addin.installer.places import script_name

OLDEST = (3, 11)
# The command that starts Python has to fit into xlwings' buffer of 2,048 characters, and the path
# stands in it beside two paths of workbooks.
LONGEST_PATH = 200


def python_checks(case: Case) -> Iterator[Diagnosis]:
    """Python itself, then what xlwings needs beside it."""
    yield _version(case)
    yield _bits(case)
    yield _store(case)
    yield _path(case)
    yield _xlwings(case)
    yield _library(case)
    yield _script(case)


def _version(case: Case) -> Diagnosis:
    version = case.system.interpreter.version
    details = {
        "version": ".".join(map(str, version)),
        "needed": ".".join(map(str, OLDEST)),
        "path": case.system.interpreter.program,
    }
    if version[:2] < OLDEST:
        return Diagnosis("python_version", "fail", "old", details)
    return Diagnosis("python_version", "ok", "ok", details)


def _bits(case: Case) -> Diagnosis:
    bits = case.system.interpreter.bits
    if bits < 64:
        return Diagnosis("python_bits", "warn", "narrow", {"bits": bits})
    return Diagnosis("python_bits", "ok", "ok", {"bits": bits})


def _store(case: Case) -> Diagnosis:
    if not case.on_windows:
        return windows_only("python_store")
    interpreter = case.system.interpreter
    for path in (interpreter.program, interpreter.home):
        if from_store(path):
            return Diagnosis("python_store", "fail", "store", {"path": path})
    return Diagnosis("python_store", "ok", "ok")


def from_store(path: PurePath) -> bool:
    """Whether a program comes from the Microsoft Store, whose programs run walled in."""
    parts = str(path).lower()
    return "\\windowsapps\\" in parts or "pythonsoftwarefoundation" in parts


def _path(case: Case) -> Diagnosis:
    path = str(case.system.interpreter.program)
    details = {"path": path, "length": len(path), "longest": LONGEST_PATH}
    if case.system.platform == "macos" and " " in path:
        return Diagnosis("python_path", "fail", "spaces", details)
    if len(path) > LONGEST_PATH:
        return Diagnosis("python_path", "warn", "long", details)
    if not path.isascii():
        return Diagnosis("python_path", "warn", "letters", details)
    return Diagnosis("python_path", "ok", "ok", details)


def _xlwings(case: Case) -> Diagnosis:
    found, needed = case.system.package("xlwings"), case.system.pinned("xlwings")
    details = {"found": found, "needed": needed or found}
    if found is None:
        return Diagnosis("xlwings", "fail", "missing", {"needed": f"=={needed}" if needed else ""})
    if needed is not None and needed != found:
        return Diagnosis("xlwings", "fail", "other", details)
    return Diagnosis("xlwings", "ok", "ok", details)


def _library(case: Case) -> Diagnosis:
    """The library through which Excel talks to Python; its name holds xlwings' version, and Excel
    looks beside the interpreter and one folder above."""
    version = case.system.package("xlwings")
    if not case.on_windows:
        return windows_only("library")
    if version is None:
        return Diagnosis("library", "not_applicable", "nothing_there")
    name = f"xlwings{excel_bits(case.system)}-{version}.dll"
    folder = case.system.interpreter.program.parent
    for path in (folder / name, folder.parent / name):
        if case.system.exists(path):
            return Diagnosis("library", "ok", "ok", {"path": path})
    details = {"name": name, "folder": folder, "above": folder.parent, "version": version}
    return Diagnosis("library", "fail", "missing", details)


def _script(case: Case) -> Diagnosis:
    if case.where.script is None:
        return Diagnosis("script", "not_applicable", "macos_only")
    details = {"path": case.where.script}
    packaged = case.system.packaged("xlwings", script_name(case.system))
    if packaged is None or case.system.read(case.where.script) != packaged:
        return Diagnosis("script", "fail", "missing", details)
    return Diagnosis("script", "ok", "ok", details)
