"""The language switch on the user's own sheets: words change, what the user typed stays, and Undo
turns everything back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from addin.live_books import DAY, everything, sheet
from addin.sheet_books import opened
from cashbuoy.ledger.schema import CHOICE_LABELS, TABLES
from cashbuoy_addin import demo, macros
from cashbuoy_addin.pipeline import compute
from cashbuoy_addin.settings import Wishes, resolve
from cashbuoy_workbook.choice_words import in_words
from cashbuoy_workbook.inputs import TITLE_ROW
from cashbuoy_workbook.modules import INPUT_MODULES, input_key, is_input_key
from cashbuoy_workbook.sheets_off import with_sheets_off
from cashbuoy_workbook.template import start_sheet
from cashbuoy_workbook.texts import Texts

OTHER = {"en": "zh", "zh": "en"}


def filled(folder, language, profile=""):
    """The demo workbook with a few rows, a Start sheet, and sheets of modules that are off."""
    found = demo.demo_book("demo")
    tables = {name: table.tail(6).reset_index(drop=True) for name, table in found.tables.items()}
    tables = in_words(tables, language)
    settings = {**found.settings, "language": language, "as_of": DAY}
    if profile:
        settings |= {"profile": profile, "policy_file": ""}
    else:
        (folder / "demo-policy.yaml").write_bytes((demo.seeds() / "policy.yaml").read_bytes())
    found = replace(found, tables=tables, settings=settings)
    run = resolve(found.settings, folder, Wishes())
    _, workbook = compute(found, run)
    workbook = with_sheets_off(workbook, tables, run.policy)
    inputs = tuple(s for s in workbook.sheets if is_input_key(s.key))
    start = start_sheet(inputs, language, run.policy.firm.base_currency)
    return opened(replace(workbook, sheets=(start, *workbook.sheets)), folder / "demo.xlsm")


def words(language, key, **values):
    return Texts(language)(key, **values)


def tab(language, key):
    texts = Texts(language)
    return next(texts(k) for k in (f"labels.tab_{key}", f"sheets.tab_{key}") if texts.has(k))


def column(found, table, name, language):
    """Where a column of an input sheet stands."""
    title = table[name].zh if language == "zh" else table[name].en
    return next(c for (r, c), text in found.formulas.items() if r == TITLE_ROW and text == title)


def state(book):
    return {
        **everything(book),
        "rules": {s.name: dict(s.own_rules) for s in book.impl.all},
        "hidden": [s.name for s in book.impl.all if not s.seen],
    }


@pytest.mark.parametrize("language", ["en", "zh"])
def test_words_follow_the_language_values_stay_and_undo_turns_back(
    tmp_path, calling, language
) -> None:
    book, other = calling(filled(tmp_path, language)), OTHER[language]
    macros.fill_months()
    ledger = sheet(book, tab(language, "InReceivables"))
    table = TABLES["tblReceivables"]
    instrument = column(ledger, table, "instrument", language)
    wide = max(c for _, c in ledger.formulas) + 1
    first = TITLE_ROW + 1
    typed = ["银票", "see the contract", "=A1", "Letter of credit", None, "现金"]
    for row, text in enumerate(typed, start=first):
        ledger.put(row, instrument, text)
    ledger.put(TITLE_ROW, wide, "Mine")
    ledger.put(first, wide, "yes")
    ledger.put(TITLE_ROW - 1, 0, "my own hint")
    before = state(book)
    macros.switch_language()
    assert book.app.impl.said == []

    assert {tab(other, input_key(name)) for name in INPUT_MODULES} < set(book.sheet_names)
    assert {tab(other, "Settings"), tab(other, "Start")} < set(book.sheet_names)
    cells = ledger.formulas
    label = {key: getattr(CHOICE_LABELS[key], other) for key in CHOICE_LABELS}
    words_now = [cells.get((row, instrument)) for row in range(first, first + len(typed))]
    assert words_now == [
        label["bank_acceptance"], "see the contract", "=A1", label["letter_of_credit"], None,
        label["cash"],
    ]  # fmt: skip
    titles = [cells[TITLE_ROW, c] for c in range(len(table.columns))]
    assert titles == [getattr(c, other) for c in table.columns]
    assert cells[TITLE_ROW, wide] == "Mine"
    assert cells[first, wide] == "yes"
    assert cells[TITLE_ROW - 1, 0] == "my own hint"
    assert cells[0, 0] == tab(other, "InReceivables")
    old = before["cells"][tab(language, "InReceivables")]
    changed = {at for at in old if at[0] > TITLE_ROW and old[at] != cells.get(at)}
    assert {c for _, c in changed} <= {
        column(ledger, table, c.name, other) for c in table.columns if c.kind in ("choice", "flag")
    }
    offered = ",".join(label[key] for key in table["instrument"].choices)
    assert [offered, getattr(table["instrument"], other)] in [
        said[:2] for said in ledger.own_rules.values()
    ]

    settings = sheet(book, tab(other, "Settings"))
    shown = set(settings.formulas.values())
    assert words(other, "labels.settings_title") in shown
    assert words(other, f"labels.language_{other}") in shown
    assert not {words(language, f"labels.setting_{k}") for k in ("profile", "firm")} & shown
    start = set(sheet(book, tab(other, "Start")).formulas.values())
    target = tab(other, "InReceivables")
    assert f"""=HYPERLINK("#'{target}'!A1","{target}")""".replace("'", "") in {
        str(text).replace("'", "") for text in start
    }

    macros.undo_refresh()
    assert state(book) == before


def test_there_and_back_gives_the_words_of_the_lists(tmp_path, calling) -> None:
    book = calling(filled(tmp_path, "en"))
    macros.switch_language()
    macros.switch_language()
    assert book.app.impl.said == []
    before = filled(tmp_path, "en")
    for name in ("Receivables", "Payables", "Settings", "Start"):
        now, then = sheet(book, name).formulas, sheet(before, name).formulas
        jumps = {at for at, text in now.items() if str(text).startswith("=HYPERLINK")}
        assert {at: now[at] for at in now if at not in jumps} == {
            at: then[at] for at in then if at not in jumps
        }
        assert sheet(book, name).own_rules == sheet(before, name).own_rules


def test_a_tab_that_the_user_named_stays(tmp_path, calling) -> None:
    book = calling(filled(tmp_path, "en"))
    sheet(book, "Orders")._name = "My orders"
    book.impl.all.append(book.impl.all.pop(0))
    book.impl.all[-1]._name = tab("zh", "InPayables")  # a sheet of the user's has the name
    macros.switch_language()
    assert book.app.impl.said == []
    assert {"My orders", "Payables", tab("zh", "InReceivables")} <= set(book.sheet_names)


def choose(book, profile):
    settings = sheet(book, "Settings")
    row = next(r for (r, c), text in settings.formulas.items() if c == 0 and text == "Profile")
    settings.put(row, 1, profile)


def test_switching_profiles_hides_and_shows_sheets_and_keeps_what_stands_there(
    tmp_path, calling
) -> None:
    book = calling(filled(tmp_path, "en", "basic"))
    plans, credit = tab("en", "Plans"), tab("en", "Credit")
    macros.fill_months()
    assert not sheet(book, plans).seen
    inputs = [tab("en", input_key(name)) for name in INPUT_MODULES]
    cells = {name: dict(sheet(book, name).formulas) for name in inputs}
    macros.payment_plans()
    (said,) = book.app.impl.said
    assert said == words("en", "live.module_off", sheet=plans, modules="plans")
    assert not sheet(book, plans).seen
    choose(book, "Advanced")
    before = state(book)
    macros.payment_plans()
    assert book.app.impl.said == [said]
    assert sheet(book, plans).seen
    assert sheet(book, credit).seen
    assert book.impl.front.name == plans
    figures = dict(sheet(book, credit).formulas)
    macros.undo_refresh()
    back = state(book)
    assert back.pop("names").items() >= before.pop("names").items()  # no step takes a name away
    assert back == before
    macros.payment_plans()
    sheet(book, credit).seen = False  # by the user, who does not want to see it
    choose(book, "Basic")
    macros.fill_months()
    assert not sheet(book, plans).seen
    assert dict(sheet(book, credit).formulas) == figures
    assert {name: dict(sheet(book, name).formulas) for name in inputs} == cells
