"""The user's own sheets of an open workbook in the other language: tabs, titles, hints, the words
of choices and their lists. Everything else that stands there stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from cashbuoy.ledger.schema import TABLES, Column
from cashbuoy.ledger.titles import match_titles
from cashbuoy_addin.hosts.file_tables import TablePlace
from cashbuoy_addin.hosts.live_areas import Area, area_of, rectangles
from cashbuoy_addin.hosts.live_batches import Question
from cashbuoy_addin.hosts.live_cells import Assigned, as_number, as_text, assigned, holds
from cashbuoy_addin.hosts.live_reader import Seen
from cashbuoy_addin.hosts.live_steps import Step
from cashbuoy_addin.selftest_words import KEY as SELF_TEST
from cashbuoy_addin.selftest_words import reworded as self_test_word
from cashbuoy_workbook.blocks import Cell, Choice, Link, Sheet
from cashbuoy_workbook.choice_words import reworded
from cashbuoy_workbook.inputs import TITLE_ROW
from cashbuoy_workbook.modules import INPUT_MODULES, input_key, sheet_key
from cashbuoy_workbook.rewording import Rewording, cells_of, shown, words
from cashbuoy_workbook.settings import setting_name, setting_word
from cashbuoy_workbook.tabs import tabs_of
from cashbuoy_workbook.texts import Language, Texts

_GENERAL = "General"
_ROWS_BELOW = 500  # as input sheets offer their lists
_TRUTHS = ("TRUE", "FALSE")
_WORDED = ("language", "profile")
_At = tuple[int, int]
_Tabs = tuple[Mapping[str, str], Mapping[str, str]]


@dataclass(frozen=True)
class Reworded:
    """Steps forward and back: `tabs` come before all others of a refresh, `rest` after them."""

    tabs: tuple[list[Step], list[Step]]
    rest: tuple[list[Step], list[Step]]

    def around(self, forward: list[Step], back: list[Step]) -> tuple[list[Step], list[Step]]:
        """With the steps of the refresh itself."""
        first = ([step for step in self.tabs[0] if step not in forward],
                 [step for step in self.tabs[1] if step not in back])  # fmt: skip
        return [*first[0], *forward, *self.rest[0]], [*first[1], *back, *self.rest[1]]


@dataclass
class _Open:
    """One sheet: its cells as formulas, what becomes of some of them (before, after), those that
    become jumps, and the rules (before, after) of cells."""

    grid: Sequence[Sequence[object]]
    tabs: _Tabs
    cells: dict[_At, tuple[Assigned, Assigned]] = field(default_factory=dict)
    jumps: set[_At] = field(default_factory=set)
    rules: list[tuple[Area, Choice, Choice]] = field(default_factory=list)

    def read(self, at: _At) -> str:
        """A cell's formula or text, "" for none."""
        row = self.grid[at[0]] if at[0] < len(self.grid) else ()
        return str(row[at[1]]) if at[1] < len(row) and row[at[1]] is not None else ""

    def texts(self) -> Iterator[tuple[_At, str]]:
        """Every cell that is not empty."""
        for i, row in enumerate(self.grid):
            for j, cell in enumerate(row):
                if cell not in ("", None):
                    yield (i, j), str(cell)

    def put(self, at: _At, old: Cell, new: Cell) -> None:
        """Where the cell shows `old`, it will show `new`."""
        if old is None or new is None or not shown(old):
            return
        found, will = self.read(at), assigned(new, self.tabs[1], _GENERAL)
        jumped = isinstance(old, Link) and holds(found, assigned(old, self.tabs[0], _GENERAL))
        if not jumped and (found != shown(old) or found == shown(new)):
            return
        if isinstance(new, Link):
            self.jumps.add(at)
        self.cells[at] = (found if jumped else as_text(found, _GENERAL)), will

    def steps(self, tab: str, which: int) -> Iterator[Step]:
        """What turns the sheet's cells into those before (0) or after (1)."""
        # Jumps are formulas now, and older files have them formatted as text.
        for at in sorted(self.jumps) if which else ():
            yield Step(tab, "number_format", Area(*at, 1, 1).address, _GENERAL)
        for area in _rectangles(self.cells):
            rows = [
                [
                    self.cells[row, column][which]
                    for column in range(*_span(area.column, area.width))
                ]
                for row in range(*_span(area.row, area.height))
            ]
            yield Step(tab, "cells", area.address, rows)
        for area, *both in self.rules:
            said = [*_said(both[1 - which]), *_said(both[which])]
            yield Step(tab, "rule", area.address, said)


def _span(first: int, count: int) -> tuple[int, int]:
    return first, first + count


def _said(rule: Choice) -> list[str]:
    words = f"={rule.source}" if rule.source else ",".join(rule.options)
    return [words, rule.title[:32], rule.message[:255]]


def _rectangles(cells: Iterable[_At]) -> Iterator[Area]:
    places = list(cells)
    if places:
        mask = np.zeros((max(r for r, _ in places) + 1, max(c for _, c in places) + 1), dtype=bool)
        mask[tuple(np.array(places).T)] = True
        yield from rectangles(mask)


def own_titles(seen: Seen, rewording: Rewording | None, taken: Mapping[str, str]) -> dict[str, str]:
    """Tabs of the user's own sheets after the refresh, by key; `taken` are those of the others. A
    tab that the user named stays, and so does one whose new name another sheet has."""
    keys = {*map(input_key, INPUT_MODULES), "Settings", "Start", SELF_TEST}
    titles = dict(_here(seen, sorted(keys - taken.keys())))
    if rewording is None:
        return titles
    used = {tab.casefold() for tab in (*seen.tabs, *taken.values())}
    texts = Texts(rewording.languages[1])
    for key, tab in titles.items():
        wanted = texts(f"labels.tab_{key}")
        if tab in tabs_of(key) and wanted.casefold() not in used:
            used.add(wanted.casefold())
            titles[key] = wanted
    return titles


def reword(seen: Seen, rewording: Rewording, titles: Mapping[str, str]) -> Reworded:
    """`titles` are the tabs of all sheets after the refresh, by key. One question a sheet; whatever
    is not as the language before has it stays."""
    here = dict(_here(seen, (*rewording.before, SELF_TEST)))
    answers = seen.batches.ask([Question("formulas", tab) for tab in here.values()])
    places = {sheet_key(name): (name, place) for name, place in seen.places.items()}
    tabs: _Tabs = {**titles, **here}, titles
    names: tuple[list[Step], list[Step]] = ([], [])
    rest: tuple[list[Step], list[Step]] = ([], [])
    for (key, old), grid in zip(here.items(), answers, strict=True):
        new = titles.get(key, old)
        if new != old:
            names[0].append(Step(old, "title", "", new))
            names[1].append(Step(new, "title", "", old))
        sheet = _Open(grid, tabs)
        ledger = places.get(key)
        _change(seen, rewording, key, sheet, ledger if ledger and ledger[1].sheet == old else None)
        rest[0].extend(sheet.steps(new, 1))
        rest[1].extend(sheet.steps(old, 0))
    return Reworded(names, rest)


def _here(seen: Seen, keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Key and tab of the sheets that are in the workbook."""
    for key in keys:
        tab = seen.tab_of(key)
        if tab is not None:
            yield key, tab


def _change(
    seen: Seen,
    rewording: Rewording,
    key: str,
    sheet: _Open,
    ledger: tuple[str, TablePlace] | None,
) -> None:
    if key == SELF_TEST:
        for at, text in sheet.texts():
            sheet.put(at, text, self_test_word(text, *rewording.languages))
        return
    before, after = rewording.before[key], rewording.after[key]
    if ledger is not None:
        _ledger(seen, sheet, ledger, (before, after), rewording.languages[1])
    elif key in ("Settings", "Start"):
        _by_words(sheet, before, after)
        if key == "Settings":
            _settings(seen, sheet, (before, after), rewording.languages[1])


def _by_words(sheet: _Open, before: Sheet, after: Sheet) -> None:
    """By place, and where rows were moved by what the texts say."""
    old, new, known = cells_of(before.blocks), cells_of(after.blocks), words(before, after)
    links = {assigned(c, sheet.tabs[0], _GENERAL): c for c in old.values() if isinstance(c, Link)}
    for at, text in sheet.texts():
        was = links.get(text, text)
        placed = old.get(at)
        if placed is not None and shown(placed) == shown(was):
            sheet.put(at, placed, new.get(at))
        else:
            sheet.put(at, was, known.get(shown(was)))


def _settings(seen: Seen, sheet: _Open, both: tuple[Sheet, Sheet], language: Language) -> None:
    """The words chosen, the language's being the new one; and the lists."""
    for key in _WORDED:
        area = area_of(seen.names.get(setting_name(key), ""))
        if area is None:
            continue
        at = area.row, area.column
        found = sheet.read(at)
        word = setting_word(key, language if key == "language" else found, language)
        if word is not None and found != word and not found.startswith("="):
            sheet.cells[at] = as_text(found, _GENERAL) if found else "", word
    for old, new in zip(both[0].choices, both[1].choices, strict=True):
        sheet.rules.append((Area(old.first_row, old.first_column, 1, 1), old, new))


def _ledger(
    seen: Seen,
    sheet: _Open,
    ledger: tuple[str, TablePlace],
    both: tuple[Sheet, Sheet],
    language: Language,
) -> None:
    """The head of an input sheet, the words of its choices, and what its cells offer."""
    name, place = ledger
    table, frame = TABLES[name], seen.inputs.tables[name]
    if place.row == TITLE_ROW:
        heads = [cells_of([s.blocks[0]]) for s in both]
        for at, cell in heads[0].items():
            sheet.put(at, cell, heads[1].get(at))
    matched = match_titles(table, frame)
    columns = {
        column: place.column + seen.offsets[name][matched.positions[column.name]]
        for column in table.columns
        if column.name in matched.positions
    }
    scaled = {*matched.factors, *matched.currencies}  # a title that says so must go on saying it
    taken = {sheet.read((place.row, place.column + i)).casefold() for i in range(place.width)}
    olds, news = (cells_of([s.blocks[1]]) for s in both)
    for position, column in enumerate(table.columns):
        if column not in columns:
            continue
        across, hint = columns[column], (TITLE_ROW - 1, position)
        if place.row:
            sheet.put((place.row - 1, across), olds.get(hint), news.get(hint))
        title, found = news[TITLE_ROW, position], sheet.read((place.row, across))
        if column.name not in scaled and str(title).casefold() not in taken - {found.casefold()}:
            sheet.put((place.row, across), found, title)
        _column(sheet, across, (place.row + 1, len(frame)), _words(column, language))
        rows = max(len(frame), 1) + _ROWS_BELOW
        for old, new in zip(both[0].choices, both[1].choices, strict=True):
            if old.first_column == position:
                sheet.rules.append((Area(place.row + 1, across, rows, 1), old, new))


def _words(column: Column, language: Language) -> Callable[[str], str | None]:
    return lambda text: reworded(column, text, language)


def _column(
    sheet: _Open, at: int, rows: tuple[int, int], word: Callable[[str], str | None]
) -> None:
    """The words of a column's list; empty cells between them are written along, so that one
    rectangle holds them all."""
    first, count = rows
    found = {row: sheet.read((row, at)) for row in range(first, first + count)}
    will = {row: word(text) for row, text in found.items() if _is_word(text)}
    for row, new in will.items():
        if new is not None and new != found[row]:
            sheet.cells[row, at] = as_text(found[row], _GENERAL), new
    changed = [row for row in will if (row, at) in sheet.cells]
    for row in range(min(changed, default=0), max(changed, default=0)):
        if found[row] == "":
            sheet.cells[row, at] = "", ""


def _is_word(text: str) -> bool:
    """Neither a formula nor a number, nor a cell that may be a true or false of its own."""
    return bool(text) and text[0] != "=" and as_number(text) is None and text.upper() not in _TRUTHS
