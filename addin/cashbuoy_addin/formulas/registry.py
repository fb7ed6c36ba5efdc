"""What a formula is: defined once, read by the evaluator, the wrappers, the help and the tests."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from cashbuoy.errors import ErrorCode
    from cashbuoy.ledger.schema import ChoiceLabel
    from cashbuoy.policy.models import Policy

# number, date, text, flag: one cell; a date lies between 1990 and 2100, any_date where it will.
# numbers: a range of any shape, empty cells left out; paired: the same, empty cells kept. table: a
# range with titles in its first row. numbers_or_table: either.
Kind = Literal[
    "number", "numbers", "paired", "date", "any_date", "text", "flag", "table", "numbers_or_table",
]  # fmt: skip
Result = Literal["number", "date", "text", "block"]

# A block that spills: its titles, then its rows.
Rows = tuple[tuple[object, ...], ...]

PREFIX = "CB_"
_CLAUSE_ENDS = re.compile("[；：，。（]")


@dataclass(frozen=True)
class Words:
    """The same text in both languages."""

    en: str
    zh: str


@dataclass(frozen=True)
class Refusal:
    """An error that the cell may show, and when."""

    code: ErrorCode
    words: Words


@dataclass(frozen=True)
class FromPolicy:
    """A default that the firm sets: a policy key, such as "indicators.days_in_year"."""

    key: str

    def of(self, policy: Policy) -> object:
        """The value under the key."""
        value: object = policy
        for part in self.key.split("."):
            value = getattr(value, part)
        return value


@dataclass(frozen=True)
class Today:
    """A default: the date of the call."""


Default = float | str | bool | FromPolicy | Today | None


@dataclass(frozen=True)
class Argument:
    """One argument. An optional one without a default reaches the function as None.

    `choices` are the texts accepted: canonical key, and what it is called in both languages.
    """

    name: str
    kind: Kind
    help: Words
    optional: bool = False
    default: Default = None
    choices: Mapping[str, ChoiceLabel] = field(default_factory=dict)

    @property
    def in_chinese(self) -> str:
        """As Chinese messages call it: what it is, and its name in the function wizard."""
        return f"{_CLAUSE_ENDS.split(self.help.zh)[0]}（{self.name}）"


@dataclass(frozen=True)
class Formula:
    """One formula. `function` takes the call's context, then the converted arguments in order."""

    name: str
    category: Words
    help: Words
    result: Result
    arguments: tuple[Argument, ...]
    errors: tuple[Refusal, ...]
    example: str
    function: Callable[..., Any]

    @property
    def alias(self) -> str:
        """The name in workbooks where the plain one is taken."""
        return PREFIX + self.name

    @property
    def signature(self) -> str:
        """As the function wizard shows it: `DSO(receivables, [revenue])`."""
        shown = (f"[{a.name}]" if a.optional else a.name for a in self.arguments)
        return f"{self.name}({', '.join(shown)})"


def formula(
    name: str,
    category: Words,
    words: Words,
    arguments: Sequence[Argument],
    *,
    example: str,
    result: Result = "number",
    errors: Sequence[Refusal] = (),
) -> Callable[[Callable[..., Any]], Formula]:
    """Make a function the formula `name`."""

    def made(function: Callable[..., Any]) -> Formula:
        return Formula(
            name, category, words, result, tuple(arguments), tuple(errors), example, function
        )

    return made


def required(name: str, kind: Kind, en: str, zh: str) -> Argument:
    """An argument that must be given."""
    return Argument(name, kind, Words(en, zh))


def optional(
    name: str,
    kind: Kind,
    en: str,
    zh: str,
    default: Default = None,
    choices: Mapping[str, ChoiceLabel] | None = None,
) -> Argument:
    """An argument that may be left out."""
    return Argument(name, kind, Words(en, zh), True, default, choices or {})
