"""Everything one does with a checkout: python tasks.py demo | test | lint | bench | build | docs

Needs Python 3.11 or newer and nothing else: the rest is installed into .venv beside this file, in
the versions of constraints.txt. What follows the task goes to it (python tasks.py test -k dso).
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Cashbuoy needs Python 3.11 or newer; this is Python {}.{} at {}.".format(
            *sys.version_info[:2], sys.executable
        )
    )

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "cashbuoy-installed.json"
BUILD_BACKEND = ("hatchling", "editables")


def demo(*arguments: str) -> int:
    """Build the demo company's workbook, out/cashbuoy-demo.xlsm, and print a summary."""
    install()
    return run(program("cashbuoy"), "demo", *arguments)


def test(*arguments: str) -> int:
    """Run all tests and, beside them, lint; with arguments, only pytest with them."""
    install("test", "lint")
    if not get_system_parts():
        return 1
    if arguments:
        return run(PYTHON, "-m", "pytest", "-rs", *arguments)
    lint_beside = (sys.executable, str(ROOT / "tasks.py"), "lint")
    with subprocess.Popen(
        lint_beside, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as linting:
        # A file's tests stay together: they share a LibreOffice. Files go in the order of
        # tests/conftest.py.
        side_by_side = ("--numprocesses=auto", "--dist=loadfile", "--no-loadscope-reorder")
        tested = run(PYTHON, "-m", "pytest", "-rs", *side_by_side)
        said, _ = linting.communicate()
    sys.stdout.buffer.write(said)  # as it came: it may not be in the console's encoding
    sys.stdout.buffer.flush()
    return tested or linting.returncode


def lint(*arguments: str) -> int:
    """Check style, format, types and the order of the layers."""
    install("test", "lint")
    checks = [
        ("ruff", "check", *arguments),
        ("ruff", "format", "--check"),
        ("mypy",),
        ("lint-imports",),
    ]
    return max([run(program(name), *rest) for name, *rest in checks])


def bench(*arguments: str) -> int:
    """Run the benchmarks in bench/."""
    install("test")
    scripts = sorted((ROOT / "bench").glob("bench_*.py"))
    return max([run(PYTHON, script, *arguments) for script in scripts], default=0)


def build(*arguments: str) -> int:
    """Build the wheel into dist/, beside it Excel's add-in and what installs it on Windows."""
    install()
    failed = run(
        *(PYTHON, "-m", "pip", "wheel", ".", "--no-deps", "--no-build-isolation"),
        *("--wheel-dir", "dist", *arguments),
    )
    if not failed:
        must(PYTHON, "-m", "cashbuoy_addin.hosts.macro_file", "dist/cashbuoy.xlam")
        for name in ("addin/install.cmd", "addin/uninstall.cmd", "constraints.txt"):
            shutil.copy(ROOT / name, ROOT / "dist")
    return failed


def docs(*arguments: str) -> int:
    """Write the files that are made from the code: references and the policy's JSON schema."""
    install()
    return run(PYTHON, "docs/generate.py", *arguments)


TASKS = {task.__name__: task for task in (demo, test, lint, bench, build, docs)}


def main() -> int:
    """Run the task that the command line names."""
    name, *arguments = sys.argv[1:] or ["help"]
    if name not in TASKS:
        print(__doc__)
        for task in TASKS.values():
            print(f"  {task.__name__:6} {task.__doc__}")
        return 0 if name in ("help", "-h", "--help") else 2
    try:
        return TASKS[name](*arguments)
    except subprocess.CalledProcessError as error:
        print(f"\nFailed ({error.returncode}): {' '.join(map(str, error.cmd))}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def program(name: str) -> Path:
    """A program that was installed into .venv."""
    return PYTHON.with_name(name + PYTHON.suffix)


def run(*command: str | Path) -> int:
    """Run a command in the checkout; the exit code."""
    sys.stdout.flush()
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def must(*command: str | Path, **more: str) -> None:
    """Run a command that has to succeed, without standard input; `more` is for its environment.
    What it says is shown only if it fails."""
    environment = {**os.environ, "PYTHONUTF8": "1", **more}
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        print(done.stdout.decode("utf-8", "replace"), file=sys.stderr)
        done.check_returncode()


def install(*extras: str) -> None:
    """Bring .venv up to date: made if needed, reinstalled only when what is wanted has changed."""
    make_venv()
    wanted = hashlib.sha256()
    for name in ("pyproject.toml", "constraints.txt"):
        wanted.update((ROOT / name).read_bytes())
    installed = json.loads(STAMP.read_text("utf-8")) if STAMP.exists() else {}
    unchanged = installed.get("wanted") == wanted.hexdigest()
    if unchanged and set(extras) <= set(installed["extras"]):
        return
    everything = sorted({*extras, *(installed["extras"] if unchanged else ())})
    print(f"Installing into {VENV} ...", flush=True)
    pip = (PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-qq")
    must(*pip, "--constraint", "constraints.txt", *BUILD_BACKEND)
    package = f".[{','.join(everything)}]" if everything else "."
    must(*pip, "--constraint", "constraints.txt", "--no-build-isolation", "--editable", package)
    stamp = {"wanted": wanted.hexdigest(), "extras": everything}
    STAMP.write_text(json.dumps(stamp), "utf-8")


def make_venv() -> None:
    """Make .venv, again where it is half made or its Python has gone."""
    if PYTHON.exists() and works(PYTHON, "import pip, sys; sys.exit(sys.version_info < (3, 11))"):
        return
    if not works(sys.executable, "import venv, ensurepip"):
        get_venv_module()
    print(f"Making {VENV} ...", flush=True)
    must(sys.executable, "-m", "venv", "--clear", str(VENV))


def works(python: str | Path, code: str) -> bool:
    """Whether a Python runs a line of code without an error."""
    try:
        return (
            subprocess.run([python, "-c", code], capture_output=True, check=False).returncode == 0
        )
    except OSError:
        return False


def get_venv_module() -> None:
    """Debian ships Python without its venv module: install it as root, else say how."""
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if not shutil.which("apt-get"):
        sys.exit(f"{sys.executable} lacks the modules venv and ensurepip; install them first.")
    if os.geteuid() != 0:
        sys.exit(
            f"{sys.executable} cannot make virtual environments yet.\n"
            f"Please run: sudo apt-get update && sudo apt-get install {package}"
        )
    print(f"Installing {package} ...", flush=True)
    must("apt-get", "-qq", "update", DEBIAN_FRONTEND="noninteractive")
    must(
        *("apt-get", "-qq", "-y", "install", "--no-install-recommends", package),
        DEBIAN_FRONTEND="noninteractive",
    )


def get_system_parts() -> bool:
    """Install or name what the end-to-end tests need beside Python; False when CI must stop."""
    code = run(PYTHON, "tests/e2e/system_parts.py")
    return code == 0 or os.environ.get("CI", "").lower() != "true"


if __name__ == "__main__":
    sys.exit(main())
