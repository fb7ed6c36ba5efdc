"""The words that input cells offer: choices, yes and no, and the lines of the forecast."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pandas as pd

from cashbuoy.forecast.categories import BY_KEY, category_key
from cashbuoy.ledger.cells import folded
from cashbuoy.ledger.schema import CHOICE_LABELS, TABLES, Column, Table
from cashbuoy.ledger.titles import match_titles
from cashbuoy.ledger.values import flag_of
from cashbuoy_workbook.texts import Language, Texts

_ANY_MONTH = (
    "payroll", "rent", "other_payments", "other_receipts", "other_taxes", "interest", "loans_in",
    "loans_out", "capex", "owners_in", "dividends",
)  # fmt: skip
# Lines that a user plans; the others come from ledgers of their own. Any line may still be typed.
OFFERED_CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "tblRecurring": _ANY_MONTH,
    "tblPlan": ("planned_sales", "planned_purchases", *_ANY_MONTH),
}


def cell_words(table: Table, column: Column, language: Language) -> tuple[str, ...]:
    """The words that a column's cells offer, in the language; none where anything may stand."""
    texts = Texts(language)
    if column.kind == "flag":
        return texts("labels.yes"), texts("labels.no")
    if column.kind == "choice":
        return tuple(_choice_word(key, language) for key in column.choices)
    if column.name == "category":
        return tuple(_category_word(key, language) for key in OFFERED_CATEGORIES[table.name])
    return ()


def _choice_word(key: str, language: Language) -> str:
    label = CHOICE_LABELS[key]
    return label.zh if language == "zh" else label.en


def _category_word(key: str, language: Language) -> str:
    category = BY_KEY[key]
    return category.zh if language == "zh" else category.en


def reworded(column: Column, text: str, language: Language) -> str | None:
    """The language's own word for a word of a column's list, however it was written; None for any
    other text."""
    if column.kind == "flag":
        meant = flag_of(text)
        return None if meant < 0 else Texts(language)("labels.yes" if meant else "labels.no")
    if column.kind == "choice":
        key = _choice_keys(column).get(folded(text))
        return _choice_word(key, language) if key else None
    if column.name == "category":
        category = category_key(text)
        return _category_word(category, language) if category else None
    return None


@cache
def _choice_keys(column: Column) -> dict[str, str]:
    return {
        folded(word): key for key in column.choices for word in (key, *CHOICE_LABELS[key].words)
    }


def in_words(tables: Mapping[str, pd.DataFrame], language: Language) -> dict[str, pd.DataFrame]:
    """Raw tables whose canonical keys ("normal", "payroll") are put in the words of the cells'
    lists; for tables that a program made. Everything else stays."""
    return {name: _table_in_words(TABLES[name], raw, language) for name, raw in tables.items()}


def _table_in_words(table: Table, raw: pd.DataFrame, language: Language) -> pd.DataFrame:
    out = raw.copy()
    for name, position in match_titles(table, raw).positions.items():
        words = _words_by_key(table[name], language)
        if words:
            cells = out.iloc[:, position].tolist()
            out.isetitem(position, pd.array([words.get(v, v) for v in cells], dtype=object))
    return out


def _words_by_key(column: Column, language: Language) -> dict[object, str]:
    if column.kind == "choice":
        return {key: _choice_word(key, language) for key in column.choices}
    if column.name == "category":
        return {key: _category_word(key, language) for key in BY_KEY}
    return {}
