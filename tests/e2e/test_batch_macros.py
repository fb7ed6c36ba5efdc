"""The macros that read and write an open workbook in one call, run by LibreOffice's Basic.

pyOpenVBA runs them all in tests/addin/test_vba_batch.py. Here they run in a second interpreter, and
on real cells. Tables, authors and places of notes, defined names without a window and ranges of
several areas are not in LibreOffice's VBA: in LibreOffice the product does without these macros.
"""

from __future__ import annotations

import datetime as dt

import pytest

from cashbuoy_addin.hosts.live_batches import Question, StepRefusedError
from cashbuoy_addin.hosts.live_macro import RefusedQuestionsError
from cashbuoy_addin.hosts.live_steps import Step
from cashbuoy_addin.hosts.live_texts import TextBatches
from cashbuoy_addin.hosts.macro_file import MacroFile
from cashbuoy_addin.vba.modules import CALLS, PROJECT, WORKBOOK, Carried, source

GIVEN = """
Public Sub MakeRule()
    With Worksheets(1).Range("A1:A3").Validation
        .Add 3, 2, 1, "yes,no"
        .InputTitle = "Paid"
        .InputMessage = "yes or no"
    End With
End Sub
Public Function RuleOf(cell)
    With Worksheets(1).Range(cell).Validation
        RuleOf = .Formula1 & "/" & .InputTitle & "/" & .InputMessage
    End With
End Function
"""
MODULES = ("CashbuoyBatch", "CashbuoyBatchText")
LINES = "a|b ~1\n中文 \U0001f4a7"
MOMENT = dt.datetime(2026, 1, 2, 6)


class InLibreOffice(TextBatches):
    """A macro of an open workbook there has no quotes around the file's name."""

    def _call(self, macro, given):
        return self._book.app.macro(f"{self._holder}!{macro}")(self._name, given)


@pytest.fixture(scope="module")
def book(xlwings_on_libreoffice, tmp_path_factory):
    path = tmp_path_factory.mktemp("batches") / "batches.xlsm"
    with MacroFile(path, Carried("book", ("One", "Two"), "en")) as file:
        for name in ("One", "Two"):
            file.add_worksheet(name).set_vba_name(name)
    app = xlwings_on_libreoffice.App(visible=False, add_book=False)
    book = app.books.open(str(path))
    added = {name: source(name) for name in MODULES} | {"Given": GIVEN}
    assert app.impl.session.call(
        "book_exchange_modules", book.impl.id, [PROJECT, CALLS], [], WORKBOOK, added
    )
    yield book
    app.quit()


@pytest.fixture
def batches(book):
    for sheet in book.sheets:
        sheet.clear()
    book.sheets[0]["A1"].value = [["a", 2.5], [7, None], [MOMENT, LINES]]
    return InLibreOffice(book, book.name, None)


def ask(batches, *question):
    return batches.ask([Question(*question)])[0]


def test_many_questions_in_one_call(batches) -> None:
    tabs, values, cell, formulas = batches.ask(
        [
            Question("sheets"),
            Question("values", "One"),
            Question("values", "One", "A1"),
            Question("formulas", "One", "A1:B2"),
        ]
    )
    assert tabs == [["One"], ["Two"]]
    assert values == [["a", 2.5], [7.0, ""], [MOMENT, LINES]]
    assert cell == [["a"]]
    assert formulas == [["a", "2.5"], ["7", ""]]


def test_more_cells_than_first_thought_of(batches, book) -> None:
    rows = [[float(row), f"text {row}"] for row in range(2000)]
    batches.carry_out([Step("Two", "cells", "A1:B2000", rows)])
    assert book.sheets[1]["A2000:B2000"].value == rows[-1]
    assert ask(batches, "values", "Two") == rows


def test_steps_do_what_they_say(batches, book) -> None:
    batches.carry_out(
        [
            Step("One", "number_format", "A1:B1", "0.00"),
            Step("One", "fill", "A1:B1", (255, 1, 2)),
            Step("One", "ink", "A1:B1", (1, 2, 3)),
            Step("One", "bold", "A1", True),
            Step("One", "cells", "A1:B2", [["x", 1.0], ["=1+1", "y"]]),
        ]
    )
    assert book.sheets[0]["A1:B2"].formula == (("x", "1"), ("=1+1", "y"))
    assert ask(batches, "looks", "One", "A1:B1") == [
        [0, 0, 1, 1, "0.00", (255, 1, 2), (1, 2, 3), True],
        [0, 1, 1, 1, "0.00", (255, 1, 2), (1, 2, 3), False],
    ]
    batches.carry_out([Step("One", "fill", "A1:B1", None)])
    assert book.sheets[0]["A1"].color is None


def test_notes_are_written_changed_and_taken_away(batches, book) -> None:
    cell = book.sheets[0]["A1"]
    batches.carry_out([Step("One", "note", "A1", ["", "first"])])
    assert cell.note.text == "first"
    batches.carry_out([Step("One", "note", "A1", ["first", LINES])])
    assert cell.note.text == LINES
    batches.carry_out([Step("One", "note", "A1", ["another", "never"])])
    batches.carry_out([Step("One", "no_note", "A1", "another")])
    assert cell.note.text == LINES
    batches.carry_out([Step("One", "no_note", "A1", LINES)])
    assert cell.note is None


def test_tabs_are_renamed_hidden_and_shown(batches) -> None:
    batches.carry_out([Step("Two", "title", "", "第二"), Step("第二", "visible", "", False)])
    assert ask(batches, "hidden") == [["第二"]]
    batches.carry_out([Step("第二", "visible", "", True), Step("第二", "title", "", "Two")])
    assert ask(batches, "hidden") == []
    assert ask(batches, "sheets") == [["One"], ["Two"]]


def test_a_rule_says_other_words_where_it_is_ours(batches, book) -> None:
    book.app.macro(f"{book.name}!Given.MakeRule")()
    rule_of = book.app.macro(f"{book.name}!Given.RuleOf")
    words = ["=yes,no", "Paid", "yes or no"]  # LibreOffice tells lists as formulas
    batches.carry_out([Step("One", "rule", "A1:A3", [*words, "ja,nein", "Bezahlt", "..."])])
    assert rule_of("A2") == "=ja,nein/Bezahlt/..."
    batches.carry_out([Step("One", "rule", "A1:A3", [*words, "a,b", "c", "d"])])
    assert rule_of("A2") == "=ja,nein/Bezahlt/..."


def test_what_is_refused_is_told(batches, book) -> None:
    with pytest.raises(StepRefusedError) as refused:
        batches.carry_out(
            [Step("One", "cells", "D1", [["done"]]), Step("None", "cells", "A1", [["never"]])]
        )
    assert refused.value.done == 1
    assert book.sheets[0]["D1"].value == "done"
    with pytest.raises(RefusedQuestionsError):
        ask(batches, "values", "None")
