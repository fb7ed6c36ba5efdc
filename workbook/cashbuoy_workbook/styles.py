"""How cells look, as data. A style's name is a kind, then a role: "money_total", "date_input".

Kinds say the number format, roles the paint. Modellers' conventions: inputs blue on pale yellow,
figures black; red is never a sign, only a level. `STYLES` lists every name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from cashbuoy.money import minor_digits
from cashbuoy_workbook.blocks import Level

INK = "1C2733"
MUTED = "5B6875"
INPUT_INK = "0B45B0"
INPUT_FILL = "FFFBE6"
OVERRIDE_FILL = "DCE9FB"
HEADER_FILL = "1F3D52"
HEADER_REQUIRED_FILL = "0F5E8C"
HEADER_ACTUAL_FILL = "5B6770"
SUBTOTAL_FILL = "EEF2F5"
TOTAL_FILL = "DDE5EB"
TILE_FILL = "F3F6F8"
GRID = "D3DAE0"
LINK_INK = "0B5CAD"

# Present wherever Excel is, on Windows and macOS; the Chinese face has Latin letters too.
FONTS: Mapping[str, str] = {"zh": "Microsoft YaHei", "en": "Calibri"}


@dataclass(frozen=True)
class Style:
    """One look. Colours are RRGGBB without '#', "" for none; `borders` are drawn thin in `GRID`
    ("all"), or as rules above a sum ("sum": thin above; "total": thin above, double below)."""

    number_format: str = "General"
    bold: bool = False
    italic: bool = False
    underline: bool = False
    size: float = 10
    colour: str = INK
    fill: str = ""
    borders: Literal["", "all", "below", "sum", "total"] = ""
    align: Literal["", "left", "center", "right"] = ""
    vertical: Literal["top", "vcenter", "bottom"] = "vcenter"
    wrap: bool = False
    indent: int = 0


@dataclass(frozen=True)
class LevelLook:
    """Paint of a level: told apart by lightness and by symbol, not by hue alone."""

    fill: str
    colour: str
    symbol: str
    bold: bool = False


LEVELS: Mapping[Level, LevelLook] = {
    "red": LevelLook("B8321A", "FFFFFF", "▲", bold=True),
    "amber": LevelLook("FFC65C", "4A3200", "◆"),
    "green": LevelLook("D3ECE8", "0B4A45", "●"),
    "grey": LevelLook("E3E7EB", "4A5560", "○"),
}

# Chart series by what they show; dark enough on white, apart in greyscale.
SERIES: Mapping[str, str] = {
    "cash": "0F5E8C",
    "floor": "B8321A",
    "receipts": "2F9C95",
    "payments": "C77C11",
    "net": "1C2733",
    "band": "BFD7E6",
    "other": "8795A1",
}

_KINDS: Mapping[str, Style] = {
    "text": Style("@"),
    "general": Style(),
    "wrap": Style("@", wrap=True, vertical="top"),
    "symbol": Style("@", align="center"),
    "date": Style("yyyy-mm-dd", align="center"),
    "datetime": Style("yyyy-mm-dd hh:mm:ss", align="center"),
    "time": Style("[h]:mm:ss", align="center"),
    "month": Style("yyyy-mm", align="center"),
    "money": Style('#,##0.00;-#,##0.00;"–"', align="right"),
    "money_round": Style('#,##0;-#,##0;"–"', align="right"),
    "figure": Style("#,##0.00", align="right"),  # money where nought is a figure, such as a limit
    "share": Style("0.0%", align="right"),
    "rate": Style("0.0000##", align="right"),
    "integer": Style("#,##0", align="right"),
    "days": Style("#,##0.0", align="right"),
    "months": Style("0.0", align="right"),
    "ratio": Style("0.00", align="right"),
    "index": Style("#,##0", align="right"),
}

# Zeros in a ledger are what the user typed; shares are shown with the digits they have.
_INPUT_FORMATS: Mapping[str, str] = {"money": "#,##0.00", "share": "0.0##%", "text": "@"}


def _roles() -> dict[str, Style]:
    styles: dict[str, Style] = {}
    for kind, plain in _KINDS.items():
        styles[kind] = plain
        # Texts stand off the border, beside which a figure may end.
        styles[f"{kind}_grid"] = replace(plain, borders="all", indent=int(kind == "text"))
        styles[f"{kind}_muted"] = replace(plain, colour=MUTED)
        styles[f"{kind}_subtotal"] = replace(plain, bold=True, fill=SUBTOTAL_FILL, borders="sum")
        styles[f"{kind}_total"] = replace(plain, bold=True, fill=TOTAL_FILL, borders="total")
        styles[f"{kind}_input"] = replace(
            plain,
            number_format=_INPUT_FORMATS.get(kind, plain.number_format),
            colour=INPUT_INK,
            fill=INPUT_FILL,
            borders="all",
        )
        # A figure that the user typed over a computed one.
        styles[f"{kind}_override"] = replace(
            plain, colour=INPUT_INK, fill=OVERRIDE_FILL, bold=True, borders="all"
        )
        # Below a table, where rows are still to come: formats only.
        styles[f"{kind}_below"] = replace(styles[f"{kind}_input"], fill="", borders="")
        styles[f"tile_{kind}"] = replace(
            plain,
            number_format=plain.number_format.split(";")[0],  # – is what is not measured
            size=18,
            bold=True,
            fill=TILE_FILL,
            align="left",
            indent=1,
        )
    return styles


_HEADER = Style(
    "@", bold=True, colour="FFFFFF", fill=HEADER_FILL, borders="all", align="center", wrap=True
)

STYLES: Mapping[str, Style] = {
    **_roles(),
    "title": Style("@", bold=True, size=18, colour=HEADER_FILL),
    "subtitle": Style("@", size=10, colour=MUTED),
    "section": Style("@", bold=True, size=12, colour=HEADER_FILL, borders="below"),
    "header": _HEADER,
    "header_left": replace(_HEADER, align="left", indent=1),
    "header_actual": replace(_HEADER, fill=HEADER_ACTUAL_FILL),
    "header_required": replace(_HEADER, fill=HEADER_REQUIRED_FILL),
    "header_number": replace(_HEADER, number_format="0"),
    "header_month": replace(_HEADER, number_format="yyyy-mm"),
    "header_date": replace(_HEADER, number_format="yyyy-mm-dd"),
    "month_left": Style("yyyy-mm", bold=True, size=11, colour=HEADER_FILL, align="left"),
    "hint": Style("@", size=8, colour=MUTED, align="center", vertical="bottom", wrap=True),
    "instruction": Style("@", colour=MUTED, vertical="top"),
    "label": Style("@", bold=True),
    "label_1": Style("@", indent=1),
    "count": Style("0", align="center"),
    "count_grid": Style("0", align="center", borders="all"),
    "unit_grid": Style("@", borders="all", align="left", indent=1),
    "label_2": Style("@", indent=2),
    "key": Style("@", size=9, colour=MUTED, vertical="top"),
    "about": Style("@", size=9, colour=MUTED, wrap=True, indent=1),
    "small": Style("@", size=8, colour=MUTED),
    "wrap_middle": Style("@", wrap=True, borders="all", indent=1),
    "small_middle": Style("@", size=9, wrap=True, borders="all", indent=1),
    "small_wrap": Style("@", size=8, colour=MUTED, wrap=True, vertical="top"),
    "link": Style(colour=LINK_INK, underline=True),
    "link_grid": Style(colour=LINK_INK, underline=True, borders="all", align="center"),
    "cell": Style("@", borders="all", wrap=True, indent=1),
    "link_wrap": Style(colour=LINK_INK, underline=True, wrap=True, borders="all"),
    "link_small": Style(size=8, colour=LINK_INK, underline=True),
    "link_small_right": Style(size=8, colour=LINK_INK, underline=True, align="right"),
    "link_center": Style(colour=LINK_INK, underline=True, align="center"),
    "choice_input": replace(_KINDS["text"], colour=INPUT_INK, fill=INPUT_FILL, borders="all"),
    "choice_below": replace(_KINDS["text"], colour=INPUT_INK),
    "flag_input": replace(
        _KINDS["text"], colour=INPUT_INK, fill=INPUT_FILL, borders="all", align="center"
    ),
    "flag_below": replace(_KINDS["text"], colour=INPUT_INK, align="center"),
    "tile_label": Style("@", size=9, colour=MUTED, fill=TILE_FILL, indent=1, align="left"),
    "tile_unit": Style("@", size=9, colour=MUTED, fill=TILE_FILL, indent=1, align="left"),
    "tile_trend": Style(
        "@", size=12, colour=SERIES["cash"], fill=TILE_FILL, indent=1, align="left"
    ),
    "tile_blank": Style(fill=TILE_FILL),
}


def in_currency(style: str, currency: str) -> str:
    """The money style that shows a currency's own decimals: money_total in JPY -> money_total@0."""
    digits = minor_digits(currency)
    return style if digits == 2 else f"{style}@{digits}"


@cache
def look(name: str) -> Style:
    """The style of a name, "@digits" included. KeyError names an unknown style."""
    base, _, digits = name.partition("@")
    style = STYLES[base]
    if not digits:
        return style
    decimals = f".{'0' * int(digits)}" if int(digits) else ""
    return replace(style, number_format=style.number_format.replace(".00", decimals))


def marked(number_format: str, level: Level | None) -> str:
    """The format of a number coloured by a level: the sign stands before it, for colour is never
    alone. Texts carry the sign themselves."""
    if level not in ("red", "amber") or number_format == "@":
        return number_format
    parts = number_format.split(";")
    if len(parts) == 1 and not set("yd") & set(number_format):  # no date
        parts = [number_format, f"-{number_format}"]  # the sign stands beside its figure
    return ";".join(f'"{symbol(level)} "{part}' for part in parts)


def format_of(style: str, level: Level | None, *, live: bool) -> str:
    """The number format of a cell. One that is `live`, a formula or a link, is never formatted as
    text: assigned there, or touched by the user, a formula would turn into its own text."""
    plain = look(style).number_format
    return "General" if live and plain == "@" else marked(plain, level)


def symbol(level: Level) -> str:
    """The level's sign: ▲ ◆ ● ○."""
    return LEVELS[level].symbol
