"""What vba/sources/CashbuoyBatch.bas does, on the workbook in memory. The VBA itself runs in
test_vba_batch.py and in LibreOffice; here its deeds are counted and refused one by one."""

from __future__ import annotations

import numpy as np

from cashbuoy_addin.hosts.live_looks import Look
from cashbuoy_addin.hosts.live_texts import packed, unpacked

MODULE = "CashbuoyBatch"


def run_macro(book, macro, args):
    name, given = args
    assert name == book.file
    if isinstance(given, str):
        assert macro.startswith(f"{MODULE}Text.")
        array = macro.replace(f"{MODULE}Text.", f"{MODULE}.").removesuffix("Text")
        return packed(run_macro(book, array, (name, unpacked(given))))
    if macro == f"{MODULE}.CashbuoyAsk":
        return tuple(_told(book, given))
    assert macro == f"{MODULE}.CashbuoyCarryOut"
    return _carried_out(book, given)


def _told(book, questions):
    told = [""]
    try:
        for kind, sheet, address in zip(*(questions[i::3] for i in range(3)), strict=True):
            rows = _answer(book, kind, sheet, address)
            told += [len(rows), len(rows[0]) if rows else 0]
            told += [cell for row in rows for cell in row]
    except Exception as problem:  # noqa: BLE001  # VBA gives its text
        return [str(problem) or "error"]
    return told


def _answer(book, kind, tab, address):
    if kind == "sheets":
        return [[sheet.name] for sheet in book.all]
    if kind == "hidden":
        return [[sheet.name] for sheet in book.all if not sheet.visible]
    if kind == "protected":
        return [[sheet.name] for sheet in book.all if sheet.locked]
    if kind == "names":
        names = book.own_names.items()
        return [[n, to] for n, to in names if n == address or (not address and n.startswith("cb_"))]
    return _about(book, kind, book.sheets(tab), address)


def _about(book, kind, sheet, address):
    if kind == "notes":
        return [[*note.place, note.author, note.text] for note in sheet.notes]
    if kind == "tables":
        return [[table.name, *table.range.area] for table in sheet.tables]
    if kind == "shades":
        return [
            [*at, formula, form, _number(fill), _number(ink), bold]
            for at, found in sheet.own_shades.items()
            for formula, form, fill, ink, bold in found
        ]
    return _cells(book, kind, sheet, address)


def _cells(book, kind, sheet, address):
    cells = sheet.range(address) if address else sheet.used_range
    if kind == "looks":
        book.calls(f"looks {sheet._name}")
        return list(_alike(sheet, cells.area))
    block = cells.raw_value if kind == "values" else cells.formula
    return block if isinstance(block, tuple) else [[block]]


def _alike(sheet, area):
    """Parts of an area that look alike, down its columns."""
    numbers, known = sheet.looks(area)
    for column in range(area.width):
        cells = numbers[:, column]
        starts = [0, *(np.flatnonzero(cells[1:] != cells[:-1]) + 1).tolist()]
        for start, end in zip(starts, [*starts[1:], area.height], strict=True):
            look = known[cells[start]]
            colours = _number(look.fill), _number(look.ink)
            place = (area.row + start, area.column + column, end - start, 1)
            yield [*place, look.number_format, *colours, look.bold]


def _number(colour):
    return "" if colour is None else colour[0] + 256 * colour[1] + 65536 * colour[2]


def _carried_out(book, steps):
    done, at = 0, 0
    try:
        while at < len(steps):
            tab, kind, target = steps[at : at + 3]
            rows, columns = map(int, steps[at + 3 : at + 5])  # VBA's CLng
            cells = steps[at + 5 : at + 5 + rows * columns]
            _carry_out(book, tab, kind, target, (columns, cells))
            at += 5 + rows * columns
            done += 1
    except Exception as problem:  # noqa: BLE001
        return done, str(problem) or "error"
    return done, ""


def _carry_out(book, tab, kind, target, block):
    columns, cells = block
    value = cells[0]
    if kind == "name":
        book.names.add(target, value)
        return
    sheet = book.sheets(tab)
    if kind == "title":
        sheet.name = value
    elif kind == "visible":
        sheet.visible = value
    elif kind == "shades":
        _shade(sheet, sheet.range(target).area, [cells[i : i + 5] for i in range(0, len(cells), 5)])
    elif kind == "rule":
        sheet.reword(sheet.range(target).area, cells[:3], cells[3:])
    elif kind == "table":
        sheet.own_tables[target].resize(sheet.range(value))
    elif kind in ("note", "no_note"):
        _annotate(sheet.range(target), kind, *cells)
    elif kind == "cells":
        rows = [cells[i : i + columns] for i in range(0, len(cells), columns)]
        sheet.range(target).formula = rows
    else:
        if kind in ("fill", "ink"):
            value = None if value == "" else tuple(int(value).to_bytes(3, "little"))
        assert kind in Look._fields
        sheet.range(target).paint(kind, value)


def _annotate(cell, kind, previous, text=""):
    note = cell.note
    if kind == "no_note":
        if note is not None and note.text == previous:
            note.delete()
    elif note is None:
        cell.add_note(text)
    elif note.text in (previous, text) or note.author == "Cashbuoy":
        note.text = text


def _shade(sheet, area, rows):
    fills, *wanted = rows
    at = area.row, area.column
    theirs = [s for s in sheet.own_shades.get(at, []) if _number(s[2]) not in fills]
    ours = [
        [formula, form, _colour(fill), _colour(ink), bold]
        for formula, form, fill, ink, bold in wanted
    ]
    sheet.calls(f"shades {sheet._name}")
    sheet.own_shades[at] = [*theirs, *ours]
    if not sheet.own_shades[at]:
        del sheet.own_shades[at]


def _colour(number):
    return tuple(int(number).to_bytes(3, "little"))
