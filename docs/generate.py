"""Writes the files that are made from the code. Tests hold that they are up to date."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from cashbuoy.policy.reference import policy_reference
from cashbuoy.policy.schema import policy_schema
from cashbuoy_addin.formulas.reference import formula_reference

ROOT = Path(__file__).resolve().parents[1]


def policy_schema_text() -> str:
    """The policy's JSON schema as a file."""
    return json.dumps(policy_schema(), indent=2, ensure_ascii=False) + "\n"


GENERATED: dict[str, Callable[[], str]] = {
    "config/policy.schema.json": policy_schema_text,
    "docs/policy.md": policy_reference,
    "docs/formulas.md": formula_reference,
}


def main() -> None:
    """Write every generated file."""
    for name, text in GENERATED.items():
        (ROOT / name).write_text(text(), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
