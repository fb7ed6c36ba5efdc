"""An xlwings engine in memory: counts every call that would go to the application, and refuses the
one it is told to. Built from the sheets that a refresh renders.

It has our macros as Excel has them in a workbook (batch_macros.py), or not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

import numpy as np
import xlwings as xw

from addin.batch_macros import run_macro
from cashbuoy_addin.hosts.live_areas import Area, area_of
from cashbuoy_addin.hosts.live_cells import assigned
from cashbuoy_addin.hosts.live_looks import BARE, Look, look_of
from cashbuoy_workbook.blocks import Formula, Link, Workbook
from cashbuoy_workbook.styles import look, marked


class RefusedError(Exception):
    """What an application says when it does not want to."""


@dataclass
class Calls:
    """Every call by what it was, and apart what macros do in the application itself; `refuse` is
    the number (from 0) of the call that fails, `refuse_inside` that of the deed of a macro."""

    made: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)
    refuse: int | None = None
    refuse_inside: int | None = None
    in_macro: bool = False

    def __call__(self, what: str) -> None:
        made, refuse = (
            (self.inside, self.refuse_inside) if self.in_macro else (self.made, self.refuse)
        )
        made.append(what)
        if refuse is not None and len(made) - 1 == refuse:
            raise RefusedError(what)

    @contextmanager
    def macro(self) -> Iterator[None]:
        """Runs in the application: what happens there is no call to it."""
        self.in_macro = True
        try:
            yield
        finally:
            self.in_macro = False


class Engine:
    name = "excel"
    type = "desktop"

    def __init__(self):
        self.apps = []

    @staticmethod
    def prepare_xl_data_element(value, _options):
        return "" if value is None else value

    @staticmethod
    def clean_value_data(data, _datetime, empty_as, _number, _err_to_str):
        return [[empty_as if cell in ("", None) else cell for cell in row] for row in data]


ENGINE = Engine()


class App:
    engine = ENGINE
    display_alerts = True
    pid = 1

    def __init__(self, calls):
        object.__setattr__(self, "calls", calls)
        object.__setattr__(self, "state", {})
        self.state |= {
            "screen_updating": True,
            "enable_events": True,
            "calculation": "automatic",
            "status_bar": False,
        }
        self.shown: list[str] = []
        self.said: list[str] = []
        self.selected = None
        self.book: Any = None
        self.holders: tuple[str, ...] = ()

    def run(self, macro, args):
        self.calls(f"run {macro}")
        holder, _, name = macro.rpartition("!")
        if holder.strip("'") not in self.holders:
            raise RefusedError(f"cannot run the macro {macro}")
        with self.calls.macro():
            return run_macro(self.book, name, args)

    def alert(self, prompt, *_args):
        self.calls("alert")
        self.said.append(prompt)
        return "ok"

    selection = property(lambda self: self.selected)

    def activate(self, *_args):
        self.calls("activate")


def _switch(name):
    def get(self):
        self.calls(f"get {name}")
        return self.state[name]

    def put(self, value):
        self.calls(f"set {name}")
        self.state[name] = value
        if name == "status_bar" and value:
            self.shown.append(value)

    return property(get, put)


for _name in ("screen_updating", "enable_events", "calculation", "status_bar"):
    setattr(App, _name, _switch(_name))


class Font:
    def __init__(self, cells):
        self.cells = cells

    @property
    def color(self):
        return self.cells.read("ink")

    @color.setter
    def color(self, value):
        self.cells.paint("ink", value)

    @property
    def bold(self):
        return self.cells.read("bold")

    @bold.setter
    def bold(self, value):
        self.cells.paint("bold", value)


class Range:
    api = True
    max_cells_per_read = 4_000_000
    max_cells_per_write = 100_000

    def __init__(self, sheet, areas):
        self.sheet, self.areas = sheet, areas
        self.area = areas[0]

    @property
    def calls(self):
        return self.sheet.calls

    row = property(lambda self: self.area.row + 1)
    column = property(lambda self: self.area.column + 1)
    shape = property(lambda self: (self.area.height, self.area.width))
    address = property(lambda self: self.area.address)
    font = property(Font)

    def __len__(self):
        return self.area.height * self.area.width

    def paint(self, aspect, value):
        self.calls(f"{aspect} {self.sheet._name}")
        self.sheet.paint += [(area, aspect, value) for area in self.areas]

    def read(self, aspect):
        return self.sheet.look(self.area.row, self.area.column, aspect)

    column_width = property(
        lambda self: self.read("width"), lambda self, value: self.paint("width", value)
    )
    color = property(lambda self: self.read("fill"), lambda self, value: self.paint("fill", value))
    number_format = property(
        lambda self: self.read("number_format"),
        lambda self, value: self.paint("number_format", value),
    )

    @property
    def raw_value(self):
        self.calls(f"value {self.sheet._name}")
        return self.sheet.block(self.area, self.sheet.values)

    @property
    def formula(self):
        self.calls(f"formula {self.sheet._name}")
        return self.sheet.block(self.area, self.sheet.formulas)

    @formula.setter
    def formula(self, rows):
        self.calls(f"cells {self.sheet._name}")
        if not isinstance(rows, list | tuple):
            rows = [[rows]]
        assert (len(rows), len(rows[0])) == self.shape
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                self.sheet.put(self.area.row + i, self.area.column + j, cell)

    @property
    def note(self):
        self.calls(f"note {self.sheet._name}")
        return self.sheet.own_notes.get((self.area.row, self.area.column))

    def add_note(self, text):
        self.calls(f"add_note {self.sheet._name}")
        place = self.area.row, self.area.column
        assert place not in self.sheet.own_notes
        self.sheet.own_notes[place] = Note(self.sheet, place, text, "Somebody")
        return self.sheet.own_notes[place]

    def __call__(self, row, column):
        return Range(
            self.sheet, [Area(self.area.row + row - 1, self.area.column + column - 1, 1, 1)]
        )

    def get_address(self, *_args):
        return self.area.address


class Note:
    def __init__(self, sheet, place, text, author):
        self.sheet, self.place, self._text, self._author = sheet, place, text, author

    @property
    def text(self):
        return self._text

    @text.setter
    def text(self, value):
        self.sheet.calls(f"note text {self.sheet._name}")
        self._text = value

    author = property(lambda self: self._author)
    location = property(lambda self: Range(self.sheet, [Area(*self.place, 1, 1)]))

    def delete(self):
        self.sheet.calls(f"delete note {self.sheet._name}")
        del self.sheet.own_notes[self.place]


class Table:
    def __init__(self, sheet, name, area):
        self.sheet, self.name, self.area = sheet, name, area

    @property
    def range(self):
        self.sheet.calls(f"table {self.name}")
        return Range(self.sheet, [self.area])

    def resize(self, cells):
        self.sheet.calls(f"resize {self.name}")
        self.area = cells.area if isinstance(cells, Range) else cells.impl.area


class Tables:
    def __init__(self, sheet):
        self.sheet, self.found = sheet, sheet.own_tables

    def __iter__(self):
        self.sheet.calls(f"tables {self.sheet._name}")
        return iter(self.found.values())

    def __call__(self, name):
        return self.found[name]

    def __contains__(self, name):
        return name in self.found


class Sheet:
    def __init__(self, book, name):
        self.book, self._name, self.calls = book, name, book.calls
        self.values, self.formulas = {}, {}
        self.paint: list[tuple[Area, str, Any]] = []
        self.own_notes: dict[tuple[int, int], Note] = {}
        self.own_tables: dict[str, Table] = {}
        self.own_rules: dict[tuple[int, int, int, int], list[str]] = {}
        self.activated = False
        self.seen = True

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
        ends = {(area.row + area.height, area.column + area.width) for area, _, _ in self.paint}
        rows = max(max(self.formulas, default=(0, 0))[0] + 1, max(ends, default=(0, 0))[0])
        columns = max(map(itemgetter(1), self.formulas), default=0) + 1
        columns = max(columns, max(map(itemgetter(1), ends), default=0))
        return Range(self, [Area(0, 0, rows, columns)])

    @property
    def notes(self):
        self.calls(f"notes {self._name}")
        return list(self.own_notes.values())

    def look(self, row, column, aspect):
        for area, painted, value in reversed(self.paint):
            if (
                painted == aspect
                and 0 <= row - area.row < area.height
                and 0 <= column - area.column < area.width
            ):
                return value
        return getattr(BARE, aspect)

    def looks(self, area):
        """Looks of the cells of an area, as numbers, and the looks they stand for."""
        codes = np.zeros((area.height, area.width), dtype=np.int64)
        values = {aspect: [getattr(BARE, aspect)] for aspect in Look._fields}
        layers = {aspect: np.zeros(codes.shape, dtype=np.int64) for aspect in Look._fields}
        for painted, aspect, value in self.paint:
            if aspect in values:
                if value not in values[aspect]:
                    values[aspect].append(value)
                top, left = max(painted.row - area.row, 0), max(painted.column - area.column, 0)
                bottom = painted.row + painted.height - area.row
                right = painted.column + painted.width - area.column
                if bottom > 0 and right > 0:
                    layers[aspect][top:bottom, left:right] = values[aspect].index(value)
        for aspect in Look._fields:
            codes = codes * 1000 + layers[aspect]
        distinct, numbers = np.unique(codes, return_inverse=True)
        known = []
        for code in distinct.tolist():
            parts = [code // 1000**i % 1000 for i in (3, 2, 1, 0)]
            pairs = zip(Look._fields, parts, strict=True)
            known.append(Look(*(values[aspect][number] for aspect, number in pairs)))
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


def _filed(style, level):
    """The look of a cell in a file: jumps are texts there."""
    number_format = marked(look(style).number_format, level)
    return look_of(style, level)._replace(number_format=number_format)


def _paint(sheet, block):
    """The styles of a block, in runs down its columns."""
    for j, column in enumerate(zip(*block.styles, strict=True)):
        start = 0
        for i in range(1, len(column) + 1):
            if i == len(column) or column[i] != column[start]:
                area = Area(block.row + start, block.column + j, i - start, 1)
                shown = _filed(column[start], None)
                sheet.paint += [(area, aspect, getattr(shown, aspect)) for aspect in shown._fields]
                start = i


def _fill(sheet, block, at, cell, level, titles):
    row, column = block.row + at[0], block.column + at[1]
    style = block.styles[at[0]][at[1]]
    painted = _filed(style, level)
    if level is not None:
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
