"""What macros tell the user, in the language of the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cashbuoy.errors import CashbuoyError, PolicyError
from cashbuoy_addin.hosts import live
from cashbuoy_addin.hosts.live_reader import NoLedgersError
from cashbuoy_addin.live_import import OtherCurrencyError
from cashbuoy_workbook.error_texts import error_text
from cashbuoy_workbook.policy_problems import policy_problem_text
from cashbuoy_workbook.tabs import language_of as language_of_tabs
from cashbuoy_workbook.texts import Language, Texts

if TYPE_CHECKING:
    from xlwings import Book

TITLE = "Cashbuoy"
_MOST_LINES = 12
# Kind of error, text, and the placeholder for what the error names.
_KNOWN: tuple[tuple[type[CashbuoyError], str, str], ...] = (
    (live.MissingSheetsError, "missing_sheets", "sheets"),
    (live.InTheWayError, "in_the_way", "cells"),
    (live.ProtectedError, "protected", "sheets"),
    (live.InsertedError, "inserted", "cells"),
    (live.ChangedSinceError, "changed_since", "cells"),
    (live.NothingToUndoError, "nothing_to_undo", "book"),
    (NoLedgersError, "no_ledgers", "book"),
)


def say(language: Language, key: str, /, **values: object) -> str:
    """A text of the macros' own section."""
    return Texts(language)(f"live.{key}", **values)


def tell(book: Book, text: str) -> None:
    """Show a message and wait until it is read."""
    book.app.alert(text, TITLE)


def title(key: str, language: Language) -> str:
    """The tab of a sheet in a language."""
    texts = Texts(language)
    return next(texts(k) for k in (f"sheets.tab_{key}", f"labels.tab_{key}") if texts.has(k))


def language_of(book: Book) -> Language:
    """The language of the workbook's results, as its tabs say it."""
    return language_of_tabs(book.sheet_names)


def problem_text(problem: Exception, language: Language) -> str:
    """An error in words that say what to do."""
    if isinstance(problem, PolicyError) and problem.problems:
        lines = [policy_problem_text(p, language) for p in problem.problems]
        return "\n".join(lines[:_MOST_LINES])
    if isinstance(problem, live.BrokenOffError):
        key = "broken_off_restored" if problem.restored else "broken_off_open"
        return say(language, key, reason=problem)
    if isinstance(problem, OtherCurrencyError):
        theirs, ours = problem.args
        return say(language, "other_currency", theirs=theirs, ours=ours)
    for kind, key, name in _KNOWN:
        if isinstance(problem, kind):
            return say(language, key, **{name: problem})
    if isinstance(problem, CashbuoyError):
        return error_text(problem, language)
    return say(language, "unexpected", problem=f"{type(problem).__name__}: {problem}")
