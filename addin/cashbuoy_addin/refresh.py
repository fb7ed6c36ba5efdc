"""The pipeline on one page: read, compute, and only then write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from cashbuoy.analysis import Analysis
from cashbuoy.errors import CashbuoyError
from cashbuoy.measures.named_cells import cells_watched
from cashbuoy_addin.clock import today
from cashbuoy_addin.hosts.file import read_workbook, write_workbook
from cashbuoy_addin.hosts.file_names import named_cells
from cashbuoy_addin.hosts.file_shown import shown_in_file
from cashbuoy_addin.overrides import overrides, with_overrides
from cashbuoy_addin.pipeline import compute
from cashbuoy_addin.places import check_output, moved_settings
from cashbuoy_addin.settings import Run, Wishes, language_asked, resolve
from cashbuoy_workbook.book import InputBook
from cashbuoy_workbook.error_texts import error_text
from cashbuoy_workbook.sheets_off import with_sheets_off
from cashbuoy_workbook.texts import Language


@dataclass(frozen=True)
class Refreshed:
    """What a refresh found and where it was written."""

    analysis: Analysis
    book: InputBook
    run: Run
    output: Path

    @property
    def broken(self) -> bool:
        """Whether a control total does not hold: then the figures must not be relied on."""
        return not all(control.holds for control in self.analysis.controls)


def refresh_file(
    source: Path, output: Path, wishes: Wishes, day: Callable[[], dt.date] = today
) -> Refreshed:
    """Read `source`, write a refreshed workbook to `output`, never to `source`. Figures that the
    user typed over the forecast are carried over; sheets of modules that are off are hidden."""
    check_output(output, source)
    book, run = read_book(source, wishes, day)
    return write_refreshed(book, run, source, output)


def write_refreshed(book: InputBook, run: Run, source: Path, output: Path) -> Refreshed:
    """Compute and write what refresh_file does, for input that was read from `source`."""
    book = replace(book, settings=moved_settings(book.settings, run, output.parent))
    with told_in(run.language):
        analysis, workbook = compute(book, run)
    workbook = with_overrides(workbook, overrides(shown_in_file(source)))
    workbook = with_sheets_off(workbook, book.tables, run.policy)
    write_workbook(workbook, output, source=source)
    return Refreshed(analysis, book, run, output)


def read_book(
    source: Path, wishes: Wishes, day: Callable[[], dt.date] = today
) -> tuple[InputBook, Run]:
    """A workbook's input and what holds for a run on it, with the named cells that the policy's
    rules watch."""
    book = read_workbook(source)
    with told_in(language_asked(book.settings, wishes)):
        run = resolve(book.settings, source.parent, wishes, day)
    return replace(book, cells=named_cells(source, cells_watched(run.policy))), run


@contextmanager
def told_in(language: Language | None) -> Iterator[None]:
    """Errors of the policy and the ledgers come in the language; None: as they are, for who asked
    to say them in theirs."""
    try:
        yield
    except CashbuoyError as problem:
        words = error_text(problem, language) if language else str(problem)
        if words == str(problem):
            raise
        raise CashbuoyError(words) from problem
