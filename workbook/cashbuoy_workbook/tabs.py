"""Tabs of our sheets in both languages, so that a workbook in either is recognised."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from cashbuoy.ledger.schema import TABLES
from cashbuoy_workbook import texts
from cashbuoy_workbook.modules import sheet_key
from cashbuoy_workbook.texts import Language

_PREFIX = "tab_"


@cache
def _tabs() -> dict[str, frozenset[str]]:
    """Sheet key -> its titles."""
    found: dict[str, frozenset[str]] = {}
    for section in _sections():
        for key, words in section.items():
            if key.startswith(_PREFIX):
                sheet = key.removeprefix(_PREFIX)
                found[sheet] = found.get(sheet, frozenset()) | frozenset(words.values())
    return found


def _sections() -> list[dict[str, dict[str, str]]]:
    return [texts.section(name) for name in ("labels", "sheets")]


def tabs_of(key: str) -> frozenset[str]:
    """Titles of one sheet by key (InReceivables, Settings ...)."""
    return _tabs().get(key, frozenset()) | {key}


def language_of(titles: Iterable[str]) -> Language:
    """The language of a workbook, as most of its tabs say it: some may bear names of the user's."""
    here = set(titles)
    words = [w for s in _sections() for key, w in s.items() if key.startswith(_PREFIX)]
    english, chinese = (len({w[lang] for w in words} & here) for lang in ("en", "zh"))
    return "en" if english > chinese else "zh"


def known_tabs() -> frozenset[str]:
    """Titles of all our sheets."""
    return frozenset().union(*_tabs().values())


def output_tabs() -> frozenset[str]:
    """Titles of the sheets without a ledger table; one shared with an input sheet is not among
    them."""
    holding = {sheet_key(table) for table in TABLES}
    ledgers = [titles for key, titles in _tabs().items() if key in holding]
    others = [titles for key, titles in _tabs().items() if key not in holding]
    return frozenset().union(*others) - frozenset().union(*ledgers)
