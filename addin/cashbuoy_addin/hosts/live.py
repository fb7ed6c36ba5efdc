"""The host of an open workbook: everything is read and worked out before the first cell changes.

Its calls to the application depend on the sheets and on what changed, never on the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from cashbuoy.errors import CashbuoyError
from cashbuoy_addin.hosts import live_book
from cashbuoy_addin.hosts.file_writer import safe_titles
from cashbuoy_addin.hosts.live_batches import Batches, Question, StepRefusedError, insist
from cashbuoy_addin.hosts.live_foreign import in_the_way
from cashbuoy_addin.hosts.live_found import Found, look_at
from cashbuoy_addin.hosts.live_inputs import mark_findings
from cashbuoy_addin.hosts.live_memory import STAMP, Memory, Remembered, stamp_of
from cashbuoy_addin.hosts.live_picture import picture
from cashbuoy_addin.hosts.live_reader import Seen, read
from cashbuoy_addin.hosts.live_rewording import own_titles, reword
from cashbuoy_addin.hosts.live_sight import in_sight, sight_steps
from cashbuoy_addin.hosts.live_steps import Step
from cashbuoy_addin.hosts.live_ways import both_ways
from cashbuoy_addin.overrides import ITEMS, TABLES, Shown, overrides, with_overrides
from cashbuoy_workbook.blocks import Sheet as SheetData
from cashbuoy_workbook.blocks import Workbook
from cashbuoy_workbook.rewording import Rewording
from cashbuoy_workbook.tabs import tabs_of

if TYPE_CHECKING:
    from xlwings import Book

__all__ = [
    "BrokenOffError",
    "InTheWayError",
    "MissingSheetsError",
    "NothingToUndoError",
    "Seen",
    "read",
    "undo",
    "write",
]

_ATTEMPTS = 3
_MOST_NAMED = 10
_TABS = Question("sheets")


class MissingSheetsError(CashbuoyError):
    """The workbook lacks sheets that a refresh fills; the text names them."""


class InTheWayError(CashbuoyError):
    """Cells of the user's own stand where a refresh must write; the text names them."""


class NothingToUndoError(CashbuoyError):
    """There is no refresh of this workbook, as it is now, to take back."""


class BrokenOffError(CashbuoyError):
    """The application refused a step. `restored`: everything stands again as it was before."""

    def __init__(self, reason: str, *, restored: bool) -> None:
        super().__init__(reason)
        self.restored = restored


def write(
    book: Book,
    seen: Seen,
    workbook: Workbook,
    memory: Memory,
    message: str,
    rewording: Rewording | None = None,
) -> int:
    """Bring the sheets of results up to date and return how many steps that took; 0: nothing had
    changed. Input sheets get the colours and notes of findings, and with `rewording` the words of
    another language; nothing else changes there, nor on Settings, nor outside our areas. Sheets of
    modules that were switched come into sight or go.

    Either all of it is written or, where the application refuses a step, the workbook is put back
    as it was (BrokenOffError). MissingSheetsError and InTheWayError before anything is touched.
    """
    tabs = _tabs(workbook, seen.tabs)
    remembered = _still_true(memory.load(book.fullname), seen.stamp)
    results = [s for s in workbook.sheets if _is_result(s)]
    found = look_at(seen, results, tabs, remembered)
    marks = mark_findings(seen, workbook, remembered)
    workbook = with_overrides(workbook, overrides(_shown(found)))
    titles = _titles(workbook, tabs)
    titles |= own_titles(seen, rewording, {key: titles[key] for key in tabs})
    marks = marks.titled(titles)
    new = {s.key: picture(s, titles) for s in workbook.sheets if _is_result(s)}
    theirs = in_the_way(seen, found, new, remembered)
    if theirs:
        raise InTheWayError(", ".join(theirs[:_MOST_NAMED]))
    pictures = {**new, **marks.kept}
    after = Remembered(stamp_of(pictures), pictures, shown=in_sight(workbook))
    forward, back = both_ways({**found, **marks.found}, {**new, **marks.new})
    if rewording is not None:
        words = reword(seen, rewording, titles)
        forward, back = words.around(forward, back)
    shown, hidden = sight_steps(seen, after.shown, titles, remembered)
    forward, back = [*forward, *shown], [*back, *hidden]
    if remembered is None or remembered.stamp != after.stamp:
        forward.append(Step("", "name", STAMP, _stamped(after)))
        back.append(Step("", "name", STAMP, _stamped(remembered)))
    if forward:
        kept = replace(after, way_back=tuple(back), before=remembered)
        _carry_out(book, seen.batches, forward, memory, kept, message)
    return len(forward)


def undo(book: Book, memory: Memory, message: str) -> None:
    """Put back what the last refresh wrote over."""
    batches, _, stamp = live_book.batches_of(book)
    remembered = _still_true(memory.load(book.fullname), stamp)
    if remembered is None or not remembered.way_back:
        raise NothingToUndoError(book.name)
    with live_book.quiet(book, message):
        if not _put_back(batches, remembered.way_back):
            raise BrokenOffError(book.name, restored=False)
    memory.save(book.fullname, remembered.before)


def _is_result(sheet: SheetData) -> bool:
    return not sheet.key.startswith("In") and sheet.key != "Settings"


def _tabs(workbook: Workbook, found: Iterable[str]) -> dict[str, str]:
    """Key of each sheet of results -> its tab as it is now."""
    here = list(found)
    tabs: dict[str, str] = {}
    missing = []
    for sheet in filter(_is_result, workbook.sheets):
        ours = [title for title in here if title in tabs_of(sheet.key) | {sheet.title}]
        if ours:
            tabs[sheet.key] = ours[0]
        else:
            missing.append(sheet.title)
    if missing:
        raise MissingSheetsError(", ".join(missing))
    return tabs


def _titles(workbook: Workbook, tabs: Mapping[str, str]) -> dict[str, str]:
    """Key -> tab after the refresh."""
    wanted = safe_titles(workbook.sheets)
    return {s.key: wanted[s.key] if s.key in tabs else s.title for s in workbook.sheets}


def _still_true(remembered: Remembered | None, stamp: str) -> Remembered | None:
    """What is remembered, if the workbook is the one that it was about."""
    return remembered if remembered and stamp == _stamped(remembered) else None


def _stamped(remembered: Remembered | None) -> str:
    return f'="{remembered.stamp if remembered else ""}"'


def _shown(found: Mapping[str, Found]) -> Shown:
    """What the forecast shows and the items behind it."""
    wanted = {"Items": [ITEMS]} | {table.sheet: [table.titles, table.lines] for table in TABLES}
    return Shown({name: found[key].rows(name) for key, names in wanted.items() for name in names})


def _carry_out(
    book: Book,
    batches: Batches,
    forward: list[Step],
    memory: Memory,
    kept: Remembered,
    message: str,
) -> None:
    # The way back is on disk before the first cell changes.
    name = book.fullname
    memory.save(name, kept)
    with live_book.quiet(book, message):
        try:
            batches.carry_out(forward)
        except StepRefusedError as refused:
            restored = _put_back(batches, kept.way_back)
            if restored:
                memory.save(name, kept.before)
            raise BrokenOffError(str(refused), restored=restored) from refused


def _put_back(batches: Batches, back: Sequence[Step]) -> bool:
    """Take steps back as far as the application lets us; whether it let us all the way."""

    def never_came_so_far(step: Step) -> bool:
        with suppress(Exception):
            return step.kind == "title" and [step.sheet] not in batches.ask([_TABS])[0]
        return False

    return insist(batches, back, _ATTEMPTS, never_came_so_far)
