"""How many calls to the application a button costs, whatever the rows."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

from addin.live_books import add_invoice, book_of, everything, sheet, without_macros
from cashbuoy_addin import macros
from cashbuoy_addin.hosts import live, live_book
from cashbuoy_addin.hosts.live_book import ADDIN
from cashbuoy_addin.hosts.live_memory import Memory
from cashbuoy_addin.live_refresh import refresh_book

# Where macros of ours can be called: in the workbook, or in the add-in.
MOST_CALLS = 40
# Where none can, calls depend on sheets, names, colours and notes; no row adds to them.
ONE_BY_ONE = {"first": 1600, "unchanged": 420, "changed": 1050, "undo": 640}


def calls_of_everything(book, memory):
    """Calls of a first refresh, of one that finds nothing new, of one that does, and of undo."""
    made, counted = book.impl.calls.made, {}

    def count(name, work):
        start = len(made)
        work()
        counted[name] = Counter(call.split()[0] for call in made[start:])

    count("first", lambda: refresh_book(book, memory))
    count("unchanged", lambda: refresh_book(book, memory))
    add_invoice(book)
    count("changed", lambda: refresh_book(book, memory))
    assert "NEW-1" in sheet(book, "Items").values.values()
    count("undo", lambda: live.undo(book, memory, "back"))
    return counted


def counted(folder, rows, *, holders=("demo.xlsm",)):
    folder = folder / str(rows)
    folder.mkdir()
    book = book_of(folder, more=rows)
    book.app.impl.holders = holders
    return calls_of_everything(book, Memory(folder / "state"))


def assert_few(counts):
    for name, calls in counts.items():
        assert calls["run"] >= 2, name
        assert sum(calls.values()) <= MOST_CALLS, (name, calls)


def test_calls_are_few_and_do_not_grow_with_the_rows(tmp_path) -> None:
    """The same money in 100 invoices and in 100,000, whose cells xlwings itself would write in
    chunks: the same calls, one by one."""
    few = counted(tmp_path, 100)
    assert counted(tmp_path, 100_000) == few
    assert_few(few)


def test_where_no_macro_can_be_called_calls_do_not_grow_either(tmp_path) -> None:
    few = counted(tmp_path, 100, holders=())
    assert counted(tmp_path, 1000, holders=()) == few
    for name, most in ONE_BY_ONE.items():
        assert sum(few[name].values()) <= most, (name, few[name])


def test_the_macros_of_the_addin_serve_a_workbook_without(tmp_path, memory) -> None:
    book = book_of(tmp_path)
    book.app.impl.holders = (ADDIN,)
    assert_few(calls_of_everything(book, memory))


class TestOnAMac:
    """Macros take texts and give texts, and one that is missing would stop Excel with a message."""

    @pytest.fixture
    def book(self, tmp_path, monkeypatch):
        monkeypatch.setattr(sys, "platform", "darwin")
        token = live_book.CALLER.set("")
        yield book_of(tmp_path)
        live_book.CALLER.reset(token)

    def test_calls_are_few_where_the_workbook_holds_the_macros(self, book, memory) -> None:
        macros.called_from(book.impl.file)
        assert_few(calls_of_everything(book, memory))

    def test_calls_are_few_where_the_addin_holds_them(self, book, memory) -> None:
        book.app.impl.holders = (ADDIN,)
        macros.called_from(ADDIN)
        assert_few(calls_of_everything(book, memory))

    def test_without_a_caller_no_macro_is_called(self, book, memory) -> None:
        before = everything(book)
        refresh_book(book, memory)
        live.undo(book, memory, "back")
        assert not [call for call in book.impl.calls.made if call.startswith("run")]
        assert everything(book)["cells"] == before["cells"]


class TestABorrowedAddin:
    """A program refreshes a workbook without macros, in an Excel that has no add-in."""

    @pytest.fixture
    def book(self, tmp_path, monkeypatch):
        monkeypatch.setattr(sys, "platform", "win32")
        monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "local"))
        book = book_of(tmp_path)
        without_macros(book)
        return book

    def test_it_is_opened_once_and_then_there(self, book, memory) -> None:
        app = book.app.impl

        def open_file(path):
            app.calls("open")
            assert path.endswith(ADDIN)
            assert Path(path).read_bytes().startswith(b"PK")
            app.holders = (ADDIN,)

        app.api = SimpleNamespace(Workbooks=SimpleNamespace(Open=open_file))
        counts = calls_of_everything(book, memory)
        assert_few(counts)
        assert counts["first"]["open"] == 1
        assert "open" not in counts["changed"]

    def test_where_excel_does_not_let_us_it_goes_without(self, book, memory) -> None:
        refresh_book(book, memory)
        assert refresh_book(book, memory).steps == 0
