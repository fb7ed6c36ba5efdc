"""The macros that answer many questions and carry out many steps at once, run as VBA."""

from __future__ import annotations

import pytest
from pyopenvba.interpreter import VBAArray

from addin.vba_host import Excel, from_vba
from cashbuoy_addin.hosts.live_batches import Question, StepRefusedError
from cashbuoy_addin.hosts.live_macro import MODULE, MacroBatches, RefusedQuestionsError
from cashbuoy_addin.hosts.live_steps import Step

NAME = "Book1"


class Macros(MacroBatches):
    """What xlwings passes to Excel goes to the interpreter instead."""

    def __init__(self, excel):
        self.excel = excel

    def _run(self, macro, given):
        flat = VBAArray([(0, len(given) - 1)])
        for number, value in enumerate(given):
            flat.items[number] = value
        return from_vba(self.excel.vba(macro, NAME, flat))

    def _read(self, question, rows):
        if question.kind == "values":
            return [["" if cell is None else cell for cell in row] for row in rows]
        return super()._read(question, rows)


@pytest.fixture
def batches():
    excel = Excel()
    excel["A1"], excel["B1"], excel["A2"] = "a", 2.5, 7.0
    return Macros(excel)


def ask(batches, *question):
    return batches.ask([Question(*question)])[0]


def test_the_module_goes_by_its_name() -> None:
    assert MODULE == "CashbuoyBatch"


def test_questions_are_answered_in_their_order(batches) -> None:
    tabs, values, formulas, cell = batches.ask(
        [
            Question("sheets"),
            Question("values", "Sheet1"),
            Question("formulas", "Sheet1", "A1:B2"),
            Question("formulas", "Sheet1", "B1"),
        ]
    )
    assert tabs == [["Sheet1"]]
    assert values == [["a", 2.5], [7.0, ""]]
    assert formulas == [["a", "2.5"], ["7", ""]]
    assert cell == [["2.5"]]


def test_steps_do_what_they_say(batches) -> None:
    batches.carry_out(
        [
            Step("Sheet1", "number_format", "A1:B1", "0.00"),
            Step("Sheet1", "fill", "A1,B1", (255, 1, 2)),
            Step("Sheet1", "ink", "A1:B1", (1, 2, 3)),
            Step("Sheet1", "bold", "A1:B1", True),
            Step("Sheet1", "cells", "A1:B2", [["x", 1.0], ["=1+1", True]]),
            Step("", "name", "cb_X", "=Sheet1!$A$1"),
            Step("Sheet1", "note", "A1", ["", "first"]),
            Step("Sheet1", "title", "", "New"),
            Step("New", "cells", "C1", [["alone"]]),
        ]
    )
    assert ask(batches, "sheets") == [["New"]]
    assert ask(batches, "formulas", "New", "A1:C2") == [["x", "1", "alone"], ["=1+1", "TRUE", ""]]
    assert ask(batches, "names") == [["cb_X", "=Sheet1!$A$1"]] or ask(batches, "names") == [
        ["cb_X", "=New!$A$1"]
    ]
    looks = ask(batches, "looks", "New", "A1")
    assert looks == [[0, 0, 1, 1, "0.00", (255, 1, 2), (1, 2, 3), True]]
    assert [note[3] for note in ask(batches, "notes", "New")] == ["first"]


def test_tables_are_told_and_resized(batches) -> None:
    batches.excel.app.add_module(
        "Public Sub MakeTable()\n"
        'Worksheets(1).ListObjects.Add(1, Worksheets(1).Range("A1:B3"), , 1).Name = "tblX"\n'
        "End Sub",
        name="Given",
    )
    batches.excel.vba("MakeTable")
    assert ask(batches, "tables", "Sheet1") == [["tblX", 0, 0, 3, 2]]
    batches.carry_out([Step("Sheet1", "table", "tblX", "A1:B6")])
    assert ask(batches, "tables", "Sheet1") == [["tblX", 0, 0, 6, 2]]
    with pytest.raises(StepRefusedError):
        batches.carry_out([Step("Sheet1", "table", "tblY", "A1:B6")])


def test_a_fill_goes(batches) -> None:
    batches.carry_out([Step("Sheet1", "fill", "A1", (255, 1, 2))])
    batches.carry_out([Step("Sheet1", "fill", "A1", None)])
    assert ask(batches, "looks", "Sheet1", "A1")[0][5] is None


def test_notes_of_the_user_stay(batches) -> None:
    def text():
        return [note[3] for note in ask(batches, "notes", "Sheet1")]

    batches.carry_out([Step("Sheet1", "note", "A1", ["", "ours"])])
    batches.carry_out([Step("Sheet1", "note", "A1", ["other", "newer"])])
    assert text() == ["ours"]
    batches.carry_out([Step("Sheet1", "note", "A1", ["ours", "newer"])])
    assert text() == ["newer"]
    batches.carry_out([Step("Sheet1", "no_note", "A1", "ours")])
    assert text() == ["newer"]
    batches.carry_out([Step("Sheet1", "no_note", "A1", "newer")])
    assert text() == []


def test_a_step_that_is_refused_says_how_far_it_came(batches) -> None:
    with pytest.raises(StepRefusedError) as refused:
        batches.carry_out(
            [
                Step("Sheet1", "cells", "A1", [["done"]]),
                Step("Missing", "cells", "A1", [["never"]]),
                Step("Sheet1", "cells", "B1", [["nor this"]]),
            ]
        )
    assert refused.value.done == 1
    assert str(refused.value)
    assert ask(batches, "formulas", "Sheet1", "A1:B1") == [["done", "2.5"]]


def test_a_question_that_cannot_be_answered_is_an_error(batches) -> None:
    with pytest.raises(RefusedQuestionsError):
        ask(batches, "values", "Missing")
