"""The Forecast and Weeks sheets calculate: their formulas give the engine's forecast to the cent,
and what a user overrides flows through."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from cashbuoy.forecast.categories import CATEGORIES
from cashbuoy.forecast.tables import CashTable
from cashbuoy.money import Minor, minor_digits
from cashbuoy_workbook.texts import Texts
from e2e.books import Book
from e2e.libreoffice import LibreOffice
from e2e.test_books import Recalculate

# The first period's column by sheet; before the months stand three with actuals.
FIRST = {"Forecast": 5, "Weeks": 2}


def row_of(sheet: Worksheet, label: str) -> int:
    """The row with a label in column A: of the table, which stands above the links and accounts."""
    return int(min(cell.row for cell in sheet["A"] if cell.value == label))


def minor(sheet: Worksheet, row: int, first: int, periods: int, digits: int) -> list[int]:
    """A row's amounts in minor units, which they must be to the last cent."""
    values = [sheet.cell(row, first + i).value for i in range(periods)]
    units = [round(float(value) * 10**digits) for value in values]
    assert values == pytest.approx([unit / 10**digits for unit in units], abs=1e-6)
    return units


@pytest.mark.parametrize("key", ["Forecast", "Weeks"])
def test_balances_are_the_engines_to_the_cent(
    demo: Book, recalculate: Recalculate, key: str
) -> None:
    assert demo.analysis
    texts = Texts(demo.language)
    sheet = recalculate(demo.path)[texts(f"sheets.tab_{key}")]
    forecast = demo.analysis.forecast
    table: CashTable = forecast.months if key == "Forecast" else forecast.weeks
    digits = minor_digits(demo.analysis.policy.firm.base_currency)
    expected: dict[str, Minor] = {
        "line_opening": table.opening,
        "line_net": table.net,
        "line_closing": table.closing,
        "line_headroom": table.headroom,
    }
    for label, amounts in expected.items():
        row = row_of(sheet, texts(f"sheets.{label}"))
        shown = minor(sheet, row, FIRST[key], len(table.periods), digits)
        assert shown == amounts.tolist(), label


def test_an_override_flows_through_to_the_last_closing_balance(
    build: Callable[[str], Book],
    libreoffice: LibreOffice,
    recalculate: Recalculate,
    work_folder: Path,
) -> None:
    """In one language: test_books.py holds that formulas say the same in both."""
    demo = build("demo-en")
    assert demo.analysis
    texts = Texts(demo.language)
    title = texts("sheets.tab_Forecast")
    before = recalculate(demo.path)[title]
    overridden = openpyxl.load_workbook(demo.path, keep_vba=False)
    sheet = overridden[title]
    first = FIRST["Forecast"]
    (title_of_rent,) = [getattr(c, demo.language) for c in CATEGORIES if c.key == "rent"]
    rent = row_of(sheet, title_of_rent)
    assert sheet.cell(rent, first + 1).data_type == "n"
    sheet.cell(rent, first + 1).value -= 1234.5
    path = work_folder / f"overridden-{demo.language}.xlsx"
    overridden.save(path)

    after = openpyxl.load_workbook(
        libreoffice.recalculate(path, work_folder / "recalculated"), data_only=True
    )[title]

    closing = row_of(sheet, texts("sheets.line_closing"))
    months = len(demo.analysis.forecast.months.periods)
    change = [
        after.cell(closing, first + i).value - before.cell(closing, first + i).value
        for i in range(months)
    ]
    assert change == pytest.approx([0.0] + [-1234.5] * (months - 1), abs=1e-6)
