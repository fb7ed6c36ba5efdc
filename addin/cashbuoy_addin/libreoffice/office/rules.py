"""What cells offer and ask for (LibreOffice calls it validity)."""

from __future__ import annotations

import re

from .connection import Office, Uno, cell_range

_TEXT = re.compile(r'"((?:[^"]|"")*)"')


def rule_reword(
    office: Office, book: str, sheet: str, rectangle: list[int], old: list[str], new: list[str]
) -> None:
    """Give the cells of a rectangle that offer `old` (words with commas between, or = and the name
    of the cells that hold them, "" for other rules than lists; title; message) what `new` says. All
    other cells keep theirs."""
    groups = cell_range(office.sheet(book, sheet), rectangle).getUniqueCellFormatRanges()
    for index in range(groups.getCount()):
        group = groups.getByIndex(index)
        rule = group.getPropertyValue("Validation")
        if [_words(rule), rule.InputTitle, rule.InputMessage] == old:
            group.setPropertyValue("Validation", _reworded(rule, *new))


def _words(rule: Uno) -> str:
    if str(rule.Type.value) != "LIST":
        return ""
    offered = rule.getFormula1()
    return ",".join(_TEXT.findall(offered)) or f"={offered}"


def _reworded(rule: Uno, words: str, title: str, message: str) -> Uno:
    if words and not words.startswith("="):
        rule.setFormula1(";".join(f'"{word}"' for word in words.split(",")))
    for kind in ("Input", "Error"):
        setattr(rule, f"{kind}Title", title)
        setattr(rule, f"{kind}Message", message)
    return rule


OPERATIONS = (rule_reword,)
