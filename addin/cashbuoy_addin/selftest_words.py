"""The fixed words of the self-test's sheet, and what they are in the other language."""

from __future__ import annotations

import re

from cashbuoy_workbook.texts import Language, Texts

KEY = "Selftest"
TITLES = ("result", "typed", "expected", "found", "speed", "in_cell")
_FIXED = ("hint", "ok", "bad", *TITLES)
_NUMBER = re.compile(r"\d+")


def verdict(count: int, failed: int, language: Language) -> str:
    """Whether all formulas passed."""
    key = "live.selftest_failed" if failed else "live.selftest_passed"
    return Texts(language)(key, count=count, failed=failed)


def reworded(text: str, before: Language, after: Language) -> str | None:
    """The other language's words for one of the sheet's; None for any other text."""
    old, new = Texts(before), Texts(after)
    for key in (f"labels.tab_{KEY}", *(f"live.selftest_{name}" for name in _FIXED)):
        if old(key) == text:
            return new(key)
    numbers = {0, *map(int, _NUMBER.findall(text))}
    for count in numbers:
        for failed in numbers:
            if verdict(count, failed, before) == text:
                return verdict(count, failed, after)
    return None
