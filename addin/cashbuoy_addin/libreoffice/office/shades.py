"""Looks that cells take while a formula holds: conditional formats, whose looks are cell styles."""

from __future__ import annotations

from typing import Any

import uno

from .connection import Office, Uno, properties
from .formats import GENERAL, LOGICAL, format_key

FORMULA = "FORMULA"  # com.sun.star.sheet.ConditionOperator
_CELL_STYLE = "com.sun.star.style.CellStyle"
_PREFIX = "Cashbuoy "


def shade_contents(office: Office, book: str, sheet: str) -> list[list[Any]]:
    """[row, column, formula, [number format, background, colour, weight of its text]] of what
    cells of their own take."""
    document, found_sheet = office.book(book), office.sheet(book, sheet)
    found: list[list[Any]] = []
    for whole in found_sheet.ConditionalFormats.getConditionalFormats():
        for area in whole.Range.getRangeAddresses():
            if (area.StartRow, area.StartColumn) == (area.EndRow, area.EndColumn):
                at = area.StartRow, area.StartColumn
                cell = found_sheet.getCellByPosition(at[1], at[0])
                rules = cell.getPropertyValue("ConditionalFormat")
                found += [
                    [*at, "=" + rule.getFormula1().replace(";", ","), _look(document, style)]
                    for rule, style in _with_styles(document, rules)
                ]
    return found


def shades_put(
    office: Office,
    book: str,
    sheet: str,
    row: int,
    column: int,
    fills: list[int],
    rows: list[list[Any]],
) -> None:
    """Give a cell these shades, rows of formula, number format, background, colour and weight, in
    place of those that have one of `fills`."""
    document = office.book(book)
    cell = office.sheet(book, sheet).getCellByPosition(column, row)
    rules = cell.getPropertyValue("ConditionalFormat")
    ours = [style.CellBackColor in fills for _, style in _with_styles(document, rules)]
    for index in reversed(range(len(ours))):
        if ours[index]:
            rules.removeByIndex(index)
    for formula, *look in rows:
        rules.addNew(
            properties(
                Operator=uno.Enum("com.sun.star.sheet.ConditionOperator", FORMULA),
                # LibreOffice's own notation: semicolons between arguments.
                Formula1=formula[1:].replace(",", ";"),
                StyleName=_style(document, *look),
                SourcePosition=cell.CellAddress,
            )
        )
    cell.setPropertyValue("ConditionalFormat", rules)


def _with_styles(document: Uno, rules: Uno) -> list[tuple[Uno, Uno]]:
    styles = document.StyleFamilies.getByName("CellStyles")
    found = [rules.getByIndex(index) for index in range(rules.getCount())]
    return [(rule, styles.getByName(rule.getStyleName())) for rule in found]


def _look(document: Uno, style: Uno) -> list[Any]:
    form = document.NumberFormats.getByKey(style.NumberFormat)
    code = GENERAL if form.Type & LOGICAL else str(form.FormatString)
    return [code, style.CellBackColor, style.CharColor, style.CharWeight]


def _style(document: Uno, code: str, fill: int, ink: int, weight: float) -> str:
    """The name of a style of ours with such a look, which is made if need be."""
    styles = document.StyleFamilies.getByName("CellStyles")
    key = format_key(document, code)
    name = f"{_PREFIX}{fill:06X} {ink:06X} {weight:g} {key}"
    if not styles.hasByName(name):
        styles.insertByName(name, document.createInstance(_CELL_STYLE))
        style = styles.getByName(name)
        style.NumberFormat, style.CellBackColor, style.CharColor = key, fill, ink
        for script in ("", "Asian", "Complex"):
            style.setPropertyValue(f"CharWeight{script}", weight)
    return name


OPERATIONS = (shade_contents, shades_put)
