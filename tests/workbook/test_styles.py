"""Levels can be told apart by everyone, and every style has a look."""

from __future__ import annotations

from itertools import combinations

import pytest

from cashbuoy_workbook.styles import LEVELS, STYLES, in_currency, look, marked, symbol


def channels(colour: str) -> tuple[float, ...]:
    """Linear light of red, green, blue (sRGB)."""
    values = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    return tuple(v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)


def luminance(colour: str) -> float:
    red, green, blue = channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("level", LEVELS)
def test_text_on_a_level_can_be_read(level) -> None:
    assert contrast(LEVELS[level].fill, LEVELS[level].colour) >= 4.5


def test_red_amber_and_green_differ_in_lightness_alone() -> None:
    for one, other in combinations(("red", "amber", "green"), 2):
        assert contrast(LEVELS[one].fill, LEVELS[other].fill) >= 1.15
    assert contrast(LEVELS["red"].fill, LEVELS["amber"].fill) >= 3


def test_symbols_differ() -> None:
    assert len({symbol(level) for level in LEVELS}) == len(LEVELS)


@pytest.mark.parametrize("name", STYLES)
def test_text_of_every_style_can_be_read(name) -> None:
    style = look(name)
    assert contrast(style.fill or "FFFFFF", style.colour) >= 4.5


@pytest.mark.parametrize(
    ("currency", "number_format"),
    [
        ("CNY", '#,##0.00;-#,##0.00;"–"'),
        ("JPY", '#,##0;-#,##0;"–"'),
        ("KWD", '#,##0.000;-#,##0.000;"–"'),
    ],
)
def test_money_shows_its_own_decimals(currency, number_format) -> None:
    assert look(in_currency("money", currency)).number_format == number_format


def test_unknown_styles_are_refused() -> None:
    with pytest.raises(KeyError, match="nonsense"):
        look("nonsense")


def test_inputs_are_blue_on_yellow_and_results_black() -> None:
    assert look("money_input").colour == look("date_input").colour != look("money").colour
    assert look("money_input").fill == look("text_input").fill != look("money").fill


def test_red_and_amber_numbers_carry_their_sign() -> None:
    assert marked("0.00;-0.00", "red") == '"▲ "0.00;"▲ "-0.00'
    # A negative figure keeps its sign beside it: "▲ -1,000.00", not "-▲ 1,000.00".
    assert marked("#,##0.00", "red") == '"▲ "#,##0.00;"▲ "-#,##0.00'
    assert marked("yyyy-mm-dd", "red") == '"▲ "yyyy-mm-dd'
    assert marked("@", "red") == "@"
    assert marked("0.00", None) == "0.00"


@pytest.mark.parametrize("name", ["figure_grid", "tile_money", "tile_money_round"])
def test_nought_that_was_measured_is_not_shown_like_what_was_not(name: str) -> None:
    assert "–" not in look(name).number_format
    assert "–" in look("money_grid").number_format  # a cell of a cash table stays calm


def test_figures_have_the_decimals_of_their_currency() -> None:
    assert look(in_currency("figure_grid", "JPY")).number_format == "#,##0"
