"""What buttons do, with a workbook in memory: results, and one clear message for every error."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
import xlwings as xw

from addin.live_books import add_invoice, book_of, everything, sheet
from cashbuoy_addin import bridge, explanation, macros, ribbon, selftest
from cashbuoy_addin.hosts.live_memory import Memory
from cashbuoy_addin.live_refresh import refresh_book
from cashbuoy_addin.macro_names import MACROS
from cashbuoy_addin.refusals import Refusals
from cashbuoy_addin.selftest import EXAMPLES
from cashbuoy_addin.settings import read_policy
from cashbuoy_workbook.texts import section


@pytest.fixture(params=["en", "zh"])
def book(request, tmp_path, calling):
    """The workbook that calls the macros."""
    return calling(book_of(tmp_path, request.param))


def said(book):
    return book.app.impl.said


def words(book, key):
    return section("live")[key][language(book)]


def language(book):
    return "en" if "Forecast" in book.sheet_names else "zh"


def test_every_button_has_its_macro() -> None:
    for group in ribbon.GROUPS:
        for button in group.buttons:
            assert button.macro in MACROS
    for name in MACROS:
        assert callable(getattr(macros, name))


@pytest.mark.parametrize("macro", [name for name, key in MACROS.items() if key])
def test_a_refresh_ends_on_its_sheet(book, macro) -> None:
    getattr(macros, macro)()
    tabs = section("sheets" if f"tab_{MACROS[macro]}" in section("sheets") else "labels")
    assert said(book) == []
    assert book.impl.front.name == tabs[f"tab_{MACROS[macro]}"][language(book)]


@pytest.mark.parametrize("book", ["en"], indirect=True)
def test_undo_takes_back_what_a_refresh_wrote(book) -> None:
    macros.fill_months()
    add_invoice(book)
    before = everything(book)
    macros.fill_months()
    macros.undo_refresh()
    assert everything(book) == before
    macros.undo_refresh()
    assert said(book) == [words(book, "undone"), words(book, "nothing_to_undo")]


def test_the_language_switches_there_and_back(book) -> None:
    before = book.sheet_names
    macros.switch_language()
    assert said(book) == []
    assert book.sheet_names != before
    now = language(book)
    settings = next(s for s in book.impl.all if s.name in {"Settings", "设置"})
    assert section("labels")[f"language_{now}"][now] in settings.values.values()
    macros.fill_months()  # Settings says so from now on
    assert language(book) == now
    macros.switch_language()
    assert book.sheet_names == before


def test_help_and_about(book) -> None:
    macros.show_help()
    macros.about()
    assert said(book)[0] == words(book, "help")
    assert said(book)[1].startswith("Cashbuoy 0.")


def test_warnings_are_explained_by_their_note(book) -> None:
    warned = next(s for s in book.impl.all if s.own_notes)
    place, note = next(iter(warned.own_notes.items()))
    book.app.impl.selected = warned.range((place[0] + 1, place[1] + 1))
    macros.explain()
    assert said(book) == [note.text]


def test_errors_of_formulas_are_explained(book, monkeypatch, tmp_path) -> None:
    # Nothing that other tests left behind.
    for module in (bridge, explanation):
        monkeypatch.setattr(module, "REFUSALS", Refusals(tmp_path / "refusals.json"))
    monkeypatch.setattr(explanation, "REFUSALS", bridge.REFUSALS)
    bridge.call("DIO", [100.0, 0.0])
    cells = book.impl.front
    cells.formulas[90, 0], cells.values[90, 0] = "=1+CB_DIO(A1,B1)", "#NUM!"
    cells.formulas[91, 0], cells.values[91, 0] = "=RUNWAY_MONTHS(A1,B1)", "#N/A"
    cells.formulas[92, 0], cells.values[92, 0] = "=SUM(A1)", 1.0
    cells.formulas[93, 0], cells.values[93, 0] = "=LATE_FEE(A1,B1,C1)", 15000.0
    for row in (91, 92, 93, 94):
        book.app.impl.selected = cells.range((row, 1))
        macros.explain()
    reason = section("formula_errors")["no_cost"][language(book)].format(found=0)
    assert reason in said(book)[0]
    assert said(book)[1] == words(book, "no_reason_kept").format(
        cell="A92", formula="RUNWAY_MONTHS"
    )
    assert said(book)[2] == words(book, "nothing_to_explain").format(cell="A93")
    # A formula with an answer: what it takes where an argument is left out.
    left_out = {"en": "0.05 % a day", "zh": "每日万分之五"}[language(book)]
    assert said(book)[3].startswith("A94")
    assert "[annual_rate]" in said(book)[3]
    assert left_out in said(book)[3]


def test_what_goes_wrong_is_said_in_the_language(book, tmp_path) -> None:
    (tmp_path / "demo-policy.yaml").write_text(
        "extends: basic\nforecast: {months: 99}\n", encoding="utf-8"
    )
    with pytest.raises(Exception, match="months") as problem:
        read_policy(tmp_path / "demo-policy.yaml")
    macros.fill_months()
    assert len(said(book)) == 1
    assert "99" in said(book)[0]
    assert (str(problem.value) == said(book)[0]) == (language(book) == "en")
    (tmp_path / "demo-policy.yaml").write_text("extends: basic\n")
    weeks = {"en": "Weeks", "zh": "周预测"}[language(book)]
    book.impl.all.remove(sheet(book, weeks))
    macros.fill_months()
    assert said(book)[1] == words(book, "missing_sheets").format(sheets=weeks)
    del book.impl.all[: len(book.impl.all) - 1]
    macros.fill_months()
    assert len(said(book)) == 3


def test_a_refused_call_is_told_and_nothing_stays_half_done(book, tmp_path) -> None:
    before = everything(book)
    rehearsal = xw.Book(impl=copy.deepcopy(book.impl))
    refresh_book(rehearsal, Memory(tmp_path / "elsewhere"))
    number = next(
        i for i, call in enumerate(rehearsal.impl.calls.inside) if call.startswith("cells")
    )
    book.impl.calls.refuse_inside = number
    macros.fill_months()
    call = book.impl.calls.inside[number]
    expected = words(book, "broken_off_restored").format(reason=call)
    assert said(book) == [expected]
    after = everything(book)
    assert after["cells"] == before["cells"]
    assert after["state"] == before["state"]


def test_the_self_test_makes_its_sheet_once_and_fills_it(book, monkeypatch) -> None:
    wrong = replace(EXAMPLES[0], expected=36.6)
    title = section("labels")["tab_Selftest"][language(book)]
    for examples, failed in ((EXAMPLES, 0), ((wrong, *EXAMPLES[1:]), 1)):
        monkeypatch.setattr(selftest, "EXAMPLES", examples)
        macros.self_test()
        assert said(book) == []
        assert book.impl.front.name == title
        cells = sheet(book, title).values
        shown = [cells[row, 0] for row in range(4, 4 + len(EXAMPLES))]
        bad = words(book, "selftest_bad")
        assert shown == [bad] * failed + [words(book, "selftest_ok")] * (len(EXAMPLES) - failed)
        verdict = words(book, "selftest_failed" if failed else "selftest_passed")
        assert cells[1, 0] == verdict.format(count=len(EXAMPLES), failed=failed)
    first = sheet(book, title)
    assert (cells[4, 1], cells[4, 2], cells[4, 3]) == ("=DSO(100,1000,365)", "36.6", "36.5")
    assert cells[4, 4] > 0
    assert first.formulas[4, 5] == "=DSO(100,1000,365)"
    assert book.sheet_names.count(title) == 1
    macros.fill_months()  # and a refresh leaves it alone
    assert said(book) == []
    assert sheet(book, title).values == cells


def test_a_sheet_of_the_users_with_the_self_tests_name_stays(book) -> None:
    title = section("labels")["tab_Selftest"][language(book)]
    own = book.sheets.add(title, after=book.sheets[0]).impl
    own.put(0, 0, "mine")
    for _ in range(2):
        macros.self_test()
        assert said(book) == []
        assert book.impl.front.name == f"{title} (2)"
    assert own.formulas == {(0, 0): "mine"}


def test_formulas_follow_the_policy_of_their_workbook_from_its_refresh_on(book, tmp_path) -> None:
    assert bridge.call("DSO", [100.0, 1000.0], book.fullname) == 36.5
    policy = tmp_path / "demo-policy.yaml"
    policy.write_text("extends: basic\nindicators: {days_in_year: 360}\n", encoding="utf-8")
    macros.fill_months()
    file, calls = book.fullname, len(book.impl.calls.made)
    assert bridge.call("DSO", [100.0, 1000.0], file) == 36.0
    assert bridge.call("DSO", [100.0, 1000.0, 365.0], file) == 36.5
    assert bridge.call("DSO", [100.0, 1000.0]) == 36.5  # of no workbook that we know
    assert len(book.impl.calls.made) == calls  # nothing is asked of the application
