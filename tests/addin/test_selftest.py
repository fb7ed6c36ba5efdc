"""The self-test covers every formula, passes here, and would notice a wrong answer."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from cashbuoy.errors import FormulaError
from cashbuoy_addin import selftest
from cashbuoy_addin.formulas.catalogue import formulas
from cashbuoy_addin.selftest import EXAMPLES, TITLES, Example, selftest_rows


def rows():
    """Rows by a clock that ticks a hundredth of a second at every look."""
    ticks = itertools.count()
    return selftest_rows(clock=lambda: next(ticks) / 100, seconds_each=0.02)


def test_every_formula_has_an_example() -> None:
    assert {example.formula for example in EXAMPLES} == set(formulas())


def test_every_example_gives_what_was_worked_out() -> None:
    assert [(row.formula, row.expected, row.got) for row in rows() if not row.passed] == []
    assert len(rows()) == len(EXAMPLES)


def test_real_errors_are_among_them() -> None:
    assert {"#DIV/0!", "#VALUE!"} <= {row.got for row in rows()}


def test_calls_per_second() -> None:
    # Calls end at 0.01, 0.02 and 0.03 s; the third is the first after the time is up.
    assert [row.calls_per_second for row in rows()] == pytest.approx([100.0] * len(EXAMPLES))


def test_a_row_fits_its_titles() -> None:
    assert {len(row.cells) for row in rows()} == {len(TITLES)}


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (36.6, "36.6"),
        (36.5 + 1e-9, "36.500000001"),
        ("36.5", "36.5"),  # a text in a numeric cell
        (True, "True"),
        (None, ""),
        (FormulaError("#N/A", "because"), "#N/A"),
        ((("Title",), (36.5,)), "36.5"),
    ],
)
def test_a_wrong_answer_is_noticed(answer, shown, monkeypatch) -> None:
    monkeypatch.setattr(selftest, "call", lambda *_: answer)
    monkeypatch.setattr(selftest, "EXAMPLES", (Example("DSO", (100.0, 1000.0), 36.5),))
    (row,) = rows()
    assert (row.passed, row.got) == (False, shown)


@pytest.mark.parametrize(
    ("arguments", "typed"),
    [
        ((100.0, 0.25, 1e6), "100,0.25,1000000"),
        ((dt.date(2026, 3, 1), True, None, "a"), 'DATE(2026,3,1),TRUE,,"a"'),
        ((((1.0,), (2.0,)),), "{1;2}"),
        (((("Month", "Revenue"), ("2026-01", 1.0)),), '{"Month","Revenue";"2026-01",1}'),
    ],
)
def test_examples_as_typed_into_a_cell(arguments, typed) -> None:
    assert Example("DSO", arguments, 1.0).text == f"=DSO({typed})"
