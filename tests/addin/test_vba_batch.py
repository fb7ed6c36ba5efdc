"""The macros that answer many questions and carry out many steps at once, run as VBA."""

from __future__ import annotations

import datetime as dt

import pytest
from pyopenvba.interpreter import VBAArray

from addin.vba_host import Excel, from_vba
from cashbuoy_addin.hosts import live_macro, live_texts
from cashbuoy_addin.hosts.live_batches import Question, StepRefusedError
from cashbuoy_addin.hosts.live_macro import MacroBatches, RefusedQuestionsError
from cashbuoy_addin.hosts.live_steps import Step
from cashbuoy_addin.hosts.live_texts import CUT_SHORT, CutShortError, TextBatches, packed, unpacked
from cashbuoy_addin.vba.modules import Carried, modules

NAME = "Book1"


class Macros(MacroBatches):
    """What xlwings passes to Excel goes to the interpreter instead."""

    def __init__(self, excel):
        self.excel = excel
        self._name = NAME

    def _call(self, macro, given):
        flat = VBAArray([(0, len(given) - 1)])
        for number, value in enumerate(given):
            flat.items[number] = value
        return from_vba(self.excel.vba(macro.partition(".")[2], NAME, flat))

    def _cleaned(self, rows):
        return [["" if cell is None else cell for cell in row] for row in rows]


class Texts(TextBatches):
    """As Excel for Mac takes it; `longest` is what arrives of a text."""

    def __init__(self, excel):
        self.excel, self.longest = excel, None
        self._name, self._otherwise = NAME, Macros(excel)

    def _call(self, macro, given):
        assert isinstance(given, str)
        told = self.excel.vba(macro.partition(".")[2], NAME, given[: self.longest])
        assert isinstance(told, str)
        return told


@pytest.fixture(params=[Macros, Texts])
def batches(request):
    excel = Excel()
    excel["A1"], excel["B1"], excel["A2"] = "a", 2.5, 7.0
    return request.param(excel)


def ask(batches, *question):
    return batches.ask([Question(*question)])[0]


def test_the_modules_go_by_their_names() -> None:
    built = {module.name for module in modules(Carried("book", (), "zh"))}
    assert {live_macro.MODULE, live_texts.MODULE} <= built


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


def test_sheets_go_out_of_sight_and_come_back(batches) -> None:
    batches.excel.app.add_module(
        'Public Sub MakeSheet()\nWorksheets.Add.Name = "More"\nEnd Sub', name="Given"
    )
    batches.excel.vba("MakeSheet")
    assert ask(batches, "hidden") == []
    batches.carry_out([Step("More", "visible", "", False)])
    assert ask(batches, "hidden") == [["More"]]
    batches.carry_out([Step("More", "visible", "", True)])
    assert ask(batches, "hidden") == []


def test_protected_sheets_are_told(batches) -> None:
    batches.excel.app.add_module(
        "Public Sub Guard()\nWorksheets(1).Protect\nEnd Sub\n"
        "Public Sub Unguard()\nWorksheets(1).Unprotect\nEnd Sub",
        name="Given",
    )
    assert ask(batches, "protected") == []
    batches.excel.vba("Guard")
    assert ask(batches, "protected") == [["Sheet1"]]
    batches.excel.vba("Unguard")
    assert ask(batches, "protected") == []


RULE = """
Public Sub MakeRule()
    With Worksheets(1).Range("A1:A3").Validation
        .Add 3, 2, 1, "yes,no"
        .InputTitle = "Paid"
        .InputMessage = "yes or no"
    End With
End Sub
Public Function RuleOf(cell)
    With Worksheets(1).Range(cell).Validation
        RuleOf = .Formula1 & "/" & .InputTitle & "/" & .InputMessage & "/" & .ErrorTitle
    End With
End Function
"""


def test_a_rule_says_other_words_where_it_is_ours(batches) -> None:
    batches.excel.app.add_module(RULE, name="Given")
    batches.excel.vba("MakeRule")
    words = ["yes,no", "Paid", "yes or no"]
    batches.carry_out([Step("Sheet1", "rule", "A1:A3", [*words, "ja,nein", "Bezahlt", "..."])])
    assert batches.excel.vba("RuleOf", "A2") == "ja,nein/Bezahlt/.../Bezahlt"
    # Its words are others now: what was ours stands no more.
    batches.carry_out([Step("Sheet1", "rule", "A1:A3", [*words, "a,b", "c", "d"])])
    assert batches.excel.vba("RuleOf", "A2") == "ja,nein/Bezahlt/.../Bezahlt"


def test_a_question_that_cannot_be_answered_is_an_error(batches) -> None:
    with pytest.raises(RefusedQuestionsError):
        ask(batches, "values", "Missing")


CELLS = [
    *("", "plain", "a|b~1~c", "line\nline\r\n", "中文|～", "'=x"),
    *(0.0, -1.5, 1e-300, 1e20, 0.1 + 0.2, 123_456_789_012.34, 100_000 / 3),
    *(True, False, None),
]


@pytest.fixture(scope="module")
def excel():
    return Excel()


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_goes_into_a_text_and_comes_back(excel, cell) -> None:
    assert unpacked(packed([cell, "end"])) == [cell, "end"]
    through = excel.vba("Unpacked", packed([cell, "end"]))
    assert from_vba(through) == (cell, "end")
    assert unpacked(excel.vba("Packed", through)) == [cell, "end"]


def test_dates_and_errors_come_out_of_a_text(excel) -> None:
    excel.app.add_module(
        "Public Function GivenCells()\n"
        "GivenCells = Array(CDate(46300.75), CVErr(2007), CVErr(2042))\n"
        "End Function",
        name="Given",
    )
    told = unpacked(excel.vba("Packed", excel.vba("GivenCells")))
    assert told == [dt.datetime(2026, 10, 5, 18), "#DIV/0!", "#N/A"]


def test_what_is_too_long_goes_the_other_way() -> None:
    excel = Excel()
    excel["A1"] = "x" * 50
    texts = Texts(excel)
    texts.longest = 60
    assert ask(texts, "values", "Sheet1") == [["x" * 50]]
    texts.carry_out([Step("Sheet1", "cells", "A1:A2", [["y" * 100], ["z"]])])
    texts.longest = None
    assert ask(texts, "values", "Sheet1") == [["y" * 100], ["z"]]


@pytest.mark.parametrize("text", ["", "3", "|", "5|tabc", "x|tabc", packed([CUT_SHORT])])
def test_a_text_that_is_not_whole_is_no_answer(text) -> None:
    with pytest.raises(CutShortError):
        unpacked(text)
