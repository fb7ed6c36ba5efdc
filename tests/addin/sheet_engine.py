"""An xlwings engine in memory, with our macros (batch_macros.py) as Excel has them, or without."""

from __future__ import annotations

import copy
import datetime as dt
import re
from operator import itemgetter
from typing import Any

import numpy as np

from addin.sheet_app import App, Calls, RefusedError
from addin.sheet_paint import Paint
from addin.sheet_ranges import Note, Range, Table, Tables
from cashbuoy_addin.hosts.live_areas import Area, area_of
from cashbuoy_addin.hosts.live_looks import Look

EPOCH = dt.datetime(1899, 12, 30)  # cells know no time zones


class Sheet:
    def __init__(self, book, name):
        self.book, self._name, self.calls = book, name, book.calls
        self.values, self.formulas = {}, {}
        self.paint = Paint()
        self.own_notes: dict[tuple[int, int], Note] = {}
        self.own_tables: dict[str, Table] = {}
        self.own_rules: dict[tuple[int, int, int, int], list[str]] = {}
        self.own_shades: dict[tuple[int, int], list[list[Any]]] = {}
        self.activated = False
        self.seen = True
        self.locked = False

    def __deepcopy__(self, memo):
        """Cells are many, and none of them changes."""
        other = memo[id(self)] = Sheet.__new__(Sheet)
        for name, kept in vars(self).items():
            own = dict(kept) if name in ("values", "formulas") else copy.deepcopy(kept, memo)
            setattr(other, name, own)
        return other

    @property
    def name(self):
        self.calls("get tab")
        return self._name

    @name.setter
    def name(self, value):
        self.calls(f"rename {self._name}")
        self._name = value

    @property
    def visible(self):
        self.calls(f"get visible {self._name}")
        return self.seen

    @visible.setter
    def visible(self, value):
        self.calls(f"visible {self._name}")
        self.seen = value

    def reword(self, area, old, new):
        """As VBA does it: where the first cell's rule is the old one, the area's is the new one."""
        self.calls(f"rule {self._name}")
        for place, said in self.own_rules.items():
            row, column, last_row, last_column = place
            inside = row <= area.row <= last_row and column <= area.column <= last_column
            if inside and said == old:
                self.own_rules[place] = new

    tables = property(Tables)
    index = property(lambda self: self.book.all.index(self) + 1)

    def activate(self):
        self.calls(f"activate {self._name}")
        self.book.front = self

    def range(self, first, second=None):
        if isinstance(first, tuple):
            last = second or first
            height, width = last[0] - first[0] + 1, last[1] - first[1] + 1
            return Range(self, [Area(first[0] - 1, first[1] - 1, height, width)])
        return Range(self, [_area(part) for part in first.split(",")])

    @property
    def used_range(self):
        self.calls(f"used_range {self._name}")
        # Cells that are only painted count, too.
        rows = max(max(self.formulas, default=(0, 0))[0] + 1, self.paint.size[0])
        columns = max(map(itemgetter(1), self.formulas), default=0) + 1
        columns = max(columns, self.paint.size[1])
        return Range(self, [Area(0, 0, rows, columns)])

    @property
    def notes(self):
        self.calls(f"notes {self._name}")
        return list(self.own_notes.values())

    def look(self, row, column, aspect):
        return self.paint.at(row, column, aspect)

    def looks(self, area):
        """Looks of the cells of an area, as numbers, and the looks they stand for."""
        codes = np.zeros((area.height, area.width), dtype=np.int64)
        for aspect in Look._fields:
            codes = codes * 1000 + self.paint.numbers(area, aspect)
        distinct, numbers = np.unique(codes, return_inverse=True)
        known = []
        for code in distinct.tolist():
            parts = [code // 1000**i % 1000 for i in (3, 2, 1, 0)]
            pairs = zip(Look._fields, parts, strict=True)
            known.append(Look(*(self.paint.values[aspect][number] for aspect, number in pairs)))
        return numbers.reshape(codes.shape), known

    def block(self, area, cells):
        rows = [
            tuple(
                cells.get((row, column), "")
                for column in range(area.column, area.column + area.width)
            )
            for row in range(area.row, area.row + area.height)
        ]
        if len(self) == 0 or (area.height, area.width) == (1, 1):
            return rows[0][0]
        return tuple(rows)

    def dated(self, area):
        """The values of an area: numbers in formats of dates are dates, as Excel and Calc say."""
        codes, known = self.looks(area)
        dates = [n for n, look in enumerate(known) if "yy" in look.number_format]
        if not dates:
            return self.values
        seen = dict(self.values)
        for i, j in np.argwhere(np.isin(codes, dates)).tolist():
            place = area.row + i, area.column + j
            if type(seen.get(place)) is float:
                seen[place] = EPOCH + dt.timedelta(days=seen[place])
        return seen

    def __len__(self):
        return 1

    def put(self, row, column, cell):
        """As Excel takes what is assigned to Range.Formula."""
        place = row, column
        if cell == "" or cell is None:
            self.values.pop(place, None)
            self.formulas.pop(place, None)
            return
        value = cell
        if isinstance(cell, str):
            if cell.startswith("'"):
                cell = value = cell[1:]
            elif cell[0] in "=+-@.0123456789":
                value = self.taken(row, column, cell)
        else:
            cell = str(cell).upper() if isinstance(cell, bool) else repr(float(cell))
        self.values[place], self.formulas[place] = value, cell

    def taken(self, row, column, cell):
        """A text that Excel may take for something else: a cell of the format of texts does not."""
        if self.look(row, column, "number_format") == "@":
            return cell
        if re.fullmatch(r"[+-]?[0-9.]+(e[+-]?\d+)?", cell, re.IGNORECASE):
            return float(cell)
        if cell.startswith(("+", "-", "@")):
            raise RefusedError(f"{cell} is no formula")
        return 0.0 if cell.startswith("=") else cell


class Sheets:
    def __init__(self, book):
        self.book = book

    def __iter__(self):
        return iter(self.book.all)

    def __len__(self):
        return len(self.book.all)

    def __call__(self, name):
        if isinstance(name, int):
            return self.book.all[name - 1]
        return next(sheet for sheet in self.book.all if sheet._name == name)

    @property
    def active(self):
        return self.book.front

    def add(self, before, after, name):
        self.book.calls(f"add {name}")
        place = before.index - 1 if before else after.index
        self.book.all.insert(place, Sheet(self.book, name))
        self.book.front = self.book.all[place]
        return self.book.front


class Name:
    def __init__(self, book, name):
        self.book, self._name = book, name

    name = property(lambda self: self._name)

    @property
    def refers_to(self):
        self.book.calls("name refers_to")
        return self.book.own_names[self._name]


class Names:
    def __init__(self, book):
        self.book = book

    def __iter__(self):
        return (Name(self.book, name) for name in list(self.book.own_names))

    def __len__(self):
        return len(self.book.own_names)

    def __call__(self, name):
        if isinstance(name, int):
            return Name(self.book, list(self.book.own_names)[name - 1])
        return Name(self.book, name)

    def snapshot(self):
        return [(name, Name(self.book, name)) for name in self.book.own_names]

    def contains(self, name):
        self.book.calls("names contain")
        return name in self.book.own_names

    def add(self, name, refers_to):
        self.book.calls(f"add name {name}")
        self.book.own_names[name] = refers_to
        return Name(self.book, name)


class Book:
    def __init__(self, fullname):
        self.calls = Calls()
        self._app = App(self.calls)
        self._app.book = self
        self.all: list[Sheet] = []
        self.own_names: dict[str, str] = {}
        self._fullname = str(fullname)
        self.front = None

    app = property(lambda self: self._app)
    file = property(lambda self: self._fullname.rpartition("/")[2])
    sheets = property(Sheets)
    names = property(Names)

    @property
    def fullname(self):
        self.calls("get fullname")
        return self._fullname

    @property
    def name(self):
        self.calls("get name")
        return self.file

    def activate(self):
        self.calls("activate")


def _area(address):
    found = area_of(
        "".join(f"${part}" for part in re.findall(r"[A-Z]+|[0-9]+|:", address)).replace("$:", ":")
    )
    assert found is not None, address
    return found
