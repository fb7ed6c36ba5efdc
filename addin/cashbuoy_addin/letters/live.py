"""The button Letters: the letters due today, from the workbook that is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from cashbuoy.errors import CashbuoyError
from cashbuoy_addin.clock import today
from cashbuoy_addin.hosts import live
from cashbuoy_addin.import_memory import ImportMemory
from cashbuoy_addin.letters import list_file
from cashbuoy_addin.letters.desk import letters_wanted, open_desk
from cashbuoy_addin.letters.names import unused
from cashbuoy_addin.letters.templates import Templates
from cashbuoy_addin.letters.writing import folder_name, make_documents, write_documents
from cashbuoy_addin.live_import import append_rows
from cashbuoy_addin.live_refresh import folder_of
from cashbuoy_addin.macro_messages import language_of, problem_text
from cashbuoy_addin.settings import Wishes, resolve
from cashbuoy_workbook.texts import Texts

if TYPE_CHECKING:
    import pandas as pd
    from xlwings import Book

_MOST_LINES = 12


def write_due(book: Book, memory: ImportMemory, day: Callable[[], dt.date] = today) -> str:
    """Write them, note them in tblActions, and say what was done. Everything that can go wrong with
    data or templates does so before the first file is written."""
    language = language_of(book)
    say = Texts(language)
    beside = folder_of(book)
    if beside is None:
        return say("letters.book_unsaved")
    found = live.read(book).inputs
    run = resolve(found.settings, beside, Wishes(language=language), day)
    wanted = letters_wanted(open_desk(found, run), run)
    documents = make_documents(wanted.letters, run.policy, Templates.of(beside, language))
    lines: list[str] = []
    if documents:
        folder = unused(beside / folder_name(run.as_of, language))
        written = write_documents(documents, folder, run.policy, language)
        count = len(written.files)
        key = "letters.written_one" if count == 1 else "letters.written"
        lines = [say(key, count=count, folder=folder), *written.notes[:_MOST_LINES]]
        refused = _note(book, written.log, memory, say)
        if refused:
            file = folder / say("letters.log_file")
            list_file.note(file, written.log)
            lines += [refused, say("letters.listed", file=file.name)]
    else:
        lines.append(say("letters.written_none", date=run.as_of.isoformat()))
    if wanted.repeated:
        lines.append(say("letters.skipped", count=wanted.repeated))
    return "\n".join(lines)


def _note(book: Book, log: pd.DataFrame, memory: ImportMemory, say: Texts) -> str:
    """Note letters in the workbook; why it did not take them, "" where it did."""
    try:
        rows = {"tblActions": log}
        noted = append_rows(book, rows, memory, say.language, say("letters.noting"))
    except CashbuoyError as problem:
        return problem_text(problem, say.language)
    return "" if noted else say("letters.not_logged")
