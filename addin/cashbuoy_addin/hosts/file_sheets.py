"""One sheet of blocks onto one XlsxWriter worksheet."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import cast

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cashbuoy_addin.hosts.file_formats import Formats
from cashbuoy_workbook.blocks import (
    Block,
    Cell,
    Choice,
    Formula,
    Level,
    Link,
    Sheet,
    TableArea,
)
from cashbuoy_workbook.conditions import CellCondition, by_cell
from cashbuoy_workbook.widths import text_width, wrapped_height

LONGEST_TEXT = 32_767
_BETWEEN = {"criteria": "between", "minimum": -(10**13), "maximum": 10**13}
_A4 = 9
_SHEET_END = 1_048_575
_NOTE_WIDTH_CHARACTERS = 46
_FIRST_DAY = dt.date(1900, 1, 1)


def fill_sheet(
    worksheet: Worksheet, sheet: Sheet, formats: Formats, titles: Mapping[str, str]
) -> None:
    """Write everything of `sheet` but its charts and its page texts."""
    _columns(worksheet, sheet, formats)
    for row, height in sheet.heights.items():
        worksheet.set_row(row, height)
    for table in sheet.tables:
        _table(worksheet, table)
    styles = _styles_by_cell(sheet) if sheet.merges else {}
    for first_row, first_column, last_row, last_column in sheet.merges:
        style = styles.get((first_row, first_column), "text")
        worksheet.merge_range(first_row, first_column, last_row, last_column, "", formats(style))
    for block in sheet.blocks:
        write_block(worksheet, block, formats, titles)
    for choice in sheet.choices:
        _choice(worksheet, choice)
    for (row, column), conditions in by_cell(sheet.conditions).items():
        for condition in conditions:
            _condition(worksheet, row, column, condition, formats)
    _view(worksheet, sheet)
    _pages(worksheet, sheet)


def _columns(worksheet: Worksheet, sheet: Sheet, formats: Formats) -> None:
    for column in range(max(len(sheet.widths), len(sheet.column_styles))):
        width = sheet.widths[column] if column < len(sheet.widths) else None
        style = sheet.column_styles[column] if column < len(sheet.column_styles) else ""
        worksheet.set_column(column, column, width, formats(style) if style else None)


def _table(worksheet: Worksheet, table: TableArea) -> None:
    worksheet.add_table(
        table.row,
        table.column,
        table.row + max(table.rows, 1),
        table.column + len(table.columns) - 1,
        {
            "name": table.name,
            "columns": [{"header": title} for title in table.columns],
            "style": None,
            "autofilter": True,
        },
    )


def _styles_by_cell(sheet: Sheet) -> dict[tuple[int, int], str]:
    return {
        (block.row + i, block.column + j): style
        for block in sheet.blocks
        for i, row in enumerate(block.styles)
        for j, style in enumerate(row)
    }


def write_block(
    worksheet: Worksheet, block: Block, formats: Formats, titles: Mapping[str, str]
) -> None:
    """Write one block's cells, fills and notes."""
    levels: dict[tuple[int, int], Level] = {
        place: level for level, places in block.fills.items() for place in places
    }
    # Long ledgers repeat a few rows of styles: look each up once, not at every cell.
    looks: dict[str, Format] = {s: formats(s) for row in set(block.styles) for s in row}
    for i, (values, styles) in enumerate(zip(block.values, block.styles, strict=True)):
        for j, (value, style) in enumerate(zip(values, styles, strict=True)):
            level = levels.get((i, j)) if levels else None
            if isinstance(value, Formula | Link):
                form = formats(style, level, live=True)
            else:
                form = looks[style] if level is None else formats(style, level)
            _write_cell(worksheet, block.row + i, block.column + j, value, form, titles)
    for note in block.notes:
        _note(worksheet, block.row + note.row, block.column + note.column, note.text)


def _write_cell(
    worksheet: Worksheet,
    row: int,
    column: int,
    value: Cell,
    form: Format,
    titles: Mapping[str, str],
) -> None:
    if value is None or value == "":
        worksheet.write_blank(row, column, None, form)
    elif isinstance(value, str):
        worksheet.write_string(row, column, _fitting(value), form)
    elif isinstance(value, bool):
        worksheet.write_boolean(row, column, value, form)
    elif isinstance(value, int | float):
        if not math.isfinite(value):
            raise ValueError(f"{worksheet.name} row {row + 1}: {value} is not a number to show")
        worksheet.write_number(row, column, value, form)
    elif isinstance(value, Formula):
        worksheet.write_formula(row, column, value.text, form, value.value)
    elif isinstance(value, Link):
        target = quoted(titles[value.sheet])
        worksheet.write_url(row, column, f"internal:{target}!{value.cell}", form, value.text)
    elif isinstance(value, dt.date) and _day(value) < _FIRST_DAY:
        # Spreadsheets count days from 1900; an older date can only stand as text.
        worksheet.write_string(row, column, value.isoformat(), form)
    else:
        worksheet.write_datetime(row, column, cast("dt.datetime", value), form)


def _day(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def _fitting(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def quoted(title: str) -> str:
    """A sheet's title as formulas and links write it."""
    return "'" + title.replace("'", "''") + "'"


def _note(worksheet: Worksheet, row: int, column: int, text: str) -> None:
    width = min(max(text_width(text), 24), _NOTE_WIDTH_CHARACTERS)
    worksheet.write_comment(
        row,
        column,
        _fitting(text),
        {
            "width": int(width * 6.2) + 16,
            "height": int(wrapped_height(text, width) * 1.15) + 14,
            "font_name": "Tahoma",
            "font_size": 9,
        },
    )


def _choice(worksheet: Worksheet, choice: Choice) -> None:
    """A rule that warns and lets pass: nothing typed or pasted is refused, Checks names it."""
    rules: dict[str, dict[str, object]] = {
        "list": {"validate": "list", "source": _list_source(choice)},
        "date": {"validate": "date", "criteria": ">=", "value": dt.date(1990, 1, 1)},
        "decimal": {"validate": "decimal", **_BETWEEN},
        "whole": {"validate": "integer", **_BETWEEN},
    }
    refused = worksheet.data_validation(
        choice.first_row,
        choice.first_column,
        choice.last_row,
        choice.last_column,
        {
            **rules[choice.kind],
            "ignore_blank": True,
            "error_type": "warning",
            "input_title": choice.title[:32],
            "input_message": choice.message[:255],
            "error_title": choice.title[:32],
            "error_message": choice.message[:255],
        },
    )
    if refused:
        raise AssertionError(f"{worksheet.name}: the rule for {choice.title!r} is not written")


def _list_source(choice: Choice) -> object:
    return f"={choice.source}" if choice.source else list(choice.options)


def _condition(
    worksheet: Worksheet, row: int, column: int, condition: CellCondition, formats: Formats
) -> None:
    worksheet.conditional_format(
        row,
        column,
        row,
        column,
        {
            "type": "formula",
            "criteria": condition.formula,
            "format": formats.conditional(condition.style, condition.level),
            "stop_if_true": True,
        },
    )


def _view(worksheet: Worksheet, sheet: Sheet) -> None:
    if sheet.freeze != (0, 0):
        worksheet.freeze_panes(*sheet.freeze)
    if not sheet.gridlines:
        worksheet.hide_gridlines(2)
    if sheet.tab_colour:
        worksheet.set_tab_color(f"#{sheet.tab_colour}")
    if sheet.hidden:
        worksheet.hide()


def _pages(worksheet: Worksheet, sheet: Sheet) -> None:
    worksheet.set_paper(_A4)
    if sheet.landscape:
        worksheet.set_landscape()
    worksheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    worksheet.fit_to_pages(sheet.pages_wide, sheet.pages_tall)
    if sheet.repeat_rows is not None:
        worksheet.repeat_rows(*sheet.repeat_rows)
    if sheet.print_columns is not None:
        first, last = sheet.print_columns
        # Whole columns, unless it says where to end: lists grow in an open workbook.
        end = _SHEET_END if sheet.print_last is None else sheet.print_last
        worksheet.print_area(0, first, end, last)
    worksheet.set_h_pagebreaks(list(sheet.new_pages))
