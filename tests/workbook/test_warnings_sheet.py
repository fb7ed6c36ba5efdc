"""The Warnings sheet: the worst first, where it stands, and what could not be judged."""

from __future__ import annotations

from cashbuoy_workbook.blocks import Link
from cashbuoy_workbook.sheets import warnings
from cashbuoy_workbook.sheets.grid import a1
from cashbuoy_workbook.sheets.levels import in_words
from workbook.builders import block, cells, fills, notes, sheet, small_firm, view


def listed() -> list[tuple[object, ...]]:
    return list(block(sheet("Warnings"), "cb_Warnings_List").values[2:])


def test_all_warnings_are_listed_red_first() -> None:
    levels = [row[1] for row in listed()]
    assert len(levels) == len(small_firm().warnings)
    assert levels == sorted(levels, key=("red", "amber").index)
    assert [row[0] for row in listed()] == ["▲" if v == "red" else "◆" for v in levels]


def test_a_line_gives_rule_place_measured_limit_unit_and_action() -> None:
    symbol, level, ref, title, where, measured, limit, unit, since, action = listed()[0]
    assert (symbol, level, ref, title) == ("▲", "red", "A3.1", "Cash runs out")
    assert isinstance(where, Link)
    assert (where.sheet, where.text) == ("Forecast", "Lowest day (as of refresh), 2026-12")
    assert (measured, limit, unit) == (-18_000, 0, "CNY")
    assert since == small_firm().as_of
    assert str(action).startswith("Start the emergency plan today")


def test_links_lead_to_the_coloured_cells() -> None:
    for row in listed():
        where = row[4]
        assert isinstance(where, Link)
        coloured = {a1(*at) for at in fills(sheet(where.sheet))}
        assert where.cell in coloured, where


def test_every_indicator_is_shown_and_those_in_danger_are_coloured_with_a_note() -> None:
    shown, rows = sheet("Warnings"), warnings.indicator_rows(view(small_firm()))
    for indicator in small_firm().indicators:
        value = cells(shown)[rows[indicator.id], warnings.VALUE_COLUMN]
        scale = 100 if indicator.unit == "money" else 1
        assert value == (None if indicator.value is None else indicator.value / scale)
    share = rows["overdue_share"], warnings.VALUE_COLUMN
    assert fills(shown)[share] == "red"
    assert "A3.6" in notes(shown)[share]
    assert "37.2%" in notes(shown)[share]


def test_what_could_not_be_judged_is_named_with_its_reason() -> None:
    rows = block(sheet("Warnings"), "cb_Warnings_NotMeasured").values[1:]
    assert [r[2] for r in rows] == [u.ref for u in small_firm().unmeasured]
    assert all(len(str(r[4])) > 20 for r in rows)


def test_silence_is_not_called_safety() -> None:
    (row,) = block(sheet("Warnings", name="empty"), "cb_Warnings_List").values[2:]
    assert row[0] == "○"
    assert "could not be judged" in str(row[3])


def test_figures_in_words_have_their_units() -> None:
    shown = view(small_firm())
    assert in_words(shown, -1_234_567, "money") == "-12,345.67 CNY"
    assert in_words(shown, 0.215, "share") == "21.5%"
    assert in_words(shown, 66.94, "days") == "66.9 days"
    assert in_words(view(small_firm(), "zh"), 1_234_567, "money") == "12,345.67 人民币元"
