"""Every reason that is given for an error cell is in the catalogue, in both languages."""

from __future__ import annotations

import ast
from pathlib import Path
from string import Formatter

import pytest

import cashbuoy
import cashbuoy_addin
from cashbuoy_workbook.texts import section

ENGINE = Path(cashbuoy.__file__).parent
FORMULAS = Path(cashbuoy_addin.__file__).parent / "formulas"


def reasons() -> dict[str, set[str]]:
    """Message key -> English templates, read from every call that names a `key`."""
    found: dict[str, set[str]] = {}
    for path in (*ENGINE.rglob("*.py"), *FORMULAS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            keys = [k.value for k in node.keywords if k.arg == "key"]
            texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
            if keys and isinstance(keys[0], ast.Constant) and texts:
                found.setdefault(keys[0].value, set()).add(texts[-1])
    return found


REASONS = reasons()


def test_reasons_are_found_in_the_source() -> None:
    assert {"no_sales", "countback_short", "plan_rate", "date_out_of_range"} <= REASONS.keys()


@pytest.mark.parametrize("key", sorted(REASONS))
def test_a_reason_reads_the_same_in_code_and_catalogue(key: str) -> None:
    assert {section("formula_errors")[key]["en"]} == REASONS[key]


def test_no_reason_is_left_over() -> None:
    assert section("formula_errors").keys() == REASONS.keys()


@pytest.mark.parametrize("key", sorted(section("formula_errors")))
def test_both_languages_have_the_same_placeholders(key: str) -> None:
    text = section("formula_errors")[key]
    fields = {
        language: {(name, spec) for _, name, spec, _ in Formatter().parse(text[language]) if name}
        for language in ("en", "zh")
    }
    assert fields["en"] == fields["zh"]
