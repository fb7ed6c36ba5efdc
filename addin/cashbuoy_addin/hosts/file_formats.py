"""Styles as XlsxWriter formats, one of each look."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook as XlsxWorkbook
from xlsxwriter.format import Format

from cashbuoy_workbook.blocks import Level
from cashbuoy_workbook.styles import FONTS, GRID, INK, LEVELS, Style, format_of, look, marked

_BORDERS: dict[str, dict[str, Any]] = {
    "": {},
    "all": {"border": 1, "border_color": f"#{GRID}"},
    "below": {"bottom": 1, "bottom_color": f"#{GRID}"},
    "sum": {"top": 1, "top_color": f"#{INK}"},
    "total": {"top": 1, "top_color": f"#{INK}", "bottom": 6, "bottom_color": f"#{INK}"},
}


class Formats:
    """The formats of one workbook, made when first asked for."""

    def __init__(self, workbook: XlsxWorkbook, language: str) -> None:
        self._workbook = workbook
        self._font = FONTS[language]
        self._made: dict[tuple[str, Level | None, bool], Format] = {}
        self._conditional: dict[tuple[str, Level], Format] = {}

    def __call__(self, style: str, level: Level | None = None, *, live: bool = False) -> Format:
        """Format of a style's name, painted by level where one is given; `live`: of a formula or a
        link."""
        known = self._made.get((style, level, live))
        if known is None:
            number_format = format_of(style, level, live=live)
            known = self._workbook.add_format(self._properties(look(style), level, number_format))
            self._made[(style, level, live)] = known
        return known

    def conditional(self, style: str, level: Level) -> Format:
        """What a level changes in cells of a style, for conditional formats."""
        known = self._conditional.get((style, level))
        if known is None:
            paint = LEVELS[level]
            known = self._workbook.add_format(
                {
                    "font_color": f"#{paint.colour}",
                    "bg_color": f"#{paint.fill}",
                    "bold": paint.bold,
                    "num_format": marked(look(style).number_format, level),
                }
            )
            self._conditional[(style, level)] = known
        return known

    def _properties(self, style: Style, level: Level | None, number_format: str) -> dict[str, Any]:
        colour, fill, bold = style.colour, style.fill, style.bold
        if level is not None:
            paint = LEVELS[level]
            colour, fill, bold = paint.colour, paint.fill, bold or paint.bold
        properties: dict[str, Any] = {
            "font_name": self._font,
            "font_size": style.size,
            "font_color": f"#{colour}",
            "num_format": number_format,
            "valign": style.vertical,
            **_BORDERS[style.borders],
        }
        for name, wanted in (("bold", bold), ("italic", style.italic), ("text_wrap", style.wrap)):
            if wanted:
                properties[name] = True
        if style.underline:
            properties["underline"] = 1
        if style.align:
            properties["align"] = style.align
        if style.indent:
            properties["indent"] = style.indent
        if fill:
            properties.update(bg_color=f"#{fill}", pattern=1)
        return properties
