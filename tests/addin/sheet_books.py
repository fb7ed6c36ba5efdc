"""Workbooks of sheet_engine.py, built from the sheets that a refresh renders."""

from __future__ import annotations

import datetime as dt

import xlwings as xw

from addin.sheet_engine import Book, Sheet
from addin.sheet_ranges import Note, Table
from cashbuoy_addin.hosts.live_areas import Area
from cashbuoy_addin.hosts.live_cells import assigned
from cashbuoy_addin.hosts.live_looks import look_of, shade_of
from cashbuoy_workbook.blocks import Formula, Link, Workbook
from cashbuoy_workbook.conditions import by_cell


def opened(workbook: Workbook, fullname: object) -> xw.Book:
    """A rendered workbook as if its file had been opened in an application."""
    book = Book(fullname)
    book.app.holders = (book.file,) if book.file.endswith(".xlsm") else ()
    titles = {sheet.key: sheet.title for sheet in workbook.sheets}
    for data in workbook.sheets:
        sheet = Sheet(book, data.title)
        book.all.append(sheet)
        sheet.seen = not data.hidden
        sheet.own_rules = {
            (c.first_row, c.first_column, c.last_row, c.last_column): [
                ",".join(c.options), c.title[:32], c.message[:255],
            ]
            for c in data.choices
        }  # fmt: skip
        sheet.own_shades = {
            at: [[c.formula, *shade_of(c).look] for c in found]
            for at, found in by_cell(data.conditions).items()
        }
        for block in data.blocks:
            levels = {place: level for level, places in block.fills.items() for place in places}
            _paint(sheet, block)
            for i, row in enumerate(block.values):
                for j, cell in enumerate(row):
                    _fill(sheet, block, (i, j), cell, levels.get((i, j)), titles)
            for note in block.notes:
                place = block.row + note.row, block.column + note.column
                sheet.own_notes[place] = Note(sheet, place, note.text, "Cashbuoy")
            if block.name:
                area = Area(block.row, block.column, block.height, block.width)
                book.own_names[block.name] = area.refers_to(data.title)
        for table in data.tables:
            area = Area(table.row, table.column, max(table.rows, 1) + 1, len(table.columns))
            sheet.own_tables[table.name] = Table(sheet, table.name, area)
    book.front = book.all[0]
    return xw.Book(impl=book)


def _paint(sheet, block):
    """The styles of a block, in runs down its columns."""
    for j, column in enumerate(zip(*block.styles, strict=True)):
        start = 0
        for i in range(1, len(column) + 1):
            if i == len(column) or column[i] != column[start]:
                area = Area(block.row + start, block.column + j, i - start, 1)
                shown = look_of(column[start], None)
                sheet.paint += [(area, aspect, getattr(shown, aspect)) for aspect in shown._fields]
                start = i


def _fill(sheet, block, at, cell, level, titles):
    row, column = block.row + at[0], block.column + at[1]
    style = block.styles[at[0]][at[1]]
    live = isinstance(cell, Formula | Link)
    painted = look_of(style, level, live=live)
    if level is not None or live:
        place = [Area(row, column, 1, 1)]
        sheet.paint += [(place[0], aspect, getattr(painted, aspect)) for aspect in painted._fields]
    if cell is None or cell == "":
        return
    text = assigned(cell, titles, painted.number_format)
    shown = cell
    if isinstance(cell, Formula):
        shown = cell.value
    elif isinstance(cell, Link):
        shown = text = cell.text
    elif isinstance(cell, dt.date):
        shown = dt.datetime(cell.year, cell.month, cell.day)
    plain = text.removeprefix("'") if isinstance(text, str) else repr(float(text))
    sheet.formulas[row, column] = str(text).upper() if isinstance(text, bool) else plain
    sheet.values[row, column] = float(shown) if type(shown) is int else shown
