"""Buttons that end on a sheet, pressed inside LibreOffice: their VBA starts the macro, which runs
beside, on the same workbook."""

from __future__ import annotations

from types import ModuleType

import pytest

from cashbuoy_addin import ribbon, version
from cashbuoy_addin.macro_messages import say
from cashbuoy_addin.macro_names import MACROS
from cashbuoy_addin.selftest import EXAMPLES
from cashbuoy_workbook.tabs import tabs_of
from e2e import small_firm, system_parts
from e2e.pressing import press_and_hear, press_and_wait, told, wait

SHOWING = [button for button in ribbon.buttons() if MACROS[button.macro] not in ("", "Forecast")]


@pytest.fixture(scope="module")
def book(xlwings_on_libreoffice: ModuleType, tmp_path_factory: pytest.TempPathFactory):
    """A small firm with all modules, open in a LibreOffice of its own: a refresh of it is short."""
    if system_parts.find_script_provider() is None:
        pytest.skip("LibreOffice cannot call Python; `python tasks.py test` says how to mend it")
    folder = tmp_path_factory.mktemp("pressed")
    small_firm.create(folder / "firm.xlsm", "advanced")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        app = xlwings_on_libreoffice.App(visible=False, add_book=False)
    try:
        book = app.books.open(str(folder / "firm.xlsm"))
        small_firm.type_in(book)
        yield book
    finally:
        app.quit()


@pytest.mark.parametrize("button", SHOWING, ids=lambda button: button.macro)
def test_a_button_ends_on_its_sheet(book, button) -> None:
    book.sheets["Forecast"].activate()
    press_and_wait(book, button.macro)
    assert book.sheets.active.name in tabs_of(MACROS[button.macro])


@pytest.mark.parametrize("macro", ["show_help", "about", "explain"])
def test_a_message_is_told(book, macro) -> None:
    sheet = book.sheets["Settings"]
    sheet.activate()
    sheet.range("H40").select()
    expected = {
        "show_help": say("en", "help"),
        "about": say("en", "about", version=version()),
        "explain": say("en", "nothing_to_explain", cell="H40"),
    }
    press_and_hear(book, macro, expected[macro])


def test_the_selftest_writes_a_sheet(book) -> None:
    press_and_wait(book, "self_test")
    assert book.sheets.active.name == "Self-test"
    results = book.sheets["Self-test"].range((5, 1), (4 + len(EXAMPLES), 1))
    assert results.value == ["● passed"] * len(EXAMPLES)


def test_a_file_is_imported_and_taken_away_again(book, tmp_path) -> None:
    ledger = book.sheets["Receivables"]
    before = ledger.used_range.formula
    file = tmp_path / "new.csv"
    file.write_text("Invoice,Customer,Invoice date,Amount\n0017,Newcomer,2026-10-05,1000.5\n")
    book.app.macro(f"{book.name}!CashbuoyLibreOffice.CashbuoyRun")("import_data", str(file))
    wait(lambda: "1 row added" in told(book), "import_data")
    below = 5 + len(small_firm.INVOICES)  # the first empty row of the table
    assert ledger.range((below, 1), (below, 2)).value == ["0017", "Newcomer"]
    press_and_hear(book, "undo_refresh", "taken away again")
    assert ledger.used_range.formula == before
