"""The refresh of an open workbook in a real spreadsheet: LibreOffice, through xlwings."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest

from cashbuoy_addin import macros
from cashbuoy_addin.book_policies import POLICIES
from cashbuoy_addin.hosts.live_memory import Memory
from cashbuoy_addin.selftest import EXAMPLES
from cashbuoy_workbook.styles import LEVELS

LINE = "Payments of open bills"


@pytest.fixture
def book(xlwings_on_libreoffice, demo_file, tmp_path, monkeypatch):
    """The demo workbook, open, and the one that macros are called from."""
    xw = xlwings_on_libreoffice
    path = demo_file(tmp_path, "en")
    app = xw.apps.active or xw.App(visible=False, add_book=False)
    found = app.books.open(str(path))
    POLICIES.forget()
    monkeypatch.setattr(macros, "_memory", lambda: Memory(tmp_path / "state"))
    monkeypatch.setattr(macros, "tell", lambda _book, text: said.append(text))
    monkeypatch.setattr(xw.Book, "caller", classmethod(lambda _cls: found))
    said: list[str] = []
    found_and_said = found, said
    yield found_and_said
    found.close()


def rgb(level):
    fill = LEVELS[level].fill
    return tuple(int(fill[i : i + 2], 16) for i in (0, 2, 4))


# A column of the forecast's second month, after three with actuals.
MONTH = 6


def line(sheet, label):
    return next(cell for cell in sheet.range("A1:A60") if cell.value == label).row


def shown(book):
    """Cells of all sheets of results."""
    names = ("Cockpit", "Forecast", "Weeks", "Items", "Warnings", "Collections", "Checks")
    return {name: book.sheets[name].used_range.formula for name in names}


def jumps(sheet):
    """How many links a sheet has; none shows its formula."""
    used = sheet.used_range
    pairs = [
        pair
        for read, shown in zip(used.formula, used.value, strict=True)
        for pair in zip(read, shown, strict=True)
    ]
    assert not [shown for _, shown in pairs if str(shown).startswith("=HYPERLINK(")]
    return sum(str(read).startswith("=HYPERLINK(") for read, _ in pairs)


def test_refresh_override_and_undo(book) -> None:
    book, said = book
    macros.fill_months()
    assert said == []
    assert jumps(book.sheets["Cockpit"]) > 5
    assert jumps(book.sheets["Collections"]) > 20
    forecast = book.sheets["Forecast"]
    row = line(forecast, LINE)
    computed = forecast.range((row, MONTH)).value
    closing = forecast.range((line(forecast, "Closing cash"), MONTH)).value

    # A new invoice and an override, as a user would type them.
    ledger = book.sheets["Receivables"]
    below = ledger.used_range.last_cell.row + 1
    ledger.range((below, 1)).value = [
        "NEW-1", "Newcomer", dt.datetime(2026, 10, 5), dt.datetime(2026, 12, 5), "CNY", 1_000_000,
    ]  # fmt: skip
    forecast.range((row, MONTH)).value = computed - 250
    typed = shown(book)
    macros.fill_months()
    assert said == []

    assert forecast.range((row, MONTH)).value == pytest.approx(computed - 250)
    after = forecast.range((line(forecast, "Closing cash"), MONTH)).value
    assert after > closing - 250  # the new invoice flows in, through live formulas
    items = book.sheets["Items"].used_range.value
    assert any("NEW-1" in [str(cell) for cell in row] for row in items)

    macros.undo_refresh()
    assert len(said) == 1
    assert shown(book) == typed


def test_warnings_have_fills_and_notes(book) -> None:
    book, said = book
    macros.refresh_warnings()
    assert said == []
    warned = [note.location for note in book.sheets["Forecast"].notes]
    assert warned
    assert {cell.color for cell in warned} <= {rgb("red"), rgb("amber")}
    before = shown(book)
    macros.refresh_warnings()
    assert shown(book) == before


def test_the_self_test_fills_a_sheet_of_its_own(book) -> None:
    book, said = book
    for _ in range(2):
        macros.self_test()
    assert said == []
    assert book.sheets.active.name == "Self-test"
    sheet = book.sheets["Self-test"]
    lines = sheet.range((5, 1), (4 + len(EXAMPLES), 5)).value
    assert [line[0] for line in lines] == ["● passed"] * len(EXAMPLES)
    assert lines[0][1:4] == ["=DSO(100,1000,365)", "36.5", "36.5"]
    assert min(line[4] for line in lines) > 0
    assert sheet.range("A5").color == rgb("green")
    assert sheet.range("B1").column_width > 40
    assert [s.name for s in book.sheets].count("Self-test") == 1


def test_import_comes_below_and_goes_again(book, tmp_path) -> None:
    book, said = book
    ledger = book.sheets["Receivables"]
    before = ledger.used_range.formula
    file = tmp_path / "new.csv"
    file.write_text("Invoice,Customer,Invoice date,Amount\n0017,=Newcomer,2026-10-05,1000.5\n")
    macros.import_data(str(file))
    assert "1 row added" in said.pop()
    row = ledger.range((len(before) + 1, 1), (len(before) + 1, 6)).value
    assert row[:3] == ["0017", "=Newcomer", dt.datetime(2026, 10, 5)]
    assert row[5] == 1000.5
    macros.import_data(str(file))
    assert "1 row was there already" in said.pop()
    macros.undo_refresh()
    assert said.pop() == "What was added last was taken away again."
    assert ledger.used_range.formula == before


def offered(book, path):
    """What the lists of the saved workbook offer, by sheet."""
    book.save(str(path))
    sheets = openpyxl.load_workbook(path).worksheets
    return {
        s.title: {
            (str(rule.formula1), rule.promptTitle) for rule in s.data_validations.dataValidation
        }
        for s in sheets
    }


def test_the_language_of_the_whole_workbook_switches_and_undo_turns_it_back(book, tmp_path) -> None:
    book, said = book
    names = [s.name for s in book.sheets]
    own = ("Receivables", "Payables", "Recurring", "Settings")
    before = {name: book.sheets[name].used_range.formula for name in own}
    lists = offered(book, tmp_path / "before.xlsx")
    macros.switch_language()
    assert said == []
    assert {"应收台账", "应付台账", "设置"} < {s.name for s in book.sheets}
    ledger = book.sheets["应收台账"]
    titles = ledger.range((4, 1), (4, 6)).value
    assert titles[:2] == ["发票号", "客户"]
    assert "银行转账" in {row[-1] for row in ledger.range((5, 1), (60, 12)).value}
    macros.undo_refresh()
    assert len(said) == 1
    assert [s.name for s in book.sheets] == names
    assert {name: book.sheets[name].used_range.formula for name in own} == before
    assert offered(book, tmp_path / "back.xlsx") == lists
    macros.switch_language()
    chinese = offered(book, tmp_path / "after.xlsx")["应收台账"]
    assert any("转账" in words for words, _ in chinese)
    assert not any("Transfer" in words for words, _ in chinese)
