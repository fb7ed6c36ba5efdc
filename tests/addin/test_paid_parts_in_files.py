"""An invoice paid in two parts, month by month in a file: December keeps what it brought."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest

from addin.test_live_rewording import tab
from cashbuoy.ledger.schema import TABLES
from cashbuoy_addin.hosts.file import read_workbook
from cashbuoy_addin.new_books import create_template
from cashbuoy_addin.refresh import refresh_file
from cashbuoy_addin.settings import Wishes
from cashbuoy_workbook.modules import sheet_key

DECEMBER, JANUARY = dt.date(2025, 12, 31), dt.date(2026, 1, 31)
RECEIPTS = {"en": "Receipts from open invoices", "zh": "应收账款回款"}


def typed(path, language, tables):
    """The workbook with rows typed under the titles of its input tables."""
    book = openpyxl.load_workbook(path)
    for name, rows in tables.items():
        sheet = book[tab(language, sheet_key(name))]
        titles = [cell.value for cell in sheet[4]]
        for at, row in enumerate(rows, 5):
            for column, value in row.items():
                shown = getattr(TABLES[name][column], language)
                sheet.cell(at, titles.index(shown) + 1).value = value
    book.save(path)


def receipts(path, language):
    """The line's cells left of the forecast, by what stands above them."""
    sheet = openpyxl.load_workbook(path)[tab(language, "Forecast")]
    row = next(r for r in sheet.iter_rows() if str(r[0].value).strip() == RECEIPTS[language])
    return {str(sheet.cell(4, c.column).value)[:7]: c.value for c in row[1:4]}


@pytest.mark.parametrize(("language", "other"), [("en", "zh"), ("zh", "en")])
def test_a_closed_month_is_the_same_a_month_later(tmp_path, language, other) -> None:
    create_template(tmp_path / "book.xlsx", "basic", language)
    invoice = {
        "invoice": "R1", "customer": "Acme", "invoice_date": dt.date(2025, 11, 3),
        "due_date": dt.date(2025, 12, 3), "amount": 10_000, "paid": 4_000,
        "paid_date": dt.date(2025, 12, 10),
    }  # fmt: skip
    bank = [
        {"date": day, "account": "Main", "balance": cash}
        for day, cash in ((dt.date(2025, 11, 30), 100), (DECEMBER, 4_100), (JANUARY, 10_100))
    ]
    typed(tmp_path / "book.xlsx", language, {"tblReceivables": [invoice], "tblBank": bank})
    refresh_file(tmp_path / "book.xlsx", tmp_path / "december.xlsx", Wishes(as_of=DECEMBER))
    assert receipts(tmp_path / "december.xlsx", language)["2025-12"] == 4_000

    rest = {"paid": 10_000, "paid_date": dt.date(2026, 1, 20)}
    typed(tmp_path / "december.xlsx", language, {"tblReceivables": [rest]})
    wishes = Wishes(as_of=JANUARY, language=other)
    refresh_file(tmp_path / "december.xlsx", tmp_path / "january.xlsx", wishes)
    found = receipts(tmp_path / "january.xlsx", other)
    assert (found["2025-12"], found["2026-01"]) == (4_000, 6_000)
    kept = read_workbook(tmp_path / "january.xlsx").tables["tblPaidParts"]
    assert len(kept) == 2
