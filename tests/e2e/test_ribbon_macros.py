"""Buttons that end on a sheet, pressed inside LibreOffice: their VBA starts the macro, which runs
beside, on the same workbook."""

from __future__ import annotations

import time
from types import ModuleType

import pytest

from cashbuoy_addin import demo, ribbon, version
from cashbuoy_addin.macro_messages import say
from cashbuoy_addin.macro_names import MACROS
from cashbuoy_addin.selftest import EXAMPLES
from cashbuoy_workbook.styles import LEVELS
from cashbuoy_workbook.tabs import tabs_of
from e2e import system_parts

SECONDS = 90
SHOWING = [button for button in ribbon.buttons() if MACROS[button.macro] not in ("", "Forecast")]


@pytest.fixture(scope="module")
def pressed(xlwings_on_libreoffice: ModuleType, tmp_path_factory: pytest.TempPathFactory):
    """The demo workbook, open in a LibreOffice of its own, and what the engine found in it."""
    if system_parts.find_script_provider() is None:
        pytest.skip("LibreOffice cannot call Python; `python tasks.py test` says how to mend it")
    folder = tmp_path_factory.mktemp("pressed")
    analysis = demo.build_demo(folder / "demo.xlsm", "en").analysis
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        app = xlwings_on_libreoffice.App(visible=False, add_book=False)
    try:
        yield app.books.open(str(folder / "demo.xlsm")), analysis
    finally:
        app.quit()


def press(book, macro: str) -> None:
    """Press a button as LibreOffice does; returns before the macro has run."""
    (button,) = [button for button in ribbon.buttons() if button.macro == macro]
    book.app.macro(f"{book.name}!CashbuoyRibbon.{button.callback}")()


def wait(arrived, what: str) -> None:
    deadline = time.monotonic() + SECONDS
    while not arrived():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


@pytest.mark.parametrize("button", SHOWING, ids=lambda button: button.macro)
def test_a_button_ends_on_its_sheet(pressed, button) -> None:
    book, _ = pressed
    book.sheets["Forecast"].activate()
    press(book, button.macro)
    tabs = tabs_of(MACROS[button.macro])
    wait(lambda: book.sheets.active.name in tabs, button.macro)


def test_the_forecast_is_the_engines_and_warned_months_are_coloured(pressed) -> None:
    book, analysis = pressed
    book.sheets["Cockpit"].activate()
    press(book, "fill_months")
    wait(lambda: book.sheets.active.name == "Forecast", "fill_months")
    sheet = book.sheets["Forecast"]
    labels = sheet.range("A1:A80").value
    months = analysis.forecast.months
    row = labels.index("Closing cash") + 1
    first = 2 + analysis.policy.rolling.closed_months  # after the months with actuals
    shown = sheet.range((row, first), (row, first - 1 + len(months.periods))).value
    assert [round(cell * 100) for cell in shown] == months.closing.tolist()
    fills = {tuple(bytes.fromhex(LEVELS[level].fill)) for level in ("red", "amber")}
    noted = [note.location for note in sheet.notes]
    assert noted
    assert {cell.color for cell in noted} <= fills


def told(book) -> str:
    """What macros had to say: without windows it is in LibreOffice's log."""
    return book.app.impl.session.log.read_text("utf-8")


@pytest.mark.parametrize("macro", ["show_help", "about", "explain"])
def test_a_message_is_told(pressed, macro) -> None:
    book, _ = pressed
    before, sheet = told(book), book.sheets["Settings"]
    sheet.activate()
    sheet.range("H40").select()
    expected = {
        "show_help": say("en", "help"),
        "about": say("en", "about", version=version()),
        "explain": say("en", "nothing_to_explain", cell="H40"),
    }
    press(book, macro)
    wait(lambda: expected[macro] in told(book)[len(before) :], macro)


def test_the_selftest_writes_a_sheet(pressed) -> None:
    book, _ = pressed
    press(book, "self_test")
    wait(lambda: book.sheets.active.name == "Self-test", "self_test")
    results = book.sheets["Self-test"].range((5, 1), (4 + len(EXAMPLES), 1))
    wait(lambda: results.value == ["● passed"] * len(EXAMPLES), "self_test")


def test_a_file_is_imported_and_taken_away_again(pressed, tmp_path) -> None:
    book, _ = pressed
    ledger = book.sheets["Receivables"]
    before = ledger.used_range.formula
    file = tmp_path / "new.csv"
    file.write_text("Invoice,Customer,Invoice date,Amount\n0017,Newcomer,2026-10-05,1000.5\n")
    book.app.macro(f"{book.name}!CashbuoyLibreOffice.CashbuoyRun")("import_data", str(file))
    wait(lambda: "1 rows added" in told(book), "import_data")
    assert ledger.range((len(before) + 1, 1)).value == "0017"
    press(book, "undo_refresh")
    wait(lambda: "taken away again" in told(book), "undo_refresh")
    assert ledger.used_range.formula == before
