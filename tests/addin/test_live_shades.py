"""Conditional formats that keep levels live, in an open workbook."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np

from addin.live_books import DAY, everything, sheet
from cashbuoy_addin.hosts import live
from cashbuoy_addin.hosts.live_picture import picture
from cashbuoy_addin.hosts.live_steps import steps
from cashbuoy_addin.live_refresh import refresh_book
from cashbuoy_addin.settings import Wishes
from cashbuoy_workbook.blocks import Condition, Sheet
from cashbuoy_workbook.conditions import by_cell

MINE = ["=$A$1>1", "General", (1, 2, 3), (0, 0, 0), False]


def test_conditions_are_written_cell_by_cell_with_fixed_addresses() -> None:
    wide = Condition(4, 25, 4, 26, "=NOT(OR(Z5<0,-Z4>1e+15))", "red", "money")
    one = Condition(4, 26, 4, 26, "=AA5<10.5", "amber", "money")
    found = by_cell([wide, one])
    assert {at: [(c.formula, c.level) for c in cs] for at, cs in found.items()} == {
        (4, 25): [("=NOT(OR($Z$5<0,-$Z$4>1e+15))", "red")],
        (4, 26): [("=NOT(OR($AA$5<0,-$AA$4>1e+15))", "red"), ("=$AA$5<10.5", "amber")],
    }


def forecast(row: int) -> Sheet:
    return Sheet(
        "Forecast",
        "Forecast",
        conditions=(Condition(row, 1, row, 2, f"=B{row + 1}<0", "red", "money"),),
    )


def test_they_go_with_their_rows_and_come_back() -> None:
    old, new = (picture(forecast(row), {"Forecast": "Forecast"}) for row in (5, 6))
    nothing = np.zeros((0, 0), dtype=object)
    there, back = steps(old, new, nothing), steps(new, old, nothing)
    told = [(step.target, [row[0] for row in step.value[1:]]) for step in there]
    assert told == [("B6", []), ("C6", []), ("B7", ["=$B$7<0"]), ("C7", ["=$C$7<0"])]
    assert [(step.target, len(step.value) - 1) for step in back] == [
        ("B6", 1), ("C6", 1), ("B7", 0), ("C7", 0),
    ]  # fmt: skip
    assert steps(new, replace(new), nothing) == []


def test_a_refresh_moves_them_keeps_the_users_own_and_undo_turns_back(book, memory) -> None:
    if not book.app.impl.holders:
        return  # without macros, only Excel on Windows moves them
    fresh = everything(book)["shades"]["Forecast"]
    assert fresh
    own = next(iter(fresh))
    refresh_book(book, memory)
    assert everything(book)["shades"]["Forecast"] == fresh
    sheet(book, "Forecast").own_shades[own].append(MINE)
    before = everything(book)["shades"]
    refresh_book(book, memory, Wishes(as_of=DAY + dt.timedelta(days=91)))
    after = everything(book)["shades"]["Forecast"]
    assert MINE in after[own]
    assert {at: [s for s in found if s != MINE] for at, found in after.items()} != fresh
    live.undo(book, memory, "back")
    assert {
        at: sorted(s[0] for s in found)
        for at, found in everything(book)["shades"]["Forecast"].items()
    } == {at: sorted(s[0] for s in found) for at, found in before["Forecast"].items()}
