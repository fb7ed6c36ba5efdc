"""Workbooks for tests of the live host, and all that can be seen of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import repeat
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from addin.sheet_books import opened
from cashbuoy_addin import demo
from cashbuoy_addin.hosts.file import write_workbook
from cashbuoy_addin.hosts.live_areas import Area, area_of
from cashbuoy_addin.hosts.live_memory import STAMP
from cashbuoy_addin.hosts.live_plan import is_result
from cashbuoy_addin.pipeline import compute
from cashbuoy_addin.settings import Wishes, resolve
from cashbuoy_workbook.blocks import Link

DAY = dt.date(2026, 10, 31)


def book_of(folder, language="en", rows=15, more=0, only=()):
    """The demo workbook with a few rows of each table, as it looks right after `cashbuoy demo`; of
    its results `only` these, or all."""
    (folder / "demo-policy.yaml").write_bytes((demo.seeds() / "policy.yaml").read_bytes())
    workbook = rendered(language, rows, more)
    return opened(sheets_of(workbook, only), folder / "demo.xlsm")


def file_of(folder, language="en", rows=15):
    """The same as a file, with its policy beside it."""
    (folder / "demo-policy.yaml").write_bytes((demo.seeds() / "policy.yaml").read_bytes())
    write_workbook(rendered(language, rows, 0), folder / "demo.xlsx")
    return folder / "demo.xlsx"


@cache
def rendered(language, rows, more):
    """Worked out once: what becomes of it in an application is its own."""
    found = demo.demo_book("demo")
    tables = {name: table.tail(rows).reset_index(drop=True) for name, table in found.tables.items()}
    if more:
        tables["tblReceivables"] = many(tables["tblReceivables"], more)
    settings = {**found.settings, "language": language, "as_of": DAY}
    found = replace(found, tables=tables, settings=settings)
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "demo-policy.yaml").write_bytes((demo.seeds() / "policy.yaml").read_bytes())
        run = resolve(found.settings, folder, Wishes())
        return compute(found, run)[1]


def sheets_of(workbook, only):
    """Of the sheets of results `only` these, or all."""
    if not only:
        return workbook
    kept = [s for s in workbook.sheets if s.key in only or not is_result(s)]
    keys = {s.key for s in kept}
    return replace(
        workbook,
        sheets=[replace(s, blocks=tuple(unlinked(b, keys) for b in s.blocks)) for s in kept],
    )


def unlinked(block, keys):
    """Jumps to sheets that are not there are plain texts."""
    values = tuple(
        tuple(c.text if isinstance(c, Link) and c.sheet not in keys else c for c in row)
        for row in block.values
    )
    return replace(block, values=values)


def many(receivables, rows):
    """So many open invoices of one customer."""
    one = receivables.iloc[[0] * rows].reset_index(drop=True)
    one["invoice"] = [f"N{i:06d}" for i in range(rows)]
    one["customer"] = "Big & Sons"
    one["invoice_date"] = dt.datetime(2026, 9, 1)
    one["due_date"] = dt.datetime(2026, 12, 1)
    one["amount"] = 100_000.0 / rows
    for name in ("paid", "paid_date", "contract", "dispute", "promise_date", "instrument"):
        if name in one:
            one[name] = pd.Series([None] * rows, dtype=object)
    return one


def without_macros(book):
    book.app.impl.holders = ()


def sheet(book, name):
    return book.impl.sheets(name)


def everything(book):
    """All that can be seen of a workbook: tabs, cells, looks of cells, notes, names, tables."""
    return {
        "tabs": [s.name for s in book.impl.all],
        "cells": {s.name: dict(s.formulas) for s in book.impl.all},
        "notes": {
            s.name: {place: note.text for place, note in s.own_notes.items()} for s in book.impl.all
        },
        "names": {name: area for name, area in book.impl.own_names.items() if name != STAMP},
        "tables": {name: table.area for s in book.impl.all for name, table in s.own_tables.items()},
        "looks": {s.name: looks(s) for s in book.impl.all if not s.name.startswith("In")},
        "shades": {s.name: dict(s.own_shades) for s in book.impl.all},
        "state": dict(book.app.impl.state),
    }


def looks(found):
    """Looks of all cells that look other than one that nobody painted, by aspect."""
    paint = found.paint
    seen: dict[tuple[int, int, str], object] = {}
    for aspect, values in paint.values.items():
        numbers = paint.numbers(Area(0, 0, *paint.size), aspect)
        rows, columns = numbers.nonzero()
        looked = (values[number] for number in numbers[rows, columns].tolist())
        seen.update(zip(zip(rows.tolist(), columns.tolist(), repeat(aspect)), looked, strict=False))
    return seen


def add_invoice(book, amount=1_000_000.0, ledger="Receivables"):
    """What a user does: one more row under the receivables."""
    ledger = sheet(book, ledger)
    titles = {value: column for (row, column), value in ledger.values.items() if row == 3}
    row = max(row for row, _ in ledger.formulas) + 1
    cells = {"Invoice": "NEW-1", "Customer": "Newcomer", "Invoice date": 46300.0,
             "Due date": 46370.0, "Amount": amount}  # fmt: skip
    for title, value in cells.items():
        column = next(c for t, c in titles.items() if str(t).startswith(title))
        ledger.put(row, column, value)


def insert_row(book, name, row):
    """As applications do it: cells, notes and tables move down, and so do defined names."""
    found = sheet(book, name)
    below = lambda at: at + 1 if at >= row else at  # noqa: E731

    def moved(area):
        end = below(area.row + area.height - 1) + 1
        return area._replace(row=below(area.row), height=end - below(area.row))

    for cells in (found.formulas, found.values, found.own_notes):
        now = {(below(r), c): kept for (r, c), kept in cells.items()}
        cells.clear()
        cells.update(now)
    for table in found.own_tables.values():
        table.area = moved(table.area)
    for known, refers_to in book.impl.own_names.items():
        area = area_of(refers_to)
        if area and area.refers_to(name) == refers_to:
            book.impl.own_names[known] = moved(area).refers_to(name)


def writes(book, made=0, inside=0):
    """Calls, and deeds of macros, that change something, by kind."""
    reading = (
        *("get", "value", "formula", "used", "looks", "notes", "note ", "name", "set", "run"),
        *("table", "text", "author", "location", "address", "row", "column", "shape", "count"),
    )
    calls = [*book.impl.calls.made[made:], *book.impl.calls.inside[inside:]]
    return Counter(c.split()[0] for c in calls if not c.startswith(reading))


def line(book, label):
    """Row of a line of the forecast."""
    cells = sheet(book, "Forecast").values.items()
    return next(row for (row, column), value in cells if column == 0 and value == label)
