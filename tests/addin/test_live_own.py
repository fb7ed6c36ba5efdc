"""What users write on sheets that a refresh fills: it stays."""

from __future__ import annotations

import datetime as dt

import pytest

from addin.live_books import DAY, add_invoice, book_of, everything, insert_row, line, sheet
from addin.sheet_ranges import Note
from cashbuoy_addin.hosts import live
from cashbuoy_addin.hosts.live_areas import Area
from cashbuoy_addin.live_refresh import refresh_book
from cashbuoy_addin.settings import Wishes

RESULTS = ("Items", "Collections", "Checks", "History")

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


def test_ledgers_and_settings_are_read_whatever_their_sheets_are_called(book, memory) -> None:
    before = refresh_book(book, memory)
    theirs = {"Receivables": "AR 2026", "Bank": "银行流水", "Settings": "My settings"}
    for ours, name in theirs.items():
        sheet(book, ours).name = name
    add_invoice(book, ledger="AR 2026")
    found = refresh_book(book, memory)
    assert found.settings == before.settings
    assert len(found.analysis.receivables) == len(before.analysis.receivables) + 1
    assert found.analysis.forecast.opening == before.analysis.forecast.opening
    assert set(theirs.values()) < set(book.sheet_names)
    refresh_book(book, memory, Wishes(language="zh"))
    assert set(theirs.values()) < set(book.sheet_names)
    assert refresh_book(book, memory).run.language == "zh"


COLOUR = (1, 2, 3)
ANSWER = "ask Ms Wu"


def free_column(found) -> int:
    """To the right of all that stands on a sheet, or is painted."""
    return max(found.paint.size[1], *(column for _, column in found.formulas)) + 2


def put_own_things(found) -> dict[str, object]:
    """A remark, a formula, a fill and a note beside the results, as a user leaves them; a fill and a
    note among them."""
    column = free_column(found)
    found.put(3, column, ANSWER)
    found.put(4, column, "=1+1")
    found.paint.append((Area(3, column, 2, 1), "fill", COLOUR))
    inside = next(place for place in sorted(found.formulas) if place not in found.own_notes)
    found.paint.append((Area(*inside, 1, 1), "fill", COLOUR))
    for place in ((3, column), inside):
        found.own_notes[place] = Note(found, place, ANSWER, "Ms Wu")
    return {"column": column, "inside": inside}


def test_a_refresh_leaves_foreign_fills_notes_and_formulas(book, memory) -> None:
    """On every sheet; also when it writes other figures, and when that is undone."""
    refresh_book(book, memory)
    sheets = [s for s in book.impl.all if s.formulas]
    assert len(sheets) > 20
    theirs = {s.name: put_own_things(s) for s in sheets}

    def assert_there() -> None:
        for found in sheets:
            column, inside = theirs[found.name].values()
            assert found.values[3, column] == ANSWER, found.name
            assert found.formulas[4, column] == "=1+1", found.name
            for place in ((3, column), (4, column), inside):
                assert found.look(*place, "fill") == COLOUR, (found.name, place)
            for place in ((3, column), inside):
                assert found.own_notes[place].text == ANSWER, (found.name, place)

    refresh_book(book, memory)
    assert_there()
    add_invoice(book)
    assert refresh_book(book, memory).steps > 0
    assert_there()
    live.undo(book, memory, "back")
    assert_there()


def test_what_stands_where_rows_must_go_is_told_and_stays(book, memory) -> None:
    refresh_book(book, memory)
    items = sheet(book, "Items")
    table = items.own_tables["tblItems"].area
    below = table.row + table.height, table.column + 1
    items.put(*below, "my remark")
    add_invoice(book)
    before = everything(book)
    with pytest.raises(live.InTheWayError, match=Area(*below, 1, 1).address):
        refresh_book(book, memory)
    assert everything(book) == before
    items.put(*below, "")
    items.put(below[0] + 50, below[1], "my remark")
    refresh_book(book, memory)
    assert items.values[below[0] + 50, below[1]] == "my remark"


def test_a_first_refresh_writes_over_nothing_either(book, memory) -> None:
    """Nor does one of a workbook saved under another name, of which nothing is remembered."""
    items = sheet(book, "Items")
    table = items.own_tables["tblItems"].area
    below = table.row + table.height, table.column + 1
    items.put(*below, "my remark")
    add_invoice(book)
    with pytest.raises(live.InTheWayError, match=Area(*below, 1, 1).address):
        refresh_book(book, memory)
    assert items.values[below] == "my remark"


def test_undo_keeps_what_was_entered_since(book, memory) -> None:
    refresh_book(book, memory)
    add_invoice(book)
    refresh_book(book, memory)
    forecast, changes = sheet(book, "Forecast"), sheet(book, "Credit changes")
    row = line(book, "Payments of open bills")
    (title,) = [place for place, value in changes.values.items() if value == "Approval"]
    typed = {(forecast, (row, 6)): -123.45, (changes, (title[0] + 1, title[1])): ANSWER}
    for (found, place), value in typed.items():
        found.put(*place, value)
    there = everything(book)
    with pytest.raises(live.ChangedSinceError) as told:
        live.undo(book, memory, "back")
    assert everything(book) == there
    assert all(Area(*place, 1, 1).address in str(told.value) for _, place in typed)
    # An empty cell holds nothing to lose.
    for found, place in typed:
        found.put(*place, "")
    live.undo(book, memory, "back")
    assert forecast.formulas.get((row, 6), "") != ""
    assert "NEW-1" not in sheet(book, "Items").values.values()


def test_rows_inserted_above_results_move_them_back_and_keep_overrides(book, memory) -> None:
    refresh_book(book, memory)
    forecast = sheet(book, "Forecast")
    row = line(book, "Payments of open bills")
    forecast.put(row, 6, -777.25)
    refresh_book(book, memory)
    before = everything(book)["cells"]
    insert_row(book, "Forecast", 2)
    inserted = everything(book)["cells"]
    refresh_book(book, memory)
    assert everything(book)["cells"] == before
    live.undo(book, memory, "back")
    assert everything(book)["cells"] == inserted
    # With something of the user's own in it, the row stays.
    forecast.put(2, 0, "my own line")
    there = everything(book)
    with pytest.raises(live.InTheWayError, match="Forecast'!A3"):
        refresh_book(book, memory)
    assert everything(book) == there


def test_rows_inserted_among_results_are_told_and_stay(book, memory) -> None:
    refresh_book(book, memory)
    row = line(book, "Payments of open bills")
    insert_row(book, "Forecast", row)
    sheet(book, "Forecast").put(row, 0, "my own line")
    there = everything(book)
    with pytest.raises(live.InsertedError, match="Forecast"):
        refresh_book(book, memory)
    assert everything(book) == there


def test_protected_sheets_are_named_before_anything_is_written(tmp_path, memory) -> None:
    book = book_of(tmp_path)
    refresh_book(book, memory)
    add_invoice(book)
    refresh_book(book, memory)
    sheet(book, "Items").locked = True
    sheet(book, "Bank").locked = True  # nothing is to be written there
    with pytest.raises(live.ProtectedError, match=r"^Items$"):
        live.undo(book, memory, "back")
    sheet(book, "Receivables").put(6, 5, 1.0)
    there = everything(book)
    with pytest.raises(live.ProtectedError, match=r"^Items$"):
        refresh_book(book, memory)
    assert everything(book) == there


def test_answers_in_tables_that_a_refresh_writes_stay(book, memory) -> None:
    """Such as approvals of credit changes: read back, and written where their row has gone."""
    refresh_book(book, memory)
    changes = sheet(book, "Credit changes")
    titles = {value: place for place, value in changes.values.items()}
    row, column = titles["Approval"]
    first = row + 1
    assert (first, 0) in changes.formulas, "the demo has changes"
    said = {c: changes.values.get((first, c)) for c in range(column)}
    changes.put(first, column, ANSWER)
    add_invoice(book)
    refresh_book(book, memory)
    found = [r for (r, c), value in changes.values.items() if c == column and value == ANSWER]
    assert len(found) == 1
    now = {c: changes.values.get((found[0], c)) for c in range(column)}
    assert [v for v in now.values() if isinstance(v, str)] == [
        v for v in said.values() if isinstance(v, str)
    ]
