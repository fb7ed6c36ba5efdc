"""Files made from the code are up to date; `python tasks.py docs` writes them."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

_spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
assert _spec
assert _spec.loader
generate = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(generate)


@pytest.mark.parametrize("name", generate.GENERATED)
def test_generated_file_is_up_to_date(name: str) -> None:
    written = (ROOT / name).read_text("utf-8")
    assert written == generate.GENERATED[name](), "run: python tasks.py docs"
