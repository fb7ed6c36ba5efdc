"""The sheets of results before the first refresh: layout in place, nothing that was not computed."""

from __future__ import annotations

import datetime as dt

import pytest

from cashbuoy.policy.load import profile
from cashbuoy_workbook import unfilled
from cashbuoy_workbook.blocks import Formula, Link
from cashbuoy_workbook.texts import Texts
from cashbuoy_workbook.unfilled import unfilled_sheets

PROFILES = ("basic", "standard", "advanced")


def cells(sheets):
    return [
        (sheet.key, cell, style)
        for sheet in sheets
        for block in sheet.blocks
        for row, styles in zip(block.values, block.styles, strict=True)
        for cell, style in zip(row, styles, strict=True)
        if cell is not None
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_figure_date_formula_colour_or_note(language) -> None:
    sheets = unfilled_sheets(profile("advanced"), language)
    assert [c for c in cells(sheets) if not isinstance(c[1], str) and c[2] != "header_number"] == []
    assert not any(isinstance(cell, Formula | Link) for _, cell, _ in cells(sheets))
    assert not any(b.fills or b.notes for s in sheets for b in s.blocks)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_sheet_invites_and_has_its_title(language) -> None:
    invitation = Texts(language)("labels.not_yet_filled")
    for sheet in unfilled_sheets(profile("basic"), language):
        found = [(cell, style) for key, cell, style in cells([sheet]) if key == sheet.key]
        assert found[0][1] == "title"
        assert (invitation, "label") in found


def test_nothing_depends_on_a_date(monkeypatch) -> None:
    january = unfilled_sheets(profile("advanced"), "en")
    monkeypatch.setattr(unfilled, "_ANY_DAY", dt.date(2031, 8, 17))
    august = unfilled_sheets(profile("advanced"), "en")
    assert cells(january) == cells(august)


def test_lines_and_titles_are_named() -> None:
    said = {(key, cell) for key, cell, _ in cells(unfilled_sheets(profile("advanced"), "en"))}
    assert {
        ("Forecast", "Opening cash"), ("Forecast", "Operating activities"),
        ("Cockpit", "Cash now (CNY)"), ("Items", "Counterparty"), ("Buffer", "Bank lines (C3)"),
        ("Warnings", "Measured"), ("Checks", "Findings"), ("History", "Indicator"),
    } <= said  # fmt: skip


def test_what_only_a_refresh_can_say_is_not_said() -> None:
    said = " ".join(str(c) for _, c, _ in cells(unfilled_sheets(profile("advanced"), "en")))
    for claim in ("Normal operation", "not measured", "overdue.", "2026", "agrees", "No "):
        assert claim not in said


@pytest.mark.parametrize("name", PROFILES)
def test_sheets_of_modules_that_are_off_are_hidden(name) -> None:
    policy = profile(name)
    sheets = unfilled_sheets(policy, "en")
    assert [s.key for s in sheets] == [s.key for s in unfilled_sheets(profile("advanced"), "en")]
    hidden = {s.key for s in sheets if s.hidden}
    assert ("Plans" in hidden) == (not policy.has("plans"))
    assert ("Buffer" in hidden) == (not policy.has("buffer") and not policy.has("lines"))
    assert not hidden & {"Cockpit", "Forecast", "Warnings", "Checks"}
