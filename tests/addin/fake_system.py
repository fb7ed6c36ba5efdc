"""A machine in memory: files, environment, registry and packages are what a test says."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

from cashbuoy_addin.installer.system import Interpreter

XLWINGS = "0.37.8"
SCRIPT = b"on VbaHandler(ParameterString)"
ADDIN = b"the add-in of this version"
WINDOWS_HOME = PureWindowsPath(r"C:\Users\li")
MAC_HOME = PurePosixPath("/Users/li")


class FakeSystem:
    """Files by path as text, in small letters on Windows as its file systems do not tell."""

    encoding = "cp1252"

    def __init__(self, platform, home, program, environment=None) -> None:
        self.platform = platform
        self.home = home
        self.environment = environment or {}
        program = home.__class__(program)
        self.interpreter = Interpreter(program, (3, 12, 4), 64, program.parent.parent)
        self.files = {str(program): b""}
        self.packages = {"xlwings": XLWINGS}
        self.pins = {"xlwings": XLWINGS}
        self.registry = {}
        self.package_files = {("xlwings", f"xlwings-{XLWINGS}.applescript"): SCRIPT}
        self.own_addin = ADDIN
        self.writes = 0
        self.fails_at = None
        self.locked = set()
        self.empty_folders_deleted = []

    def env(self, name):
        return self.environment.get(name)

    def package(self, name):
        return self.packages.get(name)

    def pinned(self, name):
        return self.pins.get(name)

    def packaged(self, package, name):
        return self.package_files.get((package, name))

    def addin(self, language):
        return self.own_addin + language.encode()

    def exists(self, path):
        return str(path) in self.files

    def read(self, path):
        return self.files.get(str(path))

    def write(self, path, data) -> None:
        self._check(path)
        if self.writes == self.fails_at:
            raise OSError(28, "No space left on device", str(path))
        self.writes += 1
        self.files[str(path)] = data

    def delete(self, path) -> None:
        self._check(path)
        self.files.pop(str(path), None)

    def delete_empty(self, folder) -> None:
        self.empty_folders_deleted.append(str(folder))

    def values(self, key):
        return self.registry.get(key.lower(), {})

    def subkeys(self, key):
        start = f"{key.lower()}\\"
        below = (k.removeprefix(start) for k in self.registry if k.startswith(start))
        return tuple(dict.fromkeys(name.split("\\")[0] for name in below))

    def set(self, key, **values) -> None:
        """Put values under a registry key."""
        known = self.registry.setdefault(key.lower(), {})
        known.update({name.replace("__", " ").lower(): value for name, value in values.items()})

    def _check(self, path) -> None:
        if str(path) in self.locked:
            raise PermissionError(13, "Permission denied", str(path))


def windows(home=WINDOWS_HOME):
    """Windows, with Cashbuoy's own environment as install.cmd makes it."""
    local = home / "AppData" / "Local"
    return FakeSystem(
        "windows",
        home,
        local / "Cashbuoy" / "venv" / "Scripts" / "python.exe",
        {
            "USERPROFILE": str(home),
            "APPDATA": str(home / "AppData" / "Roaming"),
            "LOCALAPPDATA": str(local),
        },
    )


def macos():
    """A Mac with an environment in the user's folder."""
    system = FakeSystem("macos", MAC_HOME, MAC_HOME / "cashbuoy" / "bin" / "python")
    system.encoding = "utf-8"
    return system


# Where things lie on them.
WINDOWS = {
    "addin": r"C:\Users\li\AppData\Roaming\Microsoft\Excel\XLSTART\cashbuoy.xlam",
    "settings": r"C:\Users\li\.cashbuoy\cashbuoy.conf",
    "record": r"C:\Users\li\AppData\Local\Cashbuoy\installed.json",
    "kept": r"C:\Users\li\AppData\Local\Cashbuoy\before\cashbuoy.xlam",
    "python": r"C:\Users\li\AppData\Local\Cashbuoy\venv\Scripts\python.exe",
}
MACOS = {
    "addin": "/Users/li/Library/Group Containers/UBF8T346G9.Office/User Content.localized"
    "/Startup.localized/Excel/cashbuoy.xlam",
    "settings": "/Users/li/Library/Containers/com.microsoft.Excel/Data/cashbuoy.conf",
    "record": "/Users/li/Library/Application Support/Cashbuoy/installed.json",
    "kept": "/Users/li/Library/Application Support/Cashbuoy/before/cashbuoy.xlam",
    "python": "/Users/li/cashbuoy/bin/python",
}
