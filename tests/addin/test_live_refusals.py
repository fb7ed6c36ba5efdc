"""An application that refuses a call, each in turn: the workbook is left as it was."""

from __future__ import annotations

import copy

import pytest
import xlwings as xw

from addin.live_books import add_invoice, book_of, everything, sheets_of, without_macros
from addin.sheet_app import RefusedError
from cashbuoy_addin import live_refresh
from cashbuoy_addin.hosts import live
from cashbuoy_addin.hosts.live_macro import RefusedQuestionsError
from cashbuoy_addin.live_refresh import refresh_book
from cashbuoy_addin.pipeline import compute
from cashbuoy_addin.settings import Wishes, resolve

# Sheets with everything that a refresh does: colours, notes, tables, jumps, overrides.
SOME = ("Cockpit", "Forecast", "Weeks", "Items", "Warnings", "Collections", "Checks")
# The same in few, where every property asked is a call.
FEW = ("Forecast", "Weeks", "Items")
# Of more calls than these not every one is refused.
MANY_CALLS = 100

CASES = [
    # In which list calls are refused in turn, whether the workbook carries macros, whether it was
    # refreshed on this computer before, and with which sheets.
    ("made", True, True, ()),
    ("made", True, False, ()),
    ("inside", True, True, SOME),
    ("inside", True, False, SOME),
    ("made", False, True, FEW),
    ("made", False, False, FEW),
]


@pytest.mark.parametrize(("where", "macros", "known", "only"), CASES)
def test_a_refusal_anywhere_leaves_the_workbook_as_it_was(
    tmp_path, memory, monkeypatch, where, macros, known, only
) -> None:
    """Calls in turn are refused once, and the deeds of macros."""
    book = book_of(tmp_path, rows=4, only=only)
    if not macros:
        without_macros(book)

    def computed(*given):
        analysis, workbook = compute(*given)
        return analysis, sheets_of(workbook, only)

    monkeypatch.setattr(live_refresh, "compute", computed)
    if known:
        refresh_book(book, memory)
    add_invoice(book)
    before, remembered = everything(book), memory.load(book.fullname)
    # The same every time: no need to work it out again.
    result = computed(*given_to_compute(book, tmp_path))
    monkeypatch.setattr(live_refresh, "compute", lambda *_given: result)
    whole, start = copy.deepcopy(book.impl), len(getattr(book.impl.calls, where))
    refresh_book(book, memory)
    calls, refreshed = getattr(book.impl.calls, where)[start:], everything(book)
    refused = {"made": "refuse", "inside": "refuse_inside"}[where]
    broken, told = 0, set()
    tried = in_turn(calls)
    for number, call in tried:
        trial = xw.Book(impl=copy.deepcopy(whole))
        memory.save(whole.fullname, remembered)
        setattr(trial.impl.calls, refused, start + number)
        try:
            refresh_book(trial, memory)
        except (RefusedError, RefusedQuestionsError, live.BrokenOffError) as problem:
            broken += 1
            told.add(getattr(problem, "restored", True))
            expected = before
        else:
            # Where macros cannot be asked it goes without; states are put back at a second try.
            expected = refreshed
        setattr(trial.impl.calls, refused, None)
        after = everything(trial)
        compared = before if macros or expected is refreshed else before.keys() - {"looks"}
        for part in compared:
            assert after[part] == expected[part], (number, call, part)
    assert told == {True}
    assert broken > 0.3 * len(tried)


def in_turn(calls):
    """Calls by number: the first, the last and one between of each kind, and a hundred or two from
    first to last. All, where they are few."""
    kinds: dict[str, list[int]] = {}
    for number, call in enumerate(calls):
        kinds.setdefault(call.split()[0], []).append(number)
    chosen = {numbers[i] for numbers in kinds.values() for i in (0, len(numbers) // 2, -1)}
    chosen.update(range(0, len(calls), 1 + len(calls) // MANY_CALLS))
    return [(number, calls[number]) for number in sorted(chosen)]


def given_to_compute(book, folder):
    found = live.read(book).inputs
    return found, resolve(found.settings, folder, Wishes())
