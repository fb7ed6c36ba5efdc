"""How cells of an open workbook look, of what the styles say that a refresh can change."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from cashbuoy_workbook.blocks import Level
from cashbuoy_workbook.conditions import CellCondition
from cashbuoy_workbook.styles import LEVELS, LINK_INK, format_of, look, marked

Colour = tuple[int, int, int]


class Look(NamedTuple):
    """One cell's look. `fill` None for no fill."""

    number_format: str
    fill: Colour | None
    ink: Colour
    bold: bool


def _rgb(colour: str) -> Colour:
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)


BARE = Look("General", None, (0, 0, 0), bold=False)
"""Of cells that nobody ever painted, and of those that blocks have left."""


@cache
def look_of(style: str, level: Level | None, *, live: bool = False) -> Look:
    """The look of a cell of this style, painted by its level; `live`: a formula or a link."""
    base = look(style)
    number_format = format_of(style, level, live=live)
    if level is None:
        fill = _rgb(base.fill) if base.fill else None
        return Look(number_format, fill, _rgb(base.colour), base.bold)
    paint = LEVELS[level]
    return Look(number_format, _rgb(paint.fill), _rgb(paint.colour), base.bold or paint.bold)


class Shade(NamedTuple):
    """A look that a cell takes while a formula holds."""

    formula: str
    look: Look


def shade_of(condition: CellCondition) -> Shade:
    """What a file has of it: the level's own paint alone."""
    paint = LEVELS[condition.level]
    number_format = format_of(condition.style, condition.level, live=False)
    look = Look(number_format, _rgb(paint.fill), _rgb(paint.colour), paint.bold)
    return Shade(condition.formula, look)


LEVEL_FILLS = tuple(_rgb(paint.fill) for paint in LEVELS.values())
"""Of what has these fills, all is ours."""


def is_jump(look: Look) -> bool:
    """Whether a cell looks as jumps do, which are texts or formulas."""
    return look.number_format == "General" and look.ink == _rgb(LINK_INK)


# How our notes on results begin.
SIGNS = tuple(f"{paint.symbol} " for paint in LEVELS.values())


def is_marked(look: Look) -> bool:
    """Whether a cell looks as we paint those that findings name."""
    return any(
        (look.fill, look.ink) == (_rgb(paint.fill), _rgb(paint.colour)) for paint in LEVELS.values()
    )


def marked_look(base: Look, level: Level, usual_format: str) -> Look:
    """A cell's own look, painted by a level. The level's sign goes before its number where the
    number format is the `usual_format` of its column; the user's own is left alone."""
    paint = LEVELS[level]
    own = base.number_format != usual_format
    number_format = base.number_format if own else marked(usual_format, level)
    return Look(number_format, _rgb(paint.fill), _rgb(paint.colour), base.bold or paint.bold)
