"""The Import button: rows come below those that are there, are told, and go again."""

from __future__ import annotations

import pandas as pd
import pytest

from addin.live_books import book_of, everything, sheet
from cashbuoy.ledger.schema import TABLES
from cashbuoy_addin import macros
from cashbuoy_addin.hosts import live
from cashbuoy_workbook.texts import Texts

TAB = {"en": "Receivables", "zh": "应收台账"}
TITLES = {"en": ("Invoice", "Customer", "Invoice date", "Due date", "Amount", "Instrument"),
          "zh": ("发票号", "客户", "开票日期", "到期日", "金额", "结算方式")}  # fmt: skip


@pytest.fixture(params=["en", "zh"])
def book(request, tmp_path, calling):
    """The workbook that calls the macros."""
    found = book_of(tmp_path, request.param)
    found.impl.language = request.param
    return calling(found)


def said(book):
    return book.app.impl.said


def words(book, key, **values):
    return Texts(book.impl.language)(f"live.{key}", **values)


def table_title(book, name):
    return TABLES[name].zh if book.impl.language == "zh" else TABLES[name].en


def cells_of(book):
    """All cells, and which constants are texts: those may look like numbers."""
    texts = {
        (s.name, at)
        for s in book.impl.all
        for at, value in s.values.items()
        if isinstance(value, str) and not str(s.formulas[at]).startswith("=")
    }
    return everything(book)["cells"], texts


def csv(book, path, *rows):
    lines = [",".join(map(str, row)) for row in (TITLES[book.impl.language], *rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


NEW = ("0017", "=Newcomer", "2026-10-05", "2026-12-05", "1000.50", "bank_acceptance")


def added(book, count=1):
    """The rows under those of the ledger, by column title."""
    cells = sheet(book, TAB[book.impl.language])
    titles = {value: column for (row, column), value in cells.values.items() if row == 3}
    last = max(row for row, _ in cells.formulas)
    return [
        {title: cells.values.get((row, titles[title])) for title in TITLES[book.impl.language]}
        for row in range(last - count + 1, last + 1)
    ]


def test_rows_come_below_once_and_texts_stay_texts(book, tmp_path) -> None:
    before = everything(book)
    path = csv(book, tmp_path / "new.csv", NEW)
    macros.import_data(path)
    title = table_title(book, "tblReceivables")
    assert words(book, "imported_rows", table=title, added=1) in said(book)[0]
    (row,) = added(book)
    choice = {"en": "bank acceptance", "zh": "银行承兑汇票"}[book.impl.language]
    assert [str(v).lower() for v in row.values()][5] == choice
    assert list(row.values())[:5] == ["0017", "=Newcomer", 46300.0, 46361.0, 1000.5]
    after = everything(book)
    cells = before["cells"][TAB[book.impl.language]]
    assert cells.items() <= after["cells"][TAB[book.impl.language]].items()
    area = after["tables"]["tblReceivables"]
    assert area.height == before["tables"]["tblReceivables"].height + 1
    macros.import_data(path)
    assert everything(book)["cells"] == after["cells"]
    present = words(book, "imported_present", table=title, present=1, differing=0)
    assert said(book)[1].splitlines()[2:] == [present, words(book, "imported_nothing")]


def test_what_is_there_stays_and_the_difference_is_told(book, tmp_path) -> None:
    macros.import_data(csv(book, tmp_path / "a.csv", NEW))
    cells = everything(book)["cells"]
    other = (*NEW[:4], "999", NEW[5])
    macros.import_data(csv(book, tmp_path / "b.csv", other))
    assert everything(book)["cells"] == cells
    title = table_title(book, "tblReceivables")
    assert words(book, "imported_present", table=title, present=1, differing=1) in said(book)[1]


def test_undo_takes_the_rows_away_in_the_order_things_were_done(book, tmp_path) -> None:
    macros.fill_months()
    start, tables = cells_of(book), everything(book)["tables"]
    macros.import_data(csv(book, tmp_path / "new.csv", NEW))
    with_rows = cells_of(book)
    macros.fill_months()
    macros.undo_refresh()
    assert said(book)[1:] == [words(book, "undone")]
    assert cells_of(book) == with_rows
    macros.undo_refresh()
    assert said(book)[2:] == [words(book, "import_undone")]
    assert cells_of(book) == start
    assert everything(book)["tables"] == tables
    macros.undo_refresh()
    assert said(book)[3:] == [words(book, "nothing_to_undo")]


def test_rows_that_were_changed_since_are_not_taken_away(book, tmp_path) -> None:
    macros.import_data(csv(book, tmp_path / "new.csv", NEW))
    ledger = sheet(book, TAB[book.impl.language])
    last = max(row for row, _ in ledger.formulas)
    ledger.put(last, 1, "Somebody else")
    cells = everything(book)["cells"]
    macros.undo_refresh()
    assert said(book)[1:] == [words(book, "import_changed")]
    assert everything(book)["cells"] == cells


def test_a_call_refused_in_the_middle_leaves_nothing_behind(book, tmp_path) -> None:
    path = csv(book, tmp_path / "new.csv", NEW)
    before = everything(book)
    start = len(book.impl.calls.made)
    macros.import_data(path)
    made = [call.split()[0] for call in book.impl.calls.made[start:]]
    writing = [i for i, call in enumerate(made) if call in {"cells", "resize", "add"}]
    macros.undo_refresh()
    assert len(writing) >= 3
    for number in writing:
        book.impl.calls.refuse = len(book.impl.calls.made) + number
        macros.import_data(path)
        book.impl.calls.refuse = None
        broken = said(book)[-1]
        assert broken.startswith(words(book, "broken_off_restored", reason="")[:12])
        assert everything(book)["cells"] == before["cells"]
        assert everything(book)["tables"] == before["tables"]
        assert everything(book)["state"] == before["state"]


def test_a_protected_sheet_is_named_and_nothing_is_begun(book, tmp_path) -> None:
    path = tmp_path / "new.csv"
    csv(book, path, NEW)
    place = live.read(book).places["tblReceivables"]
    sheet(book, place.sheet).locked = True
    before = everything(book)
    macros.import_data(str(path))
    assert said(book)[-1] == words(book, "protected", sheets=place.sheet)
    assert everything(book) == before


def test_what_cannot_be_imported_says_so(book, tmp_path) -> None:
    before = everything(book)["cells"]
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG")
    macros.import_data(str(picture))
    macros.import_data(str(tmp_path / "gone.csv"))
    (tmp_path / "odd.csv").write_text("a,b\n1,2\n")
    macros.import_data(str(tmp_path / "odd.csv"))
    other = tmp_path / "m.csv"
    csv(book, other, NEW)
    columns = dict(zip(("invoice", "customer", "invoice_date", "due_date", "amount"),
                       TITLES[book.impl.language], strict=False))  # fmt: skip
    lines = "\n".join(f"  {name}: {title}" for name, title in columns.items())
    other.with_suffix(".yaml").write_text(
        f"table: tblReceivables\ncolumns:\n{lines}\nsettings: {{base_currency: EUR}}\n",
        encoding="utf-8",
    )
    macros.import_data(str(other))
    assert said(book) == [
        Texts(book.impl.language)("refused.not_importable", file="picture.png"),
        words(book, "no_file", found=str(tmp_path / "gone.csv")),
        Texts(book.impl.language)("refused.not_importable", file="odd.csv"),
        words(book, "other_currency", theirs="EUR", ours="CNY"),
    ]
    assert everything(book)["cells"] == before


def test_without_a_path_the_selected_cell_names_the_file(book, tmp_path) -> None:
    path = csv(book, tmp_path / "new.csv", NEW)
    cells = book.impl.front or book.impl.all[0]
    cells.put(95, 3, path)
    book.app.impl.selected = cells.range((96, 4))
    macros.import_data()
    assert len(added(book)) == 1
    assert words(book, "imported", file="new.csv") in said(book)[0]


def test_sheets_of_modules_that_are_off_come_into_sight(book, tmp_path) -> None:
    plans = sheet(book, {"en": "Orders", "zh": "订单"}[book.impl.language])
    plans.visible = False
    frame = pd.DataFrame({"order": ["O1"], "customer": ["x"], "amount": [5.0]})
    frame.to_csv(tmp_path / "orders.csv", index=False)
    macros.import_data(str(tmp_path / "orders.csv"))
    assert plans.visible
    macros.undo_refresh()
    assert not plans.visible
