"""Switching the profile of a file: sheets are hidden, nothing is lost."""

from __future__ import annotations

import openpyxl

from addin.live_books import file_of
from addin.test_live_rewording import tab
from cashbuoy.ledger.schema import TABLES
from cashbuoy_addin.hosts.file import read_workbook
from cashbuoy_addin.refresh import refresh_file
from cashbuoy_addin.settings import Wishes
from cashbuoy_workbook.sheets_off import RESULT_MODULES
from cashbuoy_workbook.texts import Texts

MODULES = [tab("en", key) for key in RESULT_MODULES]
TYPED = {"profile": "", "policy_file": ""}


def as_profile(path, out, name):
    """What a user does: another profile in Settings, and a refresh."""
    book = openpyxl.load_workbook(path)
    settings = book["Settings"]
    wanted = {Texts("en")(f"labels.setting_{key}"): value for key, value in TYPED.items()}
    wanted[Texts("en")("labels.setting_profile")] = name
    for row in settings.iter_rows(min_row=1, max_row=12):
        if row[0].value in wanted:
            row[1].value = wanted[row[0].value] or None
    typed = path.with_name(f"typed-{path.name}")
    book.save(typed)
    refresh_file(typed, out, Wishes())


def tables(path):
    return {
        name: frame.astype(object).where(frame.notna(), None).values.tolist()
        for name, frame in read_workbook(path).tables.items()
    }


# What a refresh notes of its own day, each profile its own.
NOTED = ("tblHistory", "tblSnapshots", "tblWarningLog", "tblStates")


def users(name, rows):
    """Rows without what every refresh works out: the effect of an emergency plan's tasks."""
    effect = [c.name for c in TABLES[name].columns].index("effect") if name == "tblTasks" else None
    return [[cell for i, cell in enumerate(row) if i != effect] for row in rows]


def test_basic_advanced_basic_keeps_every_table_and_hides_sheets(tmp_path) -> None:
    start = file_of(tmp_path, "en")
    kept = []
    for name in ("advanced", "basic", "advanced"):
        out = tmp_path / f"{len(kept)}-{name}.xlsx"
        as_profile(start, out, name)
        shown = {s.title: s.sheet_state for s in openpyxl.load_workbook(out).worksheets}
        wanted = "hidden" if name == "basic" else "visible"
        assert {shown[title] for title in MODULES} == {wanted}
        kept.append(tables(out))
        start = out
    first, basic, last = kept
    assert first["tblGrades"]
    for name, rows in first.items():
        assert last[name] == rows, name
        if name not in NOTED:
            assert users(name, basic[name]) == users(name, rows), name
