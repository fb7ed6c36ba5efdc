"""A small firm from the empty template to the printed forecast, in LibreOffice, by hand: rows and
formulas typed in, buttons pressed inside, and every figure worked out beforehand (small_firm.py)."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from cashbuoy_workbook.styles import LEVELS
from e2e import small_firm, system_parts
from e2e.libreoffice import pdf_text
from e2e.links import sums_of_links
from e2e.pressing import press_and_hear, press_and_wait

UNDONE = "The last refresh was taken back."
APRIL = 5  # its column on the forecast, after three months with actuals
# Sheets in Chinese, and a text of their first column.
CHINESE = {"现金流预测": "期末现金", "应收台账": "发票号", "设置": "基准日"}
DAYS = 90
# Empty cells for arguments left out: between two semicolons LibreOffice sends zeros.
TYPED = {
    "A1": f"=DSO({small_firm.LEDGER},Z1,{DAYS},Z1,DATE(2026,3,31))",
    "A2": f"=OVERDUE_SHARE({small_firm.LEDGER},DATE(2026,3,31))",
    "A3": "=DSO(SUM(Receivables!F5:F14)-SUM(Receivables!G5:G14),SUM(Receivables!F5:F14),90)",
    "A4": "=RUNWAY_MONTHS(Bank!D5,-52000)",
    "A5": "=IFERROR(DSO(100,0),-1)",
}


@pytest.fixture(scope="module")
def book(xlwings_on_libreoffice: ModuleType, tmp_path_factory: pytest.TempPathFactory):
    """The template with the firm typed in, formulas on a sheet of the user's own, refreshed once."""
    if system_parts.find_script_provider() is None:
        pytest.skip("LibreOffice cannot call Python; `python tasks.py test` says how to mend it")
    folder = tmp_path_factory.mktemp("small_firm")
    small_firm.create(folder / "firm.xlsm")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        app = xlwings_on_libreoffice.App(visible=False, add_book=False)
    try:
        book = app.books.open(str(folder / "firm.xlsm"))
        small_firm.type_in(book)
        mine = book.sheets.add("Mine", after=book.sheets[-1])
        for cell, formula in TYPED.items():
            mine.range(cell).formula = formula
        press_and_wait(book, "fill_months")
        yield book
    finally:
        app.quit()


def typed(book) -> list[float]:
    return book.sheets["Mine"].range("A1:A5").value


def row_of(sheet, label: str) -> int:
    return sheet.range("A1:A60").value.index(label) + 1


def closing(sheet, label: str = "Closing cash") -> list[float]:
    row = row_of(sheet, label)
    return sheet.range((row, APRIL), (row, APRIL + 5)).value


def fills(sheet, label: str = "Closing cash") -> list[tuple[int, int, int] | None]:
    row = row_of(sheet, label)
    return [sheet.range((row, APRIL + month)).color for month in range(6)]


def rgb(level: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(LEVELS[level].fill))


def notes(sheet) -> dict[str, str]:
    return {note.location.address: note.text for note in sheet.notes}


def contents(book) -> dict[str, object]:
    """All cells, and fills and notes of the forecast."""
    forecast = book.sheets["Forecast"]
    cells = {sheet.name: sheet.used_range.formula for sheet in book.sheets}
    return {**cells, "fills": fills(forecast), "notes": notes(forecast)}


def test_typed_formulas_show_what_was_worked_out_by_hand(book) -> None:
    still_open, billed = small_firm.OPEN, small_firm.BILLED
    expected = [
        still_open / billed * DAYS,  # 65.71
        30_000 / still_open,  # only S-04 is overdue
        still_open / billed * DAYS,
        80_000 / 52_000,
        -1,
    ]
    assert typed(book) == pytest.approx(expected)


def test_the_forecast_is_the_one_worked_out_by_hand(book) -> None:
    forecast = book.sheets["Forecast"]
    assert book.sheets.active.name == forecast.name
    assert closing(forecast) == list(small_firm.CLOSING)
    receipts = forecast.range((row_of(forecast, "Receipts from open invoices"), APRIL)).expand()
    assert receipts.value[0][:4] == [100_000, 60_000, 70_000, 0]
    collected = row_of(forecast, "Receipts from open invoices")
    assert forecast.range((collected, APRIL - 2), (collected, APRIL - 1)).value == [30_000, 55_000]


def test_months_below_zero_are_red_and_say_why(book) -> None:
    forecast = book.sheets["Forecast"]
    assert [fill == rgb("red") for fill in fills(forecast)] == [False] * 4 + [True] * 2
    august = forecast.range((row_of(forecast, "Closing cash"), APRIL + 4)).address
    note = notes(forecast)[august]
    assert "-30,000.00 CNY" in note
    assert "Limit: 0.00 CNY" in note
    assert "A3.1" in note


def test_a_larger_invoice_moves_formulas_at_once_and_the_forecast_on_refresh(book) -> None:
    ledger, forecast = book.sheets["Receivables"], book.sheets["Forecast"]
    before = contents(book)
    ledger.range(small_firm.LARGER).value = 90_000
    more = (small_firm.OPEN + 30_000) / (small_firm.BILLED + 30_000) * DAYS
    assert typed(book)[0] == pytest.approx(more)
    assert closing(forecast) == list(small_firm.CLOSING)

    press_and_wait(book, "fill_months")
    assert closing(forecast) == [83_000, 86_000, 104_000, 52_000, 0, -52_000]
    assert [fill == rgb("red") for fill in fills(forecast)] == [False] * 5 + [True]
    august = forecast.range((row_of(forecast, "Closing cash"), APRIL + 4)).address
    assert august not in notes(forecast)

    press_and_hear(book, "undo_refresh", UNDONE)
    assert ledger.range(small_firm.LARGER).value == 90_000  # the user's own
    ledger.range(small_firm.LARGER).value = 60_000
    assert contents(book) == before


def test_the_language_switches_by_its_button_and_undo_turns_it_back(book) -> None:
    before, names = contents(book), [sheet.name for sheet in book.sheets]
    press_and_wait(book, "switch_language")
    for sheet, text in CHINESE.items():
        assert text in book.sheets[sheet].range("A1:A60").value
    forecast = book.sheets["现金流预测"]
    assert closing(forecast, "期末现金") == list(small_firm.CLOSING)
    assert fills(forecast, "期末现金") == before["fills"]
    assert "Mine" in [sheet.name for sheet in book.sheets]
    assert typed(book)[0] == pytest.approx(small_firm.OPEN / small_firm.BILLED * DAYS)

    press_and_hear(book, "undo_refresh", UNDONE)
    assert [sheet.name for sheet in book.sheets] == names
    assert contents(book) == before


@pytest.mark.usefixtures("poppler")
def test_the_refreshed_workbook_prints_its_figures(book, tmp_path: Path) -> None:
    book.to_pdf(str(tmp_path / "firm.pdf"))
    text = pdf_text(tmp_path / "firm.pdf")
    assert "Rolling 12-month cash-flow forecast" in text
    line = next(line for line in text.splitlines() if line.strip().startswith("Closing cash"))
    assert "83,000" in line
    assert "#" not in line  # a column too narrow for its figures


def test_a_figures_link_selects_the_items_that_add_up_to_it(book) -> None:
    expected = {
        "Receipts from open invoices": [100_000, 60_000, 70_000],
        "Payments of open bills": [-45_000, -35_000],
        "Rent": [-12_000] * 12,
        "Wages and social insurance": [-40_000] * 12,
    }
    months = {
        (label, APRIL + month): figure
        for label, figures in expected.items()
        for month, figure in enumerate(figures)
    }
    totals = {(label, APRIL + 12): sum(figures) for label, figures in expected.items()}
    assert sums_of_links(book, "Forecast", "Items") == pytest.approx(months | totals)
