"""Results of formulas after figures were changed, beside what a spreadsheet shows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cashbuoy_workbook.blocks import Block, Formula, Sheet, Workbook
from cashbuoy_workbook.recalculation import UnknownFormulaError, evaluate, recalculated

CELLS = {("A b", 0, 0): 2.0, ("A b", 1, 0): 5.0, ("A b", 0, 1): -1.5, ("It's", 3, 27): 7.0}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("=A1+A2*2", 12),
        ("=(A1+A2)*-B1", 10.5),
        ("=-A1-(A2-1)/2", -4),
        ("=SUM(A1:B2)", 5.5),
        ("=SUM(A1,A2,3)", 10),
        ("=MIN(A1:A2,$B$1)-A1", -3.5),
        ("=MAX(A1+4,A2)", 6),
        ("=ROUND(B1/4,2)", round(-0.375, 2)),
        ("='It''s'!AB4 + 1", 8),
        ("=Z9+1", 1),  # an empty cell
        ("=20000+30000", 50_000),
    ],
)
def test_a_formula_comes_to(text: str, result: float) -> None:
    assert evaluate(text, "A b", CELLS.get) == pytest.approx(result)


@pytest.mark.parametrize(
    "text", ["=IF(A1>1,2,3)", "=VLOOKUP(A1,B1:B2,1)", "=A1%", "=SUM(A1", "=SUMIFS(t[a],t[b],A1)"]
)
def test_what_is_not_known_is_refused_not_guessed(text: str) -> None:
    with pytest.raises(UnknownFormulaError):
        evaluate(text, "A b", CELLS.get)


def book(*rows: tuple[object, ...], other: tuple[object, ...] = (None,)) -> Workbook:
    sheets = (("Cash", rows), ("Shown", (other,)))
    return Workbook(
        tuple(
            Sheet(key, key, (Block("", 0, 0, cells, tuple(("text",) * len(r) for r in cells)),))
            for key, cells in sheets
        ),
        "",
        "en",
    )


def first_block(workbook: Workbook, sheet: int = 0) -> tuple[tuple[object, ...], ...]:
    return workbook.sheets[sheet].blocks[0].values


LINES = (
    (10.0, 20.0),
    (Formula("=A1+1", 11.0), Formula("=A2+B1", 31.0)),
    (Formula("=ROUND(SUMIFS(t[Amount],t[Month],A9)-A2,2)", 0.0), Formula("=IF(A1>0,1,2)", 1.0)),
)


def test_what_rests_on_a_changed_figure_follows_on_every_sheet() -> None:
    before = book(*LINES, other=(Formula("='Cash'!B2", 31.0),))
    after = book((4.0, 20.0), *LINES[1:], other=(Formula("='Cash'!B2", 31.0),))
    found = recalculated(before, after)
    values = [[getattr(cell, "value", cell) for cell in row] for row in first_block(found)]
    # The items' sum stays, so the check shows the difference; what is not known keeps its result.
    assert values == [[4, 20], [5, 25], [6, 1]]
    assert first_block(found, 1)[0][0] == Formula("='Cash'!B2", 25.0)


def test_a_formula_that_was_typed_is_worked_out_and_a_circle_ends() -> None:
    before = book(*LINES)
    typed = Formula("=B1*2+A2-A2", 0.0)
    found = recalculated(before, book((typed, 20.0), *LINES[1:]))
    assert isinstance(first_block(found)[0][0], Formula)
    free = recalculated(before, book((Formula("=B1*2", 0.0), 20.0), *LINES[1:]))
    assert [row[0].value for row in first_block(free)[:2]] == [40, 41]


def test_nothing_changes_where_nothing_was_typed() -> None:
    before = book(*LINES)
    assert recalculated(before, before) == before
    assert recalculated(before, replace(before, title="again")).sheets == before.sheets
