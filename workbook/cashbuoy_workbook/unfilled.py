"""Sheets of results before the first refresh: laid out as a refresh leaves them, without figures.

So the first click in an open workbook finds all it fills, charts and widths included.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import get_args

from cashbuoy.analysis import analyse
from cashbuoy.ledger.clean import clean_ledgers
from cashbuoy.policy.models import Module, Policy
from cashbuoy_workbook.blocks import Block, Cell, Link, Sheet
from cashbuoy_workbook.book import InputBook
from cashbuoy_workbook.modules import is_input_key
from cashbuoy_workbook.render import render
from cashbuoy_workbook.texts import Language, Texts

# No date is shown, so any will do.
_ANY_DAY = dt.date(2026, 1, 1)
_MONTH = re.compile(r"\d{4}-\d{2}")
_HEADINGS = ("title", "section", "header", "tile_label")
_LABELS = ("label", "text", "text_subtotal", "text_total")


def unfilled_sheets(policy: Policy, language: Language) -> tuple[Sheet, ...]:
    """Every sheet that a refresh may write, in tab order; those of modules that are off are out of
    sight. Titles and the names of lines stand there, and an invitation in place of the subtitle."""
    invitation = Texts(language)("labels.not_yet_filled")
    shown = {sheet.key: sheet for sheet in _results(policy, language)}
    return tuple(
        _unfilled(shown.get(sheet.key, sheet), invitation, hidden=sheet.key not in shown)
        for sheet in _every(policy, language)
    )


def hidden_sheets(policy: Policy, language: Language) -> tuple[Sheet, ...]:
    """The same sheets, whatever modules are on, all of them out of sight."""
    invitation = Texts(language)("labels.not_yet_filled")
    return tuple(_unfilled(s, invitation, hidden=True) for s in _every(policy, language))


def _every(policy: Policy, language: Language) -> list[Sheet]:
    return _results(policy.model_copy(update={"modules": list(get_args(Module))}), language)


def _results(policy: Policy, language: Language) -> list[Sheet]:
    ledgers = clean_ledgers({}, policy.firm.base_currency)
    workbook = render(analyse(ledgers, policy, _ANY_DAY), InputBook({}), language)
    return [s for s in workbook.sheets if not is_input_key(s.key) and s.key != "Settings"]


def _unfilled(sheet: Sheet, invitation: str, *, hidden: bool) -> Sheet:
    blocks = tuple(_layout(block, invitation) for block in sheet.blocks)
    return replace(sheet, blocks=blocks, hidden=sheet.hidden or hidden, tab_colour="")


def _layout(block: Block, invitation: str) -> Block:
    judged = {place for places in block.fills.values() for place in places}
    values, styles = [], []
    for i, (row, looks) in enumerate(zip(block.values, block.styles, strict=True)):
        invites = [style == "subtitle" for style in looks]
        values.append(
            tuple(
                invitation if invite else cell if stays and (i, j) not in judged else None
                for j, (cell, invite, stays) in enumerate(
                    zip(row, invites, _staying(row, looks), strict=True)
                )
            )
        )
        styles.append(
            tuple("label" if invite else s for s, invite in zip(looks, invites, strict=True))
        )
    return Block(block.name, block.row, block.column, tuple(values), tuple(styles))


def _staying(row: Sequence[Cell], styles: Sequence[str]) -> Iterable[bool]:
    """Which cells say what will stand there, not what was found."""
    figures = any(cell is not None and not isinstance(cell, str | Link) for cell in row)
    texts = [style for cell, style in zip(row, styles, strict=True) if cell]
    remark = all(style == "small" for style in texts)
    for j, (cell, style) in enumerate(zip(row, styles, strict=True)):
        if isinstance(cell, str):
            names_figures = j == 0 and figures and style.startswith(_LABELS)
            named = names_figures and not style.endswith(("_grid", "_input"))
            letters = any(letter.isalpha() for letter in cell)
            stays = style.startswith(_HEADINGS) or remark or (named and letters)
            yield stays and not _MONTH.search(cell)
        else:
            yield style == "header_number"
