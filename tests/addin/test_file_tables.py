"""Ledgers pasted over their sheet without the Excel table: found, or named, never dropped."""

import pytest

from cashbuoy.ledger.schema import TABLES
from cashbuoy_addin.hosts.file_reader import read_table, unread_findings
from cashbuoy_addin.hosts.file_tables import locate

HEAD = [["Receivables", ""], ["", ""]]
ROW = ["A-1", "Alpha", "2026-05-01", 100.0]


def sheet(*titles: str) -> list[list[object]]:
    return [*HEAD, list(titles), list(ROW), ["A-2", *ROW[1:]]]


@pytest.mark.parametrize("tab", ["Receivables", "应收台账"])
def test_a_ledger_that_lacks_a_required_title_is_still_that_ledger(tab: str) -> None:
    grids = {tab: sheet("Invoice", "Customer", "When it was sent", "Amount")}
    places = locate(grids, {})
    frame = read_table(grids[tab], places["tblReceivables"], {})
    assert frame["Invoice"].tolist() == ["A-1", "A-2"]
    assert frame["When it was sent"].tolist() == ["2026-05-01"] * 2
    assert unread_findings(grids, places) == ()


def test_another_sheet_needs_every_required_title() -> None:
    assert locate({"Mine": sheet("Invoice", "Customer", "When it was sent", "Amount")}, {}) == {}


@pytest.mark.parametrize("tab", ["Receivables", "应收台账"])
def test_a_ledger_without_known_titles_is_named(tab: str) -> None:
    grids = {tab: sheet("What", "Who", "When it was sent", "How much")}
    places = locate(grids, {})
    (finding,) = unread_findings(grids, places)
    assert (finding.id, finding.severity, finding.place.table) == (
        "table_unread",
        "error",
        "tblReceivables",
    )
    assert finding.found == tab
    required = [c for c in TABLES["tblReceivables"].columns if c.required]
    assert finding.details["titles"] == ", ".join(f"{c.en} / {c.zh}" for c in required)


@pytest.mark.parametrize("rows", [[], HEAD, [*HEAD, ["a remark", "of mine"]]])
def test_a_sheet_without_rows_is_no_ledger(rows: list[list[object]]) -> None:
    assert unread_findings({"Receivables": rows}, {}) == ()
