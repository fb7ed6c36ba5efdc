"""Reasons of refused formulas outlive the process that gave them."""

from __future__ import annotations

import pytest

from cashbuoy.errors import FormulaError
from cashbuoy_addin.answers import reason_in
from cashbuoy_addin.refusals import Refusals


def error(found=0.0):
    return FormulaError("#DIV/0!", "cost is {found:g}", key="no_cost", found=found)


def test_another_process_knows_them_in_both_languages(tmp_path) -> None:
    Refusals(tmp_path / "a" / "r.json").keep("DIO", error())
    (found,) = Refusals(tmp_path / "a" / "r.json").latest()
    assert (found.formula, found.error.code) == ("DIO", "#DIV/0!")
    for language in ("en", "zh"):
        assert reason_in(language, found.error, "DIO") == reason_in(language, error(), "DIO")


def test_the_newest_first_each_once_and_a_small_file(tmp_path) -> None:
    first = Refusals(tmp_path / "r.json")
    for number in range(300):
        first.keep("DIO", error(number % 120))
    first.write()
    second = Refusals(tmp_path / "r.json")
    reasons = [refused.error.reason for refused in second.latest()]
    assert reasons[:2] == ["cost is 59", "cost is 58"]
    assert len(reasons) == len(set(reasons)) == 50
    assert len(first.latest()) == 200
    second.keep("DPO", error(7.0))
    assert second.latest()[0].formula == "DPO"
    assert len(second.latest()) == 50


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"formula": "DSO"}]'])
def test_a_damaged_file_is_no_file(tmp_path, text) -> None:
    (tmp_path / "r.json").write_text(text, encoding="utf-8")
    refusals = Refusals(tmp_path / "r.json")
    assert refusals.latest() == ()
    refusals.keep("DIO", error())
    assert len(Refusals(tmp_path / "r.json").latest()) == 1


def test_where_nothing_can_be_written_reasons_are_still_kept(tmp_path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    refusals = Refusals(tmp_path / "file" / "r.json")
    refusals.keep("DIO", error())
    assert len(refusals.latest()) == 1
