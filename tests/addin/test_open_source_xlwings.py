"""Only the open-source parts of xlwings are used: nothing under xlwings.pro or xlwings.server."""

from __future__ import annotations

import ast
import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import cashbuoy
import cashbuoy_addin
import cashbuoy_workbook

LICENSED = ("xlwings.pro", "xlwings.server", "xlwings.reports", "xlwings.rest")
PACKAGES = (cashbuoy, cashbuoy_workbook, cashbuoy_addin)
MODULES = [m.name for p in PACKAGES for m in pkgutil.walk_packages(p.__path__, f"{p.__name__}.")]

LOADED = """
import importlib, json, sys
import xlwings  # tries its licensed parts by itself, in vain
before = set(sys.modules)
failed = {}
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except ImportError as error:
        failed[name] = error.name
# None in sys.modules says that a module must not be loaded.
loaded = [name for name, module in sys.modules.items() if module and name not in before]
print(json.dumps([loaded, failed]))
"""


def licensed(name):
    return any(name == part or name.startswith(f"{part}.") for part in LICENSED)


def imported(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda p: p.__name__)
def test_no_line_names_a_licensed_part(package) -> None:
    files = [f for root in package.__path__ for f in Path(root).rglob("*.py")]
    assert files
    found = {(f.name, n) for f in files for n in imported(f.read_text("utf-8")) if licensed(n)}
    assert found == set()


def test_loading_all_our_modules_loads_no_licensed_part() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *MODULES], capture_output=True, text=True, check=True
    )
    loaded, failed = json.loads(done.stdout.splitlines()[-1])
    assert "cashbuoy_addin.udfs" in loaded
    assert [name for name in loaded if licensed(name)] == []
    # Without Office some modules cannot be loaded, for want of its own modules only.
    assert set(failed.values()) <= {"uno", "unohelper", "com", "com.sun", "winreg"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("import xlwings.pro", True),
        ("from xlwings import server", True),
        ("from xlwings.pro.reports import render_template", True),
        ("import xlwings as xw", False),
        ("from xlwings.udfs import call_udf", False),
    ],
)
def test_what_counts_as_naming_one(line, expected) -> None:
    assert any(map(licensed, imported(line))) is expected
