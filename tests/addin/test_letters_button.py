"""The Letters button: letters beside the workbook, noted once among the actions, and taken back."""

from __future__ import annotations

import pandas as pd
import pytest

from addin.live_books import book_of, sheet
from cashbuoy_addin import macros
from cashbuoy_addin.hosts import live


@pytest.fixture(params=["en", "zh"])
def book(request, tmp_path, calling):
    return calling(book_of(tmp_path, request.param, rows=600, only=("Checks", "Snapshots")))


def actions(book):
    table = live.read(book).inputs.tables["tblActions"]
    return table.dropna(how="all").iloc[:, :3].values.tolist()


def test_the_button_writes_and_notes_each_letter_once(book, tmp_path) -> None:
    before = actions(book)
    macros.write_letters()
    written = sorted(tmp_path.glob("*/*.docx"))
    assert written
    noted = actions(book)
    assert noted[: len(before)] == before
    assert len(noted) == len(before) + len(written)
    assert str(len(written)) in book.app.impl.said[-1]
    macros.write_letters()
    assert sorted(tmp_path.glob("*/*.docx")) == written
    assert actions(book) == noted


def test_letters_that_the_workbook_refuses_to_note_are_listed_beside_them(book, tmp_path) -> None:
    before = actions(book)
    place = live.read(book).places["tblActions"]
    sheet(book, place.sheet).locked = True
    macros.write_letters()
    written = sorted(tmp_path.glob("*/*.docx"))
    (listed,) = tmp_path.glob("*/*.csv")
    assert actions(book) == before
    assert len(pd.read_csv(listed)) == len(written) > 0
    told = book.app.impl.said[-1]
    assert place.sheet in told
    assert listed.name in told


def test_undo_takes_the_notes_away_and_leaves_the_files(book, tmp_path) -> None:
    before = actions(book)
    macros.write_letters()
    macros.undo_refresh()
    assert actions(book) == before
    assert list(tmp_path.glob("*/*.docx"))
