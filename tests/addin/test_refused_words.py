"""Whatever is refused in words has its words in the catalogue, filled as they ask for."""

from __future__ import annotations

import ast
from pathlib import Path
from string import Formatter

import cashbuoy_addin
import cashbuoy_workbook
from cashbuoy_workbook.texts import section
from cashbuoy_workbook.worded_error import WordedError

FOLDERS = [Path(package.__file__).parent for package in (cashbuoy_addin, cashbuoy_workbook)]
CALLS = [
    node
    for folder in FOLDERS
    for path in folder.rglob("*.py")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.Call)
]
# Said without an error of ours: see spoken.py.
SAID = {"no_such_path", "no_permission"}
# Passed on or put together where the error is made: see settings.py.
MADE = {"option_date", "setting_date", "setting_base_currency", "setting_country"}


def kinds(kind: type = WordedError) -> set[str]:
    """Names of all errors in words; they are loaded with the modules that raise them."""
    from cashbuoy_addin import arguments, cli, import_report, live_import  # noqa: F401, PLC0415
    from cashbuoy_addin.formulas import catalogue  # noqa: F401, PLC0415
    from cashbuoy_addin.installer import steps  # noqa: F401, PLC0415
    from cashbuoy_addin.libreoffice import opening  # noqa: F401, PLC0415

    return {kind.__name__}.union(*(kinds(below) for below in kind.__subclasses__()))


def keys(argument: ast.expr) -> list[str]:
    """A key, or those of a choice between two."""
    if isinstance(argument, ast.IfExp):
        return [*keys(argument.body), *keys(argument.orelse)]
    return [argument.value] if isinstance(argument, ast.Constant) else []


def refusals() -> list[tuple[str, set[str | None]]]:
    """Key and what fills its text, of every call that makes an error in words."""
    names = kinds()
    made = [c for c in CALLS if getattr(c.func, "id", "") in names and c.args]
    made += [  # super().__init__(key, ...) in such an error
        c
        for c in CALLS
        if isinstance(c.func, ast.Attribute) and c.func.attr == "__init__" and len(c.args) == 1
    ]
    return [(key, {k.arg for k in c.keywords}) for c in made for key in keys(c.args[0])]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_refusal_has_its_words_and_fills_them() -> None:
    found = refusals()
    assert len(found) > 30
    for key, given in found:
        pair = section("refused")[key]
        for language in ("en", "zh"):
            assert placeholders(pair[language]) <= given, (key, language)


def test_no_words_are_left_over() -> None:
    used = {key for key, _ in refusals()} | SAID | MADE
    left = [key for key in section("refused") if key not in used and not key.startswith("usage_")]
    assert left == []
