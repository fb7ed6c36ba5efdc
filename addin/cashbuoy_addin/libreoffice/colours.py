"""Colours: red, green, blue in xlwings; 0xRRGGBB in LibreOffice; 0xBBGGRR as Excel's number."""

from __future__ import annotations

AUTOMATIC = -1  # LibreOffice's "no colour of its own"

Colour = tuple[int, int, int] | str | int | None


def to_office(colour: Colour) -> int:
    """A colour as xlwings takes it, (1, 2, 3), "#010203" or Excel's number; None for none."""
    if colour is None:
        return AUTOMATIC
    if isinstance(colour, str):
        return int(colour.lstrip("#"), 16)
    if isinstance(colour, int):
        blue, green, red = colour.to_bytes(3, "big")
    else:
        red, green, blue = colour
    return int.from_bytes((red, green, blue), "big")


def from_office(colour: int | None) -> tuple[int, int, int] | None:
    """Red, green, blue; None where there is none, or cells differ."""
    if colour is None or colour == AUTOMATIC:
        return None
    red, green, blue = (colour & 0xFFFFFF).to_bytes(3, "big")
    return red, green, blue
