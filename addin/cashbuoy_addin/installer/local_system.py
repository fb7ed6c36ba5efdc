"""The machine that we run on."""

from __future__ import annotations

import os
import re
import struct
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from importlib import metadata, resources
from pathlib import Path, PurePath

from cashbuoy_addin.installer.system import Interpreter, Platform
from cashbuoy_workbook.texts import Language


class LocalSystem:
    """Files, environment, packages and registry of this user."""

    @property
    def platform(self) -> Platform:
        return {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")  # type: ignore[return-value]  # all are platforms

    @cached_property
    def home(self) -> PurePath:
        return Path.home()

    @cached_property
    def interpreter(self) -> Interpreter:
        version = sys.version_info
        return Interpreter(
            program=Path(sys.executable),
            version=(version.major, version.minor, version.micro),
            bits=struct.calcsize("P") * 8,
            home=Path(sys.base_prefix),
        )

    @property
    def encoding(self) -> str:
        # VBA reads files in the machine's own code page, which Python calls mbcs.
        return "mbcs" if sys.platform == "win32" else "utf-8"

    def env(self, name: str) -> str | None:
        return os.environ.get(name)

    def package(self, name: str) -> str | None:
        try:
            return metadata.version(name)
        except metadata.PackageNotFoundError:
            return None

    def pinned(self, name: str) -> str | None:
        exactly = re.compile(rf"{re.escape(name)}==([\w.]+)")
        for requirement in metadata.requires("cashbuoy") or ():
            if found := exactly.match(requirement):
                return found[1]
        return None

    def addin(self, language: Language) -> bytes:
        from cashbuoy_addin.hosts.macro_file import addin_bytes  # noqa: PLC0415 - only to install

        return addin_bytes(language)

    def packaged(self, package: str, name: str) -> bytes | None:
        try:
            return resources.files(package).joinpath(name).read_bytes()
        except (ModuleNotFoundError, FileNotFoundError):
            return None

    def exists(self, path: PurePath) -> bool:
        return os.path.lexists(path)

    def read(self, path: PurePath) -> bytes | None:
        try:
            return Path(path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def write(self, path: PurePath, data: bytes) -> None:
        target = Path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        # Written beside the target and moved: a stop half-way leaves the old file. Excel passes
        # over names that begin like its own lock files when it opens what lies in XLSTART.
        half = target.with_name(f"~${target.name}.new")
        try:
            half.write_bytes(data)
            half.replace(target)
        finally:
            with suppress(OSError):
                half.unlink(missing_ok=True)

    def delete(self, path: PurePath) -> None:
        Path(path).unlink(missing_ok=True)

    def delete_empty(self, folder: PurePath) -> None:
        with suppress(OSError):
            Path(folder).rmdir()

    def values(self, key: str) -> Mapping[str, object]:
        found: dict[str, object] = {}
        if sys.platform == "win32":
            import winreg  # noqa: PLC0415 - only there

            hive, _, path = key.partition("\\")
            with suppress(OSError), winreg.OpenKey(_hive(hive), path) as opened:
                for number in range(winreg.QueryInfoKey(opened)[1]):
                    name, value, _ = winreg.EnumValue(opened, number)
                    found[name.lower()] = value
        return found

    def subkeys(self, key: str) -> tuple[str, ...]:
        names: list[str] = []
        if sys.platform == "win32":
            import winreg  # noqa: PLC0415 - only there

            hive, _, path = key.partition("\\")
            with suppress(OSError), winreg.OpenKey(_hive(hive), path) as opened:
                count = winreg.QueryInfoKey(opened)[0]
                names = [winreg.EnumKey(opened, number) for number in range(count)]
        return tuple(names)


if sys.platform == "win32":

    def _hive(name: str) -> int:
        import winreg  # noqa: PLC0415 - only there

        return {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE}[name]
