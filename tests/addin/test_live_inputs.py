"""Findings on input sheets of an open workbook: painted, noted, taken away, and nothing else."""

from __future__ import annotations

from addin.live_books import (
    add_invoice,
    book_of,
    everything,
    sheet,
)
from cashbuoy_addin.hosts import live
from cashbuoy_addin.hosts.live_areas import Area
from cashbuoy_addin.hosts.live_inputs import MOST_NOTES
from cashbuoy_addin.live_refresh import refresh_book
from cashbuoy_workbook.styles import INPUT_FILL, LEVELS


def rgb(colour):
    return tuple(int(colour[i : i + 2], 16) for i in (0, 2, 4))


RED, AMBER = rgb(LEVELS["red"].fill), rgb(LEVELS["amber"].fill)
YELLOW = rgb(INPUT_FILL)


def amount_cell(book):
    """The amount of an invoice near the end, row and column from 0."""
    ledger = sheet(book, "Receivables")
    column = next(c for (r, c), v in ledger.values.items() if r == 3 and v == "Amount")
    return max(row for row, _ in ledger.formulas) - 3, column


def test_a_finding_is_painted_and_noted_and_goes_when_it_is_mended(book, memory) -> None:
    ledger = sheet(book, "Receivables")
    cell = amount_cell(book)
    right = ledger.values[cell]
    refresh_book(book, memory)
    before = everything(book)
    ledger.put(*cell, "a lot")
    refresh_book(book, memory)
    assert ledger.look(*cell, "fill") == RED
    assert ledger.look(*cell, "ink") == (255, 255, 255)
    assert "a lot" in ledger.own_notes[cell].text
    assert ledger.values[cell] == "a lot"
    ledger.put(*cell, right)
    refresh_book(book, memory)
    assert ledger.look(*cell, "fill") == YELLOW
    assert cell not in ledger.own_notes
    after = everything(book)
    assert after["looks"] == before["looks"]
    assert after["notes"] == before["notes"]


def test_the_users_fill_comes_back_from_under_ours(tmp_path, memory) -> None:
    book = book_of(tmp_path)
    ledger = sheet(book, "Receivables")
    cell = amount_cell(book)
    right = ledger.values[cell]
    ledger.paint += [(Area(*cell, 1, 1), "fill", (1, 200, 3)), (Area(*cell, 1, 1), "bold", True)]
    ledger.paint.append((Area(*cell, 1, 1), "number_format", "0.000"))
    refresh_book(book, memory)
    assert ledger.look(*cell, "fill") == (1, 200, 3)
    ledger.put(*cell, "a lot")
    refresh_book(book, memory)
    assert ledger.look(*cell, "fill") == RED
    assert ledger.look(*cell, "number_format") == "0.000"
    ledger.put(*cell, right)
    refresh_book(book, memory)
    assert ledger.look(*cell, "fill") == (1, 200, 3)
    assert ledger.look(*cell, "bold") is True


def test_undo_gives_back_the_fill_that_a_first_refresh_painted_over(tmp_path, memory) -> None:
    book = book_of(tmp_path)
    ledger, cell = sheet(book, "Receivables"), amount_cell(book)
    ledger.paint.append((Area(*cell, 1, 1), "fill", (1, 200, 3)))
    ledger.put(*cell, "a lot")
    before = everything(book)
    refresh_book(book, memory)
    assert ledger.look(*cell, "fill") == RED
    live.undo(book, memory, "back")
    assert everything(book) == before


def test_colours_from_another_computer_go_too(tmp_path, memory) -> None:
    """Also where rows have moved since."""
    book = book_of(tmp_path)
    ledger, (row, column) = sheet(book, "Receivables"), amount_cell(book)
    ledger.paint += [
        (Area(row - 1, column, 1, 1), aspect, value)
        for aspect, value in (
            ("fill", AMBER),
            ("ink", rgb(LEVELS["amber"].colour)),
            ("number_format", '"◆ "#,##0.00'),
        )
    ]
    refresh_book(book, memory)
    assert ledger.look(row - 1, column, "fill") == YELLOW
    assert ledger.look(row - 1, column, "number_format") == "#,##0.00"


def test_notes_and_values_of_the_user_stay(book, memory) -> None:
    ledger, cell = sheet(book, "Receivables"), amount_cell(book)
    ledger.put(*cell, "a lot")
    ledger.range((cell[0] + 1, cell[1] + 1)).add_note("mine")
    ledger.put(cell[0] - 2, cell[1], "=100*3")
    cells = dict(ledger.formulas)
    refresh_book(book, memory)
    assert ledger.own_notes[cell].text == "mine"
    assert ledger.formulas == cells
    live.undo(book, memory, "back")
    assert ledger.own_notes[cell].text == "mine"


def test_a_note_says_how_many_more_there_are(tmp_path, memory) -> None:
    book = book_of(tmp_path, more=MOST_NOTES + 7)
    ledger, (row, column) = sheet(book, "Receivables"), amount_cell(book)
    for number in range(MOST_NOTES + 5):
        ledger.put(row + 3 - number, column, "a lot")
    refresh_book(book, memory)
    ours = [note.text for note in ledger.own_notes.values()]
    assert len(ours) == MOST_NOTES
    assert sum("more cells of this sheet" in text for text in ours) == 1
    last = max(ledger.own_notes)
    assert "Checks" in ledger.own_notes[last].text
    assert refresh_book(book, memory).steps == 0


def test_the_rest_of_a_sheet_keeps_its_looks(tmp_path, memory) -> None:
    book = book_of(tmp_path)
    ledger, cell = sheet(book, "Receivables"), amount_cell(book)
    ledger.put(*cell, "a lot")
    noted = set(ledger.own_notes)
    area = Area(0, 0, cell[0] + 20, 20)
    codes, known = ledger.looks(area)
    before = {
        at: known[codes[at]] for at in [(r, c) for r in range(area.height) for c in range(20)]
    }
    refresh_book(book, memory)
    codes, known = ledger.looks(area)
    changed = {at for at, look in before.items() if known[codes[at]] != look}
    assert cell in changed
    assert changed <= set(ledger.own_notes) | noted


def test_a_second_refresh_with_findings_does_nothing(book, memory) -> None:
    sheet(book, "Receivables").put(*amount_cell(book), "a lot")
    add_invoice(book, "much")
    refresh_book(book, memory)
    before = everything(book)
    assert refresh_book(book, memory).steps == 0
    assert everything(book) == before
