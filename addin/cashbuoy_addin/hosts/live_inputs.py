"""Findings on the sheets that the user fills: colours and notes, and nothing else changes there.

Cells are ours to repaint where they bear a level's fill and ink together, as no user picks them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.ledger.schema import TABLES
from cashbuoy.ledger.titles import match_titles
from cashbuoy_addin.hosts.file_tables import TablePlace
from cashbuoy_addin.hosts.live_areas import Area, Mask, within
from cashbuoy_addin.hosts.live_batches import AUTHOR, Answer, Question, parts
from cashbuoy_addin.hosts.live_found import Found, with_looks
from cashbuoy_addin.hosts.live_looks import BARE, Look, is_marked, look_of, marked_look
from cashbuoy_addin.hosts.live_memory import Remembered
from cashbuoy_addin.hosts.live_picture import MOST_ADDRESSES, OUTSIDE, Picture, grown
from cashbuoy_addin.hosts.live_reader import Seen
from cashbuoy_workbook.blocks import Block, Level, Workbook
from cashbuoy_workbook.modules import input_key
from cashbuoy_workbook.texts import Texts

UNDER = "under "
"""Before the key of an input sheet: what is remembered of its cells under our colours."""

MOST_NOTES = 40
_LEVELS: tuple[Level, ...] = ("red", "amber")
_Cell = tuple[int, int]


@dataclass(frozen=True)
class Marked:
    """Input sheets by key: as found, as they shall be, and what to remember of them."""

    found: Mapping[str, Found]
    new: Mapping[str, Picture]
    kept: Mapping[str, Picture]

    def titled(self, titles: Mapping[str, str]) -> Marked:
        """The same on tabs of other names, by key."""
        new = {k: replace(p, title=titles.get(k, p.title)) for k, p in self.new.items()}
        kept = {
            k: replace(p, title=titles.get(k.removeprefix(UNDER), p.title))
            for k, p in self.kept.items()
        }
        return Marked(self.found, new, kept)


@dataclass(frozen=True)
class _Ledger:
    """A table in the open workbook, the block rendered for it, and the sheet's column of each of
    the block's columns, None for one that the user's table lacks."""

    key: str
    place: TablePlace
    area: Area
    block: Block
    columns: tuple[int | None, ...]

    def cell(self, row: int, column: int) -> _Cell:
        """Where a cell of the block stands; findings about a missing column go to the first."""
        first = next(c for c in self.columns if c is not None)
        at = self.columns[column]
        return self.area.row + row, first if at is None else at

    def style(self, cell: _Cell) -> str | None:
        """The style of a cell of the sheet, None for columns that are not the table's."""
        row = cell[0] - self.area.row
        if cell[1] not in self.columns or not 0 <= row < self.block.height:
            return None
        return self.block.styles[row][self.columns.index(cell[1])]


def mark_findings(seen: Seen, workbook: Workbook, remembered: Remembered | None) -> Marked:
    """What findings on input sheets change, from two questions a table."""
    known = remembered.pictures if remembered else {}
    ledgers = list(_ledgers(seen, workbook))
    if remembered and seen.batches.one_by_one:
        # Where nothing is to be marked, and nothing was, nobody need ask.
        ledgers = [t for t in ledgers if t.key in known or t.block.fills or t.block.notes]
    questions = [
        question
        for ledger in ledgers
        for question in (
            Question("looks", ledger.place.sheet, ledger.area.address),
            Question("notes", ledger.place.sheet),
        )
    ]
    answers = seen.batches.ask(questions)
    texts = Texts(workbook.language)
    found, new, kept = {}, {}, {}
    for ledger, looks, notes in zip(ledgers, answers[::2], answers[1::2], strict=True):
        old = _as_found(ledger, looks, known)
        under = _under(ledger, old, known.get(UNDER + ledger.key))
        wanted, mask = _painted(ledger, under, _noted(ledger, texts))
        ours = _own_notes(notes, _is_ours(old), known.get(ledger.key))
        found[ledger.key] = Found(replace(old, notes=ours), np.full((0, 0), "", dtype=object))
        new[ledger.key] = wanted
        if mask.any() or wanted.notes:
            kept[ledger.key] = _only(wanted, mask)
            kept[UNDER + ledger.key] = _only(replace(under, notes={}), mask)
    return Marked(found, new, kept)


def _ledgers(seen: Seen, workbook: Workbook) -> Iterator[_Ledger]:
    blocks = {b.name: b for sheet in workbook.sheets for b in sheet.blocks if b.name}
    for name, place in seen.places.items():
        frame, block = seen.inputs.tables[name], blocks.get(f"cb_{input_key(name)}")
        columns = _columns(name, frame, place, seen.offsets[name])
        if block is None or not len(frame) or not any(c is not None for c in columns):
            continue
        area = Area(place.row + 1, place.column, len(frame), place.width)
        yield _Ledger(input_key(name), place, area, block, columns)


def _columns(
    name: str, frame: pd.DataFrame, place: TablePlace, offsets: tuple[int, ...]
) -> tuple[int | None, ...]:
    """Schema's columns in order, then the user's own, as input sheets have them."""
    found = match_titles(TABLES[name], frame).positions
    known = [found.get(column.name) for column in TABLES[name].columns]
    own = [i for i in range(frame.shape[1]) if i not in set(found.values())]
    return tuple(None if i is None else place.column + offsets[i] for i in [*known, *own])


def _as_found(ledger: _Ledger, told: Answer, known: Mapping[str, Picture]) -> Picture:
    """The table's cells as they look; where the application does not tell, as we left them."""
    area = ledger.area
    shape = area.row + area.height, area.column + area.width
    bare = Picture(
        ledger.place.sheet,
        {"#table": area},
        np.full(shape, None, dtype=object),
        np.full(shape, OUTSIDE, dtype=np.int16),
        (),
    )
    if told:
        return replace(with_looks(bare, [area], parts(told)), areas={})
    palette: dict[Look, int] = {BARE: 0}
    looks = bare.looks.copy()
    for row, styles in enumerate(ledger.block.styles[: area.height]):
        for column, style in zip(ledger.columns, styles, strict=True):
            if column is not None:
                number = palette.setdefault(look_of(style, None), len(palette))
                looks[area.row + row, column] = number
    left = known.get(ledger.key)
    if left is not None:
        before = grown(left.looks, shape, OUTSIDE)[: shape[0], : shape[1]]
        for cell in np.argwhere(before >= 0).tolist():
            look = left.palette[before[cell[0], cell[1]]]
            looks[cell[0], cell[1]] = palette.setdefault(look, len(palette))
    return replace(bare, areas={}, looks=looks, palette=tuple(palette))


def _is_ours(picture: Picture) -> Mask:
    """Cells that bear our colours."""
    marked = np.array([*map(is_marked, picture.palette), False])
    ours: Mask = marked[np.where(picture.looks >= 0, picture.looks, -1)]
    return ours


def _under(ledger: _Ledger, old: Picture, known: Picture | None) -> Picture:
    """The sheet without our colours."""
    palette = {look: number for number, look in enumerate(old.palette)}
    looks = old.looks.copy()
    before = grown(known.looks, old.looks.shape, OUTSIDE) if known else None
    for row, column in np.argwhere(_is_ours(old)).tolist():
        style = ledger.style((row, column))
        if known is not None and before is not None and before[row, column] >= 0:
            look = known.palette[before[row, column]]
        elif style is not None:
            look = look_of(style, None)
        else:
            continue
        looks[row, column] = palette.setdefault(look, len(palette))
    return replace(old, looks=looks, palette=tuple(palette))


def _painted(ledger: _Ledger, under: Picture, notes: Mapping[_Cell, str]) -> tuple[Picture, Mask]:
    """The sheet with the colours of its findings, as many as a few addresses hold; and where."""
    palette = {look: number for number, look in enumerate(under.palette)}
    looks, mask = under.looks.copy(), np.zeros(under.looks.shape, dtype=bool)
    for level in _LEVELS:
        chosen = np.zeros(looks.shape, dtype=bool)
        for place in ledger.block.fills.get(level, ()):
            chosen[ledger.cell(*place)] = True
        chosen = within(chosen, MOST_ADDRESSES) & (looks >= 0)
        for row, column in np.argwhere(chosen).tolist():
            style = ledger.style((row, column))
            usual = look_of(style, None).number_format if style else ""
            look = marked_look(under.palette[under.looks[row, column]], level, usual)
            looks[row, column] = palette.setdefault(look, len(palette))
        mask |= chosen
    return replace(under, looks=looks, palette=tuple(palette), notes=notes), mask


def _noted(ledger: _Ledger, texts: Texts) -> dict[_Cell, str]:
    """The first notes from above; the last of them says how many more there would be."""
    every = {ledger.cell(n.row, n.column): n.text for n in ledger.block.notes}
    chosen = {cell: every[cell] for cell in sorted(every)[:MOST_NOTES]}
    more = len(every) - len(chosen)
    if more:
        last = max(chosen)
        sheet = texts("labels.tab_Checks")
        chosen[last] += "\n" + texts("live.more_notes", more=f"{more:,}", sheet=sheet)
    return chosen


def _own_notes(told: Answer, ours: Mask, left: Picture | None) -> dict[_Cell, str]:
    """Notes of ours: by their author, on a cell in our colours, or as we left them."""
    found = {}
    for row, column, author, text in told:
        inside = row < ours.shape[0] and column < ours.shape[1]
        as_left = left is not None and left.notes.get((row, column)) == text
        if author == AUTHOR or as_left or (inside and ours[row, column] and not author):
            found[row, column] = text
    return found


def _only(picture: Picture, mask: Mask) -> Picture:
    """What is remembered: the looks of the cells chosen."""
    chosen: NDArray[np.int16] = np.where(mask, picture.looks, OUTSIDE).astype(np.int16)
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    height = int(rows[-1]) + 1 if rows.size else 0
    width = int(columns[-1]) + 1 if columns.size else 0
    # In an order of their own, so that the same looks are remembered alike.
    numbers = sorted(set(chosen[chosen >= 0].tolist()), key=lambda n: repr(picture.palette[n]))
    small = np.full((height, width), OUTSIDE, dtype=np.int16)
    for new, old in enumerate(numbers):
        small[chosen[:height, :width] == old] = new
    palette = tuple(picture.palette[number] for number in numbers)
    cells = np.full(small.shape, None, dtype=object)
    return replace(picture, areas={}, cells=cells, looks=small, palette=palette)
