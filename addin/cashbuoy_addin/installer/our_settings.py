"""Our lines in xlwings' configuration file: written, and put back as they were."""

from __future__ import annotations

from pathlib import PureWindowsPath

from cashbuoy_addin.installer import settings_file
from cashbuoy_addin.installer.places import Places, interpreter_setting
from cashbuoy_addin.installer.record import Settings
from cashbuoy_addin.installer.system import InstallError, System


def interpreter_value(system: System) -> str:
    """The running Python as the configuration names it.

    Below a user's folder with Chinese or accented letters, the path begins with the environment
    variable that holds it: the file is read in the machine's own code page, and xlwings expands
    variables.
    """
    program = system.interpreter.program
    if str(program).isascii() or not isinstance(program, PureWindowsPath):
        return str(program)
    for variable in ("LOCALAPPDATA", "APPDATA", "USERPROFILE"):
        folder = system.env(variable)
        if folder and program.is_relative_to(folder):
            return f"%{variable}%\\{program.relative_to(folder)}"
    return str(program)


def with_ours(system: System, where: Places, old: Settings | None) -> tuple[bytes, Settings]:
    """The file with our lines, and the record of what they replaced.

    `old` is the record of an earlier installation: what was there before that one counts.
    """
    found = system.read(where.settings)
    lines = settings_file.lines_of(found)
    ours = _ours(system)
    before = {key: _text(settings_file.line_under(lines, key)) for key in ours}
    if old is not None:
        before |= old.before
    record = Settings(
        path=str(where.settings),
        existed=found is not None if old is None else old.existed,
        before=before,
        wrote={key: line.decode("latin-1") for key, line in ours.items()},
    )
    return b"".join(settings_file.with_lines(lines, ours)), record


def without_ours(found: bytes, record: Settings) -> bytes | None:
    """The file as it was before us, apart from what the user has changed since; None where nothing
    is left of a file that we made."""
    lines = settings_file.lines_of(found)
    unchanged = {
        key: None if (before := record.before[key]) is None else before.encode("latin-1")
        for key, wrote in record.wrote.items()
        if _text(settings_file.line_under(lines, key)) == wrote
    }
    left = settings_file.with_lines(lines, unchanged)
    return b"".join(left) if left or record.existed else None


def _ours(system: System) -> dict[str, bytes]:
    values = {
        interpreter_setting(system): interpreter_value(system),
        # The folder of a workbook is no place to import Python from, and on OneDrive it is no path.
        "ADD_WORKBOOK_TO_PYTHONPATH": "False",
    }
    end = "\r\n" if system.platform == "windows" else "\n"
    try:
        return {
            key: settings_file.line_of(key, value, system.encoding, end)
            for key, value in values.items()
        }
    except UnicodeEncodeError:
        raise InstallError("install_letters", path=system.interpreter.program) from None


def _text(line: bytes | None) -> str | None:
    return None if line is None else line.decode("latin-1")
