"""What was entered after a refresh is found wherever Undo would write over it."""

from __future__ import annotations

import pytest

from cashbuoy_addin.hosts.live_memory import Remembered
from cashbuoy_addin.hosts.live_since import changed_since
from cashbuoy_addin.hosts.live_steps import Step


class Stands:
    """A sheet of one cell, B2, as an application tells it."""

    one_by_one = False

    def __init__(self, cell) -> None:
        self.cell = cell

    def ask(self, questions):
        return [[["", ""], ["", self.cell]] for _ in questions]


def cells(tab, value):
    return Step(tab, "cells", "B2", [[value]])


def found(stands, was, left, tabs=("Forecast",)):
    """Undo would write `was` where the refresh left `left`, on a tab that it renamed."""
    way_back = (Step("Forecast", "title", "", "现金流预测"), cells("现金流预测", was))
    remembered = Remembered("", {}, way_back, (cells("Forecast", left),))
    return list(changed_since(Stands(stands), tabs, remembered))


@pytest.mark.parametrize(
    ("stands", "was", "left"),
    [
        ("=SUM(A1:A3)", 5.0, "=SUM(A1:A3)"),
        ("=ROUND(2*Items!C1,2)", "", "=ROUND( 2.0*'Items'!C1, 2)"),  # in an application's own way
        ("12.5", "'0012", 12.5),
        ("0012", "'0012", 12.5),  # taken back already
        ("", 5.0, 7.0),
        (None, 5.0, 7.0),
    ],
)
def test_what_the_refresh_left_is_nobodys(stands, was, left) -> None:
    assert found(stands, was, left) == []


@pytest.mark.parametrize("stands", ["7.01", "=A1+1234567.6", "my remark", True])
def test_what_was_entered_since_is_named(stands) -> None:
    assert found(stands, 5.0, "=A1+1234567.5") == ["'Forecast'!B2"]


def test_a_sheet_that_is_gone_is_named() -> None:
    assert found("", 5.0, 7.0, tabs=("My forecast",)) == ["Forecast"]
