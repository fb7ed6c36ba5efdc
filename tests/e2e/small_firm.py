"""A firm of ten invoices, small enough to be worked out by hand, typed into the empty template.

At the close of 31 March 2026 the firm has 80,000 in the bank, 230,000 to come in and 80,000 to pay.
Customers are taken to pay on the due date (policy.yaml beside the workbook), and the invoice that is
27 days overdue ten days from now. A month costs 52,000.

    month   opening   receipts                    bills   month's costs   closing
    April    80,000   30,000 25,000 50,000 -5,000  45,000     52,000       83,000
    May      83,000   60,000                       35,000     52,000       56,000
    June     56,000   70,000                                  52,000       74,000
    July     74,000                                           52,000       22,000
    August   22,000                                           52,000      -30,000  and so on
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from cashbuoy_addin.new_books import create_template

if TYPE_CHECKING:
    import xlwings

    from cashbuoy_workbook.settings import Profile

day = dt.datetime.fromisoformat

AS_OF = day("2026-03-31")
# Invoice, customer, issued, due, amount, paid, paid on.
INVOICES = (
    ("S-01", "Acme", "2026-01-05", "2026-02-04", 10_000, 10_000, "2026-02-04"),
    ("S-02", "Acme", "2026-01-15", "2026-02-14", 20_000, 20_000, "2026-02-20"),
    ("S-03", "Birch", "2026-01-25", "2026-02-24", 30_000, 30_000, "2026-03-02"),
    ("S-04", "Birch", "2026-02-02", "2026-03-04", 40_000, 10_000, "2026-03-10"),
    ("S-05", "Cedar", "2026-02-10", "2026-03-12", 15_000, 15_000, "2026-03-12"),
    ("S-06", "Cedar", "2026-02-20", "2026-04-21", 25_000, None, None),
    ("S-07", "Acme", "2026-03-03", "2026-04-02", 50_000, None, None),
    ("S-08", "Birch", "2026-03-10", "2026-05-12", 60_000, None, None),
    ("S-09", "Cedar", "2026-03-18", "2026-06-16", 70_000, None, None),
    ("S-10", "Acme", "2026-03-25", "2026-04-24", -5_000, None, None),
)
# All ten, in the ledger's first eight columns.
LEDGER = "Receivables!A4:H14"
OPEN, BILLED = 230_000, 315_000
# Where S-08 stands, and its amount.
LARGER = "F12"
BILLS = (
    ("P-01", "Steel", "2026-03-05", "2026-04-08", 45_000),
    ("P-02", "Steel", "2026-03-20", "2026-05-20", 35_000),
)
COSTS = (("Rent", "rent", 12_000, 5), ("Wages", "payroll", 40_000, 15))
BALANCE = 80_000
# Closing cash of the first months.
CLOSING = (83_000, 56_000, 74_000, 22_000, -30_000, -82_000)
POLICY = "extends: {profile}\nlanguage: en\nforecast: {{receipts: due_date}}\n"


def create(path: Path, profile: Profile = "basic") -> None:
    """The template, empty, and the firm's policy beside it."""
    create_template(path, profile, "en")
    (path.parent / "policy.yaml").write_text(POLICY.format(profile=profile), "utf-8")


def type_in(book: xlwings.Book) -> None:
    """What the accountant types into the English template."""
    rows = [
        [number, customer, day(issued), day(due), None, amount, paid, on and day(on)]
        for number, customer, issued, due, amount, paid, on in INVOICES
    ]
    book.sheets["Receivables"].range("A5").value = rows
    bills = [
        [number, supplier, day(issued), day(due), None, amount]
        for number, supplier, issued, due, amount in BILLS
    ]
    book.sheets["Payables"].range("A5").value = bills
    book.sheets["Bank"].range("A5").value = [AS_OF, "Main", None, BALANCE]
    costs = [
        [item, category, "out", amount, None, "monthly", day("2026-04-01"), None, due]
        for item, category, amount, due in COSTS
    ]
    book.sheets["Recurring"].range("A5").value = costs
    book.sheets["Settings"].range("B7").value = AS_OF
