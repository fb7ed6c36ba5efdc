"""Cells under titles: whatever stands among them, they reach the ledgers' readers as they are."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cashbuoy.errors import FormulaError
from cashbuoy.ledger.cells import Cells
from cashbuoy_addin.formulas.columns import Column
from cashbuoy_addin.formulas.error_cells import refuse_errors
from cashbuoy_addin.formulas.ranges import as_titled
from cashbuoy_addin.formulas.table_range import raw_frame

TEXTS = st.sampled_from(["", " ", "-", "2026/3/1", "甲公司", "甲公司 ", "100", "\ufeffA"])
CELLS = st.one_of(
    st.none(),
    TEXTS,
    st.booleans(),
    st.sampled_from([0.0, 1.0, -2.5]),
    st.sampled_from([dt.datetime(2026, 3, 1), Decimal("12.34"), 7]),
)
COLUMNS = st.one_of(st.lists(CELLS, max_size=12), st.lists(st.none() | TEXTS, max_size=12))


def read(series: pd.Series) -> list[object]:
    cells = Cells.of(series)
    texts = [cells.texts[at] if at >= 0 else None for at in cells.text_at]
    return [
        (bool(empty), text, None if np.isnan(number) else number, str(moment), int(truth))
        for empty, text, number, moment, truth in zip(
            cells.empty, texts, cells.numbers, cells.moments, cells.truths, strict=True
        )
    ]


@settings(max_examples=150)
@given(cells=COLUMNS)
def test_a_column_is_read_as_its_cells_one_by_one(cells) -> None:
    table = as_titled((("Customer", "Amount"), *((cell, None) for cell in cells), ("end", 1.0)))
    one_by_one = pd.Series([*cells, "end"], dtype=object)
    assert read(raw_frame(table).iloc[:, 0]) == read(one_by_one)


@settings(max_examples=80)
@given(cells=COLUMNS)
def test_texts_are_those_that_stand_there(cells) -> None:
    column = Column.of(cells)
    assert set(column.texts) == {cell for cell in cells if isinstance(cell, str)}
    assert column.kinds == set(map(type, cells)) or column.kinds == {str, type(None)}


@pytest.mark.parametrize("error", ["#N/A", "#REF!", -2146826246])
@pytest.mark.parametrize("place", [(0, 2), (1, 0), (2, 1), (3, 2)])
def test_an_error_anywhere_in_a_table_is_found(error, place) -> None:
    rows = [
        ["Customer", "Amount", None],
        ["A", 1.0, None],
        ["B", 2.0, dt.datetime(2026, 3, 1)],
        [None, 3.0, "x"],
    ]
    refuse_errors(as_titled(tuple(map(tuple, rows))))  # as it stands, there is none
    rows[place[0]][place[1]] = error
    with pytest.raises(FormulaError) as found:
        refuse_errors(as_titled(tuple(map(tuple, rows))))
    assert found.value.code == ("#REF!" if error == "#REF!" else "#N/A")


def test_the_first_error_counts_row_by_row() -> None:
    table = as_titled((("Customer", "Amount"), ("A", "#NUM!"), ("#REF!", 1.0)))
    with pytest.raises(FormulaError) as found:
        refuse_errors(table)
    assert found.value.code == "#NUM!"


def test_a_row_that_ends_early_is_empty_there() -> None:
    table = as_titled((("Customer", "Amount", "Note"), ("A", 1.0, "x"), ("B",), ("C", 2.0)))
    assert [list(column.cells) for column in table.columns] == [
        ["A", "B", "C"],
        [1.0, None, 2.0],
        ["x", None, None],
    ]
