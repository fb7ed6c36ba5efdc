"""The host of an open workbook: everything is read and worked out before the first cell changes.

Its calls to the application depend on the sheets and on what changed, never on the rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cashbuoy.errors import CashbuoyError
from cashbuoy_addin.hosts import live_book
from cashbuoy_addin.hosts.file_writer import safe_titles
from cashbuoy_addin.hosts.live_areas import Area
from cashbuoy_addin.hosts.live_cells import Assigned, as_text, given_back
from cashbuoy_addin.hosts.live_memory import Memory, Remembered, stamp_of
from cashbuoy_addin.hosts.live_picture import (
    OUTSIDE,
    UNKNOWN,
    Picture,
    extent,
    grown,
    nothing,
    picture,
)
from cashbuoy_addin.hosts.live_reader import read
from cashbuoy_addin.hosts.live_steps import Step, left_over, rename, steps, wanted_cells
from cashbuoy_addin.overrides import Shown, overrides, with_overrides
from cashbuoy_workbook.blocks import Sheet as SheetData
from cashbuoy_workbook.blocks import Workbook
from cashbuoy_workbook.tabs import tabs_of

if TYPE_CHECKING:
    from xlwings import Book, Sheet

__all__ = [
    "BrokenOffError",
    "MissingSheetsError",
    "NothingToUndoError",
    "read",
    "undo",
    "write",
]

STAMP = "cb_Refresh"
_ATTEMPTS = 3


class MissingSheetsError(CashbuoyError):
    """The workbook lacks sheets that a refresh fills; the text names them."""


class NothingToUndoError(CashbuoyError):
    """There is no refresh of this workbook, as it is now, to take back."""


class BrokenOffError(CashbuoyError):
    """The application refused a step. `restored`: everything stands again as it was before."""

    def __init__(self, reason: str, *, restored: bool) -> None:
        super().__init__(reason)
        self.restored = restored


@dataclass(frozen=True)
class _Found:
    """One sheet of results as it stands: `now` is what it holds."""

    sheet: Sheet
    old: Picture
    now: NDArray[np.object_]


def write(book: Book, workbook: Workbook, memory: Memory, message: str) -> int:
    """Bring the sheets of results up to date and return how many steps that took; 0: nothing had
    changed. Input sheets, Settings and everything outside our areas stay untouched.

    Either all of it is written or, where the application refuses a step, the workbook is put back
    as it was (BrokenOffError). MissingSheetsError before anything is touched.
    """
    sheets = live_book.sheets_of(book)
    tabs = _tabs(workbook, sheets)
    remembered = _still_true(book, memory)
    results = [s for s in workbook.sheets if _is_result(s)]
    found = _look_at(book, results, {key: sheets[t] for key, t in tabs.items()}, remembered)
    workbook = with_overrides(workbook, overrides(_shown(found)))
    titles = _titles(workbook, tabs)
    new = {s.key: picture(s, titles) for s in workbook.sheets if _is_result(s)}
    after = Remembered(stamp_of(new), new)
    forward, back = _both_ways(found, new)
    if remembered is None or remembered.stamp != after.stamp:
        forward.append(Step("", "name", STAMP, f'="{after.stamp}"'))
        before = f'="{remembered.stamp}"' if remembered else '=""'
        back.append(Step("", "name", STAMP, before))
    if forward:
        kept = replace(after, way_back=tuple(back), before=remembered)
        _carry_out(book, forward, back, memory, kept, message)
    return len(forward)


def undo(book: Book, memory: Memory, message: str) -> None:
    """Put back what the last refresh wrote over."""
    remembered = _still_true(book, memory)
    if remembered is None or not remembered.way_back:
        raise NothingToUndoError(book.name)
    with live_book.quiet(book, message):
        if not _put_back(book, remembered.way_back):
            raise BrokenOffError(book.name, restored=False)
    memory.save(book.fullname, remembered.before)


def _is_result(sheet: SheetData) -> bool:
    return not sheet.key.startswith("In") and sheet.key != "Settings"


def _tabs(workbook: Workbook, sheets: Mapping[str, Sheet]) -> dict[str, str]:
    """Key of each sheet of results -> its tab as it is now."""
    tabs: dict[str, str] = {}
    missing = []
    for sheet in filter(_is_result, workbook.sheets):
        here = [title for title in sheets if title in tabs_of(sheet.key) | {sheet.title}]
        if here:
            tabs[sheet.key] = here[0]
        else:
            missing.append(sheet.title)
    if missing:
        raise MissingSheetsError(", ".join(missing))
    return tabs


def _titles(workbook: Workbook, tabs: Mapping[str, str]) -> dict[str, str]:
    """Key -> tab after the refresh."""
    wanted = safe_titles(workbook.sheets)
    return {s.key: wanted[s.key] if s.key in tabs else s.title for s in workbook.sheets}


def _still_true(book: Book, memory: Memory) -> Remembered | None:
    remembered = memory.load(book.fullname)
    if remembered is None or STAMP not in book.names:
        return None
    return remembered if book.names[STAMP].refers_to == f'="{remembered.stamp}"' else None


def _look_at(
    book: Book,
    results: list[SheetData],
    sheets: Mapping[str, Sheet],
    remembered: Remembered | None,
) -> dict[str, _Found]:
    names = live_book.named_areas(book) if remembered is None else {}
    found = {}
    for data in results:
        sheet = sheets[data.key]
        known = remembered.pictures.get(data.key) if remembered else None
        now = live_book.formulas(sheet, _shape(known, data) if known else (0, 0))
        old = known or _guessed(sheet, data, names, now)
        found[data.key] = _Found(sheet, replace(old, title=sheet.name), now)
    return found


def _shape(known: Picture, data: SheetData) -> tuple[int, int]:
    """What must be read: all areas that were ours, and all that will be."""
    new = [Area(b.row, b.column, b.height, b.width) for b in data.blocks if b.height and b.width]
    return extent([*known.areas.values(), *new])


def _guessed(
    sheet: Sheet, data: SheetData, names: Mapping[str, Area], now: NDArray[np.object_]
) -> Picture:
    """What can be known of a sheet that this computer has not refreshed before."""
    areas = {name: area for name, area in names.items() if name.startswith(f"cb_{data.key}")}
    areas |= {b.name: names[b.name] for b in data.blocks if b.name in names}
    nameless = [b for b in data.blocks if not b.name]
    if nameless:
        width = max(b.column + b.width for b in nameless)
        areas["#used"] = Area(0, 0, max(now.shape[0], 1), width)
    looks = np.full(extent(areas.values()), OUTSIDE, dtype=np.int16)
    for area in areas.values():
        looks[area.slices] = UNKNOWN
    cells = np.full(looks.shape, None, dtype=object)
    return Picture("", areas, cells, looks, (), live_book.own_notes(sheet))


def _shown(found: Mapping[str, _Found]) -> Shown:
    """What the forecast shows and the items behind it."""

    def rows(key: str, name: str) -> list[list[object]]:
        area = found[key].old.areas.get(name) if key in found else None
        if area is None:
            return []
        now = grown(found[key].now, (area.row + area.height, area.column + area.width), "")
        part: list[list[object]] = now[area.slices].tolist()
        return part

    return Shown(
        rows("Forecast", "cb_Forecast_Months"),
        rows("Forecast", "cb_Forecast_Lines"),
        rows("Items", "cb_Items_Rows"),
    )


def _both_ways(
    found: Mapping[str, _Found], new: Mapping[str, Picture]
) -> tuple[list[Step], list[Step]]:
    """The steps of the refresh, and those that take it back."""
    # Formulas find other sheets and tables by name: tabs first, then sheets that hold tables.
    keys = sorted(new, key=lambda key: not new[key].tables)
    before = {key: _before(found[key], new[key]) for key in keys}
    forward = [step for key in keys for step in rename(before[key], new[key])]
    back = [step for key in keys for step in rename(new[key], before[key])]
    for key in keys:
        forward += steps(before[key], new[key], found[key].now)
        back += steps(new[key], before[key], _then(before[key], new[key], found[key].now))
    return forward, back


def _before(found: _Found, new: Picture) -> Picture:
    """The sheet as it stands, with the cells that the refresh writes over."""
    foreign = {f"#{i}": area for i, area in enumerate(left_over(new, found.old))}
    old = replace(found.old, areas={**found.old.areas, **{f"#{k}": a for k, a in foreign.items()}})
    shape = tuple(int(n) for n in np.maximum(extent(old.areas.values()), old.looks.shape))
    cells = np.full(shape, None, dtype=object)
    looks = grown(old.looks, (shape[0], shape[1]), OUTSIDE)
    now = grown(found.now, (shape[0], shape[1]), "")
    will = grown(new.looks, (shape[0], shape[1]), OUTSIDE)
    for area in old.areas.values():
        part = zip(
            now[area.slices].ravel().tolist(),
            looks[area.slices].ravel().tolist(),
            will[area.slices].ravel().tolist(),
            strict=True,
        )
        held = [_held(c, old, was, new, becomes) for c, was, becomes in part]
        cells[area.slices] = np.array(held, dtype=object).reshape(area.height, area.width)
    return replace(old, cells=cells, looks=looks)


def _held(read: object, old: Picture, was: int, new: Picture, becomes: int) -> Assigned:
    """What gives a cell back its content, as far as its number format is known."""
    if was >= 0:
        return given_back(read, old.palette[was].number_format)
    form = new.palette[becomes].number_format if becomes >= 0 else "General"
    jump = becomes >= 0 and form == "General"
    # Where a jump goes, a file has its text, which may look like a number.
    if jump and isinstance(read, str) and read and not read.startswith("="):
        return as_text(read, form)
    return given_back(read, form)


def _then(before: Picture, new: Picture, now: NDArray[np.object_]) -> NDArray[np.object_]:
    """What the sheet will hold once the refresh is through."""
    wanted = wanted_cells(before, new, (now.shape[0], now.shape[1]))
    then = grown(now, (wanted.shape[0], wanted.shape[1]), "").copy()
    ours = ~nothing(wanted)
    then[ours] = [c.removeprefix("'") if isinstance(c, str) else c for c in wanted[ours].tolist()]
    return then


def _carry_out(
    book: Book,
    forward: list[Step],
    back: list[Step],
    memory: Memory,
    kept: Remembered,
    message: str,
) -> None:
    # The way back is on disk before the first cell changes.
    memory.save(book.fullname, kept)
    restored: bool | None = None
    with live_book.quiet(book, message):
        try:
            live_book.perform(live_book.sheets_of(book), forward, book)
        except Exception as error:
            restored = _put_back(book, back)
            if restored:
                memory.save(book.fullname, kept.before)
            raise BrokenOffError(str(error), restored=restored) from error


def _put_back(book: Book, back: tuple[Step, ...] | list[Step]) -> bool:
    """Take steps back as far as the application lets us; whether it let us all the way."""
    sheets = live_book.sheets_of(book)
    through = [_insist(book, sheets, step) for step in back]
    return all(through)


def _insist(book: Book, sheets: dict[str, Sheet], step: Step) -> bool:
    if step.kind == "title" and step.sheet not in sheets:
        return True  # it never came so far
    for _ in range(_ATTEMPTS):
        with suppress(Exception):
            live_book.perform(sheets, [step], book)
            return True
    return False
