"""Columns and rows are as large as their texts."""

from __future__ import annotations

import pytest

from cashbuoy_workbook.widths import column_width, text_width, wrapped_height


def test_a_chinese_character_is_two_wide() -> None:
    assert text_width("应收账款") == 8
    assert text_width("a\n应收账款") == 8
    assert text_width("") == 0


def test_column_width_keeps_its_limits() -> None:
    assert column_width([]) == 8
    assert column_width(["x" * 500]) == 60
    assert 22 <= column_width(["应收账款周转天数（DSO）", "x"]) <= 30


@pytest.mark.parametrize(
    ("text", "lines"), [("", 1), ("短", 1), ("a\nb\nc", 3), ("应" * 30, 4), ("应" * 4, 1)]
)
def test_wrapped_height_counts_lines(text, lines) -> None:
    assert wrapped_height(text, 20, 15) == lines * 15
