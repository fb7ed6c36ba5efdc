"""Refreshing an open workbook, in an application that counts its calls and can refuse any of them."""

from __future__ import annotations

import copy
import datetime as dt
from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest
import xlwings as xw

from addin.sheet_engine import RefusedError, opened
from cashbuoy.policy.load import profile
from cashbuoy_addin import demo, live_refresh
from cashbuoy_addin.hosts import live
from cashbuoy_addin.hosts.live_areas import Area
from cashbuoy_addin.hosts.live_macro import RefusedQuestionsError
from cashbuoy_addin.hosts.live_memory import Memory
from cashbuoy_addin.live_refresh import refresh_book
from cashbuoy_addin.pipeline import compute
from cashbuoy_addin.settings import Wishes, resolve
from cashbuoy_workbook.template import empty_workbook

DAY = dt.date(2026, 10, 31)
ASPECTS = ("number_format", "fill", "ink", "bold")


def book_of(folder, language="en", rows=15, more=0, only=()):
    """The demo workbook with a few rows of each table, as it looks right after `cashbuoy demo`; of
    its results `only` these, or all."""
    found = demo.demo_book("demo")
    tables = {name: table.tail(rows).reset_index(drop=True) for name, table in found.tables.items()}
    if more:
        tables["tblReceivables"] = many(tables["tblReceivables"], more)
    (folder / "demo-policy.yaml").write_bytes((demo.seeds() / "policy.yaml").read_bytes())
    settings = {**found.settings, "language": language, "as_of": DAY}
    found = replace(found, tables=tables, settings=settings)
    run = resolve(found.settings, folder, Wishes())
    _, workbook = compute(found, run)
    return opened(sheets_of(workbook, only), folder / "demo.xlsm")


def sheets_of(workbook, only):
    inputs = ("In", "Settings")
    kept = [s for s in workbook.sheets if not only or s.key in only or s.key.startswith(inputs)]
    return replace(workbook, sheets=kept)


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


@pytest.fixture
def memory(tmp_path):
    return Memory(tmp_path / "state")


@pytest.fixture(params=["macros", "no macros"])
def book(request, tmp_path):
    """In Excel, which runs the workbook's macros or does not."""
    found = book_of(tmp_path)
    if request.param == "no macros":
        without_macros(found)
    return found


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
        "names": {name: area for name, area in book.impl.own_names.items() if name != live.STAMP},
        "tables": {name: table.area for s in book.impl.all for name, table in s.own_tables.items()},
        "looks": {s.name: looks(s) for s in book.impl.all if not s.name.startswith("In")},
        "state": dict(book.app.impl.state),
    }


def looks(found):
    """Looks of all cells that were ever painted, in one go."""
    seen: dict[tuple[int, int, str], object] = {}
    for area, aspect, value in found.paint:
        for row in range(area.row, area.row + area.height):
            for column in range(area.column, area.column + area.width):
                seen[row, column, aspect] = value
    plain = {"number_format": "General", "fill": None, "bold": False, "ink": (0, 0, 0)}
    return {key: value for key, value in seen.items() if value != plain[key[2]]}


def add_invoice(book, amount=1_000_000.0):
    """What a user does: one more row under the receivables."""
    ledger = sheet(book, "Receivables")
    titles = {value: column for (row, column), value in ledger.values.items() if row == 3}
    row = max(row for row, _ in ledger.formulas) + 1
    cells = {"Invoice": "NEW-1", "Customer": "Newcomer", "Invoice date": 46300.0,
             "Due date": 46370.0, "Amount": amount}  # fmt: skip
    for title, value in cells.items():
        column = next(c for t, c in titles.items() if str(t).startswith(title))
        ledger.put(row, column, value)


def writes(book, made=0, inside=0):
    """Calls, and deeds of macros, that change something, by kind."""
    reading = ("get", "value", "formula", "used", "looks", "notes", "note ", "name", "set", "run",
               "table")  # fmt: skip
    calls = [*book.impl.calls.made[made:], *book.impl.calls.inside[inside:]]
    return Counter(c.split()[0] for c in calls if not c.startswith(reading))


def test_a_refresh_of_a_fresh_workbook_changes_no_cell(book, memory) -> None:
    before = everything(book)
    refresh_book(book, memory)
    after = everything(book)
    for part in ("tabs", "notes", "names", "tables", "state"):
        assert after[part] == before[part], part
    for name, cells in before["cells"].items():
        found = after["cells"][name]
        assert set(found) == set(cells), name
        jumps = [place for place in cells if found[place] != cells[place]]
        assert all(found[place].startswith("=HYPERLINK(") for place in jumps), name


def test_a_second_refresh_does_nothing(book, memory) -> None:
    refresh_book(book, memory)
    before = everything(book)
    made, inside = len(book.impl.calls.made), len(book.impl.calls.inside)
    assert refresh_book(book, memory).steps == 0
    assert everything(book) == before
    assert not writes(book, made, inside)


def test_what_changed_is_written_and_undone(book, memory) -> None:
    refresh_book(book, memory)
    before = everything(book)
    add_invoice(book)
    changed = everything(book)
    assert refresh_book(book, memory).steps > 0
    after = everything(book)
    items = after["cells"]["Items"]
    assert "NEW-1" in items.values()
    assert after["names"]["cb_Items_Rows"] != before["names"]["cb_Items_Rows"]
    assert after["tables"]["tblItems"].height > before["tables"]["tblItems"].height
    assert after["names"]["cb_Items_Rows"].endswith(
        f"${after['tables']['tblItems'].row + after['tables']['tblItems'].height}"
    )
    live.undo(book, memory, "back")
    undone = everything(book)
    if not book.app.impl.holders:
        # Nobody told how the row looked that the user added: it now looks as others of its table.
        del undone["looks"]["Receivables"], changed["looks"]["Receivables"]
    assert undone == changed
    with pytest.raises(live.NothingToUndoError):
        live.undo(book, memory, "back")


def test_a_first_refresh_lets_tables_cover_what_it_wrote(book, memory) -> None:
    before = sheet(book, "Items").own_tables["tblItems"].area
    add_invoice(book)
    refresh_book(book, memory)
    found = sheet(book, "Items")
    area = found.own_tables["tblItems"].area
    assert area.height > before.height
    assert max(row for row, _ in found.formulas) == area.row + area.height - 1


def test_a_table_that_the_user_made_plain_cells_stays_so(book, memory) -> None:
    refresh_book(book, memory)
    del sheet(book, "Items").own_tables["tblItems"]
    add_invoice(book)
    refresh_book(book, memory)
    assert "NEW-1" in sheet(book, "Items").values.values()


def test_rows_that_go_are_cleared(book, memory) -> None:
    add_invoice(book)
    refresh_book(book, memory)
    ledger = sheet(book, "Receivables")
    last = max(row for row, _ in ledger.formulas)
    for place in [p for p in ledger.formulas if p[0] == last]:
        ledger.put(*place, "")
    refresh_book(book, memory)
    assert "NEW-1" not in sheet(book, "Items").values.values()
    area = sheet(book, "Items").own_tables["tblItems"].area
    assert max(row for row, _ in sheet(book, "Items").formulas) == area.row + area.height - 1


# Below everything that a refresh writes on the Forecast.
ASIDE = (400, 3)


def test_the_users_own_things_stay(book, memory) -> None:
    refresh_book(book, memory)
    forecast, settings = sheet(book, "Forecast"), sheet(book, "Settings")
    forecast.put(*ASIDE, "my remark")
    forecast.put(ASIDE[0] + 1, 1, "=1+1")
    forecast.paint.append((Area(*ASIDE, 1, 1), "fill", (1, 2, 3)))
    ledgers = {s.name: dict(s.formulas) for s in book.impl.all if s.own_tables}
    ledgers = {name: cells for name, cells in ledgers.items() if name not in RESULTS}
    kept = dict(settings.formulas)
    refresh_book(book, memory)
    sheet(book, "Bank").put(4, 3, 5.0)
    refresh_book(book, memory)
    assert forecast.values[ASIDE] == "my remark"
    assert forecast.formulas[ASIDE[0] + 1, 1] == "=1+1"
    assert forecast.look(*ASIDE, "fill") == (1, 2, 3)
    assert settings.formulas == kept
    for name, cells in ledgers.items():
        if name != "Bank":
            assert sheet(book, name).formulas == cells


# Whatever a button does, and whatever the rows.
MOST_CALLS = 40

RESULTS = ("Items", "Collections", "Checks", "History")


def line(book, label):
    """Row of a line of the forecast."""
    cells = sheet(book, "Forecast").values.items()
    return next(row for (row, column), value in cells if column == 0 and value == label)


def test_overrides_stay_until_they_are_cleared(book, memory) -> None:
    refresh_book(book, memory)
    forecast = sheet(book, "Forecast")
    row = line(book, "Payments of open bills")
    computed = forecast.formulas[row, 6]
    forecast.put(row, 6, -123.45)
    forecast.put(row, 7, "=-2*500")
    add_invoice(book)
    refresh_book(book, memory)
    assert forecast.values[row, 6] == -123.45
    assert forecast.formulas[row, 7] == "=-2*500"
    refresh_book(book, memory)
    assert forecast.values[row, 6] == -123.45
    forecast.put(row, 6, "")
    refresh_book(book, memory)
    assert forecast.formulas[row, 6] == computed


def test_overrides_on_weeks_stay_with_their_week(book, memory) -> None:
    refresh_book(book, memory)
    weeks = sheet(book, "Weeks")
    cells = weeks.values.items()
    row = next(r for (r, c), value in cells if c == 0 and value == "Payments of open bills")
    computed = weeks.formulas[row, 4]
    weeks.put(row, 4, -77.5)
    refresh_book(book, memory)
    assert weeks.values[row, 4] == -77.5
    assert weeks.look(row, 4, "bold") is True
    assert f"{float(computed):,.2f}" in weeks.own_notes[row, 4].text
    # A week later it stands a column before.
    refresh_book(book, memory, Wishes(as_of=DAY + dt.timedelta(days=7)))
    cells = weeks.values.items()
    row = next(r for (r, c), value in cells if c == 0 and value == "Payments of open bills")
    assert weeks.values[row, 3] == -77.5
    assert (row, 4) not in weeks.own_notes
    weeks.put(row, 3, "")
    refresh_book(book, memory)
    assert weeks.values.get((row, 3)) != -77.5
    assert (row, 3) not in weeks.own_notes


def test_texts_never_become_formulas(book, memory) -> None:
    ledger = sheet(book, "Receivables")
    add_invoice(book)
    row = max(row for row, _ in ledger.formulas)
    places = [p for p, value in ledger.values.items() if p[0] == row and value == "Newcomer"]
    ledger.values[places[0]] = ledger.formulas[places[0]] = '=cmd|" /C calc"!A0'
    refresh_book(book, memory)
    shown = sheet(book, "Items").values.values()
    assert '=cmd|" /C calc"!A0' in shown


def test_state_is_restored_and_progress_shown(book, memory) -> None:
    book.app.impl.state["calculation"] = "semiautomatic"
    before = dict(book.app.impl.state)
    refresh_book(book, memory)
    assert book.app.impl.state == before
    assert book.app.impl.shown


def test_a_workbook_from_elsewhere_is_painted_anew(book, memory) -> None:
    """Without a stamp that we know, nothing remembered about the file may be trusted."""
    refresh_book(book, memory)
    after = everything(book)
    book.impl.own_names[live.STAMP] = '="other"'
    sheet(book, "Forecast").paint.append((Area(5, 1, 30, 12), "fill", (9, 9, 9)))
    refresh_book(book, memory)
    assert everything(book)["looks"]["Forecast"] == after["looks"]["Forecast"]


def test_missing_sheets_are_named_before_anything_is_touched(book, memory) -> None:
    book.impl.all.remove(sheet(book, "Weeks"))
    before = everything(book)
    with pytest.raises(live.MissingSheetsError, match="Weeks"):
        refresh_book(book, memory)
    assert everything(book) == before


def test_another_language_renames_the_tabs_and_comes_back(book, memory) -> None:
    refresh_book(book, memory)
    before = everything(book)
    refresh_book(book, memory, Wishes(language="zh"))
    assert "现金流预测" in [s.name for s in book.impl.all]
    live.undo(book, memory, "back")
    assert everything(book) == before


# Sheets with everything that a refresh does: colours, notes, tables, jumps, overrides.
SOME = ("Cockpit", "Forecast", "Weeks", "Items", "Warnings", "Collections", "Checks")

CASES = [
    # In which list calls are refused in turn, whether the workbook carries macros, whether it was
    # refreshed on this computer before, and with which sheets.
    ("made", True, True, ()),
    ("made", True, False, ()),
    ("inside", True, True, SOME),
    ("inside", True, False, SOME),
    ("made", False, True, SOME),
    ("made", False, False, SOME),
]


@pytest.mark.parametrize(("where", "macros", "known", "only"), CASES)
def test_a_refusal_anywhere_leaves_the_workbook_as_it_was(
    tmp_path, memory, monkeypatch, where, macros, known, only
) -> None:
    """Each call in turn is refused once, and each deed of a macro."""
    book = book_of(tmp_path, rows=4, only=only)
    if not macros:
        without_macros(book)

    def computed(*given):
        analysis, workbook = compute(*given)
        return analysis, sheets_of(workbook, only)

    monkeypatch.setattr(live_refresh, "compute", computed)
    if known:
        refresh_book(book, memory)
    add_invoice(book)
    before, remembered = everything(book), memory.load(book.fullname)
    # The same every time: no need to work it out again.
    result = computed(*given_to_compute(book, tmp_path))
    monkeypatch.setattr(live_refresh, "compute", lambda *_given: result)
    whole, start = copy.deepcopy(book.impl), len(getattr(book.impl.calls, where))
    refresh_book(book, memory)
    calls, refreshed = getattr(book.impl.calls, where)[start:], everything(book)
    refused = {"made": "refuse", "inside": "refuse_inside"}[where]
    broken, told = 0, set()
    for number, call in enumerate(calls):
        trial = xw.Book(impl=copy.deepcopy(whole))
        memory.save(whole.fullname, remembered)
        setattr(trial.impl.calls, refused, start + number)
        try:
            refresh_book(trial, memory)
        except (RefusedError, RefusedQuestionsError, live.BrokenOffError) as problem:
            broken += 1
            told.add(getattr(problem, "restored", True))
            expected = before
        else:
            # Where macros cannot be asked it goes without; states are put back at a second try.
            expected = refreshed
        setattr(trial.impl.calls, refused, None)
        after = everything(trial)
        compared = before if macros or expected is refreshed else before.keys() - {"looks"}
        for part in compared:
            assert after[part] == expected[part], (number, call, part)
    assert told == {True}
    assert broken > 0.3 * len(calls)


def given_to_compute(book, folder):
    found = live.read(book).inputs
    return found, resolve(found.settings, folder, Wishes())


def calls_of_everything(folder, rows):
    """Calls of a first refresh, of one that finds nothing new, of one that does, and of undo."""
    book, memory = book_of(folder, more=rows), Memory(folder / "state")
    made, counted = book.impl.calls.made, {}

    def count(name, work):
        start = len(made)
        work()
        counted[name] = Counter(call.split()[0] for call in made[start:])

    count("first", lambda: refresh_book(book, memory))
    count("unchanged", lambda: refresh_book(book, memory))
    add_invoice(book)
    count("changed", lambda: refresh_book(book, memory))
    count("undo", lambda: live.undo(book, memory, "back"))
    return counted


def test_calls_are_few_and_do_not_grow_with_the_rows(tmp_path) -> None:
    """The same money in 100 invoices and in 100,000: the same calls, one by one."""
    (tmp_path / "few").mkdir()
    (tmp_path / "many").mkdir()
    few = calls_of_everything(tmp_path / "few", 100)
    assert calls_of_everything(tmp_path / "many", 100_000) == few
    for name, calls in few.items():
        assert calls["run"] >= 2, name
        assert sum(calls.values()) <= MOST_CALLS, (name, calls)


def test_without_macros_calls_do_not_grow_either(tmp_path) -> None:
    counted = []
    for rows in (50, 500):
        (tmp_path / str(rows)).mkdir()
        book, memory = book_of(tmp_path / str(rows), more=rows), Memory(tmp_path / "state")
        without_macros(book)
        refresh_book(book, memory)
        add_invoice(book)
        start = len(book.impl.calls.made)
        refresh_book(book, memory)
        counted.append(Counter(call.split()[0] for call in book.impl.calls.made[start:]))
    assert counted[0] == counted[1]


def test_the_macros_of_the_addin_serve_a_workbook_without(tmp_path, memory) -> None:
    book = book_of(tmp_path)
    book.app.impl.holders = ("cashbuoy.xlam",)
    refresh_book(book, memory)
    add_invoice(book)
    start = len(book.impl.calls.made)
    assert refresh_book(book, memory).steps > 0
    assert len(book.impl.calls.made) - start <= MOST_CALLS
    assert "NEW-1" in sheet(book, "Items").values.values()


def test_a_first_refresh_gives_back_the_looks_it_painted_over(tmp_path, memory) -> None:
    book = book_of(tmp_path)
    sheet(book, "Forecast").paint.append((Area(5, 1, 30, 12), "fill", (9, 9, 9)))
    before = everything(book)
    refresh_book(book, memory)
    assert everything(book)["looks"]["Forecast"] != before["looks"]["Forecast"]
    live.undo(book, memory, "back")
    assert everything(book) == before


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["basic", "advanced"])
def test_the_first_refresh_of_the_template_finds_all_it_fills(tmp_path, language, name) -> None:
    book = opened(empty_workbook(language, profile(name), name), tmp_path / "new.xlsm")
    memory = Memory(tmp_path / "state")
    before = everything(book)
    result = refresh_book(book, memory, Wishes(as_of=DAY))
    _, wanted = compute(live.read(book).inputs, result.run)
    shown = {s.name: s for s in book.impl.all}
    for sheet in wanted.sheets:
        if live._is_result(sheet):
            texts = [c for b in sheet.blocks for r in b.values for c in r if isinstance(c, str)]
            assert {t for t in texts if t} <= set(shown[sheet.title].values.values()), sheet.key
    assert refresh_book(book, memory, Wishes(as_of=DAY)).steps == 0
    live.undo(book, memory, "")
    assert everything(book)["cells"] == before["cells"]
