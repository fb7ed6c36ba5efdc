"""Cells, notes and tables of sheet_engine.py. What is asked of a range is a call; the range is not."""

from __future__ import annotations

from cashbuoy_addin.hosts.live_areas import Area


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

    row = property(lambda self: self.told("row").row + 1)
    column = property(lambda self: self.told("column").column + 1)
    shape = property(lambda self: tuple(self.told("shape")[2:]))
    address = property(lambda self: self.told("address").address)
    font = property(Font)

    def told(self, what):
        """Where it is, which the application knows."""
        self.calls(f"{what} {self.sheet._name}")
        return self.area

    def __len__(self):
        return self.told("count").height * self.area.width

    def paint(self, aspect, value):
        self.calls(f"{aspect} {self.sheet._name}")
        self.sheet.paint += [(area, aspect, value) for area in self.areas]

    def read(self, aspect):
        """What all cells have; None where they differ, and black of fills that do."""
        self.calls(f"get_{aspect} {self.sheet._name}")
        known = self.sheet.paint.found(self.areas, aspect)
        differ = (0, 0, 0) if aspect == "fill" else None
        return known.pop() if len(known) == 1 else differ

    color = property(lambda self: self.read("fill"), lambda self, value: self.paint("fill", value))
    number_format = property(
        lambda self: self.read("number_format"),
        lambda self, value: self.paint("number_format", value),
    )

    @property
    def raw_value(self):
        self.calls(f"value {self.sheet._name}")
        return self.sheet.block(self.area, self.sheet.dated(self.area))

    @property
    def formula(self):
        self.calls(f"formula {self.sheet._name}")
        return self.sheet.block(self.area, self.sheet.formulas)

    @formula.setter
    def formula(self, rows):
        self.calls(f"cells {self.sheet._name}")
        if not isinstance(rows, list | tuple):
            rows = [[rows]]
        assert (len(rows), len(rows[0])) == self.area[2:]
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
        return self.address


class Note:
    def __init__(self, sheet, place, text, author):
        self.sheet, self.place, self._text, self._author = sheet, place, text, author

    @property
    def text(self):
        self.sheet.calls(f"text {self.sheet._name}")
        return self._text

    @text.setter
    def text(self, value):
        self.sheet.calls(f"write_note {self.sheet._name}")
        self._text = value

    @property
    def author(self):
        self.sheet.calls(f"author {self.sheet._name}")
        return self._author

    @property
    def location(self):
        self.sheet.calls(f"location {self.sheet._name}")
        return Range(self.sheet, [Area(*self.place, 1, 1)])

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
