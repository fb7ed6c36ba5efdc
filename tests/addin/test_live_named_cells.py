"""Rules that watch a cell of the user's in an open workbook, by its name."""

from __future__ import annotations

import pytest

from addin.live_books import book_of, sheet, without_macros
from cashbuoy_addin.hosts import live
from cashbuoy_addin.hosts.live_memory import Memory
from cashbuoy_addin.hosts.live_named_cells import named_cells
from cashbuoy_addin.live_refresh import refresh_book

RULE = """
  covenant:
    ref: own.1
    measure: cell
    cell: Equity_Ratio
    unit: share
    test: below
    red: 0.25
    title: {en: Bank covenant, zh: 银行约定}
    action: {en: Call the bank, zh: 联系银行}
"""


@pytest.fixture(params=["macros", "no macros"])
def book(request, tmp_path):
    found = book_of(tmp_path)
    if request.param == "no macros":
        without_macros(found)
    policy = tmp_path / "demo-policy.yaml"
    text = policy.read_text(encoding="utf-8")
    rules = "rules:" + RULE
    text = text.replace("rules:", rules, 1) if "\nrules:" in text else f"{text}\n{rules}"
    policy.write_text(text, encoding="utf-8")
    found.sheets.add("Owner's sums", after=found.sheets[-1])
    sheet(found, "Owner's sums").put(2, 1, 0.2)
    found.names.add("Equity_Ratio", "='Owner''s sums'!$B$3")
    return found


def test_the_cell_is_read_and_its_rule_fires(book, tmp_path) -> None:
    seen = live.read(book)
    asked = ("Equity_Ratio", "Nobody")
    assert named_cells(seen.batches, seen.tabs, asked) == {"Equity_Ratio": 0.2}
    found = refresh_book(book, Memory(tmp_path / "state"))
    (fired,) = (w for w in found.analysis.warnings if w.rule == "covenant")
    assert (fired.level, fired.measured, fired.limit) == ("red", 0.2, 0.25)
    shown = sheet(book, "Warnings").values.values()
    assert "Bank covenant" in shown


def test_without_such_rules_nothing_is_asked() -> None:
    assert named_cells(None, (), ()) == {}  # type: ignore[arg-type]
