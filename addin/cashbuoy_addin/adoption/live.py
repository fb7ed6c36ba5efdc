"""The buttons Adopt plans and Adopt payment dates, on the workbook that is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from cashbuoy.payables.adoption import COLUMN, TABLE
from cashbuoy_addin.adoption.wanted import (
    dates_by_row,
    dates_said,
    dates_wanted,
    plans_said,
    plans_wanted,
)
from cashbuoy_addin.clock import today
from cashbuoy_addin.hosts import live
from cashbuoy_addin.import_memory import ImportMemory
from cashbuoy_addin.live_import import append_rows, columns_lacking, fill_empty
from cashbuoy_addin.live_refresh import folder_of
from cashbuoy_addin.macro_messages import language_of
from cashbuoy_addin.settings import Run, Wishes, resolve
from cashbuoy_workbook.book import InputBook
from cashbuoy_workbook.texts import Texts

if TYPE_CHECKING:
    from xlwings import Book


def adopt_plans(book: Book, memory: ImportMemory, day: Callable[[], dt.date] = today) -> str:
    """Add the chosen proposals to the payment plans with their invoices, and say what was added."""
    found, run, say = _opened(book, day)
    if not run.policy.has("plans"):
        return say("adoption.plans_off")
    adopted = plans_wanted(found, run)
    if adopted.plans.empty:
        return plans_said(adopted, say)
    tables = {"tblPlans": adopted.plans, "tblPlanItems": adopted.items}
    lacking = columns_lacking(book, tables, run.language)
    if lacking:
        return say("adoption.lacking", missing=", ".join(lacking))
    append_rows(book, tables, memory, run.language, say("adoption.writing"))
    return "\n".join([plans_said(adopted, say), say("adoption.next")])


def adopt_payments(book: Book, memory: ImportMemory, day: Callable[[], dt.date] = today) -> str:
    """Write the scheduled days beside the bills that have no date yet, and say how many."""
    found, run, say = _opened(book, day)
    adopted = dates_wanted(found, run)
    if adopted is None:
        return say("adoption.payments_off")
    days = dates_by_row(adopted)
    written = fill_empty(book, (TABLE, COLUMN), days, memory, say("adoption.writing"))
    if written is None:
        return say("adoption.no_column")
    told = dates_said(written, adopted, say)
    return "\n".join([told, say("adoption.next")]) if written else told


def _opened(book: Book, day: Callable[[], dt.date]) -> tuple[InputBook, Run, Texts]:
    language = language_of(book)
    found = live.read(book).inputs
    run = resolve(found.settings, folder_of(book), Wishes(language=language), day)
    return found, run, Texts(language)
