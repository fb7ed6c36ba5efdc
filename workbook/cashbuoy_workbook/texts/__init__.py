"""Every word the user reads, in both languages: one YAML file a section.

A text's {placeholders} are those of `str.format`. One more: `{count:row|rows}` is the first word
where count is one, else the second.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Formatter
from typing import Literal

import yaml

Language = Literal["zh", "en"]
# Seven times as fast where PyYAML was built with its library.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def section(name: str) -> dict[str, dict[str, str]]:
    """One section of the catalogue: key -> {"en": ..., "zh": ...}."""
    text = resources.files(__name__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, str]] = yaml.load(text, _LOADER)  # noqa: S506  # one of the safe
    return loaded


class _Words(Formatter):
    """Figures as `str.format` writes them, and the word that goes with one or with many."""

    def format_field(self, value: object, format_spec: str) -> str:
        one, either, many = format_spec.partition("|")
        if either:
            return one if str(value) == "1" else many
        return format(value, format_spec)


_WORDS = _Words()


@dataclass(frozen=True)
class Texts:
    """The catalogue in one language: `texts("checks.duplicate", document="A-1")`."""

    language: Language

    def __call__(self, key: str, /, **values: object) -> str:
        """Text of "section.key" with its {placeholders} filled. KeyError for an unknown key."""
        part, _, name = key.partition(".")
        text = section(part)[name][self.language]
        write = _WORDS.format if "|" in text else str.format  # the latter is much quicker
        return write(text, **values)

    def headed(self, head: str, words: str) -> str:
        """Words under a head, with the colon of the language."""
        return f"{head}：{words}" if self.language == "zh" else f"{head}: {words}"

    def has(self, key: str) -> bool:
        """Whether the catalogue knows the key."""
        part, _, name = key.partition(".")
        return name in section(part)
