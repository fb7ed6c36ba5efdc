"""Lists that input cells offer: the words, and where those of a list too long for a rule stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from cashbuoy.ledger.schema import TABLES, Table
from cashbuoy.policy.models import Policy
from cashbuoy_workbook.choice_words import cell_words
from cashbuoy_workbook.modules import INPUT_MODULES, input_key
from cashbuoy_workbook.texts import Language

# A rule holds its words as one text, parted by commas, of at most so many characters.
LONGEST_RULE = 255
_LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True)
class WordList:
    """Words that a column's cells offer. `name`: the defined name of the cells that hold them, for
    a list that is too long for a rule in any language; "" where the rule holds them itself."""

    words: tuple[str, ...]
    name: str = ""


def word_lists(
    table: Table, language: Language, policy: Policy | None = None
) -> dict[str, WordList]:
    """The lists of a table by canonical column; with a policy also those that it knows."""
    every = [_words(table, each, policy) for each in _LANGUAGES]
    long = {column for words in every for column in words if _is_long(words[column])}
    return {
        column: WordList(words, _name(table, column) if column in long else "")
        for column, words in every[_LANGUAGES.index(language)].items()
        if words
    }


def lists_apart(language: Language, policy: Policy) -> tuple[tuple[Table, str, WordList], ...]:
    """Table, column and list of all lists that stand in cells of their own, in tab order."""
    return tuple(
        (TABLES[name], column, found)
        for name in INPUT_MODULES
        for column, found in word_lists(TABLES[name], language, policy).items()
        if found.name
    )


def _words(
    table: Table, language: Language, policy: Policy | None
) -> Mapping[str, tuple[str, ...]]:
    words = {column.name: cell_words(table, column, language) for column in table.columns}
    if policy is not None and table.name == "tblDisputes":
        titles = [reason.title for reason in policy.disputes.reasons.values()]
        words["reason"] = tuple(t.zh if language == "zh" else t.en for t in titles)
    return words


def _is_long(words: tuple[str, ...]) -> bool:
    """Also where a word holds the comma that parts the words."""
    return len(",".join(words)) > LONGEST_RULE or any("," in word for word in words)


def _name(table: Table, column: str) -> str:
    plain = "".join(part.capitalize() for part in column.split("_"))
    return f"cb_{input_key(table.name)}_{plain}Words"
