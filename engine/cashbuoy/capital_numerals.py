"""Amounts in capital Chinese numerals (大写金额), as cheques and formal letters show them.

After the rules for filling in bills (正确填写票据和结算凭证的基本规定): 整 follows yuan or
jiao where the amount ends there; 零 stands once for any run of zeros between other digits.
"""

from __future__ import annotations

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def capital_yuan(fen: int) -> str:
    """Fen as 壹万零伍元整, 伍角整, 零元整, 负壹元零伍分. ValueError from 10^16 yuan on."""
    sign, fen = ("负" if fen < 0 else ""), abs(int(fen))
    yuan, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    whole = f"{_whole(yuan)}元" if yuan else ""
    if not rest:
        return f"{sign}{whole or '零元'}整"
    tens = f"{_DIGITS[jiao]}角" if jiao else ("零" if yuan else "")
    ones = f"{_DIGITS[cents]}分" if cents else "整"
    return f"{sign}{whole}{tens}{ones}"


def _whole(yuan: int) -> str:
    """Whole yuan above zero, four digits at a time."""
    groups: list[int] = []
    while yuan:
        yuan, four = divmod(yuan, 10_000)
        groups.append(four)
    if len(groups) > len(_GROUPS):
        raise ValueError("amount too large for capital numerals")
    said, gap = "", False
    for at in range(len(groups) - 1, -1, -1):
        four = groups[at]
        if not four:
            gap = True
            continue
        # A zero is said where digits in between are missing.
        if said and (gap or four < 1000):
            said += _DIGITS[0]
        said += _four(four) + _named(groups, at)
        gap = False
    return said


def _named(groups: list[int], at: int) -> str:
    """The group's name; 万亿 keeps its 亿 for the group below where that one speaks too."""
    if at == 3 and groups[2]:
        return "万"
    return _GROUPS[at]


def _four(number: int) -> str:
    """1 to 9999 without a leading zero."""
    said, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            said += (_DIGITS[0] if gap and said else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return said
