"""Capital numerals, against amounts written out by hand."""

from __future__ import annotations

import pytest

from cashbuoy.capital_numerals import capital_yuan


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角整"),
        (12, "壹角贰分"),
        (100, "壹元整"),
        (105, "壹元零伍分"),
        (110, "壹元壹角整"),
        (1_000, "壹拾元整"),
        (10_100, "壹佰零壹元整"),
        (101_000, "壹仟零壹拾元整"),
        (1_000_500, "壹万零伍元整"),
        (1_000_005, "壹万元零伍分"),
        (10_010_000, "壹拾万零壹佰元整"),
        (12_345_678, "壹拾贰万叁仟肆佰伍拾陆元柒角捌分"),
        (106_998_860, "壹佰零陆万玖仟玖佰捌拾捌元陆角整"),
        (10_000_000_000, "壹亿元整"),
        (10_000_000_100, "壹亿零壹元整"),
        (12_000_000_000, "壹亿贰仟万元整"),
        (100_000_500_000, "壹拾亿零伍仟元整"),
        (100_010_000_000_000, "壹万零壹亿元整"),
        (-105, "负壹元零伍分"),
    ],
)
def test_amounts_in_capital_numerals(fen: int, said: str) -> None:
    assert capital_yuan(fen) == said


def test_what_is_too_large_is_refused() -> None:
    assert capital_yuan(10**18 - 1).startswith("玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿")
    with pytest.raises(ValueError):
        capital_yuan(10**18)
