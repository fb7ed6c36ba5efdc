"""Every word the user reads, in both languages: one YAML file a section."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

import yaml

Language = Literal["zh", "en"]


@cache
def section(name: str) -> dict[str, dict[str, str]]:
    """One section of the catalogue: key -> {"en": ..., "zh": ...}."""
    text = resources.files(__name__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, str]] = yaml.safe_load(text)
    return loaded


@dataclass(frozen=True)
class Texts:
    """The catalogue in one language: `texts("checks.duplicate", document="A-1")`."""

    language: Language

    def __call__(self, key: str, /, **values: object) -> str:
        """Text of "section.key" with its {placeholders} filled. KeyError for an unknown key."""
        part, _, name = key.partition(".")
        return section(part)[name][self.language].format(**values)

    def has(self, key: str) -> bool:
        """Whether the catalogue knows the key."""
        part, _, name = key.partition(".")
        return name in section(part)
