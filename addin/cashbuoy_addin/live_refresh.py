"""A refresh of the workbook that is open: read, compute, and only then write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cashbuoy.analysis import Analysis
from cashbuoy.measures.named_cells import cells_watched
from cashbuoy_addin.clock import today
from cashbuoy_addin.hosts import live
from cashbuoy_addin.hosts.live_memory import Memory
from cashbuoy_addin.hosts.live_named_cells import named_cells
from cashbuoy_addin.pipeline import compute
from cashbuoy_addin.settings import Run, Wishes, resolve
from cashbuoy_workbook.rewording import rewording
from cashbuoy_workbook.tabs import language_of
from cashbuoy_workbook.texts import Texts

if TYPE_CHECKING:
    from xlwings import Book


@dataclass(frozen=True)
class LiveRefreshed:
    """What a refresh of an open workbook found; `steps` 0: nothing had changed. `settings` are the
    workbook's."""

    analysis: Analysis
    run: Run
    settings: Mapping[str, object]
    steps: int


def refresh_book(
    book: Book,
    memory: Memory,
    wishes: Wishes | None = None,
    day: Callable[[], dt.date] = today,
) -> LiveRefreshed:
    """Bring the results in an open workbook up to date, or leave it as it was."""
    seen = live.read(book)
    found = seen.inputs
    run = resolve(found.settings, folder_of(book), wishes or Wishes(), day)
    cells = named_cells(seen.batches, seen.tabs, cells_watched(run.policy))
    settings = dict(found.settings) | {"language": run.language}
    found = replace(found, settings=settings, cells=cells)
    analysis, workbook = compute(found, run)
    message = Texts(run.language)("live.writing")
    before = language_of(seen.tabs)
    words = None
    if before != run.language:
        words = rewording(found.tables, found.settings, run.policy, (before, run.language))
    steps = live.write(book, seen, workbook, memory, message, words)
    return LiveRefreshed(analysis, run, found.settings, steps)


def folder_of(book: Book) -> Path | None:
    """The folder of a saved workbook; None for one without, or one that stands on the web."""
    path = Path(book.fullname)
    return path.parent if path.is_absolute() and path.parent.is_dir() else None
