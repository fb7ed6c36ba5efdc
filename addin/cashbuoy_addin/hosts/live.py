"""The host of an open workbook: everything is read and worked out before the first cell changes.

Its calls to the application depend on the sheets and on what changed, never on the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from cashbuoy.errors import CashbuoyError
from cashbuoy_addin.hosts import live_book
from cashbuoy_addin.hosts.live_batches import Batches, Question, StepRefusedError, insist
from cashbuoy_addin.hosts.live_memory import Memory, Remembered
from cashbuoy_addin.hosts.live_plan import (
    InsertedError,
    InTheWayError,
    MissingSheetsError,
    named,
    plan_refresh,
    stamped,
)
from cashbuoy_addin.hosts.live_protected import ProtectedError, refuse_protected
from cashbuoy_addin.hosts.live_reader import Seen, read
from cashbuoy_addin.hosts.live_since import changed_since
from cashbuoy_addin.hosts.live_steps import Step
from cashbuoy_workbook.blocks import Workbook
from cashbuoy_workbook.rewording import Rewording

if TYPE_CHECKING:
    from xlwings import Book

__all__ = [
    "BrokenOffError",
    "ChangedSinceError",
    "InTheWayError",
    "InsertedError",
    "MissingSheetsError",
    "NothingToUndoError",
    "ProtectedError",
    "Seen",
    "read",
    "undo",
    "write",
]

_ATTEMPTS = 3
_TABS = Question("sheets")


class NothingToUndoError(CashbuoyError):
    """There is no refresh of this workbook, as it is now, to take back."""


class ChangedSinceError(CashbuoyError):
    """Users changed cells that taking a refresh back would write over; the text names them."""


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
    as it was (BrokenOffError). MissingSheetsError, InsertedError, InTheWayError and ProtectedError
    before anything is touched.
    """
    remembered = _still_true(memory.load(book.fullname), seen.stamp)
    plan = plan_refresh(seen, workbook, remembered, rewording)
    if plan.forward:
        refuse_protected(seen.batches, plan.forward)
        left = tuple(step for step in plan.forward if step.kind == "cells")
        kept = replace(plan.after, way_back=tuple(plan.back), left=left, before=remembered)
        _carry_out(book, seen.batches, plan.forward, memory, kept, message)
    return len(plan.forward)


def undo(book: Book, memory: Memory, message: str) -> None:
    """Put back what the last refresh wrote over. ChangedSinceError and ProtectedError before
    anything is touched."""
    batches, tabs, stamp = live_book.batches_of(book)
    remembered = _still_true(memory.load(book.fullname), stamp)
    if remembered is None or not remembered.way_back:
        raise NothingToUndoError(book.name)
    theirs = list(changed_since(batches, tabs, remembered))
    if theirs:
        raise ChangedSinceError(named(theirs))
    refuse_protected(batches, remembered.way_back)
    with live_book.quiet(book, message):
        if not _put_back(batches, remembered.way_back):
            raise BrokenOffError(book.name, restored=False)
    memory.save(book.fullname, remembered.before)


def _still_true(remembered: Remembered | None, stamp: str) -> Remembered | None:
    """What is remembered, if the workbook is the one that it was about."""
    return remembered if remembered and stamp == stamped(remembered) else None


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
