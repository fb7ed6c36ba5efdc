"""The user's own sheets in two languages: what changes its words, and what stays the user's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from cashbuoy.policy.models import Policy
from cashbuoy_workbook.blocks import Block, Cell, Link, Sheet
from cashbuoy_workbook.input_sheets import input_sheets
from cashbuoy_workbook.settings import SETTINGS, setting_name, settings_sheet
from cashbuoy_workbook.template import start_sheet
from cashbuoy_workbook.texts import Language

_VALUES = frozenset(map(setting_name, SETTINGS))
Words = Mapping[str, Cell]


@dataclass(frozen=True)
class Rewording:
    """Input sheets without rows, Settings and Start, in the language before and in the one after,
    by key; the blocks, columns and choices of both are in one order."""

    before: Mapping[str, Sheet]
    after: Mapping[str, Sheet]
    languages: tuple[Language, Language]


def rewording(
    tables: Mapping[str, pd.DataFrame],
    settings: Mapping[str, object],
    policy: Policy,
    languages: tuple[Language, Language],
) -> Rewording:
    """From the first of two languages to the second. `tables` are raw, by name."""
    titles = {name: raw.iloc[:0] for name, raw in tables.items()}
    before, after = (_sheets(titles, settings, policy, language) for language in languages)
    return Rewording(before, after, languages)


def _sheets(
    tables: Mapping[str, pd.DataFrame],
    settings: Mapping[str, object],
    policy: Policy,
    language: Language,
) -> dict[str, Sheet]:
    inputs = input_sheets(tables, policy, language)
    every = tuple(replace(sheet, hidden=False) for sheet in inputs)
    start = start_sheet(every, language, policy.firm.base_currency)
    own = settings_sheet({**settings, "language": language}, policy, language)
    return {sheet.key: sheet for sheet in (*inputs, own, start)}


def cells_of(blocks: Iterable[Block]) -> dict[tuple[int, int], Cell]:
    """What stands where, from A1 on; the cells of settings that are the user's are left out."""
    return {
        (block.row + i, block.column + j): cell
        for block in blocks
        if block.name not in _VALUES
        for i, row in enumerate(block.values)
        for j, cell in enumerate(row)
        if cell is not None
    }


def shown(cell: Cell) -> str:
    """A cell's text, that of a jump included."""
    return cell.text if isinstance(cell, Link) else str(cell)


def words(before: Sheet, after: Sheet) -> Words:
    """Text shown before -> cell after, for texts that differ and mean one thing only."""
    later = cells_of(after.blocks)
    found: dict[str, Cell] = {}
    doubtful: set[str] = set()
    for place, cell in cells_of(before.blocks).items():
        if not isinstance(cell, str | Link):
            continue
        new = later.get(place)
        text = shown(cell)
        if text in found and found[text] != new:
            doubtful.add(text)
        found[text] = new
    return {t: c for t, c in found.items() if t not in doubtful and c is not None}
