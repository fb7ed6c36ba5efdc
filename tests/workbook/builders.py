"""A small firm worked by hand, and ways to look into rendered sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pandas as pd
from firm import balance, bill, day, invoice, ledgers, policy, recurring

from cashbuoy.analysis import Analysis, analyse
from cashbuoy_workbook.blocks import Block, Cell, Formula, Level, Sheet, Workbook
from cashbuoy_workbook.book import InputBook
from cashbuoy_workbook.render import render
from cashbuoy_workbook.sheets.view import View

AS_OF = day("2026-11-23")  # a Monday; the first forecast month is a part of one

# Cash 100,000. In December 50,000 come on the 10th, 180,000 go on the 15th, and 19,600 of an
# overdue 20,000 (2 % expected loss) come on the 23rd. From January 5,000 rent on each 15th.
TABLES = {
    "Bank": [balance("2026-10-31", 90_000), balance("2026-11-23", 100_000)],
    "Receivables": [
        invoice("R1", "2026-11-01", "2026-12-10", 50_000),
        invoice("R2", "2026-09-20", "2026-10-20", 20_000, customer="Late Ltd"),
        invoice("R3", "2026-09-01", "2026-10-01", 7_000, customer="Late Ltd", dispute="yes"),
        invoice("R4", "2026-11-02", "2028-01-10", 9_000),
        invoice("R5", "2026-06-01", "2026-07-01", 8_000, customer="=HYPERLINK(1)"),
    ],
    "Payables": [bill("P1", "2026-11-05", "2026-12-15", 180_000)],
    "Recurring": [recurring("Rent", "rent", "out", 5_000, "2027-01-15")],
    "Contracts": [
        {
            "contract": "C1",
            "customer": "Acme",
            "amount": 40_000,
            "signed": day("2026-11-02"),
            "shipped": day("2027-02-01"),
        }
    ],
    "Lines": [
        {
            "bank": "Bank of Ningbo",
            "limit": 60_000,
            "drawn": 10_000,
            "committed": "yes",
            "rate": 0.04,
            "expires": day("2027-06-30"),
        }
    ],
    "Plans": [
        {
            "plan": "PL1",
            "counterparty": "Late Ltd",
            "direction": "in",
            "principal": 1_000,
            "start": day("2026-11-30"),
            "instalments": 3,
            "frequency": "monthly",
            "method": "equal_principal",
            "rate": 0.0,
            "status": "current",
        }
    ],
}

POLICY = """
modules: [recurring, contracts, plans, lines, buffer]
forecast:
  receipts: due_date
  floor: {method: amount, amount: 15000}
firm: {name: Small Firm}
"""


@cache
def small_firm(extra: str = "") -> Analysis:
    """The firm above; `extra` are more lines of policy."""
    return analyse(ledgers(**TABLES), policy(POLICY + extra), AS_OF)


@cache
def empty_firm() -> Analysis:
    """A firm that has entered nothing at all."""
    return analyse(ledgers(), policy(profile="basic"), AS_OF)


def book() -> InputBook:
    return InputBook({f"tbl{name}": pd.DataFrame(rows) for name, rows in TABLES.items()})


def view(analysis: Analysis, language: str = "en") -> View:
    return View(analysis, book(), language)  # type: ignore[arg-type]


@cache
def _workbook(name: str, language: str) -> Workbook:
    analysis = {"small": small_firm, "empty": empty_firm}[name]()
    return render(analysis, book() if name == "small" else InputBook({}), language)  # type: ignore[arg-type]


def workbook(language: str = "en", name: str = "small") -> Workbook:
    return _workbook(name, language)


def sheet(key: str, language: str = "en", name: str = "small") -> Sheet:
    return next(s for s in workbook(language, name).sheets if s.key == key)


def with_warnings(analysis: Analysis, *warnings: object) -> Analysis:
    return replace(analysis, warnings=warnings)  # type: ignore[arg-type]


def cells(shown: Sheet) -> dict[tuple[int, int], Cell]:
    """Every cell of a sheet by row and column."""
    return {at: value for at, value, _ in _all(shown)}


def styles(shown: Sheet) -> dict[tuple[int, int], str]:
    return {at: style for at, _, style in _all(shown)}


def _all(shown: Sheet) -> Iterator[tuple[tuple[int, int], Cell, str]]:
    for block in shown.blocks:
        for i, (values, names) in enumerate(zip(block.values, block.styles, strict=True)):
            for j, (value, style) in enumerate(zip(values, names, strict=True)):
                yield (block.row + i, block.column + j), value, style


def fills(shown: Sheet) -> dict[tuple[int, int], Level]:
    """Coloured cells of a sheet."""
    return {
        (b.row + i, b.column + j): level
        for b in shown.blocks
        for level, places in b.fills.items()
        for i, j in places
    }


def notes(shown: Sheet) -> dict[tuple[int, int], str]:
    return {(b.row + n.row, b.column + n.column): n.text for b in shown.blocks for n in b.notes}


def block(shown: Sheet, name: str) -> Block:
    return next(b for b in shown.blocks if b.name == name)


def figure(value: Cell) -> float:
    """The number that a cell shows."""
    shown = value.value if isinstance(value, Formula) else value
    assert isinstance(shown, int | float)
    return float(shown)


def row_titled(shown: Sheet, title: str) -> int:
    """Row whose first cell says `title`."""
    return next(r for (r, c), v in cells(shown).items() if c == 0 and v == title)
