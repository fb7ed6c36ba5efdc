"""Amounts as people write them: `￥1,234.50`, `(500)`, `500-`, `12.5万`, `USD 1,200`."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from cashbuoy.ledger.cells import plain
from cashbuoy.ledger.currency_codes import CODES, NAMES

_MULTIPLES = {
    "千": 1_000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000,
}  # fmt: skip
# Signs that several currencies share name none of them.
_SHARED_SIGNS = ("¥", "$", "元", "圆")

_PLAIN = re.compile(r"-?(?:\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?")
_NUMBERS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<n>\d+(?:\.\d*)?|\.\d+)",
        r"(?P<n>\d+(?:\.\d+)?E[+-]?\d{1,2})",
        r"(?P<english>[1-9]\d{0,2}(?:[, ']\d{3})+(?:\.\d*)?)",
        # Only where nothing else can be meant: both separators, several dots, or a short tail.
        r"(?P<european>[1-9]\d{0,2}(?:[. ]\d{3})+,\d{1,2}|[1-9]\d{0,2}(?:\.\d{3}){2,}|\d+,\d{1,2})",
    )
)


@cache
def _grammar() -> tuple[re.Pattern[str], re.Pattern[str]]:
    names = sorted([*NAMES, *CODES, *_SHARED_SIGNS], key=len, reverse=True)
    unit = "|".join(re.escape(n.upper()) for n in names)
    multiple = "|".join(sorted(_MULTIPLES, key=len, reverse=True))
    signed = re.compile(
        rf"(?P<a>[-+])? ?(?P<before>{unit})? ?(?P<b>[-+])?"
        rf" ?(?P<number>[\d.,' ]*\d\.?(?:E[+-]?\d+)?)"
        rf" ?(?P<multiple>{multiple})? ?(?P<after>{unit})? ?(?P<c>[-+])?"
    )
    bracketed = re.compile(rf"((?:{unit})? ?)\((.+)\)( ?(?:{unit})?)")
    return signed, bracketed


def read_amount(text: str) -> float:
    """The amount in major units; NaN when it cannot be read with certainty."""
    if _PLAIN.fullmatch(text):
        return float(text.replace(",", ""))
    parts = _parts(text)
    if parts is None:
        return float("nan")
    match, bracketed = parts
    number = _read_number(match["number"].strip())
    signs = [s for s in (match["a"], match["b"], match["c"]) if s]
    if number is None or len(signs) + bracketed > 1:
        return float("nan")
    if match["multiple"]:
        number *= _MULTIPLES[match["multiple"]]
    return float(-number if bracketed or signs == ["-"] else number)


def named_currency(text: str) -> str:
    """ISO code of the currency written with an amount; "" for none, or a sign shared by several."""
    if _PLAIN.fullmatch(text):
        return ""
    parts = _parts(text)
    if parts is None:
        return ""
    units = [u for u in (parts[0]["before"], parts[0]["after"]) if u]
    return next((currency_code(u) for u in units if currency_code(u)), "")


def currency_code(text: str) -> str:
    """ISO code for a code or name in use (`RMB`, `人民币`, `us$`); "" when it is none we know."""
    name = plain(text).upper()
    return name if name in CODES else NAMES.get(name, "")


def _parts(text: str) -> tuple[re.Match[str], bool] | None:
    signed, bracketed = _grammar()
    text = plain(text).upper().removeprefix("'")
    brackets = bracketed.fullmatch(text)
    if brackets:
        text = "".join(brackets.groups())
    match = signed.fullmatch(text)
    return (match, brackets is not None) if match else None


def _read_number(text: str) -> Decimal | None:
    for pattern in _NUMBERS:
        match = pattern.fullmatch(text)
        if not match:
            continue
        if match.lastgroup == "european":
            text = text.replace(".", "").replace(" ", "").replace(",", ".")
        elif match.lastgroup == "english":
            text = re.sub(r"[, ']", "", text)
        return Decimal(text)
    return None
