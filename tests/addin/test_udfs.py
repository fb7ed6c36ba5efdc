"""Every formula through xlwings' own conversion, with cells as Excel really sends them.

Numbers are floats, empty cells None, dates pywin32's times, error cells integers; ranges are tuples
of rows; an optional argument left out is an integer too.
"""

from __future__ import annotations

import importlib
from decimal import Decimal

import pytest

from addin import excel_stub as excel
from addin.formula_calls import BLOCKS, CALLS, CASES, LEDGER, LEFT_OUT, MARCH, column
from cashbuoy_addin import bridge
from cashbuoy_addin.formulas.catalogue import formulas
from cashbuoy_addin.refusals import REFUSALS

MODULE = "cashbuoy_addin.udfs"
ROWS = 1_048_576  # of a whole column


@pytest.fixture(scope="module")
def udfs():
    with excel.excel() as xlwings_udfs:
        yield xlwings_udfs


@pytest.fixture(scope="module")
def ask(udfs):
    def asked(name, *cells):
        return udfs.call_udf(MODULE, name, cells)

    return asked


def error(code):
    return f"{bridge.TAG}E{bridge.ERROR_NUMBERS[code]}"


def test_the_tables_hold_every_formula() -> None:
    assert {name for name, _ in CALLS} == set(formulas())


@pytest.mark.parametrize("prefix", ["", "CB_"])
@pytest.mark.parametrize(("name", "cells", "expected"), CASES)
def test_answers(ask, prefix, name, cells, expected) -> None:
    found = ask(prefix + name, *cells)
    if isinstance(expected, float):
        assert type(found) is float
        expected = pytest.approx(expected, rel=1e-12)
    assert found == expected


@pytest.mark.parametrize(("name", "cells", "columns"), BLOCKS)
def test_blocks_are_rows_of_one_length_under_their_titles(ask, name, cells, columns) -> None:
    block = ask(name, *cells)
    assert len({len(row) for row in block}) == 1
    assert all(isinstance(title, str) for title in block[0])
    for at, expected in columns.items():
        assert [row[at] for row in block[1:]] == expected


# Every argument of every formula once, with a call that gives it: formula, cells, position.
ARGUMENTS = [
    pytest.param(name, cells, at, id=f"{name}-{argument.name}")
    for name, cells in dict(reversed(CALLS)).items()
    for at, argument in enumerate(formulas()[name].arguments)
]
REQUIRED = [p for p in ARGUMENTS if not formulas()[p.values[0]].arguments[p.values[2]].optional]


def with_argument(cells, at, cell):
    padded = [*cells, *[LEFT_OUT] * (at + 1 - len(cells))]
    return (*padded[:at], cell, *padded[at + 1 :])


@pytest.mark.parametrize("code", list(excel.ERROR_CELLS))
@pytest.mark.parametrize(("name", "cells", "at"), ARGUMENTS)
def test_an_error_cell_comes_back_as_the_same_error(ask, name, cells, at, code) -> None:
    cell = excel.ERROR_CELLS[code]
    for sent in (cell, ((cell,),), ((None, 1.0), (cell, None))):
        assert ask(name, *with_argument(cells, at, sent)) == error(code)


def test_an_error_cell_deep_in_a_ledger_comes_back(ask) -> None:
    for row in (1, 4):
        cells = [list(r) for r in LEDGER]
        cells[row][5] = excel.ERROR_CELLS["#REF!"]
        assert ask("DSO", tuple(map(tuple, cells))) == error("#REF!")


def test_an_error_that_xlwings_does_not_know_is_no_number(ask) -> None:
    assert ask("CCC", excel.SPILL, 1.0, 1.0) == error("#VALUE!")


@pytest.mark.parametrize(("name", "cells"), CALLS)
def test_an_optional_argument_may_be_missing_empty_or_cut_off(ask, name, cells) -> None:
    known = formulas()[name].arguments
    left_out = (*cells, *[LEFT_OUT] * (len(known) - len(cells)))
    answer = ask(name, *cells)
    assert ask(name, *left_out) == answer
    assert ask(name, *(None if cell == LEFT_OUT else cell for cell in left_out)) == answer
    assert ask(name, *(((None,),) if cell == LEFT_OUT else cell for cell in left_out)) == answer


@pytest.mark.parametrize(("name", "cells", "at"), REQUIRED)
def test_a_required_argument_must_not_be_empty(ask, name, cells, at) -> None:
    for nothing in (None, ((None,),), LEFT_OUT, column(None, None), "", " "):
        assert ask(name, *with_argument(cells, at, nothing)) == error("#VALUE!")


@pytest.mark.parametrize(("name", "cells"), [(n, c) for n, c in CALLS if LEFT_OUT not in c])
def test_a_range_of_one_cell_is_that_cell(ask, name, cells) -> None:
    wrapped = (c if isinstance(c, tuple) else ((c,),) for c in cells)
    assert ask(name, *wrapped) == ask(name, *cells)


@pytest.mark.parametrize(
    ("name", "cells"),
    [(n, c) for n, c in CALLS if any(isinstance(a, tuple) and len(a[0]) == 1 for a in c)],
)
def test_a_column_may_be_a_row(ask, name, cells) -> None:
    turned = (tuple(zip(*c, strict=True)) if isinstance(c, tuple) else c for c in cells)
    assert ask(name, *turned) == ask(name, *cells)


@pytest.mark.parametrize(
    ("name", "cells"), [(n, c) for n, c in CALLS if any(isinstance(a, tuple) for a in c)]
)
def test_whole_columns_of_a_million_rows(ask, name, cells) -> None:
    whole = (
        (*c, *((None,) * len(c[0]),) * (ROWS - len(c))) if isinstance(c, tuple) else c
        for c in cells
    )
    assert ask(name, *whole) == ask(name, *cells)


def test_rows_of_empty_texts_at_the_end_do_not_count(ask) -> None:
    below = (("",) * 7, (None,) * 7, ("",) * 7)
    assert ask("DSO", (*LEDGER, *below), *[LEFT_OUT] * 3, MARCH[1]) == pytest.approx(900 / 11 * 0.9)


def test_a_time_of_day_does_not_count(ask) -> None:
    assert ask("LATE_FEE", 1e6, excel.time(2026, 3, 1, 23), excel.time(2026, 3, 31, 1)) == 15000.0


def test_cells_formatted_as_currency_are_numbers(ask) -> None:
    assert ask("DSO", Decimal(100), column(Decimal(400), Decimal("600.0"))) == 36.5
    ledger = tuple(tuple(Decimal(c) if isinstance(c, float) else c for c in row) for row in LEDGER)
    assert ask("OVERDUE_SHARE", ledger, MARCH[1]) == pytest.approx(1 / 3)


def test_a_text_or_a_date_among_numbers_is_refused_and_kept_with_its_reason(ask) -> None:
    for cell in ("abc", True, MARCH[0]):
        assert ask("HHI", column(5.0, cell)) == error("#VALUE!")
        assert REFUSALS.latest()[0].formula == "HHI"
        assert REFUSALS.latest()[0].error.reason


class TestHelp:
    @pytest.mark.parametrize("name", list(formulas()))
    def test_the_wizard_knows_both_names_and_every_argument(self, udfs, name) -> None:
        known = udfs.get_udf_module(MODULE, None)
        formula = formulas()[name]
        for function in (getattr(known, name), getattr(known, formula.alias)):
            about = function.__xlfunc__
            assert about["name"] == function.__name__
            assert formula.help.en in about["ret"]["doc"]
            assert formula.help.zh in about["ret"]["doc"]
            assert formula.category.en in about["category"]
            *typed, workbook = about["args"]
            assert workbook["vba"] == "ThisWorkbook.FullName"  # filled in, not typed
            for argument, told in zip(formula.arguments, typed, strict=True):
                assert not told["vba"]
                assert told["name"].rstrip("_") == argument.name
                assert ("optional" in told) == argument.optional
                assert argument.help.en in told["doc"]
                assert argument.help.zh in told["doc"]

    def test_no_argument_has_the_name_that_xlwings_keeps_for_the_cell_itself(self) -> None:
        names = {argument.name for f in formulas().values() for argument in f.arguments}
        assert "caller" not in names


def test_elsewhere_they_are_plain_functions() -> None:
    module = importlib.import_module(MODULE)
    assert module.CB_DSO(100.0, 1000.0) == 36.5
