"""Refreshing an open workbook: what is written, what is put back, what stays."""

from __future__ import annotations

import pytest

from addin.live_books import DAY, add_invoice, everything, looks, sheet, writes
from addin.sheet_books import opened
from cashbuoy.policy.load import profile
from cashbuoy_addin.hosts import live
from cashbuoy_addin.hosts.live_areas import Area
from cashbuoy_addin.hosts.live_memory import STAMP, Memory
from cashbuoy_addin.hosts.live_plan import is_result
from cashbuoy_addin.live_refresh import refresh_book
from cashbuoy_addin.pipeline import compute
from cashbuoy_addin.settings import Wishes
from cashbuoy_workbook.blocks import Sheet
from cashbuoy_workbook.template import empty_workbook


def test_a_refresh_of_a_fresh_workbook_changes_no_cell(book, memory) -> None:
    before = everything(book)
    refresh_book(book, memory)
    after = everything(book)
    for part in ("tabs", "notes", "names", "tables", "state"):
        assert after[part] == before[part], part
    for name, cells in before["cells"].items():
        found = after["cells"][name]
        assert set(found) == set(cells), name
        jumps = [place for place in cells if found[place] != cells[place]]
        assert all(found[place].startswith("=HYPERLINK(") for place in jumps), name


def test_formulas_and_jumps_never_stand_in_cells_formatted_as_text(book, memory) -> None:
    """Assigned there, Excel and LibreOffice show the formula itself."""
    refresh_book(book, memory)
    add_invoice(book, 9_000_000.0)
    refresh_book(book, memory)
    jumps = 0
    for found in book.impl.all:
        if not found.name.startswith("In"):
            shown = looks(found)
            live = [at for at, text in found.formulas.items() if str(text).startswith("=")]
            jumps += sum(found.formulas[at].startswith("=HYPERLINK(") for at in live)
            assert not [at for at in live if shown.get((*at, "number_format")) == "@"], found.name
    assert jumps > 100


def test_the_sheet_insurance_is_no_input() -> None:
    """Its key begins as the keys of inputs do; it was not refreshed."""
    keys = ("Insurance", "InInsurance", "InReceivables", "Settings", "Forecast")
    assert [k for k in keys if is_result(Sheet(k, k))] == ["Insurance", "Forecast"]


def test_a_file_looks_as_a_refresh_would_paint_it(book, memory) -> None:
    before = everything(book)["looks"]
    refresh_book(book, memory)
    after = everything(book)["looks"]
    assert {name: dict(after[name].items() - before[name].items()) for name in after} == {
        name: {} for name in after
    }


def test_a_second_refresh_does_nothing(book, memory) -> None:
    refresh_book(book, memory)
    before = everything(book)
    made, inside = len(book.impl.calls.made), len(book.impl.calls.inside)
    assert refresh_book(book, memory).steps == 0
    assert everything(book) == before
    assert not writes(book, made, inside)


def test_what_changed_is_written_and_undone(book, memory) -> None:
    refresh_book(book, memory)
    before = everything(book)
    add_invoice(book)
    changed = everything(book)
    assert refresh_book(book, memory).steps > 0
    after = everything(book)
    items = after["cells"]["Items"]
    assert "NEW-1" in items.values()
    assert after["names"]["cb_Items_Rows"] != before["names"]["cb_Items_Rows"]
    assert after["tables"]["tblItems"].height > before["tables"]["tblItems"].height
    assert after["names"]["cb_Items_Rows"].endswith(
        f"${after['tables']['tblItems'].row + after['tables']['tblItems'].height}"
    )
    live.undo(book, memory, "back")
    undone = everything(book)
    if not book.app.impl.holders:
        # Nobody told how the row looked that the user added: it now looks as others of its table.
        del undone["looks"]["Receivables"], changed["looks"]["Receivables"]
    assert undone == changed
    with pytest.raises(live.NothingToUndoError):
        live.undo(book, memory, "back")


def test_a_first_refresh_lets_tables_cover_what_it_wrote(book, memory) -> None:
    before = sheet(book, "Items").own_tables["tblItems"].area
    add_invoice(book)
    refresh_book(book, memory)
    found = sheet(book, "Items")
    area = found.own_tables["tblItems"].area
    assert area.height > before.height
    assert max(row for row, _ in found.formulas) == area.row + area.height - 1


def test_a_table_that_the_user_made_plain_cells_stays_so(book, memory) -> None:
    refresh_book(book, memory)
    del sheet(book, "Items").own_tables["tblItems"]
    add_invoice(book)
    refresh_book(book, memory)
    assert "NEW-1" in sheet(book, "Items").values.values()


def test_rows_that_go_are_cleared(book, memory) -> None:
    add_invoice(book)
    refresh_book(book, memory)
    ledger = sheet(book, "Receivables")
    last = max(row for row, _ in ledger.formulas)
    for place in [p for p in ledger.formulas if p[0] == last]:
        ledger.put(*place, "")
    refresh_book(book, memory)
    assert "NEW-1" not in sheet(book, "Items").values.values()
    area = sheet(book, "Items").own_tables["tblItems"].area
    assert max(row for row, _ in sheet(book, "Items").formulas) == area.row + area.height - 1


def test_texts_never_become_formulas(book, memory) -> None:
    ledger = sheet(book, "Receivables")
    add_invoice(book)
    row = max(row for row, _ in ledger.formulas)
    places = [p for p, value in ledger.values.items() if p[0] == row and value == "Newcomer"]
    ledger.values[places[0]] = ledger.formulas[places[0]] = '=cmd|" /C calc"!A0'
    refresh_book(book, memory)
    shown = sheet(book, "Items").values.values()
    assert '=cmd|" /C calc"!A0' in shown


def test_state_is_restored_and_progress_shown(book, memory) -> None:
    book.app.impl.state["calculation"] = "semiautomatic"
    before = dict(book.app.impl.state)
    refresh_book(book, memory)
    assert book.app.impl.state == before
    assert book.app.impl.shown


def test_a_workbook_from_elsewhere_is_painted_anew(book, memory) -> None:
    """Without a stamp that we know, nothing remembered about the file may be trusted."""
    refresh_book(book, memory)
    after = everything(book)
    book.impl.own_names[STAMP] = '="other"'
    sheet(book, "Forecast").paint.append((Area(5, 1, 30, 12), "fill", (9, 9, 9)))
    refresh_book(book, memory)
    assert everything(book)["looks"]["Forecast"] == after["looks"]["Forecast"]


def test_missing_sheets_are_named_before_anything_is_touched(book, memory) -> None:
    book.impl.all.remove(sheet(book, "Weeks"))
    before = everything(book)
    with pytest.raises(live.MissingSheetsError, match="Weeks"):
        refresh_book(book, memory)
    assert everything(book) == before


def test_another_language_renames_the_tabs_and_comes_back(book, memory) -> None:
    refresh_book(book, memory)
    before = everything(book)
    refresh_book(book, memory, Wishes(language="zh"))
    assert "现金流预测" in [s.name for s in book.impl.all]
    live.undo(book, memory, "back")
    assert everything(book) == before


def test_a_first_refresh_gives_back_the_looks_it_painted_over(book, memory) -> None:
    sheet(book, "Forecast").paint.append((Area(5, 1, 30, 12), "fill", (9, 9, 9)))
    before = everything(book)
    refresh_book(book, memory)
    assert everything(book)["looks"]["Forecast"] != before["looks"]["Forecast"]
    live.undo(book, memory, "back")
    assert everything(book) == before


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["basic", "advanced"])
def test_the_first_refresh_of_the_template_finds_all_it_fills(tmp_path, language, name) -> None:
    book = opened(empty_workbook(language, profile(name), name), tmp_path / "new.xlsm")
    memory = Memory(tmp_path / "state")
    before = everything(book)
    result = refresh_book(book, memory, Wishes(as_of=DAY))
    _, wanted = compute(live.read(book).inputs, result.run)
    shown = {s.name: s for s in book.impl.all}
    for data in wanted.sheets:
        if is_result(data):
            texts = [c for b in data.blocks for r in b.values for c in r if isinstance(c, str)]
            assert {t for t in texts if t} <= set(shown[data.title].values.values()), data.key
    assert refresh_book(book, memory, Wishes(as_of=DAY)).steps == 0
    live.undo(book, memory, "")
    assert everything(book)["cells"] == before["cells"]
